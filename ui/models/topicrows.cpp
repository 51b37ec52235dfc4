// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/topicrows.h"

#include "core/serde/text.h"
#include "ui/models/monitortexts.h"
#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace spillway::ui::topicrows {

namespace {

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("TopicRows", text, nullptr, n);
}

RowsModel::Cell offsetCell(const std::optional<Offset>& offset)
{
    return offset ? RowsModel::Cell{ .text = format::count(offset->value) }
                  : RowsModel::Cell{ .text = format::unknown(), .muted = true };
}

QString idList(const std::vector<BrokerId>& ids)
{
    QStringList words;
    for (const BrokerId id : ids)
        words << QString::number(id.value);
    return words.join(QStringLiteral(", "));
}

} // namespace

std::vector<RowsModel::Column> partitionColumns()
{
    return { { tr("P"), true }, { tr("Leader"), true }, { tr("Replicas") }, { tr("In sync") }, { tr("Log start"), true },
        { tr("High watermark"), true }, { tr("Last stable"), true }, { tr("Records"), true } };
}

std::vector<RowsModel::Row> partitions(const spillway::ClusterSnapshot& snapshot, const QString& topic)
{
    std::vector<RowsModel::Row> rows;
    const TopicInfo* info = snapshot.metadata.find(topic);
    const TopicFigures* figures = snapshot.topic(topic);
    if (!info || !figures)
        return rows;
    const auto watermarks = snapshot.watermarksOf(*figures);
    for (std::size_t i = 0; i < info->partitions.size() && i < watermarks.size(); ++i) {
        const PartitionInfo& partition = info->partitions[i];
        const Watermarks& marks = watermarks[i];
        const QString number = QString::number(partition.partition.value);
        RowsModel::Cell inSync{ .text = idList(partition.inSyncReplicas) };
        if (partition.underReplicated()) {
            inSync.status = Status::Warning;
            inSync.text = tr("%1 of %2: ").arg(partition.inSyncReplicas.size()).arg(partition.replicas.size())
                + inSync.text;
        }
        RowsModel::Cell stable = offsetCell(marks.lastStable);
        if (marks.lastStable && marks.high && *marks.lastStable < *marks.high)
            stable.tooltip = tr("An open transaction holds back %1 records from read_committed consumers")
                                 .arg(format::count(marks.high->value - marks.lastStable->value));
        const bool known = marks.high && marks.logStart;
        rows.push_back({ number,
            { { .text = number },
                partition.leader ? RowsModel::Cell{ .text = QString::number(partition.leader->value) }
                                 : RowsModel::Cell{ .text = tr("none"), .status = Status::Error },
                { .text = idList(partition.replicas) }, inSync, offsetCell(marks.logStart), offsetCell(marks.high),
                stable,
                known ? RowsModel::Cell{ .text = format::count(marks.high->value - marks.logStart->value) }
                      : RowsModel::Cell{ .text = format::unknown(), .muted = true } } });
    }
    return rows;
}

std::vector<RowsModel::Column> configColumns()
{
    return { { tr("Setting") }, { tr("Value") }, { tr("Source") } };
}

std::vector<RowsModel::Row> config(std::vector<spillway::ConfigEntry> entries)
{
    std::sort(entries.begin(), entries.end(), [](const ConfigEntry& a, const ConfigEntry& b) {
        return a.isDefault != b.isDefault ? !a.isDefault : a.name < b.name;
    });
    std::vector<RowsModel::Row> rows;
    for (const ConfigEntry& entry : entries) {
        RowsModel::Cell value{ .text = entry.value ? visibleText(QStringView(*entry.value)) : tr("kept secret"),
            .muted = !entry.value };
        if (entry.value && entry.value->isEmpty())
            value = { .text = tr("empty"), .muted = true };
        RowsModel::Cell name{ .text = visibleText(QStringView(entry.name)), .emphasis = !entry.isDefault };
        if (entry.sensitive)
            name.badge = tr("sensitive");
        else if (entry.readOnly)
            name.badge = tr("read-only");
        rows.push_back({ entry.name, { name, value, { .text = entry.source, .muted = entry.isDefault } } });
    }
    return rows;
}

std::vector<RowsModel::Column> groupColumns()
{
    return { { tr("Group") }, { tr("Status") }, { tr("State") }, { tr("Lag, records"), true },
        { tr("Partitions"), true } };
}

std::vector<RowsModel::Row> groups(const spillway::ClusterSnapshot& snapshot, const QString& topic)
{
    std::vector<RowsModel::Row> rows;
    for (const GroupFigures& group : snapshot.groups) {
        std::optional<qint64> lag;
        int partitions = 0;
        GroupStatus worst = GroupStatus::Unknown;
        for (const GroupPartition& partition : snapshot.partitionsOf(group)) {
            if (partition.lag.partition.topic != topic)
                continue;
            ++partitions;
            worst = std::min(worst, partition.status);
            if (partition.lag.lag)
                lag = lag.value_or(0) + partition.lag.lag->value;
        }
        if (partitions == 0)
            continue;
        rows.push_back({ group.info.id,
            { { .text = visibleText(QStringView(group.info.id)) },
                { .text = groupStatusName(worst), .status = statusOf(worst) },
                { .text = groupStateName(group.info.state) },
                lag ? RowsModel::Cell{ .text = format::count(*lag) }
                    : RowsModel::Cell{ .text = format::noCommit(), .muted = true },
                { .text = format::count(partitions) } } });
    }
    return rows;
}

} // namespace spillway::ui::topicrows
