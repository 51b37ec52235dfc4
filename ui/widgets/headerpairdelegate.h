// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStyledItemDelegate>

namespace spillway::ui {

class Theme;

/// Cells of a HeaderPairModel: sign in a gutter beside the name, ground of what was added, changed or removed.
class HeaderPairDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit HeaderPairDelegate(const Theme& theme, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;

private:
    const Theme& m_theme;
};

} // namespace spillway::ui
