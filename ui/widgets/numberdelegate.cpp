// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/numberdelegate.h"

#include "ui/theme/theme.h"
#include "ui/widgets/cellpaint.h"

#include <QPainter>

namespace spillway::ui {

void NumberDelegate::paintContent(
    QPainter* painter, const QRect& rect, const Cell& cell, const QStyleOptionViewItem&) const
{
    if (cell.status != Status::None)
        painter->setPen(theme().tokens().*statusToken(cell.status));
    cellpaint::figures(painter, rect, cell.text);
}

int NumberDelegate::contentWidth(const Cell& cell, const QStyleOptionViewItem& option) const
{
    return cellpaint::figuresWidth(QFontMetrics(option.font), cell.text);
}

} // namespace spillway::ui
