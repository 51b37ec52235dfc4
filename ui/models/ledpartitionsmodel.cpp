// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/ledpartitionsmodel.h"

#include "core/serde/text.h"
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

} // namespace

void LedPartitionsModel::setBroker(const ClusterSnapshot* snapshot, BrokerId broker)
{
    std::vector<LedPartitionRow> next;
    for (std::size_t t = 0; snapshot && t < snapshot->metadata.topics.size(); ++t) {
        const TopicInfo& topic = snapshot->metadata.topics[t];
        const auto watermarks = snapshot->watermarksOf(snapshot->topics[t]);
        for (std::size_t p = 0; p < topic.partitions.size(); ++p) {
            const PartitionInfo& info = topic.partitions[p];
            if (info.leader != broker)
                continue;
            std::optional<qint64> records;
            if (p < watermarks.size() && watermarks[p].high && watermarks[p].logStart)
                records = watermarks[p].high->value - watermarks[p].logStart->value;
            next.push_back(
                { topic.name + QLatin1Char('/') + QString::number(info.partition.value), topic.name, info, records });
        }
    }
    present(std::move(next));
}

QVariant LedPartitionsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const LedPartitionRow& shown = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case TopicColumn:
            return visibleText(shown.topic);
        case PartitionColumn:
            return QString::number(shown.info.partition.value);
        case ReplicasColumn:
            return idsText(shown.info.replicas);
        case InSyncColumn:
            return idsText(shown.info.inSyncReplicas);
        case RecordsColumn:
            return format::count(shown.records);
        default:
            return {};
        }
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case IdRole:
        return shown.id;
    case StatusRole:
        return index.column() == InSyncColumn && shown.info.underReplicated() ? QVariant(int(Status::Warning))
                                                                              : QVariant();
    case MutedRole:
        return index.column() == RecordsColumn && !shown.records;
    default:
        return {};
    }
}

QVariant LedPartitionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool right = section == PartitionColumn || section == RecordsColumn;
    if (role == Qt::TextAlignmentRole)
        return int((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TopicColumn:
        return QStringLiteral("Topic");
    case PartitionColumn:
        return QStringLiteral("Partition");
    case ReplicasColumn:
        return QStringLiteral("Replicas");
    case InSyncColumn:
        return QStringLiteral("In sync");
    case RecordsColumn:
        return QStringLiteral("Records");
    default:
        return {};
    }
}

} // namespace spillway::ui
