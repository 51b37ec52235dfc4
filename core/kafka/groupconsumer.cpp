// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/groupconsumer.h"

#include "core/kafka/client.h"
#include "core/kafka/errors.h"

#include <algorithm>
#include <span>

namespace spillway::kafka {

namespace {

using Clock = std::chrono::steady_clock;

constexpr Milliseconds LeavePatience{ 1500 };

RecordRef refOf(rd_kafka_message_t& message, quint32 topic)
{
    RecordRef ref;
    rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    ref.timestampMs = rd_kafka_message_timestamp(&message, &type);
    ref.timestampType = type == RD_KAFKA_TIMESTAMP_CREATE_TIME ? TimestampType::CreateTime
        : type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME           ? TimestampType::LogAppendTime
                                                               : TimestampType::NotAvailable;
    ref.topic = topic;
    ref.partition = Partition{ message.partition };
    ref.offset = Offset{ message.offset };
    ref.key = { static_cast<const char*>(message.key), message.key_len };
    ref.value = { static_cast<const char*>(message.payload), message.len };
    ref.message = &message;
    return ref;
}

} // namespace

struct GroupConsumer::Private {
    GroupConsumerSettings settings;
    ClientHandle client;
    QueueHandle main; ///< logs and complaints about brokers; records come by rd_kafka_consumer_poll

    void drainMain();
    QString doing() const { return QStringLiteral("Consume as group %1").arg(settings.group); }
};

GroupConsumer::GroupConsumer(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

Result<std::unique_ptr<GroupConsumer>> GroupConsumer::create(
    const ConnectionSettings& settings, const GroupConsumerSettings& consumer)
{
    auto p = std::make_unique<Private>();
    p->settings = consumer;
    // A stored offset is that of the last record poll() gave out; nothing is committed but by commit().
    auto made = makeClient(settings, RD_KAFKA_CONSUMER,
        { { "group.id", consumer.group.toUtf8() }, { "client.id", consumer.clientId.toUtf8() },
            { "enable.auto.commit", "false" }, { "enable.auto.offset.store", "true" },
            { "auto.offset.reset", consumer.autoOffsetReset.toUtf8() },
            { "session.timeout.ms", QByteArray::number(qint64(consumer.sessionTimeout.count())) },
            { "queued.min.messages", "1000" }, { "queued.max.messages.kbytes", "4096" } });
    if (!made)
        return Failure(made.error());
    p->client = std::move(*made);
    p->main.reset(rd_kafka_queue_get_main(p->client.get()));
    const PartitionListHandle topics{ rd_kafka_topic_partition_list_new(int(consumer.topics.size())) };
    for (const QString& topic : consumer.topics)
        rd_kafka_topic_partition_list_add(topics.get(), topic.toUtf8().constData(), RD_KAFKA_PARTITION_UA);
    if (const auto code = rd_kafka_subscribe(p->client.get(), topics.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return Failure(makeError(code, p->doing()));
    return std::unique_ptr<GroupConsumer>(new GroupConsumer(std::move(p)));
}

void GroupConsumer::Private::drainMain()
{
    for (int i = 0; i < 200; ++i) {
        const EventHandle event{ rd_kafka_queue_poll(main.get(), 0) };
        if (!event)
            return;
        if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_LOG)
            logEvent(event.get());
    }
}

GroupConsumer::~GroupConsumer()
{
    // Leaving can hang when a partition was lost or its topic deleted (2.0.2), so it has a deadline.
    QueueHandle queue{ rd_kafka_queue_get_consumer(d->client.get()) };
    if (const ErrorHandle error{ rd_kafka_consumer_close_queue(d->client.get(), queue.get()) }; !error) {
        const auto until = Clock::now() + LeavePatience;
        while (rd_kafka_consumer_closed(d->client.get()) == 0 && Clock::now() < until) {
            const MessageHandle message{ rd_kafka_consumer_poll(d->client.get(), 50) };
        }
    }
    queue.reset();
    d->main.reset();
    destroyWithin(std::move(d->client), Milliseconds(300));
}

Result<int> GroupConsumer::poll(Milliseconds wait, int most, const Take& take)
{
    d->drainMain();
    int taken = 0;
    while (taken < most) {
        const MessageHandle message{ rd_kafka_consumer_poll(d->client.get(), taken == 0 ? int(wait.count()) : 0) };
        if (!message)
            break;
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            const QString topic = QString::fromUtf8(rd_kafka_topic_name(message->rkt));
            take(refOf(*message, quint32(std::max<qsizetype>(0, d->settings.topics.indexOf(topic)))));
            ++taken;
            continue;
        }
        Error error = makeError(message->err, d->doing(), QString::fromUtf8(rd_kafka_message_errstr(message.get())));
        if (error.code != ErrorCode::Unreachable && !error.retriable)
            return Failure(std::move(error));
        break; // librdkafka goes on trying
    }
    return taken;
}

Result<> GroupConsumer::commit()
{
    const auto code = rd_kafka_commit(d->client.get(), nullptr, 1);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR__NO_OFFSET)
        return Failure(makeError(code, d->doing()));
    return {};
}

std::vector<TopicPartition> GroupConsumer::assignment() const
{
    rd_kafka_topic_partition_list_t* raw = nullptr;
    if (rd_kafka_assignment(d->client.get(), &raw) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return {};
    const PartitionListHandle list{ raw };
    std::vector<TopicPartition> partitions;
    for (const auto& element : std::span(list->elems, size_t(list->cnt)))
        partitions.push_back({ QString::fromUtf8(element.topic), Partition{ element.partition } });
    std::ranges::sort(partitions);
    return partitions;
}

} // namespace spillway::kafka
