// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"
#include "ui/models/rowtablemodel.h"

namespace spillway::ui {

struct TopicGroupRow {
    QString id; ///< the group's name
    GroupStatus status = GroupStatus::Unknown;
    GroupState state = GroupState::Unknown;
    int partitions = 0; ///< of this topic that the group reads or has committed
    std::optional<qint64> lag; ///< on this topic; nullopt: no commit
    std::optional<double> out;

    friend bool operator==(const TopicGroupRow&, const TopicGroupRow&) = default;
};

/// The consumer groups that read one topic, most lag first.
class TopicGroupsModel : public RowTableModel<TopicGroupRow> {
    Q_OBJECT

public:
    enum Column { StatusColumn, NameColumn, StateColumn, PartitionsColumn, LagColumn, OutColumn, ColumnCount };

    using RowTableModel::RowTableModel;

    /// nullptr empties the table.
    void setTopic(const ClusterSnapshot* snapshot, const QString& topic);
    /// Sum over the groups that have a commit; nullopt without one.
    std::optional<qint64> totalLag() const;

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace spillway::ui
