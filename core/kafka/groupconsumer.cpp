// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/groupconsumer.h"

#include "core/kafka/client.h"
#include "core/kafka/errors.h"
#include "core/kafka/localcluster.h"
#include "core/kafka/partitionlists.h"

#include <QLoggingCategory>

#include <algorithm>
#include <mutex>

namespace spillway::kafka {

namespace {

Q_LOGGING_CATEGORY(logConsumer, "kafka.consumer", QtInfoMsg)

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

void PolledRecord::Destroy::operator()(rd_kafka_message_s* message) const
{
    rd_kafka_message_destroy(message);
}

PolledRecord::PolledRecord(rd_kafka_message_s* message, quint32 topic)
    : m_message(message)
    , m_ref(refOf(*message, topic))
{
}

struct GroupConsumer::Private {
    GroupConsumerSettings settings;
    std::vector<QByteArray> topicNames; ///< of settings.topics
    size_t lastTopic = 0; ///< records come in runs of one topic
    ClientHandle client;
    std::shared_ptr<LocalCluster> local; ///< told about this member
    QString memberId; ///< as it was told
    Clock::time_point told;
    ErrorPlace errorPlace; ///< of the newest error of next()
    QueueHandle main; ///< logs and complaints about brokers; records come by rd_kafka_consumer_poll
    mutable std::mutex mutex;
    QString trouble; ///< guarded by mutex

    void drainMain();
    quint32 topicOf(const rd_kafka_message_t& message);
    QString doing() const { return QStringLiteral("Consume as group %1").arg(settings.group); }
    void setTrouble(const QString& reason)
    {
        const std::lock_guard lock(mutex);
        trouble = reason;
    }

    static void rebalance(
        rd_kafka_t* client, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions, void* opaque);
};

quint32 GroupConsumer::Private::topicOf(const rd_kafka_message_t& message)
{
    const char* name = rd_kafka_topic_name(message.rkt);
    if (lastTopic < topicNames.size() && topicNames[lastTopic] == name)
        return quint32(lastTopic);
    const auto at = std::ranges::find_if(topicNames, [&](const QByteArray& known) { return known == name; });
    lastTopic = at == topicNames.end() ? 0 : size_t(at - topicNames.begin());
    return quint32(lastTopic);
}

void GroupConsumer::Private::rebalance(
    rd_kafka_t* client, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions, void* opaque)
{
    auto* const self = static_cast<Private*>(opaque);
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        std::vector<AssignedPartition> list;
        if (self->settings.commitsStarts)
            list = resolveStarts(client, self->settings, *partitions);
        else
            list = assignedOf(*partitions);
        rd_kafka_assign(client, partitions);
        if (self->settings.assigned)
            self->settings.assigned(list);
        return;
    }
    if (code != RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS)
        qCWarning(logConsumer).noquote() << toText(makeError(code, self->doing()));
    if (self->settings.revoked)
        self->settings.revoked(partitionsOf(*partitions), rd_kafka_assignment_lost(client) != 0);
    // 2.0.2 keeps a pause over an assignment: a partition that came back to this member would stand still for ever
    const PartitionListHandle paused{ rd_kafka_topic_partition_list_copy(partitions) };
    rd_kafka_resume_partitions(client, paused.get());
    rd_kafka_assign(client, nullptr);
}

GroupConsumer::GroupConsumer(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

Result<std::unique_ptr<GroupConsumer>> GroupConsumer::create(
    const ConnectionSettings& settings, const GroupConsumerSettings& consumer)
{
    auto p = std::make_unique<Private>();
    p->settings = consumer;
    p->local = settings.local;
    for (const QString& topic : consumer.topics)
        p->topicNames.push_back(topic.toUtf8());
    const auto number = [](auto n) { return QByteArray::number(qint64(n)); };
    const Milliseconds commitEvery = consumer.autoCommitInterval.value_or(Milliseconds(5000));
    // With commitsStarts every start is explicit; what is left for librdkafka's policy is a committed offset whose
    // record is gone, and going on at the oldest one that is left loses least.
    const bool resetToOldest = consumer.commitsStarts && consumer.autoOffsetReset != QLatin1String("error");
    auto made = makeClient(settings, RD_KAFKA_CONSUMER,
        { { "group.id", consumer.group.toUtf8() }, { "client.id", consumer.clientId.toUtf8() },
            { "enable.auto.commit", consumer.autoCommitInterval ? "true" : "false" },
            { "auto.commit.interval.ms", number(commitEvery.count()) },
            { "enable.auto.offset.store", consumer.storesPolled ? "true" : "false" },
            { "auto.offset.reset", resetToOldest ? QByteArray("earliest") : consumer.autoOffsetReset.toUtf8() },
            { "partition.assignment.strategy", "range,roundrobin" },
            { "session.timeout.ms", number(consumer.sessionTimeout.count()) },
            { "heartbeat.interval.ms", number(consumer.heartbeatInterval.count()) },
            { "max.poll.interval.ms", number(std::max(consumer.maxPollInterval, consumer.sessionTimeout).count()) },
            { "fetch.wait.max.ms", "50" }, { "queued.min.messages", number(consumer.queuedMessages) },
            { "queued.max.messages.kbytes", number(consumer.queuedKbytes) } },
        {}, { &Private::rebalance, p.get() });
    if (!made)
        return Failure(made.error());
    p->client = std::move(*made);
    p->main.reset(rd_kafka_queue_get_main(p->client.get()));
    std::unique_ptr<GroupConsumer> consumerMade(new GroupConsumer(std::move(p)));
    if (auto subscribed = consumerMade->subscribe(); !subscribed)
        return Failure(subscribed.error());
    return consumerMade;
}

Result<> GroupConsumer::subscribe()
{
    const PartitionListHandle topics{ rd_kafka_topic_partition_list_new(int(d->topicNames.size())) };
    for (const QByteArray& topic : d->topicNames)
        rd_kafka_topic_partition_list_add(topics.get(), topic.constData(), RD_KAFKA_PARTITION_UA);
    const auto code = rd_kafka_subscribe(d->client.get(), topics.get());
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? Result<>{} : Failure(makeError(code, d->doing()));
}

void GroupConsumer::unsubscribe()
{
    rd_kafka_unsubscribe(d->client.get());
}

void GroupConsumer::Private::drainMain()
{
    for (int i = 0; i < 200; ++i) {
        const EventHandle event{ rd_kafka_queue_poll(main.get(), 0) };
        if (!event)
            return;
        if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_LOG) {
            logEvent(event.get());
        } else if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR
            && rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
            const auto complaint = brokerComplaint(rd_kafka_event_error_string(event.get()));
            setTrouble(complaint.broker.isEmpty()
                    ? complaint.reason
                    : QString(complaint.broker + QStringLiteral(": ") + complaint.reason));
        }
    }
}

