// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/textdelegate.h"

#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/cellpaint.h"

#include <QPainter>

namespace spillway::ui {

namespace {

constexpr int squareSize = 8;
constexpr int statusWidth = 14;
constexpr int gap = 5;

} // namespace

TextDelegate::TextDelegate(const Theme& theme, Look look, QObject* parent)
    : CellDelegate(theme, parent)
    , m_look(look)
    , m_mono(theme.monoFont())
    , m_plainMono(m_mono)
{
    m_plainMono.setStyleStrategy(QFont::PreferNoShaping);
}

QFont TextDelegate::textFont(const Cell& cell, const QStyleOptionViewItem& option) const
{
    QFont font = m_look.mono ? m_mono : option.font;
    if (cell.emphasis)
        font.setWeight(QFont::DemiBold);
    return font;
}

void TextDelegate::paintContent(
    QPainter* painter, const QRect& rect, const Cell& cell, const QStyleOptionViewItem& option) const
{
    const Tokens& t = theme().tokens();
    QRect rest = rect;
    if (cell.series >= 0) {
        painter->fillRect(QRect(rest.left(), rest.top() + (rest.height() - squareSize) / 2, squareSize, squareSize),
            t.seriesColor(cell.series));
        rest.setLeft(rest.left() + squareSize + gap + 2);
    }
    if (cell.status != Status::None) {
        paintStatus(painter, rest, cell.status, t);
        rest.setLeft(rest.left() + statusWidth + gap);
    }
    if (!cell.prefix.isEmpty()) {
        const QColor kept = painter->pen().color();
        painter->setPen(cell.status == Status::None ? t.muted : t.*statusToken(cell.status));
        rest.setLeft(rest.left() + cellpaint::text(painter, rest, cell.prefix, Qt::ElideRight) + gap);
        painter->setPen(kept);
    }
    if (!cell.outlined.isEmpty()) {
        rest.setLeft(rest.left() + cellpaint::outlinedWord(painter, rest, cell.outlined, theme().labelFont(), t) + gap);
        painter->setPen(t.muted);
    }
    if (rest.width() <= 0 || (cell.text.isEmpty() && cell.badge.isEmpty()))
        return;

    painter->setFont(cell.outlined.isEmpty() ? textFont(cell, option) : option.font);
    int badgeWidth = cell.badge.isEmpty() ? 0 : cellpaint::badgeWidth(cell.badge, theme().labelFont()) + gap;
    // The name comes first: no badge where it would cut the text.
    if (badgeWidth > 0 && cellpaint::textWidth(painter->fontMetrics(), cell.text) + badgeWidth > rest.width())
        badgeWidth = 0;
    const QRect area = rest.adjusted(0, 0, -badgeWidth, 0);
    const bool fixed = m_look.mono && m_look.elide == Qt::ElideRight && cell.outlined.isEmpty() && !cell.emphasis;
    const int used = fixed ? cellpaint::fixedText(painter, area, cell.text, m_plainMono)
                           : cellpaint::text(painter, area, cell.text, m_look.elide);
    if (badgeWidth > 0)
        cellpaint::badge(painter, rest.adjusted(used + gap, 0, 0, 0), cell.badge, theme().labelFont(), t);
}

int TextDelegate::contentWidth(const Cell& cell, const QStyleOptionViewItem& option) const
{
    const QFontMetrics metrics(textFont(cell, option));
    int width = cellpaint::textWidth(metrics, cell.text);
    if (cell.series >= 0)
        width += squareSize + gap + 2;
    if (cell.status != Status::None)
        width += statusWidth + gap;
    if (!cell.prefix.isEmpty())
        width += cellpaint::textWidth(QFontMetrics(option.font), cell.prefix) + gap;
    if (!cell.outlined.isEmpty())
        width += cellpaint::badgeWidth(cell.outlined, theme().labelFont()) + gap;
    if (!cell.badge.isEmpty())
        width += cellpaint::badgeWidth(cell.badge, theme().labelFont()) + gap;
    return width;
}

} // namespace spillway::ui
