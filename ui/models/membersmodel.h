// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"
#include "ui/models/rowtablemodel.h"

namespace spillway::ui {

struct MemberRow {
    QString id; ///< the member id
    QString name; ///< client id; safe to show, like all texts here
    QString instance; ///< static membership; empty without
    QString host;
    QString assignment; ///< "0, 1, 2", with topics where there are several
    int partitions = 0;
    std::optional<qint64> lag;
    std::optional<double> out;

    friend bool operator==(const MemberRow&, const MemberRow&) = default;
};

/// Who reads for a group, by name.
class MembersModel : public RowTableModel<MemberRow> {
    Q_OBJECT

public:
    enum Column { NameColumn, HostColumn, AssignmentColumn, LagColumn, OutColumn, ColumnCount };

    using RowTableModel::RowTableModel;

    /// nullptr, or a group whose members are not available, empties the table.
    void setGroup(const ClusterSnapshot& snapshot, const GroupFigures* group);

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace spillway::ui
