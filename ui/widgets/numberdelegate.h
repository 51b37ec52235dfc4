// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/celldelegate.h"

namespace spillway::ui {

/// Figures, times and words in place of figures, at the right; digits line up.
class NumberDelegate : public CellDelegate {
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(
        QPainter* painter, const QRect& rect, const Cell& cell, const QStyleOptionViewItem& option) const override;
    int contentWidth(const Cell& cell, const QStyleOptionViewItem& option) const override;
};

} // namespace spillway::ui
