// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStyledItemDelegate>

namespace spillway::ui {

class Theme;

/// Rows of the Go to list, 32 px: drawing, text with its match in bold; headings in label type.
class GoToDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    GoToDelegate(const Theme& theme, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
};

} // namespace spillway::ui
