// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/partitiontablemodel.h"

#include "ui/models/roles.h"
#include "ui/theme/format.h"
#include "ui/theme/status.h"

namespace spillway::ui {

namespace {

QString idsText(const std::vector<BrokerId>& ids)
{
    QStringList texts;
    for (const BrokerId id : ids)
        texts.append(QString::number(id.value));
    return texts.join(QStringLiteral(", "));
}

QString offsetText(std::optional<Offset> offset)
{
    return offset ? format::count(offset->value) : format::unknown();
}

} // namespace

void PartitionTableModel::setTopic(const ClusterSnapshot* snapshot, const QString& topic)
{
    std::vector<PartitionRow> rows;
    const TopicInfo* info = snapshot ? snapshot->metadata.find(topic) : nullptr;
    const TopicFigures* figures = snapshot ? snapshot->topic(topic) : nullptr;
    if (info && figures) {
        const auto watermarks = snapshot->watermarksOf(*figures);
        for (std::size_t i = 0; i < info->partitions.size(); ++i)
            rows.push_back({ info->partitions[i].partition.value, info->partitions[i],
                i < watermarks.size() ? watermarks[i] : Watermarks{} });
    }
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    } else if (rows != m_rows) {
        m_rows = std::move(rows);
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

QString PartitionTableModel::text(const PartitionRow& row, int column) const
{
    switch (column) {
    case PartitionColumn:
        return QString::number(row.id);
    case LeaderColumn:
        return row.info.leader ? QString::number(row.info.leader->value) : QStringLiteral("no leader");
    case ReplicasColumn:
        return idsText(row.info.replicas);
    case InSyncColumn:
        return idsText(row.info.inSyncReplicas);
    case LogStartColumn:
        return offsetText(row.watermarks.logStart);
    case HighColumn:
        return offsetText(row.watermarks.high);
    case LastStableColumn:
        return offsetText(row.watermarks.lastStable);
    case RecordsColumn:
        return row.watermarks.high && row.watermarks.logStart
            ? format::count(row.watermarks.high->value - row.watermarks.logStart->value)
            : format::unknown();
    default:
        return {};
    }
}

QVariant PartitionTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const PartitionRow& row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(row, index.column());
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case IdRole:
        return row.id;
    case StatusRole:
        if (index.column() == LeaderColumn && !row.info.leader)
            return int(Status::Error);
        if (index.column() == InSyncColumn && row.info.underReplicated())
            return int(Status::Warning);
        return {};
    case MutedRole:
        return (index.column() == LogStartColumn && !row.watermarks.logStart)
            || (index.column() == HighColumn && !row.watermarks.high)
            || (index.column() == LastStableColumn
                && (!row.watermarks.lastStable || row.watermarks.lastStable == row.watermarks.high));
    default:
        return {};
    }
}

QVariant PartitionTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool left = section == LeaderColumn || section == ReplicasColumn || section == InSyncColumn;
    if (role == Qt::TextAlignmentRole)
        return int((left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == LastStableColumn)
        return QStringLiteral("Where read_committed stops: behind the high watermark while a transaction is open");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case PartitionColumn:
        return QStringLiteral("Partition");
    case LeaderColumn:
        return QStringLiteral("Leader");
    case ReplicasColumn:
        return QStringLiteral("Replicas");
    case InSyncColumn:
        return QStringLiteral("In sync");
    case LogStartColumn:
        return QStringLiteral("Log start");
    case HighColumn:
        return QStringLiteral("High watermark");
    case LastStableColumn:
        return QStringLiteral("Last stable");
    case RecordsColumn:
        return QStringLiteral("Records");
    default:
        return {};
    }
}

} // namespace spillway::ui