void GroupConsumer::tellLocal()
{
    if (!d->local || Clock::now() - d->told < Milliseconds(500))
        return;
    d->told = Clock::now();
    char* id = rd_kafka_memberid(d->client.get());
    if (!id)
        return;
    const QString memberId = QString::fromUtf8(id);
    rd_kafka_mem_free(d->client.get(), id);
    if (memberId.isEmpty())
        return;
    if (!d->memberId.isEmpty() && d->memberId != memberId)
        d->local->memberLeft(d->settings.group, d->memberId);
    d->memberId = memberId;
    d->local->memberSeen(
        d->settings.group, { memberId, d->settings.clientId, {}, QStringLiteral("127.0.0.1"), assignment() });
}

GroupConsumer::~GroupConsumer()
{
    if (d->local && !d->memberId.isEmpty())
        d->local->memberLeft(d->settings.group, d->memberId);
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

Result<std::optional<PolledRecord>> GroupConsumer::next(Milliseconds wait)
{
    tellLocal();
    rd_kafka_message_t* const raw = rd_kafka_consumer_poll(d->client.get(), int(wait.count()));
    if (!raw) {
        d->drainMain();
        return std::nullopt;
    }
    if (raw->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        return PolledRecord(raw, d->topicOf(*raw));
    const MessageHandle message{ raw };
    Error error = makeError(raw->err, d->doing(), QString::fromUtf8(rd_kafka_message_errstr(raw)));
    if (error.code != ErrorCode::Unreachable && !error.retriable) {
        d->errorPlace = { raw->rkt ? QString::fromUtf8(rd_kafka_topic_name(raw->rkt)) : QString(), std::nullopt };
        // of a topic as a whole 2.0.2 says partition 0, too, but no offset
        if (raw->rkt && (raw->offset >= 0 || raw->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET))
            d->errorPlace.partition = Partition{ raw->partition };
        return Failure(std::move(error));
    }
    d->setTrouble(error.message);
    return std::nullopt; // librdkafka goes on trying
}

const ErrorPlace& GroupConsumer::errorPlace() const
{
    return d->errorPlace;
}

void GroupConsumer::refetch(const TopicPartition& partition)
{
    // each makes a new version of the fetch, and with that librdkafka forgets what it told already
    pause({ partition });
    resume({ partition });
}

Result<> GroupConsumer::checkTopic(const QString& topic, Milliseconds wait)
{
    const QString doing = QStringLiteral("Look for topic %1").arg(topic);
    const TopicHandle handle{ rd_kafka_topic_new(d->client.get(), topic.toUtf8().constData(), nullptr) };
    if (!handle)
        return Failure(makeError(rd_kafka_last_error(), doing));
    const rd_kafka_metadata_t* raw = nullptr;
    auto code = rd_kafka_metadata(d->client.get(), 0, handle.get(), &raw, int(wait.count()));
    const MetadataHandle metadata{ raw };
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        code = metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? Result<>{} : Failure(makeError(code, doing));
}

Result<int> GroupConsumer::poll(Milliseconds wait, int most, const Take& take)
{
    d->drainMain();
    int taken = 0;
    while (taken < most) {
        const auto record = next(taken == 0 ? wait : Milliseconds(0));
        if (!record)
            return Failure(record.error());
        if (!*record)
            break;
        take((*record)->ref());
        ++taken;
    }
    return taken;
}

void GroupConsumer::store(const std::vector<std::pair<TopicPartition, Offset>>& next)
{
    const PartitionListHandle list = listOf(next);
    rd_kafka_offsets_store(d->client.get(), list.get()); // each that is not assigned any more keeps its own error
}

Result<> GroupConsumer::commit(const std::vector<std::pair<TopicPartition, Offset>>& next)
{
    if (next.empty())
        return {};
    const PartitionListHandle list = listOf(next);
    // not rd_kafka_commit(): without a broker that one waits for most of a minute (47 s measured)
    constexpr int patience = 3000;
    const QueueHandle answers{ rd_kafka_queue_new(d->client.get()) };
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__TIMED_OUT;
    const auto answered = [](rd_kafka_t*, rd_kafka_resp_err_t result, rd_kafka_topic_partition_list_t*, void* opaque) {
        *static_cast<rd_kafka_resp_err_t*>(opaque) = result;
    };
    if (const auto asked = rd_kafka_commit_queue(d->client.get(), list.get(), answers.get(), answered, &code);
        asked != RD_KAFKA_RESP_ERR_NO_ERROR)
        code = asked;
    else
        rd_kafka_queue_poll_callback(answers.get(), patience); // an answer after that is dropped with the queue
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return Failure(makeError(code, QStringLiteral("Commit for group %1").arg(d->settings.group)));
    return {};
}

void GroupConsumer::pause(const std::vector<TopicPartition>& partitions)
{
    const PartitionListHandle list = listOf(partitions);
    rd_kafka_pause_partitions(d->client.get(), list.get());
}

void GroupConsumer::resume(const std::vector<TopicPartition>& partitions)
{
    const PartitionListHandle list = listOf(partitions);
    rd_kafka_resume_partitions(d->client.get(), list.get());
}

Result<> GroupConsumer::seek(const TopicPartition& partition, Offset offset)
{
    const TopicHandle topic{ rd_kafka_topic_new(d->client.get(), partition.topic.toUtf8().constData(), nullptr) };
    // one at a time: the timeout of rd_kafka_seek_partitions() is 1000 times too short in 2.0.2
    constexpr int patience = 5000;
    const auto code
        = topic ? rd_kafka_seek(topic.get(), partition.partition.value, offset.value, patience) : rd_kafka_last_error();
    return code == RD_KAFKA_RESP_ERR_NO_ERROR
        ? Result<>{}
        : Failure(makeError(code, QStringLiteral("Seek in %1").arg(partition.topic)));
}

QString GroupConsumer::brokerTrouble() const
{
    const std::lock_guard lock(d->mutex);
    return d->trouble;
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
    auto partitions = partitionsOf(*list);
    std::ranges::sort(partitions);
    return partitions;
}

} // namespace spillway::kafka
