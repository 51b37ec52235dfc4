// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/clienttransport.h"

#include "core/events/routing.h"
#include "core/serde/eventjson.h"
#include "core/service/eventclient.h"

#include <QUuid>

#include <mutex>

namespace spillway {

namespace {

const char* const BusChannel = "bus";

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
    ReadBackSink(const ClientTransport& t, QString topic, const std::function<void(const DomainEventPtr&)>& take)
        : m_transport(t)
        , m_topic(std::move(topic))
        , m_take(take)
    {
    }
    Answer records(int, std::span<const kafka::RecordRef> batch) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return Answer::Stop;
        for (const kafka::RecordRef& record : batch) {
            m_take(m_transport.eventOf(record, m_topic));
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

    /// After this nothing is handed on any more.
    qint64 close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        return m_count;
    }
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
    const ClientTransport& m_transport;
    const QString m_topic;
    const std::function<void(const DomainEventPtr&)>& m_take;
    mutable std::mutex m_mutex;
    qint64 m_count = 0;
    bool m_closed = false;
    std::optional<Error> m_error;
};

} // namespace

EventClient::EventClient(KafkaClient& client)
    : transport(std::make_shared<ClientTransport>(client))
{
}

ClientTransport::ClientTransport(
    KafkaClient& client, QString instanceId, std::shared_ptr<const EventSerializer> serializer)
    : m_client(client)
    , m_instance(instanceId.isEmpty() ? QUuid::createUuid().toString(QUuid::WithoutBraces) : std::move(instanceId))
    , m_serializer(std::move(serializer))
    , m_prefix(client.config().topicPrefix + u'.')
    , m_contentType(m_serializer ? m_serializer->contentType() : QByteArrayLiteral("application/json"))
{
}

QString ClientTransport::suffixOf(const QString& topic) const
{
    return topic.startsWith(m_prefix) ? topic.mid(m_prefix.size()) : topic;
}

Result<Record> ClientTransport::recordOf(const OutgoingEvent& outgoing) const
{
    const DomainEvent& event = *outgoing.event;
    auto value = m_serializer ? m_serializer->serialize(event.toValue()) : event.toJson();
    if (!value)
        return Failure(value.error());
    Record record;
    record.topic = m_client.config().topicName(outgoing.suffix);
    const QString& key = outgoing.key.isEmpty() ? event.aggregateId() : outgoing.key;
    if (!key.isEmpty())
        record.key = key.toUtf8();
    record.value = std::move(*value);
    record.headers.reserve(7);
    record.headers.push_back({ QByteArrayLiteral("event-id"), event.eventId().toUtf8() });
    record.headers.push_back({ QByteArrayLiteral("event-type"), event.eventType().toUtf8() });
    record.headers.push_back({ QByteArrayLiteral("event-version"), QByteArray::number(event.version()) });
    if (event.correlationId())
        record.headers.push_back({ QByteArrayLiteral("correlation-id"), event.correlationId()->toUtf8() });
    record.headers.push_back({ QByteArrayLiteral("content-type"), m_contentType });
    record.headers.push_back({ QByteArrayLiteral("origin"), m_instance.toUtf8() });
    if (outgoing.fromBus)
        record.headers.push_back({ QByteArrayLiteral("origin-channel"), QByteArray(BusChannel) });
    return record;
}

Result<> ClientTransport::publish(const OutgoingEvent& event, Delivered done)
{
    auto record = recordOf(event);
    if (!record)
        return Failure(record.error());
    return m_client.produce(*record, std::move(done));
}

Result<> ClientTransport::ensureTopics(const QStringList& suffixes)
{
    if (auto report = m_client.ensureTopics(suffixes); !report)
        return Failure(report.error());
    return {};
}

DomainEventPtr ClientTransport::eventOf(const kafka::RecordRef& record, const QString& topic) const
{
    thread_local std::vector<HeaderView> headers;
    headers.clear();
    record.headers(headers);
    EventOrigin origin{ { topic, record.partition }, record.offset, {}, false };
    for (const HeaderView& header : headers) {
        if (header.name == "origin")
            origin.instance = QString::fromUtf8(header.value.data, qsizetype(header.value.size));
        else if (header.name == "origin-channel")
            origin.fromBus = header.value.text() == BusChannel;
    }
    std::optional<EventValue> decoded;
    if (!record.value.isNull()) {
        // JSON first: it says by itself whether it is any; Avro would read almost everything
        if (auto json = parseJson(record.value.text()))
            decoded = std::move(*json);
        else if (m_serializer) {
            if (auto own = m_serializer->deserialize(record.value))
                decoded = std::move(*own);
        }
    }
    return DomainEvent::fromRecord(origin, suffixOf(topic), record.key, record.value, headers, decoded);
}

Result<std::unique_ptr<EventConsumer>> ClientTransport::consume(EventSubscription subscription)
{
    ConsumerOptions options;
    options.assigned = [hook = subscription.hooks.assigned](
                           const TopicPartition& partition, std::optional<Offset> committed, std::optional<Offset>) {
        if (hook)
            hook(partition, committed);
    };
    options.revoked = [hook = subscription.hooks.revoked](const TopicPartition& partition) {
        if (hook)
            hook(partition);
    };
    options.batchHandler = [this, handler = std::move(subscription.handler)](
                               std::span<const ConsumedRecord> records, std::span<Handled> outcomes) {
        std::vector<DomainEventPtr> events;
        events.reserve(records.size());
        for (const ConsumedRecord& record : records)
            events.push_back(eventOf(record.ref, record.topic));
        const BatchAnswer answer = handler(events);
        size_t i = answer.handled;
        if (answer.failed && i < outcomes.size())
            outcomes[i++] = Handled::failed(answer.failed->message);
        for (; i < outcomes.size(); ++i)
            outcomes[i] = Handled::notReached();
    };
    auto made = m_client.createConsumer(subscription.id, subscription.suffixes, {}, std::move(options));
    if (!made)
        return Failure(made.error());
    return std::make_unique<ClientConsumer>(std::move(*made));
}

Result<qint64> ClientTransport::readBack(const TopicPartition& partition, Offset end, qint64 most,
    std::chrono::milliseconds patience, const std::function<void(const DomainEventPtr&)>& take)
{
    const auto settings = m_client.config().connectionSettings();
    if (!settings)
        return Failure(settings.error());
    auto admin = kafka::Admin::create(*settings);
    if (!admin)
        return Failure(admin.error());
    (*admin)->setDeadline(patience);
    kafka::ReadRequest request;
    request.topics = { partition.topic };
    request.starts[partition] = Offset{ std::max<qint64>(0, end.value - most) };
    request.to = { kafka::ReadTo::Kind::Offset, end.value };
    request.maxReaders = 1;
    auto ranges = kafka::RecordReader::resolve(**admin, request);
    if (!ranges)
        return Failure(ranges.error());
    for (kafka::PartitionRange& range : *ranges)
        range.start = std::max(range.start, range.logStart); // what expired is no gap here
    ReadBackSink sink(*this, partition.topic, take);
    auto reader = kafka::RecordReader::start(*settings, request, std::move(*ranges), sink);
    if (!reader)
        return Failure(reader.error());
    const bool ended = (*reader)->wait(patience);
    const qint64 count = sink.close();
    reader->reset();
    if (const auto error = sink.error())
        return Failure(*error);
    if (!ended)
        return Failure(Error{ .code = ErrorCode::TimedOut,
            .message = QStringLiteral("only %1 events were read in %2 ms").arg(count).arg(patience.count()),
            .hint = QStringLiteral("older state is missing until newer events come") });
    return count;
}

} // namespace spillway
