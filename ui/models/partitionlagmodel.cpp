// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/partitionlagmodel.h"

#include "core/serde/text.h"
#include "ui/models/monitortexts.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"

namespace spillway::ui {

int partitionSeries(const GroupFigures& group, int place, const TopicPartition& partition)
{
    return group.topics > 1 ? place : partition.partition.value;
}

void PartitionLagModel::setGroup(const ClusterSnapshot& snapshot, const GroupFigures* group)
{
    std::vector<PartitionLagRow> next;
    if (group) {
        m_membersKnown = group->info.members.has_value();
        int place = 0;
        for (const GroupPartition& from : snapshot.partitionsOf(*group)) {
            PartitionLagRow row;
            const TopicPartition& partition = from.lag.partition;
            row.id = partition.topic + QLatin1Char('/') + QString::number(partition.partition.value);
            row.topic = visibleText(partition.topic);
            row.partition = partition.partition.value;
            if (from.lag.committed)
                row.committed = from.lag.committed->value;
            if (from.lag.end)
                row.end = from.lag.end->value;
            if (from.lag.lag)
                row.lag = from.lag.lag->value;
            row.in = from.inPerSecond;
            row.out = from.outPerSecond;
            row.status = from.status;
            if (from.member >= 0 && group->info.members) {
                const GroupMember& member = (*group->info.members)[std::size_t(from.member)];
                row.member = visibleText(member.clientId.isEmpty() ? member.memberId : member.clientId);
            }
            row.series = partitionSeries(*group, place++, partition);
            next.push_back(std::move(row));
        }
    }
    arrange(std::move(next));
}

void PartitionLagModel::arrange(std::vector<PartitionLagRow> rows)
{
    const auto by = [this, &rows](const auto& key) {
        std::ranges::stable_sort(rows, [this, &key](const PartitionLagRow& a, const PartitionLagRow& b) {
            return m_order == Qt::AscendingOrder ? key(a) < key(b) : key(b) < key(a);
        });
    };
    switch (m_sortColumn) {
    case TopicColumn:
        by([](const PartitionLagRow& r) { return r.topic; });
        break;
    case PartitionColumn:
        by([](const PartitionLagRow& r) { return r.partition; });
        break;
    case CommittedColumn:
        by([](const PartitionLagRow& r) { return r.committed.value_or(-1); });
        break;
    case EndColumn:
        by([](const PartitionLagRow& r) { return r.end.value_or(-1); });
        break;
    case LagColumn:
        by([](const PartitionLagRow& r) { return r.lag.value_or(-1); });
        break;
    case InColumn:
        by([](const PartitionLagRow& r) { return r.in.value_or(-1); });
        break;
    case OutColumn:
        by([](const PartitionLagRow& r) { return r.out.value_or(-1); });
        break;
    case StatusColumn:
        by([](const PartitionLagRow& r) { return r.status; });
        break;
    case MemberColumn:
        by([](const PartitionLagRow& r) { return r.member; });
        break;
    default:
        break;
    }
    present(std::move(rows));
}

void PartitionLagModel::setStale(bool stale)
{
    if (m_stale == stale)
        return;
    m_stale = stale;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void PartitionLagModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_order = order;
    arrange(rows());
}

QString PartitionLagModel::text(const PartitionLagRow& row, int column) const
{
    switch (column) {
    case TopicColumn:
        return row.topic;
    case PartitionColumn:
        return QString::number(row.partition);
    case CommittedColumn:
        return row.committed ? format::count(*row.committed) : format::noCommit();
    case EndColumn:
        return row.end ? format::count(*row.end) : format::unknown();
    case LagColumn:
        return row.lag ? format::count(*row.lag) : row.committed ? format::unknown() : format::notApplicable();
    case InColumn:
        return format::rate(row.in);
    case OutColumn:
        return format::rate(row.out);
    case StatusColumn:
        return groupStatusName(row.status);
    case MemberColumn:
        return !row.member.isEmpty() ? row.member : m_membersKnown ? format::notApplicable() : format::unknown();
    default:
        return {};
    }
}

QVariant PartitionLagModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const PartitionLagRow& shown = row(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(shown, column);
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, role);
    case IdRole:
        return shown.id;
    case StatusRole:
        return column == StatusColumn ? QVariant(int(statusOf(shown.status))) : QVariant();
    case SeriesRole:
        return column == PartitionColumn ? QVariant(shown.series) : QVariant();
    case MutedRole:
        return m_stale || (column == CommittedColumn && !shown.committed) || (column == LagColumn && !shown.lag)
            || (column == EndColumn && !shown.end) || (column == MemberColumn && shown.member.isEmpty());
    default:
        return {};
    }
}

QVariant PartitionLagModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool left
        = section == TopicColumn || section == PartitionColumn || section == StatusColumn || section == MemberColumn;
    switch (role) {
    case Qt::TextAlignmentRole:
        return int((left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return section == PartitionColumn ? QVariant(QStringLiteral("Partition")) : QVariant();
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (section) {
    case TopicColumn:
        return QStringLiteral("Topic");
    case PartitionColumn:
        return QStringLiteral("P");
    case CommittedColumn:
        return QStringLiteral("Committed");
    case EndColumn:
        return QStringLiteral("End");
    case LagColumn:
        return QStringLiteral("Lag");
    case InColumn:
        return QStringLiteral("In /s");
    case OutColumn:
        return QStringLiteral("Out /s");
    case StatusColumn:
        return QStringLiteral("Status");
    case MemberColumn:
        return QStringLiteral("Member");
    default:
        return {};
    }
}

} // namespace spillway::ui
