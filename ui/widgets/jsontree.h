// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QTreeView>

namespace spillway::ui {

class JsonTreeModel;
class Theme;

/// JSON as a tree that is read as far as it is opened. The first level opens by itself while it is small. Ctrl+C copies
/// the current value as it is written.
class JsonTree : public QTreeView {
    Q_OBJECT

public:
    explicit JsonTree(const Theme& theme, QWidget* parent = nullptr);

    /// The bytes must be JSON; they are shared. Empty: nothing.
    void setJson(const QByteArray& json);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
    JsonTreeModel* m_model = nullptr;
};

} // namespace spillway::ui
