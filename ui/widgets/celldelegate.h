// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/status.h"

#include <QModelIndex>
#include <QStyledItemDelegate>

namespace spillway::ui {

class Theme;

/// Base of the table delegates: ground (selection, highlight), hairline, current cell, tooltip of what is cut off. All
/// roles of a cell are asked in one call (QAbstractItemModel::multiData), and nothing is laid out as rich text.
class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit CellDelegate(const Theme& theme, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;

protected:
    /// What the model says of one cell.
    struct Cell {
        QString text;
        QString prefix;
        QString outlined;
        QString badge;
        QVariant sparkline;
        Status status = Status::None;
        int series = -1;
        bool muted = false;
        bool highlight = false;
        bool emphasis = false;
    };

    /// Paints the content into `rect`, which is already without padding and hairline. The painter's font is the view's.
    virtual void paintContent(
        QPainter* painter, const QRect& rect, const Cell& cell, const QStyleOptionViewItem& option) const = 0;
    /// Width the content would like, without padding.
    virtual int contentWidth(const Cell& cell, const QStyleOptionViewItem& option) const = 0;

    const Theme& theme() const { return m_theme; }

private:
    static Cell readCell(const QModelIndex& index);

    const Theme& m_theme;
};

} // namespace spillway::ui
