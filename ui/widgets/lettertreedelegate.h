// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStyledItemDelegate>

namespace spillway::ui {

class Theme;

/// Rows of a LetterTreeModel: a topic in one line (28 px), an error group in three (60 px): class and count, message,
/// first and last with a sparkline.
class LetterTreeDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit LetterTreeDelegate(const Theme& theme, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;

private:
    void paintTopic(QPainter* painter, const QRect& rect, const QModelIndex& index, bool open) const;
    void paintGroup(QPainter* painter, const QRect& rect, const QModelIndex& index) const;
    void paintLine(QPainter* painter, const QRect& rect, const QModelIndex& index) const;

    const Theme& m_theme;
};

} // namespace spillway::ui
