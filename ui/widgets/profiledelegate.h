// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStyledItemDelegate>

namespace spillway::ui {

class Theme;

/// Rows of ProfileListModel: name and badge, the address below.
class ProfileDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit ProfileDelegate(const Theme& theme, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
};

} // namespace spillway::ui
