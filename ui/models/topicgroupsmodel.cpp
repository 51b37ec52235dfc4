// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/topicgroupsmodel.h"

#include "core/serde/text.h"
#include "ui/models/monitortexts.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"

namespace spillway::ui {

void TopicGroupsModel::setTopic(const ClusterSnapshot* snapshot, const QString& topic)
{
    std::vector<TopicGroupRow> rows;
    if (snapshot) {
        for (const GroupFigures& group : snapshot->groups) {
            TopicGroupRow row{ group.info.id, GroupStatus::Ok, group.info.state, 0, {}, {} };
            for (const GroupPartition& partition : snapshot->partitionsOf(group)) {
                if (partition.lag.partition.topic != topic)
                    continue;
                row.status = row.partitions == 0 ? partition.status : std::max(row.status, partition.status);
                ++row.partitions;
                if (partition.lag.lag)
                    row.lag = row.lag.value_or(0) + partition.lag.lag->value;
                if (partition.outPerSecond)
                    row.out = row.out.value_or(0) + *partition.outPerSecond;
            }
            if (row.partitions > 0)
                rows.push_back(std::move(row));
        }
    }
    std::ranges::stable_sort(rows, std::greater{}, [](const TopicGroupRow& row) { return row.lag.value_or(-1); });
    present(std::move(rows));
}

std::optional<qint64> TopicGroupsModel::totalLag() const
{
    std::optional<qint64> total;
    for (const TopicGroupRow& row : rows())
        if (row.lag)
            total = total.value_or(0) + *row.lag;
    return total;
}

QVariant TopicGroupsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const TopicGroupRow& shown = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case StatusColumn:
            return groupStatusName(shown.status);
        case NameColumn:
            return visibleText(shown.id);
        case StateColumn:
            return groupStateName(shown.state);
        case PartitionsColumn:
            return format::count(shown.partitions);
        case LagColumn:
            return shown.lag ? format::count(*shown.lag) : format::noCommit();
        case OutColumn:
            return format::rate(shown.out);
        default:
            return {};
        }
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case IdRole:
        return shown.id;
    case CopyRole:
        return index.column() == NameColumn ? QVariant(shown.id) : QVariant();
    case StatusRole:
        return index.column() == StatusColumn ? QVariant(int(statusOf(shown.status))) : QVariant();
    case MutedRole:
        return index.column() == LagColumn && !shown.lag;
    default:
        return {};
    }
}

QVariant TopicGroupsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool left = section == StatusColumn || section == NameColumn || section == StateColumn;
    if (role == Qt::TextAlignmentRole)
        return int((left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StatusColumn:
        return QStringLiteral("Status");
    case NameColumn:
        return QStringLiteral("Group");
    case StateColumn:
        return QStringLiteral("State");
    case PartitionsColumn:
        return QStringLiteral("Part.");
    case LagColumn:
        return QStringLiteral("Lag here, records");
    case OutColumn:
        return QStringLiteral("Out /s");
    default:
        return {};
    }
}

} // namespace spillway::ui
