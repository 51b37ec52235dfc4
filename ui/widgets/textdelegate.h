// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/celldelegate.h"

namespace spillway::ui {

/// Text at the left. Paints, in this order and each only when the model gives it: square in a series colour, status
/// shape, prefix in the status colour, outlined word, text, badge.
class TextDelegate : public CellDelegate {
    Q_OBJECT

public:
    struct Look {
        Qt::TextElideMode elide = Qt::ElideRight; ///< left for topic and group names: their ends differ
        bool mono = false; ///< keys, values, headers
    };

    TextDelegate(const Theme& theme, Look look, QObject* parent = nullptr);

protected:
    void paintContent(
        QPainter* painter, const QRect& rect, const Cell& cell, const QStyleOptionViewItem& option) const override;
    int contentWidth(const Cell& cell, const QStyleOptionViewItem& option) const override;

private:
    QFont textFont(const Cell& cell, const QStyleOptionViewItem& option) const;

    Look m_look;
    QFont m_mono;
    QFont m_plainMono; ///< without shaping, for ASCII
};

} // namespace spillway::ui
