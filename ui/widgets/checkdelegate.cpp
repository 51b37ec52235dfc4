// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/checkdelegate.h"

#include <QApplication>
#include <QPainter>

namespace spillway::ui {

namespace {

constexpr int boxSize = 14;

}

void CheckDelegate::paintContent(
    QPainter* painter, const QRect& rect, const Cell& cell, const QStyleOptionViewItem& option) const
{
    QStyleOptionButton box;
    box.rect = QRect(rect.left(), rect.top() + (rect.height() - boxSize) / 2, boxSize, boxSize);
    box.palette = option.palette;
    box.state = (option.state & QStyle::State_Enabled) | (cell.emphasis ? QStyle::State_On : QStyle::State_Off);
    QApplication::style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, painter, option.widget);
}

int CheckDelegate::contentWidth(const Cell&, const QStyleOptionViewItem&) const
{
    return boxSize;
}

} // namespace spillway::ui
