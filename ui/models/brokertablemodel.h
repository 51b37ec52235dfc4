// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustermonitor.h"
#include "ui/models/rowtablemodel.h"

namespace spillway::ui {

struct BrokerRow {
    QString id; ///< the broker's number
    int number = 0;
    QString address; ///< "host:port", safe to show; empty: the cluster names it as a replica, but does not know it
    QString trouble; ///< why it is not reachable, safe to show; empty: it answers
    bool answered = true; ///< false: not known in this snapshot (stale, or it leads nothing and was not asked)
    int leaders = 0;
    int replicas = 0;
    int inSync = 0;
    int behind = 0; ///< replicas on this broker that are not in sync
    double share = 0; ///< 0…1, of all partitions with a leader
    std::optional<double> leaderSkew; ///< -1…: how far from an even share; nullopt with one broker
    std::optional<double> replicaSkew;

    friend bool operator==(const BrokerRow&, const BrokerRow&) = default;
};

/// The brokers of the cluster and how work is spread over them. Also lists brokers that partitions name as replica but
/// that are not in the cluster now. KRaft names a random broker as controller, so there is no such column.
class BrokerTableModel : public RowTableModel<BrokerRow> {
    Q_OBJECT

public:
    enum Column {
        StateColumn,
        NumberColumn,
        AddressColumn,
        LeadersColumn,
        ShareColumn,
        LeaderSkewColumn,
        ReplicasColumn,
        ReplicaSkewColumn,
        InSyncColumn,
        BehindColumn,
        ReasonColumn,
        ColumnCount
    };

    using RowTableModel::RowTableModel;

    /// `snapshot` may be null.
    void setCluster(const SnapshotPtr& snapshot, const ConnectionState& state);

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    void arrange(std::vector<BrokerRow> rows);

    int m_sortColumn = NumberColumn;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    bool m_stale = false;
};

} // namespace spillway::ui
