// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/factvalue.h"

#include "ui/theme/theme.h"
#include "ui/widgets/cellpaint.h"
#include "ui/widgets/plaintext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace spillway::ui {

namespace {

constexpr int gap = 6;

} // namespace

FactValue::FactValue(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void FactValue::setContent(const Content& content, const QString& tooltip)
{
    m_content = content;
    m_tooltip = tooltip;
    const QString separator = content.outlined.isEmpty() || content.text.isEmpty() ? QString() : QStringLiteral(", ");
    setAccessibleDescription(content.outlined + separator + content.text);
    update();
}

QFont FactValue::textFont() const
{
    return m_content.mono ? m_theme.monoFont() : m_theme.smallFont();
}

int FactValue::contentWidth() const
{
    const int outlined
        = m_content.outlined.isEmpty() ? 0 : cellpaint::badgeWidth(m_content.outlined, m_theme.labelFont()) + gap;
    return outlined + cellpaint::textWidth(QFontMetrics(textFont()), m_content.text) + 2;
}

QSize FactValue::sizeHint() const
{
    return { contentWidth(), qMax(20, QFontMetrics(m_theme.smallFont()).height() + 4) };
}

QSize FactValue::minimumSizeHint() const
{
    return { 40, sizeHint().height() };
}

void FactValue::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    QRect rest = rect();
    if (!m_content.outlined.isEmpty()) {
        const int used = cellpaint::outlinedWord(&painter, rest, m_content.outlined, m_theme.labelFont(), t);
        rest.setLeft(rest.left() + used + gap);
    }
    painter.setFont(textFont());
    painter.setPen(m_content.muted || !m_content.outlined.isEmpty() ? t.muted : t.text);
    cellpaint::text(&painter, rest, m_content.text, Qt::ElideRight);
}

bool FactValue::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const QString text = m_tooltip.isEmpty() && contentWidth() > width() ? m_content.text : m_tooltip;
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), plainTooltip(text), this);
    return true;
}

} // namespace spillway::ui
