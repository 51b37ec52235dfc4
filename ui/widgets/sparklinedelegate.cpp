// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/sparklinedelegate.h"

#include "ui/charts/sparkline.h"
#include "ui/theme/theme.h"
#include "ui/widgets/cellpaint.h"

#include <QPainter>

namespace spillway::ui {

void SparklineDelegate::paintContent(
    QPainter* painter, const QRect& rect, const Cell& cell, const QStyleOptionViewItem&) const
{
    const Tokens& t = theme().tokens();
    const auto values = cell.sparkline.value<QList<double>>();
    if (values.isEmpty()) {
        painter->setPen(t.muted);
        cellpaint::text(painter, rect, cell.text, Qt::ElideRight);
        return;
    }
    drawSparkline(*painter, rect.adjusted(0, 3, 0, -3), values, cell.muted ? t.disabled : t.muted, false);
}

int SparklineDelegate::contentWidth(const Cell&, const QStyleOptionViewItem&) const
{
    return 58;
}

} // namespace spillway::ui
