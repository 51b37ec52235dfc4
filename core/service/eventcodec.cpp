// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/eventcodec.h"

#include "core/events/routing.h"
#include "core/serde/avroserializer.h"
#include "core/serde/eventjson.h"
#include "core/serde/wireformat.h"
#include "core/service/servicetopics.h"

namespace spillway {

namespace {

constexpr const char* BusChannel = "bus";
constexpr std::string_view ConfluentAvro = "application/vnd.confluent.avro";
constexpr std::string_view Json = "application/json";

/// The media type without its parameters is `type`.
bool isMediaType(std::string_view value, std::string_view type)
{
    if (value == type)
        return true;
    const QByteArrayView view(value.data(), qsizetype(std::min(value.size(), size_t{ 100 })));
    const qsizetype end = view.indexOf(';');
    return (end < 0 ? view : view.first(end)).trimmed().compare(QByteArrayView(type), Qt::CaseInsensitive) == 0;
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
        // a registry that refuses us today (a password that was changed, a proxy's page) says nothing about the event
        error.retriable = avro != m_avro.end() && schemaTroublePasses(error);
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

std::optional<EventValue> EventCodec::decode(BytesView value, Says says, const QString& suffix, Read& read) const
{
    if (value.isNull())
        return {};
    // JSON first: it says by itself whether it is any, and no JSON begins with the magic byte 0
    auto json = parseJson(value.text());
    if (json)
        return std::move(*json);
    const auto wire = wireFormat(value.text());
    if (says == Says::Json || (says == Says::Ours && !wire)) {
        read.trouble = std::move(json.error());
        return {};
    }
    if (!m_registry)
        return {};
    if (!wire) {
        if (says == Says::Avro)
            read.trouble = Error{ .code = ErrorCode::Protocol,
                .message = QStringLiteral("the value says it is Avro and has no schema id"),
                .hint = {} };
        return {};
    }
    const auto schema = m_registry->schema(wire->schemaId);
    if (!schema) {
        read.later = schemaTroublePasses(schema.error());
        // an id the registry knows makes it Avro; one that is unknown, or of something else, may be anybody's bytes
        if (read.later || says == Says::Avro || schema.error().code == ErrorCode::InvalidArgument)
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
    Says says = Says::Nothing;
    for (const HeaderView& header : headers) {
        if (header.name == "origin")
            origin.instance
                = header.value.text() == std::string_view(m_instanceUtf8.constData(), size_t(m_instanceUtf8.size()))
                ? m_instance
                : QString::fromUtf8(header.value.data, qsizetype(header.value.size));
        else if (header.name == "origin-channel")
            origin.fromBus = header.value.text() == BusChannel;
        else if (header.name == "content-type")
            says = isMediaType(header.value.text(), Json)         ? Says::Json
                : isMediaType(header.value.text(), ConfluentAvro) ? Says::Avro
                                                                  : Says::Other;
        else if (header.name == "event-type" && says == Says::Nothing)
            says = Says::Ours;
    }
    Read read;
    const QString suffix = suffixOf(topic);
    const auto decoded = decode(record.value, says, suffix, read);
    // letters are read to be looked at, and there is no topic for a letter that is bad itself
    if (!read.later && topic.endsWith(deadLetterSuffix()))
        read.trouble.reset();
    read.event = DomainEvent::fromRecord(origin, suffix, record.key, record.value, headers, decoded);
    return read;
}

} // namespace spillway
