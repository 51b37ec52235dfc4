// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/filterfield.h"

#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QToolButton>

namespace spillway::ui {

namespace {

constexpr int iconSize = 16;
constexpr int iconLeft = 8;
constexpr int clearSize = 20;

} // namespace

FilterField::FilterField(const Theme& theme, const QString& placeholder, QWidget* parent)
    : QLineEdit(parent)
    , m_theme(theme)
    , m_icon(QStringLiteral("filter"))
    , m_clear(new QToolButton(this))
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    m_clear->setIcon(icon(theme, QStringLiteral("x"), &Tokens::muted));
    m_clear->setIconSize(QSize(14, 14));
    m_clear->setProperty("look", QStringLiteral("flat"));
    m_clear->setFixedSize(clearSize, clearSize);
    m_clear->setCursor(Qt::ArrowCursor);
    m_clear->setFocusPolicy(Qt::NoFocus);
    m_clear->setAccessibleName(tr("Clear the filter"));
    m_clear->hide();
    m_pause.setSingleShot(true);
    m_pause.setInterval(120);
    connect(&m_pause, &QTimer::timeout, this, &FilterField::tell);
    connect(this, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_clear->setVisible(!text.isEmpty());
        place();
        if (text.isEmpty())
            tell();
        else
            m_pause.start();
    });
    connect(this, &QLineEdit::returnPressed, this, &FilterField::tell);
    connect(m_clear, &QToolButton::clicked, this, &QLineEdit::clear);
    place();
}

void FilterField::setMono(bool mono)
{
    setFont(mono ? m_theme.monoFont() : m_theme.textFont());
    place();
}

void FilterField::setIconName(const QString& name)
{
    m_icon = name;
    update();
}

void FilterField::setCountText(const QString& text)
{
    m_count = text;
    place();
    update();
}

void FilterField::setError(const QString& message)
{
    setProperty("invalid", !message.isEmpty());
    setAccessibleDescription(message);
    setToolTip(plainTooltip(message));
    update();
}

void FilterField::tell()
{
    m_pause.stop();
    if (text() == m_told)
        return;
    m_told = text();
    emit filterChanged(m_told);
}

void FilterField::place()
{
    const int clear = m_clear->isHidden() ? 0 : clearSize + 2;
    const int count = m_count.isEmpty() ? 0 : QFontMetrics(m_theme.smallFont()).horizontalAdvance(m_count) + 8;
    setTextMargins(iconLeft + iconSize - 2, 0, clear + count, 0);
    m_clear->move(width() - clearSize - 4, (height() - clearSize) / 2);
}

void FilterField::resizeEvent(QResizeEvent* event)
{
    QLineEdit::resizeEvent(event);
    place();
}

void FilterField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Escape) {
        QLineEdit::keyPressEvent(event);
        return;
    }
    if (text().isEmpty())
        clearFocus();
    else
        clear();
}

void FilterField::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    painter.drawPixmap(QPoint(iconLeft, (height() - iconSize) / 2),
        tintedPixmap(m_icon, iconSize, devicePixelRatioF(), isEnabled() ? t.muted : t.disabled, t.surface));
    if (m_count.isEmpty())
        return;
    painter.setFont(m_theme.smallFont());
    painter.setPen(t.muted);
    const int right = m_clear->isHidden() ? 10 : clearSize + 8;
    painter.drawText(rect().adjusted(0, 0, -right, 0), Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, m_count);
}

} // namespace spillway::ui
