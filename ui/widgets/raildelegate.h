// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStyledItemDelegate>

namespace spillway::ui {

class Theme;

/// Paints the rail: entries of 30 px, headings, counts with their shape, the current entry's bar.
class RailDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    enum Role { NameRole = Qt::UserRole + 100, IconRole, HeadingRole, CountRole, CountStatusRole };

    RailDelegate(const Theme& theme, QObject* parent);

    void setCollapsed(bool collapsed) { m_collapsed = collapsed; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintEntry(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;

    const Theme& m_theme;
    bool m_collapsed = false;
};

} // namespace spillway::ui
