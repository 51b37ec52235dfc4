// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"
#include "ui/models/rowtablemodel.h"

namespace spillway::ui {

struct LedPartitionRow {
    QString id; ///< "topic/partition"
    QString topic;
    PartitionInfo info;
    std::optional<qint64> records;

    friend bool operator==(const LedPartitionRow&, const LedPartitionRow&) = default;
};

/// The partitions one broker leads, by topic and number.
class LedPartitionsModel : public RowTableModel<LedPartitionRow> {
    Q_OBJECT

public:
    enum Column { TopicColumn, PartitionColumn, ReplicasColumn, InSyncColumn, RecordsColumn, ColumnCount };

    using RowTableModel::RowTableModel;

    /// nullptr empties the table.
    void setBroker(const ClusterSnapshot* snapshot, BrokerId broker);

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace spillway::ui
