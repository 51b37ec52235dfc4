// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"

#include <QAbstractTableModel>

namespace spillway::ui {

/// The topics of a snapshot: name, partitions, records per second, records kept. Sorts and filters by itself; refreshing
/// keeps the order steady while the same topics are there. IdRole is the topic's name.
class TopicTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { NameColumn, PartitionsColumn, InColumn, RecordsColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setSnapshot(const spillway::SnapshotPtr& snapshot);
    /// Case-insensitive part of the name; several words must all occur.
    void setFilter(const QString& text);
    /// Kafka's own topics ("__consumer_offsets"); hidden at first.
    void setInternalShown(bool shown);

    int topicCount() const { return m_all; } ///< without internal ones
    int internalCount() const { return m_internal; }
    QString topicAt(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    struct Row {
        QString name;
        qint64 partitions = 0;
        std::optional<double> in;
        std::optional<qint64> records;
        QString trouble; ///< in words; empty when all is well

        friend bool operator==(const Row&, const Row&) = default;
    };
    void rebuild();
    bool less(const Row& a, const Row& b) const;

    spillway::SnapshotPtr m_snapshot;
    std::vector<Row> m_rows;
    QStringList m_words;
    int m_all = 0;
    int m_internal = 0;
    int m_sortColumn = NameColumn;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    bool m_internalShown = false;
};

} // namespace spillway::ui
