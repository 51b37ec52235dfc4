// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/eventcodec.h"

#include "core/serde/avroserializer.h"
#include "core/serde/eventjson.h"
#include "core/serde/wireformat.h"
#include "core/service/servicetopics.h"

namespace spillway {

namespace {

constexpr const char* BusChannel = "bus";
constexpr std::string_view ConfluentAvro = "application/vnd.confluent.avro";

/// Whether the record can be read when the registry is well again. That it does not have the schema, or has one that is
/// no Avro, stays so.
bool mayPass(const Error& error)
{
    return error.code != ErrorCode::NotFound && error.code != ErrorCode::Unsupported;
}

} // namespace

EventCodec::EventCodec(const KafkaConfig& config, QString instanceId)
    : m_instance(std::move(instanceId))
    , m_instanceUtf8(m_instance.toUtf8())
    , m_prefix(config.topicPrefix + u'.')
{
    if (!config.readsAvro())
        return;
    auto settings = config.registry();
    if (!settings)
        return;
    m_registry = std::make_shared<SchemaRegistry>(std::move(*settings));
    if (config.eventFormat != QLatin1String("avro"))
        return;
    for (const TopicPlan& plan : contractPlans()) {
        if (auto schema = eventSchema(plan.suffix))
            m_avro.emplace(plan.suffix,
                std::make_unique<AvroEventSerializer>(
                    std::move(*schema), m_registry, config.topicName(plan.suffix) + QStringLiteral("-value")));
    }
}

EventCodec::~EventCodec() = default;

QString EventCodec::suffixOf(const QString& topic) const
{
    return topic.startsWith(m_prefix) ? topic.mid(m_prefix.size()) : topic;
}

Result<Record> EventCodec::record(const OutgoingEvent& outgoing) const
{
    const DomainEvent& event = *outgoing.event;
    const auto avro = m_avro.find(outgoing.suffix);
    auto value = avro != m_avro.end() ? avro->second->serialize(event.toValue()) : event.toJson();
    if (!value) {
        Error error = value.error();
        error.message = QStringLiteral("Event %1 cannot be written: %2").arg(event.eventType(), error.message);
        return Failure(std::move(error));
    }
    Record record;
    record.topic = m_prefix + outgoing.suffix;
    const QString& key = outgoing.key.isEmpty() ? event.aggregateId() : outgoing.key;
    if (!key.isEmpty())
        record.key = key.toUtf8();
    record.value = std::move(*value);
    record.headers.reserve(7);
    record.headers.push_back({ QByteArrayLiteral("event-id"), event.eventId().toUtf8() });
    record.headers.push_back({ QByteArrayLiteral("event-type"), event.eventType().toUtf8() });
    record.headers.push_back({ QByteArrayLiteral("event-version"),
        event.version() == 1 ? QByteArrayLiteral("1") : QByteArray::number(event.version()) });
    if (event.correlationId())
        record.headers.push_back({ QByteArrayLiteral("correlation-id"), event.correlationId()->toUtf8() });
    record.headers.push_back({ QByteArrayLiteral("content-type"),
        avro != m_avro.end() ? avro->second->contentType() : QByteArrayLiteral("application/json") });
    record.headers.push_back({ QByteArrayLiteral("origin"), m_instanceUtf8 });
    if (outgoing.fromBus)
        record.headers.push_back({ QByteArrayLiteral("origin-channel"), QByteArrayLiteral("bus") });
    return record;
}

std::optional<EventValue> EventCodec::decode(BytesView value, bool saysAvro, const QString& suffix, Read& read) const
{
    if (value.isNull())
        return {};
    // JSON first: it says by itself whether it is any, and no JSON begins with the magic byte 0
    if (auto json = parseJson(value.text()))
        return std::move(*json);
    const auto wire = m_registry ? wireFormat(value.text()) : std::nullopt;
    if (!wire) {
        if (saysAvro && m_registry)
            read.trouble = Error{ .code = ErrorCode::Protocol,
                .message = QStringLiteral("the value says it is Avro and has no schema id"),
                .hint = {} };
        return {};
    }
    const auto schema = m_registry->schema(wire->schemaId);
    if (!schema) {
        read.later = mayPass(schema.error());
        if (read.later || saysAvro)
            read.trouble = schema.error();
        return {};
    }
    // resolved to the schema of the topic where that is possible, else as it was written
    if (const auto own = m_avro.find(suffix); own != m_avro.end()) {
        if (auto resolved = own->second->deserialize(value))
            return std::move(*resolved);
    }
    auto written = decodeAvro((*schema)->avro, wire->body);
    if (written)
        return std::move(*written);
    read.trouble = written.error();
    return {};
}

EventCodec::Read EventCodec::event(const kafka::RecordRef& record, const QString& topic) const
{
    thread_local std::vector<HeaderView> headers;
    headers.clear();
    record.headers(headers);
    EventOrigin origin{ { topic, record.partition }, record.offset, {}, false };
    bool saysAvro = false;
    for (const HeaderView& header : headers) {
        if (header.name == "origin")
            origin.instance
                = header.value.text() == std::string_view(m_instanceUtf8.constData(), size_t(m_instanceUtf8.size()))
                ? m_instance
                : QString::fromUtf8(header.value.data, qsizetype(header.value.size));
        else if (header.name == "origin-channel")
            origin.fromBus = header.value.text() == BusChannel;
        else if (header.name == "content-type")
            saysAvro = header.value.text() == ConfluentAvro;
    }
    Read read;
    const QString suffix = suffixOf(topic);
    const auto decoded = decode(record.value, saysAvro, suffix, read);
    read.event = DomainEvent::fromRecord(origin, suffix, record.key, record.value, headers, decoded);
    return read;
}

} // namespace spillway
