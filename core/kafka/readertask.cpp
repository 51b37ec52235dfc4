// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/readertask.h"

#include "core/kafka/client.h"
#include "core/kafka/errors.h"

#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace spillway::kafka {

namespace {

/// Records handed over at once; also how often commands are looked at while records pour in.
constexpr size_t batchRecords = 2000;
/// How long a full sink may stay full before the fetching itself is stopped. Pausing throws away what was fetched
/// ahead, so a hiccup should not cause it.
constexpr Milliseconds pauseAfter{ 300 };
/// How long a partition may end before the offset it had when reading began (a broker that has just restarted).
constexpr std::chrono::seconds truncationPatience{ 5 };
/// How long brokers must say that a partition does not exist: one that has just taken over may say so for a moment.
constexpr Milliseconds vanishedPatience{ 800 };

/// Somebody watches what is followed, so painting goes first where cores are few. librdkafka's threads inherit it.
void yieldToForeground()
{
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 5); // of this thread alone, on Linux; no harm if refused
}

QString doingOf(const QString& topic, Partition partition)
{
    return QStringLiteral("Read %1, partition %2").arg(topic).arg(partition.value);
}

} // namespace

ReaderTask::ReaderTask(std::shared_ptr<ReaderShared> shared, int number, std::vector<PartitionRange> ranges)
    : m_shared(std::move(shared))
    , m_number(number)
    , m_byTopic(static_cast<size_t>(m_shared->request.topics.size()))
    , m_topics(static_cast<size_t>(m_shared->request.topics.size()))
    , m_messages(batchRecords)
{
    m_batch.reserve(batchRecords);
    for (PartitionRange& range : ranges) {
        auto& partitions = m_byTopic[range.topic];
        const auto number32 = static_cast<size_t>(range.partition.value);
        if (partitions.size() <= number32)
            partitions.resize(number32 + 1, nullptr);
        PartitionState state;
        state.position = std::max(range.start, range.logStart);
        state.range = std::move(range);
        m_states.push_back(std::move(state));
        partitions[number32] = &m_states.back();
    }
}

ReaderTask::~ReaderTask() = default;

void ReaderTask::report(
    const PartitionState& state, PartitionEvent::Kind kind, Offset from, Offset to, std::optional<Error> error)
{
    const std::shared_lock lock(m_shared->sinkMutex);
    if (m_shared->sink)
        m_shared->sink->partitionEvent(
            m_number, { kind, state.range.topic, state.range.partition, from, to, std::move(error) });
}

void ReaderTask::reportError(const Error& error)
{
    const std::shared_lock lock(m_shared->sinkMutex);
    if (m_shared->sink)
        m_shared->sink->readerError(m_number, error);
}

void ReaderTask::run()
{
    if (m_shared->request.to.kind == ReadTo::Kind::Follow)
        yieldToForeground();
    if (auto opened = open(); !opened) {
        for (PartitionState& state : m_states)
            if (!state.range.error && !(state.range.end && state.position >= *state.range.end))
                report(state, PartitionEvent::Kind::Failed, state.position, state.position, opened.error());
    } else {
        while (m_active > 0 && !m_shared->stopping) {
            m_bell.clear();
            pauseIfAsked();
            if (!m_shared->paused() && drain())
                continue;
            drainMain();
            if (m_anyBehind)
                checkTruncated();
            if (!m_shared->stopping)
                m_bell.wait(Milliseconds(100));
        }
    }
    close();
    {
        const std::shared_lock lock(m_shared->sinkMutex);
        if (m_shared->sink)
            m_shared->sink->finished(m_number);
    }
    const std::lock_guard lock(m_shared->doneMutex);
    --m_shared->running;
    m_shared->done.notify_all();
}

