// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/restjson.h"

#include <QJsonArray>

#include <map>
#include <set>

namespace spillway {

namespace {

template <class Quantity> QJsonValue json(const std::optional<Quantity>& value)
{
    return value ? QJsonValue(qint64(value->value)) : QJsonValue();
}

QJsonArray json(const std::vector<BrokerId>& ids)
{
    QJsonArray array;
    for (const BrokerId id : ids)
        array.append(id.value);
    return array;
}

/// What is known of a group's lag; nullopt when a commit's end is not known.
struct Sum {
    std::set<QString> topics;
    std::optional<qint64> lag;
    bool unknown = false;
};

} // namespace

QJsonObject topicsJson(const QStringList& names)
{
    return { { QStringLiteral("topics"), QJsonArray::fromStringList(names) } };
}

QJsonObject topicJson(const TopicDetails& topic)
{
    QJsonArray partitions;
    for (size_t i = 0; i < topic.info.partitions.size(); ++i) {
        const PartitionInfo& partition = topic.info.partitions[i];
        const Watermarks marks = i < topic.watermarks.size() ? topic.watermarks[i] : Watermarks{};
        partitions.append(QJsonObject{ { QStringLiteral("id"), partition.partition.value },
            { QStringLiteral("leader"), json(partition.leader) },
            { QStringLiteral("replicas"), json(partition.replicas) },
            { QStringLiteral("in_sync_replicas"), json(partition.inSyncReplicas) },
            { QStringLiteral("earliest"), json(marks.logStart) }, { QStringLiteral("latest"), json(marks.high) } });
    }
    QJsonObject config;
    for (const ConfigEntry& entry : topic.config)
        config[entry.name] = entry.value ? QJsonValue(*entry.value) : QJsonValue();
    QJsonObject object{ { QStringLiteral("name"), topic.info.name },
        { QStringLiteral("partitions"), qint64(topic.info.partitions.size()) },
        { QStringLiteral("replication_factor"), topic.info.replicationFactor() },
        { QStringLiteral("partition_details"), partitions }, { QStringLiteral("config"), config } };
    if (topic.info.error)
        object[QStringLiteral("error")] = topic.info.error->message;
    return object;
}

QJsonObject groupsJson(const GroupLag& answer)
{
    std::map<QString, Sum> sums;
    for (const PartitionLag& row : answer.rows) {
        Sum& sum = sums[row.group];
        sum.topics.insert(row.partition.topic);
        if (row.lag)
            sum.lag = sum.lag.value_or(0) + row.lag->value;
        else if (row.committed)
            sum.unknown = true;
    }
    QJsonArray groups;
    for (const ConsumerGroup& group : answer.groups) {
        const Sum& sum = sums[group.id];
        QJsonObject object{ { QStringLiteral("group"), group.id },
            { QStringLiteral("state"), groupStateName(group.state) },
            { QStringLiteral("protocol"), group.newProtocol ? QStringLiteral("consumer") : QStringLiteral("classic") },
            { QStringLiteral("members"), group.members ? QJsonValue(qint64(group.members->size())) : QJsonValue() },
            { QStringLiteral("topics"), qint64(sum.topics.size()) },
            { QStringLiteral("lag"), sum.lag && !sum.unknown ? QJsonValue(*sum.lag) : QJsonValue() } };
        if (group.error)
            object[QStringLiteral("error")] = group.error->message;
        groups.append(object);
    }
    return { { QStringLiteral("groups"), groups } };
}

QJsonObject lagJson(const std::vector<PartitionLag>& rows)
{
    QJsonArray array;
    for (const PartitionLag& row : rows)
        array.append(
            QJsonObject{ { QStringLiteral("group"), row.group }, { QStringLiteral("topic"), row.partition.topic },
                { QStringLiteral("partition"), row.partition.partition.value },
                { QStringLiteral("committed"), json(row.committed) }, { QStringLiteral("end"), json(row.end) },
                { QStringLiteral("lag"), json(row.lag) }, { QStringLiteral("status"), lagStatusName(row.status) } });
    return { { QStringLiteral("lag"), array } };
}

} // namespace spillway
