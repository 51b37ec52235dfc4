// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/celldelegate.h"

namespace spillway::ui {

/// A box that is checked where the model says EmphasisRole; the page toggles it.
class CheckDelegate : public CellDelegate {
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(
        QPainter* painter, const QRect& rect, const Cell& cell, const QStyleOptionViewItem& option) const override;
    int contentWidth(const Cell& cell, const QStyleOptionViewItem& option) const override;
};

} // namespace spillway::ui