Result<> ReaderTask::open()
{
    std::vector<PartitionState*> wanted;
    qint64 expected = 0;
    for (PartitionState& state : m_states) {
        if (state.range.error) {
            report(state, PartitionEvent::Kind::Failed, state.position, state.position, state.range.error);
            continue;
        }
        if (state.range.start < state.range.logStart)
            report(state, PartitionEvent::Kind::Gap, state.range.start, state.range.logStart);
        if (state.range.end && state.position >= *state.range.end) {
            report(state, PartitionEvent::Kind::ReachedEnd, state.position, state.position);
            continue;
        }
        expected += state.range.end ? state.range.end->value - state.position.value : 0;
        wanted.push_back(&state);
    }
    if (wanted.empty())
        return {};

    const bool follow = m_shared->request.to.kind == ReadTo::Kind::Follow;
    const bool small = !follow && expected < 20000;
    // Once the queue is full librdkafka 2.0.2 stops fetching for a whole second, so a bounded reading gets room enough
    // not to get there; a following one is kept small, its sink takes records faster than they come: with large
    // answers in flight it costs memory and comes in gusts.
    auto made = makeClient(m_shared->settings, RD_KAFKA_CONSUMER,
        { { "enable.partition.eof", "true" }, { "auto.offset.reset", "error" }, { "enable.auto.commit", "false" },
            { "check.crcs", "true" }, { "topic.metadata.propagation.max.ms", "5000" },
            { "isolation.level", m_shared->request.readCommitted ? "read_committed" : "read_uncommitted" },
            { "fetch.wait.max.ms", follow ? "100" : "10" }, { "queued.min.messages", small ? "10000" : "1000000" },
            { "fetch.message.max.bytes", follow || small ? "1048576" : "4194304" },
            { "queued.max.messages.kbytes", follow || small ? "32768" : "131072" } },
        { [](rd_kafka_t*, int code, const char* text, void* task) {
             static_cast<ReaderTask*>(task)->m_vanished.emplace_back(static_cast<rd_kafka_resp_err_t>(code), text);
         },
            this });
    if (!made)
        return Failure(made.error());
    m_client = std::move(*made);
    m_queue.reset(rd_kafka_queue_new(m_client.get()));
    m_main.reset(rd_kafka_queue_get_main(m_client.get()));
    m_bell.attach(m_queue.get());
    m_bell.attach(m_main.get());
    for (PartitionState* state : wanted) {
        auto& topic = m_topics[state->range.topic];
        if (!topic) {
            const QByteArray name = m_shared->request.topics[static_cast<qsizetype>(state->range.topic)].toUtf8();
            topic.reset(rd_kafka_topic_new(m_client.get(), name.constData(), nullptr));
        }
        startPartition(*state);
    }
    return {};
}

void ReaderTask::close()
{
    if (!m_client)
        return;
    Bell::detach(m_queue.get());
    Bell::detach(m_main.get());
    m_topics.clear();
    m_queue.reset();
    m_main.reset();
    destroyWithin(std::move(m_client), Milliseconds(700));
}

void ReaderTask::startPartition(PartitionState& state)
{
    auto* topic = m_topics[state.range.topic].get();
    if (rd_kafka_consume_start_queue(topic, state.range.partition.value, state.position.value, m_queue.get()) != 0) {
        const auto code = rd_kafka_last_error();
        report(state, PartitionEvent::Kind::Failed, state.position, state.position,
            makeError(code, doingOf(QString::fromUtf8(rd_kafka_topic_name(topic)), state.range.partition)));
        return;
    }
    state.active = true;
    ++m_active;
}

void ReaderTask::stopPartition(PartitionState& state)
{
    rd_kafka_consume_stop(m_topics[state.range.topic].get(), state.range.partition.value);
}

void ReaderTask::finishPartition(PartitionState& state, PartitionEvent::Kind kind, std::optional<Error> error)
{
    state.active = false;
    --m_active;
    report(state, kind, state.position, state.range.end.value_or(state.position), std::move(error));
    if (m_active > 0)
        stopPartition(state);
}

quint32 ReaderTask::topicIndex(const rd_kafka_topic_t* topic)
{
    if (topic == m_lastTopic)
        return m_lastIndex;
    const QString name = QString::fromUtf8(rd_kafka_topic_name(topic));
    m_lastIndex = static_cast<quint32>(std::max<qsizetype>(0, m_shared->request.topics.indexOf(name)));
    m_lastTopic = topic;
    return m_lastIndex;
}

ReaderTask::PartitionState* ReaderTask::stateOf(const rd_kafka_message_t& message)
{
    if (!message.rkt)
        return nullptr;
    const auto& partitions = m_byTopic[topicIndex(message.rkt)];
    const auto number = static_cast<size_t>(message.partition);
    return message.partition >= 0 && number < partitions.size() ? partitions[number] : nullptr;
}

