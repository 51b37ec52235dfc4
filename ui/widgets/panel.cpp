// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/panel.h"

#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/panelstate.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int titleRowHeight = 34;
constexpr int titlePadding = 12;
constexpr int leastTitle = 140;
/// Keeps square contents inside the rounded corners.
constexpr int cornerInset = 3;

} // namespace

Panel::Panel(const Theme& theme, const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_titleRow(new QWidget(this))
    , m_title(new ElidedLabel(title, Qt::ElideMiddle, leastTitle, m_titleRow))
    , m_note(new ElidedLabel({}, Qt::ElideRight, 0, m_titleRow))
    , m_stack(new QStackedLayout)
{
    setFrameShape(QFrame::NoFrame);
    m_title->setFont(theme.semiboldFont());
    m_note->setFont(theme.smallFont());
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->hide();

    m_titleLayout = new QHBoxLayout(m_titleRow);
    m_titleLayout->setContentsMargins(titlePadding, 0, 8, 1);
    m_titleLayout->setSpacing(8);
    m_titleLayout->addWidget(m_title);
    m_titleLayout->addStretch(1);
    m_titleLayout->addWidget(m_note);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 1, cornerInset);
    column->setSpacing(0);
    column->addWidget(m_titleRow);
    column->addLayout(m_stack, 1);
    updateTitleRow();
}

void Panel::setTitle(const QString& title)
{
    m_title->setText(title);
    updateTitleRow();
}

QString Panel::title() const
{
    return m_title->text();
}

void Panel::setTitleLarge(bool large)
{
    m_title->setFont(large ? m_theme.sectionFont() : m_theme.semiboldFont());
    updateTitleRow();
}

void Panel::setTitleLine(bool line)
{
    m_line = line;
    update();
}

void Panel::setNote(const QString& note)
{
    m_noteText = note;
    updateNote();
}

void Panel::addAfterTitle(QWidget* widget)
{
    m_titleLayout->insertWidget(m_afterTitle++, widget);
    m_hasTitleWidgets = true;
    updateTitleRow();
}

void Panel::addTitleWidget(QWidget* widget)
{
    m_titleLayout->addWidget(widget);
    m_hasTitleWidgets = true;
    updateTitleRow();
}

void Panel::setFlush(bool flush)
{
    m_flush = flush;
    if (flush)
        layout()->setContentsMargins(0, 0, 0, 0);
    else
        layout()->setContentsMargins(1, 0, 1, cornerInset);
    update();
}

void Panel::setContent(QWidget* content)
{
    if (m_content) {
        m_stack->removeWidget(m_content);
        m_content->deleteLater();
    }
    m_content = content;
    m_stack->insertWidget(0, content);
    if (!m_state || m_stack->currentWidget() != m_state)
        m_stack->setCurrentWidget(content);
}

PanelState& Panel::state()
{
    if (!m_state) {
        m_state = new PanelState(m_theme, this);
        m_stack->addWidget(m_state);
        if (m_content)
            m_stack->setCurrentWidget(m_content);
        connect(&m_state->delay(), &QTimer::timeout, this, [this] { m_stack->setCurrentWidget(m_state); });
    }
    return *m_state;
}

void Panel::showContent()
{
    if (m_state)
        m_state->delay().stop();
    if (m_content)
        m_stack->setCurrentWidget(m_content);
}

void Panel::showLoading(const QString& what, const QString& howFar, double fraction)
{
    PanelState& shown = state();
    shown.show(Status::None, what, howFar, {}, fraction, {});
    if (m_stack->currentWidget() != &shown && !shown.delay().isActive())
        shown.delay().start();
}

void Panel::showEmpty(const QString& title, const QString& lookedAt, const PanelAction& action)
{
    PanelState& shown = state();
    shown.delay().stop();
    shown.show(Status::None, title, lookedAt, {}, -1, action);
    m_stack->setCurrentWidget(&shown);
}

void Panel::showError(const QString& what, const QString& why, const QString& toDo, const PanelAction& action)
{
    PanelState& shown = state();
    shown.delay().stop();
    shown.show(Status::Error, what, why, toDo, -1, action);
    m_stack->setCurrentWidget(&shown);
}

void Panel::setStale(const QString& asOf)
{
    m_stale = !asOf.isEmpty();
    m_staleText = m_stale ? tr("stale, as of %1").arg(asOf) : QString();
    updateNote();
}

void Panel::updateNote()
{
    const QString text = m_stale ? m_staleText : m_noteText;
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
    updateTitleRow();
}

void Panel::updateTitleRow()
{
    const bool shown = !m_title->text().isEmpty() || m_hasTitleWidgets || !m_note->isHidden();
    m_titleRow->setVisible(shown);
    m_title->setVisible(!m_title->text().isEmpty());
    const int wanted = std::max(titleRowHeight, m_title->fontMetrics().height() + 14);
    int tallest = wanted;
    for (int i = 0; i < m_titleLayout->count(); ++i) {
        if (const QWidget* widget = m_titleLayout->itemAt(i)->widget())
            tallest = std::max(tallest, widget->sizeHint().height() + (widget == m_title || widget == m_note ? 0 : 10));
    }
    m_titleRow->setFixedHeight(tallest);
    const QWidget* last = m_titleLayout->itemAt(m_titleLayout->count() - 1)->widget();
    m_titleLayout->setContentsMargins(titlePadding, 0, last == m_note ? titlePadding : 8, 1);
    layout()->setContentsMargins(1, shown ? 0 : cornerInset, 1, cornerInset);
    setAccessibleName(m_title->text());
    update();
}

void Panel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    if (m_flush)
        painter.fillRect(rect(), t.surface);
    else
        stylepaint::box(&painter, QRectF(rect()), Theme::panelRadius, t.surface, t.border);
    if (m_line && !m_titleRow->isHidden())
        painter.fillRect(QRect(1, m_titleRow->geometry().bottom(), width() - 2, 1), t.border);
}

} // namespace spillway::ui
