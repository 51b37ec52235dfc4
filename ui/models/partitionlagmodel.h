// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"
#include "ui/models/rowtablemodel.h"

namespace spillway::ui {

struct PartitionLagRow {
    QString id; ///< "topic/partition"
    QString topic; ///< safe to show
    int partition = 0;
    std::optional<qint64> committed;
    std::optional<qint64> end;
    std::optional<qint64> lag;
    std::optional<double> in;
    std::optional<double> out;
    GroupStatus status = GroupStatus::Unknown;
    QString member; ///< safe to show; empty: nobody, or not known
    int series = 0; ///< colour of its line in the chart

    friend bool operator==(const PartitionLagRow&, const PartitionLagRow&) = default;
};

/// The partitions one group reads, most lag first unless a column is sorted by.
class PartitionLagModel : public RowTableModel<PartitionLagRow> {
    Q_OBJECT

public:
    enum Column {
        TopicColumn,
        PartitionColumn,
        CommittedColumn,
        EndColumn,
        LagColumn,
        InColumn,
        OutColumn,
        StatusColumn,
        MemberColumn,
        ColumnCount
    };

    using RowTableModel::RowTableModel;

    /// nullptr empties the table.
    void setGroup(const ClusterSnapshot& snapshot, const GroupFigures* group);
    void setStale(bool stale);

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    void arrange(std::vector<PartitionLagRow> rows);
    QString text(const PartitionLagRow& row, int column) const;

    int m_sortColumn = LagColumn;
    Qt::SortOrder m_order = Qt::DescendingOrder;
    bool m_membersKnown = true;
    bool m_stale = false;
};

/// Colour index of a partition's line and square: its number, or its place where the group reads several topics.
int partitionSeries(const GroupFigures& group, int place, const TopicPartition& partition);

} // namespace spillway::ui