bool ReaderTask::drain()
{
    // Pausing, seeking and stopping happen on this thread only, never while a batch is gathered: that is the case in
    // which batches of 2.0.2 lose records.
    const ssize_t count = rd_kafka_consume_batch_queue(m_queue.get(), 0, m_messages.data(), m_messages.size());
    for (const auto& [code, text] : std::exchange(m_vanished, {}))
        takeVanished(code, text);
    if (count <= 0)
        return false;
    const std::span messages(m_messages.data(), static_cast<size_t>(count));
    m_batch.clear();
    m_events.clear();
    for (rd_kafka_message_t* message : messages) {
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
            takeRecord(message);
        else
            m_events.push_back(message);
    }
    // One call per batch, so that Pause and Stop are heeded to the letter; what came before an event is told before it.
    if (!m_batch.empty())
        handOver();
    if (!m_shared->stopping) {
        for (const rd_kafka_message_t* event : m_events)
            takeError(*event);
        // a partition is done once its last record was handed over
        for (PartitionState& state : m_states)
            if (state.active && state.range.end && state.position >= *state.range.end)
                finishPartition(state, PartitionEvent::Kind::ReachedEnd);
    }
    for (rd_kafka_message_t* message : messages)
        rd_kafka_message_destroy(message);
    return true;
}

void ReaderTask::handOver()
{
    auto answer = RecordSink::Answer::Stop;
    quint64 pausing = m_shared->pausing;
    {
        const std::shared_lock lock(m_shared->sinkMutex);
        if (m_shared->sink)
            answer = m_shared->sink->records(m_number, m_batch);
    }
    if (answer == RecordSink::Answer::Stop)
        m_shared->stopping = true;
    else if (answer == RecordSink::Answer::Pause && (pausing & 1) == 0)
        // fails when the sink was emptied and resume() called meanwhile: no other resume() will come
        m_shared->pausing.compare_exchange_strong(pausing, pausing | 1);
}

void ReaderTask::takeRecord(rd_kafka_message_t* message)
{
    PartitionState* state = stateOf(*message);
    if (!state || !state->active || message->offset < state->position.value)
        return;
    const Offset offset{ message->offset };
    if (state->range.end && offset >= *state->range.end) {
        state->position = *state->range.end;
        return;
    }
    state->position = Offset{ message->offset + 1 };
    state->atEnd = false;
    state->vanishedSince = {};
    rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    RecordRef& ref = m_batch.emplace_back();
    ref.timestampMs = rd_kafka_message_timestamp(message, &type);
    ref.timestampType = type == RD_KAFKA_TIMESTAMP_CREATE_TIME ? TimestampType::CreateTime
        : type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME           ? TimestampType::LogAppendTime
                                                               : TimestampType::NotAvailable;
    ref.topic = state->range.topic;
    ref.partition = state->range.partition;
    ref.offset = offset;
    ref.key = { static_cast<const char*>(message->key), message->key_len };
    ref.value = { static_cast<const char*>(message->payload), message->len };
    ref.message = message;
}

void ReaderTask::takeError(const rd_kafka_message_t& message)
{
    PartitionState* state = stateOf(message);
    const auto text = [&] { return QString::fromUtf8(rd_kafka_message_errstr(&message)); };
    if (!state) {
        reportError(makeError(message.err, QStringLiteral("Read"), text()));
        return;
    }
    if (!state->active)
        return;
    switch (message.err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        reachedEndOfLog(*state, Offset{ message.offset });
        break;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
        offsetGone(*state);
        break;
    default: {
        const QString& topic = m_shared->request.topics[static_cast<qsizetype>(state->range.topic)];
        Error error = makeError(message.err, doingOf(topic, state->range.partition), text());
        if (error.retriable)
            reportError(error);
        else
            finishPartition(*state, PartitionEvent::Kind::Failed, std::move(error));
    }
    }
}

void ReaderTask::reachedEndOfLog(PartitionState& state, Offset position)
{
    if (state.position > position)
        return; // records came after it in the same batch
    state.vanishedSince = {};
    state.position = std::max(state.position, position); // control records and compacted ones have no record to count
    if (!state.range.end) {
        if (!state.atEnd)
            report(state, PartitionEvent::Kind::ReachedEnd, state.position, state.position);
        state.atEnd = true;
        return;
    }
    if (state.position >= *state.range.end)
        return; // drain() finishes it
    if (m_shared->request.readCommitted) {
        if (m_shared->request.stopAtOpenTransaction)
            finishPartition(state, PartitionEvent::Kind::BlockedByTransaction);
        else if (!state.blocked)
            report(state, PartitionEvent::Kind::BlockedByTransaction, state.position, *state.range.end);
        state.blocked = true;
        return;
    }
    state.behindAt = state.position;
    state.behindSince = Clock::now();
    m_anyBehind = true;
}

