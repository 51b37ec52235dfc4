// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"
#include "ui/models/rowtablemodel.h"

namespace spillway::ui {

struct PartitionRow {
    int id = 0; ///< the partition's number
    PartitionInfo info;
    Watermarks watermarks;

    friend bool operator==(const PartitionRow&, const PartitionRow&) = default;
};

/// The partitions of one topic, in order of their number.
class PartitionTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        PartitionColumn,
        LeaderColumn,
        ReplicasColumn,
        InSyncColumn,
        LogStartColumn,
        HighColumn,
        LastStableColumn,
        RecordsColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// nullptr empties the table.
    void setTopic(const ClusterSnapshot* snapshot, const QString& topic);

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(m_rows.size()); }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const PartitionRow& row, int column) const;

    std::vector<PartitionRow> m_rows;
};

} // namespace spillway::ui
