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

Q_LOGGING_CATEGORY(logStarts, "kafka.consumer")

constexpr int Patience = 5000; // ms per question
constexpr Milliseconds CommitPatience{ 3000 };
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

rd_kafka_resp_err_t commitWithin(
    rd_kafka_t* client, const std::vector<std::pair<TopicPartition, Offset>>& next, Milliseconds patience)
{
    const PartitionListHandle list = listOf(next);
    const QueueHandle answers{ rd_kafka_queue_new(client) };
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__TIMED_OUT;
    const auto answered = [](rd_kafka_t*, rd_kafka_resp_err_t result, rd_kafka_topic_partition_list_t*, void* opaque) {
        *static_cast<rd_kafka_resp_err_t*>(opaque) = result;
    };
    if (const auto asked = rd_kafka_commit_queue(client, list.get(), answers.get(), answered, &code);
        asked != RD_KAFKA_RESP_ERR_NO_ERROR)
        return asked;
    rd_kafka_queue_poll_callback(answers.get(), int(patience.count())); // an answer after that goes with the queue
    return code;
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
        return assignedOf(assigned);
    }
    std::map<QByteArray, std::set<qint32>> without; // topic -> assigned partitions that have no commit
    std::map<QByteArray, bool> commits; // topic -> whether this member commits its starts
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
        bool newTopic = true;
        std::set<qint32> known; // committed by another member since the first question
        for (const auto& element : elements(*all)) {
            if (element.offset < 0)
                continue;
            newTopic = false;
            if (!mine.contains(element.partition))
                continue;
            known.insert(element.partition);
            rd_kafka_topic_partition_list_find(&assigned, topic.constData(), element.partition)->offset
                = element.offset;
        }
        if (newTopic && settings.autoOffsetReset == QLatin1String("error"))
            continue;
        const qint64 where = newTopic && settings.autoOffsetReset == QLatin1String("latest") ? End : Beginning;
        const bool forAll = newTopic && mine.contains(0);
        // Of a new topic only the member with partition 0 commits starts: a commit of another one that comes before its
        // question would tell it that the topic is not new.
        commits[topic] = forAll || !newTopic;
        for (const qint32 partition : shape.partitions) {
            // one without a leader would hold up the whole answer
            if (shape.led.contains(partition) && !known.contains(partition) && (forAll || mine.contains(partition)))
                rd_kafka_topic_partition_list_add(ask.get(), topic.constData(), partition)->offset = where;
        }
    }
    auto answer = assignedOf(assigned);
    if (ask->cnt == 0)
        return answer;
    if (const auto code = rd_kafka_offsets_for_times(client, ask.get(), Patience); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        warn("Begin and end offsets could not be read, new partitions begin at their oldest record", code);
        return answer;
    }
    std::vector<std::pair<TopicPartition, Offset>> starts;
    std::vector<std::pair<TopicPartition, Offset>> committed;
    for (const auto& element : elements(*ask)) {
        if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR || element.offset < 0)
            continue;
        starts.emplace_back(TopicPartition{ QString::fromUtf8(element.topic), Partition{ element.partition } },
            Offset{ element.offset });
        if (commits[element.topic])
            committed.push_back(starts.back());
        if (auto* mine = rd_kafka_topic_partition_list_find(&assigned, element.topic, element.partition))
            mine->offset = element.offset;
    }
    for (AssignedPartition& partition : answer) {
        const auto start = std::ranges::find(starts, partition.partition, &decltype(starts)::value_type::first);
        if (!partition.start && start != starts.end())
            partition.start = start->second;
    }
    if (committed.empty())
        return answer;
    if (const auto code = commitWithin(client, committed, CommitPatience); code != RD_KAFKA_RESP_ERR_NO_ERROR)
        warn("The starts of new partitions could not be committed", code);
    return answer;
}

} // namespace spillway::kafka
