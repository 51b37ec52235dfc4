// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/lagrows.h"

#include "cli/values.h"

#include <set>

namespace spillway::cli {

Result<std::vector<PartitionLag>> lagOf(Connected& connected, const std::vector<ConsumerGroup>& groups)
{
    std::set<TopicPartition> wanted;
    for (const ConsumerGroup& group : groups) {
        for (const CommittedOffset& offset : group.offsets)
            wanted.insert(offset.partition);
        if (group.members) {
            for (const GroupMember& member : *group.members)
                wanted.insert(member.assignment.begin(), member.assignment.end());
        }
    }
    const std::vector<TopicPartition> partitions(wanted.begin(), wanted.end());
    const auto marks = connected.admin->watermarks(partitions, connected.metadata);
    if (!marks)
        return Failure(marks.error());
    return kafka::joinLag(groups, partitions, *marks);
}

std::optional<qint64> totalLag(const std::vector<PartitionLag>& rows)
{
    std::optional<qint64> total;
    for (const PartitionLag& row : rows) {
        if (row.lag)
            total = total.value_or(0) + row.lag->value;
        else if (row.committed)
            return {};
    }
    return total;
}

Json lagJson(const std::vector<PartitionLag>& rows, const std::vector<TimeLag>& times)
{
    Json array = Json::array();
    for (size_t i = 0; i < rows.size(); ++i) {
        const PartitionLag& row = rows[i];
        array.push_back({ { "group", json(row.group) }, { "topic", json(row.partition.topic) },
            { "partition", json(row.partition.partition) }, { "committed", json(row.committed) },
            { "end", json(row.end) }, { "lag", json(row.lag) },
            { "time_lag_ms", times[i].milliseconds ? Json(*times[i].milliseconds) : Json() },
            { "time_lag_source", json(timeLagSourceName(times[i].source)) },
            { "status", json(lagStatusName(row.status)) } });
    }
    return array;
}

const std::vector<Column>& lagColumns()
{
    static const std::vector<Column> columns{ { "group", "GROUP" }, { "topic", "TOPIC" }, { "partition", "PARTITION" },
        { "committed", "COMMITTED" }, { "end", "END" }, { "lag", "LAG" }, { "time_lag_ms", "TIME LAG MS" },
        { "time_lag_source", "FROM" }, { "status", "STATUS" } };
    return columns;
}

} // namespace spillway::cli
