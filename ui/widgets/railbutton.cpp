// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/railbutton.h"

#include "ui/theme/icon.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace spillway::ui {

RailButton::RailButton(const Theme& theme, const QString& icon, const QString& text, QWidget* parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_icon(icon)
{
    setText(text);
    setAccessibleName(text);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void RailButton::setCollapsed(bool collapsed)
{
    m_collapsed = collapsed;
    update();
}

QSize RailButton::sizeHint() const
{
    return { 48, std::max(30, fontMetrics().height() + 10) };
}

void RailButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    const QRect box = rect().adjusted(8, 0, -8, 0);
    if (isChecked()) {
        stylepaint::box(&painter, QRectF(box), Theme::controlRadius, t.selection, QColor());
        painter.fillRect(QRect(0, box.top() + 5, 3, box.height() - 10), t.accent);
    } else if (underMouse() || isDown())
        stylepaint::box(&painter, QRectF(box), Theme::controlRadius, t.inactive, QColor());
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange))
        stylepaint::box(&painter, QRectF(box), Theme::controlRadius, QColor(), t.accent, 2);
    painter.drawPixmap(QPoint(box.left() + 8, (height() - 16) / 2),
        tintedPixmap(m_icon, 16, devicePixelRatioF(), isChecked() ? t.accent : t.muted, t.surface));
    if (m_collapsed)
        return;
    painter.setPen(t.text);
    painter.setFont(isChecked() ? m_theme.semiboldFont() : m_theme.textFont());
    painter.drawText(box.adjusted(34, 0, -8, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text());
}

} // namespace spillway::ui
