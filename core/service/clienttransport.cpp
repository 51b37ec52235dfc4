// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/clienttransport.h"

#include "core/service/eventclient.h"

#include <QUuid>

#include <atomic>
#include <mutex>

namespace spillway {

namespace {

class ClientConsumer : public EventConsumer {
public:
    explicit ClientConsumer(std::shared_ptr<Consumer> consumer)
        : m_consumer(std::move(consumer))
    {
    }
    ~ClientConsumer() override { m_consumer->stop(); }
    std::optional<Error> trouble() const override
    {
        ConsumerStats stats = m_consumer->stats();
        if (stats.trouble)
            return stats.trouble;
        if (stats.stalled.empty())
            return {};
        return Error{ .message = QStringLiteral("Consumer %1: %2 [%3] stands still: %4")
                                     .arg(m_consumer->id(), stats.stalled.front().topic)
                                     .arg(stats.stalled.front().partition.value)
                                     .arg(stats.lastError),
            .hint = QStringLiteral("its record can neither be handled nor dead-lettered") };
    }

private:
    std::shared_ptr<Consumer> m_consumer;
};

/// Hands the records of a bounded reading on, one reader's after the other.
class ReadBackSink : public kafka::RecordSink {
public:
    ReadBackSink(const EventCodec& codec, QString topic, const std::function<void(const DomainEventPtr&)>& take)
        : m_codec(codec)
        , m_topic(std::move(topic))
        , m_take(take)
    {
    }
    Answer records(int, std::span<const kafka::RecordRef> batch) override
    {
        const std::lock_guard lock(m_mutex);
        for (const kafka::RecordRef& record : batch) {
            if (m_closed)
                return Answer::Stop;
            const EventCodec::Read read = m_codec.event(record, m_topic);
            if (read.later) { // without the registry nothing of this can be read: say so, do not wait for each
                m_error = read.trouble;
                return Answer::Stop;
            }
            m_take(read.event);
            ++m_count;
        }
        return Answer::Continue;
    }
    void partitionEvent(int, const kafka::PartitionEvent& event) override
    {
        if (event.kind == kafka::PartitionEvent::Kind::Failed)
            keep(event.error);
    }
    void readerError(int, const Error& error) override { keep(error); }
    void finished(int) override { }

    /// After this nothing is handed on any more. Waits for the record in hand.
    qint64 close()
    {
        m_closed = true;
        const std::lock_guard lock(m_mutex);
        return m_count;
    }
    /// The same without waiting.
    void leave() { m_closed = true; }
    std::optional<Error> error() const
    {
        const std::lock_guard lock(m_mutex);
        return m_error;
    }

private:
    void keep(const std::optional<Error>& error)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_error)
            m_error = error;
    }
    const EventCodec& m_codec;
    const QString m_topic;
    const std::function<void(const DomainEventPtr&)>& m_take;
    mutable std::mutex m_mutex;
    qint64 m_count = 0;
    std::atomic<bool> m_closed{ false };
    std::optional<Error> m_error;
};

} // namespace

EventClient::EventClient(KafkaClient& client)
    : transport(std::make_shared<ClientTransport>(client))
{
}

ClientTransport::ClientTransport(KafkaClient& client, const QString& instanceId)
    : m_client(client)
    , m_config(client.config())
    , m_produce(client.producing())
    , m_codec(std::make_shared<EventCodec>(
          client.config(), instanceId.isEmpty() ? QUuid::createUuid().toString(QUuid::WithoutBraces) : instanceId))
{
}

Result<> ClientTransport::publish(const OutgoingEvent& event, Delivered done)
{
    auto record = m_codec->record(event);
    if (!record)
        return Failure(record.error());
    return m_produce(*record, std::move(done));
}

Result<> ClientTransport::ensureTopics(const QStringList& suffixes)
{
    if (auto report = m_client.ensureTopics(suffixes); !report)
        return Failure(report.error());
    return {};
}

