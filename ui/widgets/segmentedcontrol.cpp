// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/segmentedcontrol.h"

#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>

namespace spillway::ui {

SegmentedControl::SegmentedControl(const Theme& theme, const QStringList& segments, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_group(new QButtonGroup(this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (const QString& segment : segments) {
        QPushButton* button = flatButton(theme, segment, this);
        button->setProperty("look", QStringLiteral("segment"));
        button->setCheckable(true);
        button->installEventFilter(this);
        m_group->addButton(button, static_cast<int>(m_buttons.size()));
        m_buttons.push_back(button);
        row->addWidget(button);
    }
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    if (!m_buttons.empty())
        m_buttons.front()->setChecked(true);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool checked) {
        update();
        if (checked)
            emit currentChanged(id);
    });
}

int SegmentedControl::currentIndex() const
{
    return m_group->checkedId();
}

void SegmentedControl::setCurrentIndex(int index)
{
    if (QAbstractButton* button = m_group->button(index))
        button->setChecked(true);
}

void SegmentedControl::setSegmentText(int index, const QString& text)
{
    if (QAbstractButton* button = m_group->button(index))
        button->setText(text);
}

void SegmentedControl::setCompact()
{
    for (QPushButton* button : m_buttons)
        makeCompact(m_theme, button);
}

bool SegmentedControl::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave)
        update();
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int step = key == Qt::Key_Right ? 1 : key == Qt::Key_Left ? -1 : 0;
        if (step != 0) {
            const int next = currentIndex() + (isRightToLeft() ? -step : step);
            if (QAbstractButton* button = m_group->button(next)) {
                button->setChecked(true);
                button->setFocus(Qt::TabFocusReason);
            }
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void SegmentedControl::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    stylepaint::box(&painter, QRectF(rect()), Theme::controlRadius, t.surface, QColor());
    painter.save();
    QPainterPath inside;
    inside.addRoundedRect(QRectF(rect()), Theme::controlRadius, Theme::controlRadius);
    painter.setClipPath(inside);
    for (const QPushButton* button : m_buttons) {
        if (button->isChecked())
            painter.fillRect(button->geometry(), isEnabled() ? t.selection : t.inactive);
        else if (button->underMouse())
            painter.fillRect(button->geometry(), t.raised);
        if (button != m_buttons.front())
            painter.fillRect(QRect(button->x(), 0, 1, height()), t.border);
    }
    painter.restore();
    stylepaint::box(&painter, QRectF(rect()), Theme::controlRadius, QColor(), isEnabled() ? t.control : t.border);
}

} // namespace spillway::ui