void ReaderTask::takeVanished(rd_kafka_resp_err_t code, const QByteArray& text)
{
    const auto now = Clock::now();
    for (PartitionState& state : m_states) {
        // "name [number]: reason"
        const QString& topic = m_shared->request.topics[static_cast<qsizetype>(state.range.topic)];
        const QByteArray prefix = topic.toUtf8() + " [" + QByteArray::number(state.range.partition.value) + "]:";
        if (!state.active || !text.startsWith(prefix))
            continue;
        if (state.vanishedSince == Clock::time_point{})
            state.vanishedSince = now;
        else if (now - state.vanishedSince >= vanishedPatience)
            finishPartition(
                state, PartitionEvent::Kind::Failed, makeError(code, doingOf(topic, state.range.partition)));
        return;
    }
}

void ReaderTask::checkTruncated()
{
    m_anyBehind = false;
    for (PartitionState& state : m_states) {
        if (!state.active || state.behindSince == Clock::time_point{})
            continue;
        if (state.position > state.behindAt) {
            state.behindSince = {};
        } else if (Clock::now() - state.behindSince < truncationPatience) {
            m_anyBehind = true;
        } else {
            const QString& topic = m_shared->request.topics[static_cast<qsizetype>(state.range.topic)];
            finishPartition(state, PartitionEvent::Kind::Failed,
                Error{ .code = ErrorCode::Protocol,
                    .message = QStringLiteral("%1: the log ends at %2, before its end %3 of when reading began")
                                   .arg(doingOf(topic, state.range.partition))
                                   .arg(state.position.value)
                                   .arg(state.range.end->value),
                    .hint = QStringLiteral("the topic was recreated or truncated; read it again") });
        }
    }
}

void ReaderTask::offsetGone(PartitionState& state)
{
    const QString& topic = m_shared->request.topics[static_cast<qsizetype>(state.range.topic)];
    const auto boundary = [&](qint64 which) -> Result<Offset> {
        const PartitionListHandle list{ rd_kafka_topic_partition_list_new(1) };
        auto* element
            = rd_kafka_topic_partition_list_add(list.get(), topic.toUtf8().constData(), state.range.partition.value);
        element->offset = which;
        auto code = rd_kafka_offsets_for_times(m_client.get(), list.get(), 3000);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
            code = list->elems[0].err;
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR || list->elems[0].offset < 0)
            return Failure(makeError(code == RD_KAFKA_RESP_ERR_NO_ERROR ? RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION : code,
                doingOf(topic, state.range.partition)));
        return Offset{ list->elems[0].offset };
    };
    const auto logStart = boundary(-2);
    const auto high = logStart ? boundary(-1) : logStart;
    if (!high) {
        finishPartition(state, PartitionEvent::Kind::Failed, high.error());
        return;
    }
    const Offset from = state.position;
    // below the log: the records expired; above it: the topic was recreated or truncated; within it (a broker that had
    // just started knew less): nothing is lost
    state.position = std::clamp(from, *logStart, std::max(*logStart, *high));
    if (state.position != from)
        report(state, PartitionEvent::Kind::Gap, from, state.position);
    if (state.range.end && state.position >= *state.range.end)
        return; // drain() finishes it
    stopPartition(state);
    state.active = false;
    --m_active;
    startPartition(state);
}

void ReaderTask::drainMain()
{
    for (int i = 0; i < 200; ++i) {
        const EventHandle event{ rd_kafka_queue_poll(m_main.get(), 0) };
        if (!event)
            return;
        if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_LOG) {
            logEvent(event.get());
        } else if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) {
            const auto complaint = brokerComplaint(rd_kafka_event_error_string(event.get()));
            reportError(makeError(rd_kafka_event_error(event.get()), {},
                complaint.broker.isEmpty() ? complaint.reason
                                           : QString(complaint.broker + QStringLiteral(": ") + complaint.reason)));
        }
    }
}

void ReaderTask::pauseIfAsked()
{
    const auto now = Clock::now();
    if (!m_shared->paused()) {
        m_pausedSince = {};
        if (m_fetchingStopped)
            setFetching(true);
    } else if (m_pausedSince == Clock::time_point{}) {
        m_pausedSince = now;
    } else if (!m_fetchingStopped && now - m_pausedSince >= pauseAfter) {
        setFetching(false);
    }
}

void ReaderTask::setFetching(bool fetching)
{
    const PartitionListHandle list{ rd_kafka_topic_partition_list_new(static_cast<int>(m_active)) };
    for (const PartitionState& state : m_states)
        if (state.active)
            rd_kafka_topic_partition_list_add(
                list.get(), rd_kafka_topic_name(m_topics[state.range.topic].get()), state.range.partition.value);
    if (fetching)
        rd_kafka_resume_partitions(m_client.get(), list.get());
    else
        rd_kafka_pause_partitions(m_client.get(), list.get());
    m_fetchingStopped = !fetching;
}

} // namespace spillway::kafka
