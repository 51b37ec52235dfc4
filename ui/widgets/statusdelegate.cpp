// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/statusdelegate.h"

#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/cellpaint.h"

#include <QPainter>

namespace spillway::ui {

namespace {

constexpr int shapeAndGap = 14 + 5;

} // namespace

void StatusDelegate::paintContent(
    QPainter* painter, const QRect& rect, const Cell& cell, const QStyleOptionViewItem&) const
{
    const Tokens& t = theme().tokens();
    // A stale status keeps its word but loses its colour and shape: nobody knows whether it still holds.
    const Status shown = cell.muted ? Status::Unknown : cell.status;
    paintStatus(painter, rect, shown, t);
    painter->setPen(t.*statusToken(shown));
    cellpaint::text(painter, rect.adjusted(shapeAndGap, 0, 0, 0),
        cell.text.isEmpty() ? statusWord(cell.status) : cell.text, Qt::ElideRight);
}

int StatusDelegate::contentWidth(const Cell& cell, const QStyleOptionViewItem& option) const
{
    return shapeAndGap
        + cellpaint::textWidth(QFontMetrics(option.font), cell.text.isEmpty() ? statusWord(cell.status) : cell.text);
}

} // namespace spillway::ui
