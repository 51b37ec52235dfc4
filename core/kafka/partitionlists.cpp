// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/partitionlists.h"

#include "core/kafka/errors.h"

#include <QLoggingCategory>

#include <algorithm>
#include <map>
#include <set>
#include <span>

namespace spillway::kafka {

namespace {

Q_LOGGING_CATEGORY(logStarts, "kafka.consumer", QtInfoMsg)

constexpr int Patience = 5000; // ms per question
constexpr qint64 Beginning = -2; // as a time in ListOffsets
constexpr qint64 End = -1;

std::span<rd_kafka_topic_partition_t> elements(const rd_kafka_topic_partition_list_t& list)
{
    return { list.elems, size_t(list.cnt) };
}

/// Every partition of a topic, and which of them have a leader to ask.
struct TopicShape {
    std::vector<qint32> partitions;
    std::set<qint32> led;
};

TopicShape shapeOf(rd_kafka_t* client, const QByteArray& topic)
{
    TopicShape shape;
    const TopicHandle handle{ rd_kafka_topic_new(client, topic.constData(), nullptr) };
    const rd_kafka_metadata_t* raw = nullptr;
    if (!handle || rd_kafka_metadata(client, 0, handle.get(), &raw, Patience) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return shape;
    const MetadataHandle metadata{ raw };
    if (raw->topic_cnt != 1)
        return shape;
    for (const auto& partition :
        std::span(raw->topics[0].partitions, static_cast<size_t>(raw->topics[0].partition_cnt))) {
        shape.partitions.push_back(partition.id);
        if (partition.leader >= 0)
            shape.led.insert(partition.id);
    }
    return shape;
}

void warn(const char* what, rd_kafka_resp_err_t code)
{
    qCWarning(logStarts, "%s: %s", what, rd_kafka_err2str(code));
}

} // namespace

PartitionListHandle listOf(const std::vector<TopicPartition>& partitions)
{
    PartitionListHandle list{ rd_kafka_topic_partition_list_new(int(partitions.size())) };
    for (const TopicPartition& partition : partitions)
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.toUtf8().constData(), partition.partition.value);
    return list;
}

PartitionListHandle listOf(const std::vector<std::pair<TopicPartition, Offset>>& offsets)
{
    PartitionListHandle list{ rd_kafka_topic_partition_list_new(int(offsets.size())) };
    for (const auto& [partition, offset] : offsets)
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.toUtf8().constData(), partition.partition.value)
            ->offset
            = offset.value;
    return list;
}

std::vector<TopicPartition> partitionsOf(const rd_kafka_topic_partition_list_t& list)
{
    std::vector<TopicPartition> partitions;
    for (const auto& element : elements(list))
        partitions.push_back({ QString::fromUtf8(element.topic), Partition{ element.partition } });
    return partitions;
}

std::vector<AssignedPartition> assignedOf(const rd_kafka_topic_partition_list_t& list)
{
    std::vector<AssignedPartition> partitions;
    for (const auto& element : elements(list)) {
        const auto known = element.offset >= 0 ? std::optional(Offset{ element.offset }) : std::nullopt;
        partitions.push_back({ { QString::fromUtf8(element.topic), Partition{ element.partition } }, known, known });
    }
    return partitions;
}

std::vector<AssignedPartition> resolveStarts(
    rd_kafka_t* client, const GroupConsumerSettings& settings, rd_kafka_topic_partition_list_t& assigned)
{
    if (const auto code = rd_kafka_committed(client, &assigned, Patience); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        warn("Committed offsets could not be read, partitions begin at their commit or their oldest record", code);
        for (auto& element : elements(assigned))
            element.offset = RD_KAFKA_OFFSET_INVALID;
        auto unknown = assignedOf(assigned);
        for (AssignedPartition& partition : unknown)
            partition.known = false;
        return unknown;
    }
    auto answer = assignedOf(assigned);
    std::map<QByteArray, std::set<qint32>> without; // topic -> assigned partitions that have no commit
    for (auto& element : elements(assigned)) {
        if (element.offset < 0)
            without[element.topic].insert(element.partition);
    }

    const PartitionListHandle ask{ rd_kafka_topic_partition_list_new(16) };
    for (const auto& [topic, mine] : without) {
        const TopicShape shape = shapeOf(client, topic);
        const PartitionListHandle all{ rd_kafka_topic_partition_list_new(int(shape.partitions.size())) };
        for (const qint32 partition : shape.partitions)
            rd_kafka_topic_partition_list_add(all.get(), topic.constData(), partition);
        const auto code = rd_kafka_committed(client, all.get(), Patience);
        if (shape.partitions.empty() || code != RD_KAFKA_RESP_ERR_NO_ERROR)
            continue; // left to librdkafka
        const bool newTopic
            = std::ranges::none_of(elements(*all), [](const auto& element) { return element.offset >= 0; });
        if (newTopic && settings.autoOffsetReset == QLatin1String("error"))
            continue;
        const qint64 where = newTopic && settings.autoOffsetReset == QLatin1String("latest") ? End : Beginning;
        const bool forAll = newTopic && mine.contains(0);
        for (const qint32 partition : shape.partitions) {
            // one without a leader would hold up the whole answer
            if (shape.led.contains(partition) && (forAll || mine.contains(partition)))
                rd_kafka_topic_partition_list_add(ask.get(), topic.constData(), partition)->offset = where;
        }
    }
    if (ask->cnt == 0)
        return answer;
    if (const auto code = rd_kafka_offsets_for_times(client, ask.get(), Patience); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        warn("Begin and end offsets could not be read, new partitions begin at their oldest record", code);
        return answer;
    }
    std::vector<std::pair<TopicPartition, Offset>> starts;
    for (const auto& element : elements(*ask)) {
        if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR || element.offset < 0)
            continue;
        starts.emplace_back(TopicPartition{ QString::fromUtf8(element.topic), Partition{ element.partition } },
            Offset{ element.offset });
        if (auto* mine = rd_kafka_topic_partition_list_find(&assigned, element.topic, element.partition))
            mine->offset = element.offset;
    }
    for (AssignedPartition& partition : answer) {
        const auto start = std::ranges::find(starts, partition.partition, &decltype(starts)::value_type::first);
        if (!partition.start && start != starts.end())
            partition.start = start->second;
    }
    const PartitionListHandle commits = listOf(starts);
    if (const auto code = rd_kafka_commit(client, commits.get(), 0); code != RD_KAFKA_RESP_ERR_NO_ERROR)
        warn("The starts of new partitions could not be committed", code);
    return answer;
}

} // namespace spillway::kafka