Result<std::unique_ptr<EventConsumer>> ClientTransport::consume(EventSubscription subscription)
{
    ConsumerOptions options;
    options.assigned = std::move(subscription.hooks.assigned);
    options.revoked = std::move(subscription.hooks.revoked);
    options.batchHandler = [codec = m_codec, handler = std::move(subscription.handler)](
                               std::span<const ConsumedRecord> records, std::span<Handled> outcomes) {
        std::vector<DomainEventPtr> events;
        events.reserve(records.size());
        std::optional<Handled> unreadable; // the one after `events`
        for (const ConsumedRecord& record : records) {
            EventCodec::Read read = codec->event(record.ref, record.topic);
            if (read.trouble) {
                unreadable = read.later ? Handled::later(read.trouble->message)
                                        : Handled::poison(toText(*read.trouble), QStringLiteral("deserialization"));
                break;
            }
            events.push_back(std::move(read.event));
        }
        const BatchAnswer answer = events.empty() ? BatchAnswer{} : handler(events);
        size_t i = answer.handled;
        if (answer.failed && i < events.size())
            outcomes[i++]
                = answer.later ? Handled::later(answer.failed->message) : Handled::failed(answer.failed->message);
        else if (unreadable && i == events.size())
            outcomes[i++] = std::move(*unreadable);
        for (; i < outcomes.size(); ++i)
            outcomes[i] = Handled::notReached();
    };
    auto made = m_client.createConsumer(subscription.id, subscription.suffixes, {}, std::move(options));
    if (!made)
        return Failure(made.error());
    return std::make_unique<ClientConsumer>(std::move(*made));
}

Result<qint64> ClientTransport::readBack(const PastEvents& past, const std::function<void(const DomainEventPtr&)>& take)
{
    const auto until = std::chrono::steady_clock::now() + past.patience;
    const auto left = [&] {
        return std::max(std::chrono::milliseconds(1),
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()));
    };
    const auto stopped = [&] {
        return Failure(Error{ .code = ErrorCode::Cancelled,
            .message = QStringLiteral("reading %1 [%2] again was stopped")
                           .arg(past.partition.topic)
                           .arg(past.partition.partition.value),
            .hint = {} });
    };
    const auto settings = m_config.connectionSettings();
    if (!settings)
        return Failure(settings.error());
    kafka::ReadRequest request;
    request.topics = { past.partition.topic };
    request.starts[past.partition] = Offset{ std::max<qint64>(0, past.end.value - past.most) };
    request.to = { kafka::ReadTo::Kind::Offset, past.end.value };
    request.maxReaders = 1;
    std::vector<kafka::PartitionRange> ranges;
    {
        auto admin = kafka::Admin::create(*settings);
        if (!admin)
            return Failure(admin.error());
        (*admin)->setDeadline(past.patience);
        auto resolved = kafka::RecordReader::resolve(**admin, request);
        if (!resolved)
            return Failure(resolved.error());
        ranges = std::move(*resolved);
    }
    if (past.stop.stop_requested())
        return stopped();
    for (kafka::PartitionRange& range : ranges)
        range.start = std::max(range.start, range.logStart); // what expired is no gap here
    ReadBackSink sink(*m_codec, past.partition.topic, take);
    auto reader = kafka::RecordReader::start(*settings, request, std::move(ranges), sink);
    if (!reader)
        return Failure(reader.error());
    bool ended = false;
    {
        const std::stop_callback stop(past.stop, [&] {
            sink.leave();
            (*reader)->stop();
        });
        ended = (*reader)->wait(left());
    }
    const qint64 count = sink.close();
    reader->reset();
    if (past.stop.stop_requested())
        return stopped();
    if (const auto error = sink.error())
        return Failure(*error);
    if (!ended)
        return Failure(Error{ .code = ErrorCode::TimedOut,
            .message = QStringLiteral("%1 events came within %2 ms, and not all").arg(count).arg(past.patience.count()),
            .hint = {},
            .retriable = true });
    return count;
}

} // namespace spillway
