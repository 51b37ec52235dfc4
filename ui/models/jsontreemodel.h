// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/jsonscanner.h"

#include <QAbstractItemModel>
#include <QByteArray>

#include <memory>
#include <vector>

namespace spillway::ui {

/// A JSON text as a tree, in the order of the source and with its own tokens: a number of 30 digits and a key that
/// comes twice are shown as they were written. The children of an object or array are read when they are first asked
/// for; one reading costs the tokens of that object or array. GUI thread only.
class JsonTreeModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { NameColumn, ValueColumn, ColumnCount };
    static constexpr int mostChildren = 1000; ///< of one object or array; then a last row says how many more there are
    static constexpr int mostLevels = 100; ///< what lies deeper is not opened

    explicit JsonTreeModel(QObject* parent = nullptr);
    ~JsonTreeModel() override;

    /// The bytes must be JSON (PayloadKind::Json); they are shared, not copied. Empty: no rows.
    void setJson(const QByteArray& json);

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node;
    Node* nodeOf(const QModelIndex& index) const;
    static std::vector<std::unique_ptr<Node>> read(Node& container);

    QByteArray m_json;
    std::unique_ptr<Node> m_root; ///< the whole text; null without one
};

} // namespace spillway::ui
