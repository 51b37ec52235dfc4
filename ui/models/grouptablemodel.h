// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"
#include "ui/models/rowtablemodel.h"

#include <QList>

namespace spillway::ui {

/// One group as the table shows it.
struct GroupRow {
    QString id;
    GroupStatus status = GroupStatus::Unknown;
    GroupState state = GroupState::Unknown;
    bool newProtocol = false;
    std::optional<int> members; ///< nullopt: not available
    int topics = 0;
    std::optional<qint64> lag;
    std::optional<double> in;
    std::optional<double> out;
    CatchUp catchUp;
    std::optional<double> retention;
    QList<double> trend;
    QString error; ///< safe to show

    friend bool operator==(const GroupRow&, const GroupRow&) = default;
};

/// Consumer groups of a snapshot, worst first unless a column is sorted by. Ids are group names.
class GroupTableModel : public RowTableModel<GroupRow> {
    Q_OBJECT

public:
    enum Column {
        StatusColumn,
        NameColumn,
        StateColumn,
        MembersColumn,
        TopicsColumn,
        LagColumn,
        TrendColumn,
        InColumn,
        OutColumn,
        CatchUpColumn,
        RetentionColumn,
        ColumnCount
    };
    enum class Kind { All, InTrouble, Empty };

    using RowTableModel::RowTableModel;

    void setSnapshot(const SnapshotPtr& snapshot);
    /// Values stay but are shown as of then: muted, with the dashed ring.
    void setStale(bool stale);
    /// Part of the name of a group, a topic it reads or a member; upper and lower case alike.
    void setFilter(const QString& text);
    void setKind(Kind kind);
    /// Groups of the kind, without the filter.
    int countOf(Kind kind) const;

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    void rebuild();
    bool wanted(const GroupFigures& group) const;
    bool before(const GroupRow& a, const GroupRow& b) const;
    QVariant text(const GroupRow& row, int column) const;

    SnapshotPtr m_snapshot;
    QString m_filter;
    Kind m_kind = Kind::All;
    int m_sortColumn = StatusColumn;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    bool m_stale = false;
};

} // namespace spillway::ui
