// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/domainevent.h"

#include "core/serde/eventjson.h"

#include <QRandomGenerator>
#include <QUuid>

#include <array>

namespace spillway {

namespace {

EventTime now()
{
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

EventValue orNull(const std::optional<QString>& text)
{
    return text ? EventValue(*text) : EventValue();
}

Failure wrong(const char* field, const QString& what)
{
    return Failure(Error{ .code = ErrorCode::Protocol,
        .message = QStringLiteral("Event: %1 %2").arg(QLatin1String(field), what),
        .hint = QStringLiteral("an event is a JSON object with event_id, event_type, occurred_at and event_data") });
}

/// An optional text of the envelope: nothing when absent or null, an error when it is anything else.
Result<std::optional<QString>> optionalText(const char* field, const EventValue& value)
{
    if (value.isNull())
        return std::optional<QString>();
    if (auto text = value.toText())
        return text;
    return wrong(field, QStringLiteral("is a %1, not a text or null").arg(kindName(value.kind())));
}

std::optional<EventFields> asEnvelope(const EventValue& value, std::optional<Error>* why)
{
    const auto refuse = [&](const Failure& failure) {
        if (why)
            *why = failure.value();
        return std::nullopt;
    };
    if (!value.isObject())
        return refuse(wrong("envelope", QStringLiteral("is a %1, not an object").arg(kindName(value.kind()))));
    // one pass over the members instead of one search per field
    const EventValue* found[11] = {};
    static constexpr std::u16string_view names[11] = { u"event_id", u"event_type", u"version", u"aggregate_id",
        u"aggregate_type", u"occurred_at", u"correlation_id", u"causation_id", u"user_id", u"source", u"event_data" };
    size_t expected = 0; // ours come in this order
    for (const auto& member : value.members()) {
        const std::u16string_view name(
            reinterpret_cast<const char16_t*>(member.name.utf16()), size_t(member.name.size())); // NOLINT
        size_t at = expected;
        if (at >= std::size(names) || names[at] != name)
            at = size_t(std::find(std::begin(names), std::end(names), name) - std::begin(names));
        if (at < std::size(names)) {
            found[at] = &member.value; // NOLINT
            expected = at + 1;
        }
    }
    static const EventValue absent;
    const auto at = [&](size_t i) -> const EventValue& { return found[i] ? *found[i] : absent; }; // NOLINT
    EventFields fields;
    const auto id = at(0).toText();
    if (!id || id->isEmpty())
        return refuse(wrong("event_id", QStringLiteral("is missing")));
    fields.eventId = *id;
    const auto type = at(1).toText();
    if (!type || type->isEmpty())
        return refuse(wrong("event_type", QStringLiteral("is missing")));
    fields.eventType = *type;
    if (!at(2).isNull()) {
        const auto version = at(2).toInt();
        if (!version || *version < 0 || *version > std::numeric_limits<int>::max())
            return refuse(wrong("version", QStringLiteral("is not a small whole number")));
        fields.version = int(*version);
    }
    const auto time = at(5).toTime();
    if (!time)
        return refuse(wrong("occurred_at", QStringLiteral("is not an RFC 3339 time")));
    fields.occurredAt = time;
    if (!at(10).isObject())
        return refuse(wrong("event_data", QStringLiteral("is not an object")));
    fields.data = at(10);
    const std::pair<size_t, std::optional<QString>*> texts[]
        = { { 6, &fields.correlationId }, { 7, &fields.causationId }, { 8, &fields.userId }, { 9, &fields.source } };
    for (const auto& [i, to] : texts) {
        auto text = optionalText("correlation_id, causation_id, user_id or source", at(i));
        if (!text)
            return refuse(Failure(text.error()));
        *to = std::move(*text);
    }
    fields.aggregateId = at(3).toText().value_or(QString());
    fields.aggregateType = at(4).toText().value_or(QString());
    return fields;
}

std::optional<QString> headerText(std::span<const HeaderView> headers, std::string_view name)
{
    std::optional<QString> text;
    for (const HeaderView& header : headers) { // the last of a name is the current one
        if (header.name == name && !header.value.isNull())
            text = QString::fromUtf8(header.value.data, qsizetype(header.value.size));
    }
    return text;
}

} // namespace

QString deterministicId(const QString& name)
{
    // fixed for ever, ids on topics depend on it: RFC 4122's namespace of domain names, then ours
    static const QUuid space = QUuid::createUuidV5(
        QUuid(QStringLiteral("6ba7b810-9dad-11d1-80b4-00c04fd430c8")), QStringLiteral("io.github.spillway.spillway"));
    return QUuid::createUuidV5(space, name).toString(QUuid::WithoutBraces);
}

QString newEventId()
{
    // Not a question to the system for each: a generator per thread with 256 bits of the system's. An id must be
    // unique, not secret.
    thread_local QRandomGenerator generator = [] {
        std::array<quint32, 8> seed{};
        QRandomGenerator::system()->fillRange(seed.data(), qsizetype(seed.size()));
        return QRandomGenerator(seed.data(), qsizetype(seed.size()));
    }();
    quint64 high = generator.generate64();
    quint64 low = generator.generate64();
    high = (high & ~quint64{ 0xF000 }) | 0x4000; // RFC 4122 §4.4: version 4, …
    low = (low & ~(quint64{ 3 } << 62)) | quint64{ 2 } << 62; // … its variant
    QString id(36, Qt::Uninitialized);
    QChar* to = id.data();
    const auto hex = [&to](quint64 value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
            *to++ = QLatin1Char("0123456789abcdef"[value >> shift & 0xF]);
    };
    const auto dash = [&to] { *to++ = u'-'; };
    hex(high >> 32, 8);
    dash();
    hex(high >> 16, 4);
    dash();
    hex(high, 4);
    dash();
    hex(low >> 48, 4);
    dash();
    hex(low, 12);
    return id;
}

DomainEvent::DomainEvent(EventFields fields)
    : m_fields(std::move(fields))
{
    if (m_fields.eventId.isEmpty())
        m_fields.eventId = newEventId();
    if (!m_fields.occurredAt)
        m_fields.occurredAt = now();
    if (m_fields.data.isNull())
        m_fields.data = EventValue::object();
}

EventFields DomainEvent::consequence(const DomainEvent& cause, const QString& what)
{
    EventFields fields;
    fields.eventId = deterministicId(cause.eventId() + u'/' + what);
    fields.correlationId = cause.correlationId() ? cause.correlationId() : std::optional(cause.eventId());
    fields.causationId = cause.eventId();
    fields.userId = cause.m_fields.userId;
    fields.occurredAt = cause.occurredAt();
    return fields;
}

Result<DomainEventPtr> DomainEvent::fromJson(std::string_view json)
{
    auto value = parseJson(json);
    if (!value)
        return Failure(value.error());
    return fromValue(*value);
}

Result<DomainEventPtr> DomainEvent::fromValue(const EventValue& envelope)
{
    std::optional<Error> why;
    if (auto fields = asEnvelope(envelope, &why))
        return std::make_shared<const DomainEvent>(std::move(*fields));
    return Failure(*why);
}

DomainEventPtr DomainEvent::fromRecord(const EventOrigin& origin, const QString& suffix, BytesView key, BytesView value,
    std::span<const HeaderView> headers, const std::optional<EventValue>& decoded)
{
    EventForm form = EventForm::Envelope;
    std::optional<EventFields> fields = decoded ? asEnvelope(*decoded, nullptr) : std::nullopt;
    if (!fields) {
        fields.emplace();
        if (value.isNull()) {
            form = EventForm::Tombstone;
        } else if (decoded && decoded->isObject()) {
            form = EventForm::ForeignObject;
            fields->data = *decoded;
            if (const auto id = (*decoded)[u"event_id"].toText())
                fields->eventId = *id;
            if (const auto type = (*decoded)[u"event_type"].toText())
                fields->eventType = *type;
        } else {
            form = EventForm::ForeignValue;
            fields->data = EventValue::object({ { QStringLiteral("value"),
                decoded ? *decoded : EventValue::ofBytes(QByteArray(value.data, qsizetype(value.size))) } });
        }
        if (fields->eventType.isEmpty())
            fields->eventType = headerText(headers, "event-type").value_or(suffix);
        if (fields->eventId.isEmpty())
            fields->eventId = headerText(headers, "event-id").value_or(QString());
        if (fields->eventId.isEmpty())
            fields->eventId = deterministicId(QStringLiteral("%1:%2:%3")
                                                  .arg(origin.partition.topic)
                                                  .arg(origin.partition.partition.value)
                                                  .arg(origin.offset.value));
        if (!key.isNull())
            fields->aggregateId = QString::fromUtf8(key.data, qsizetype(key.size));
    }
    if (!fields->correlationId)
        fields->correlationId = headerText(headers, "correlation-id");
    auto event = std::make_shared<DomainEvent>(std::move(*fields));
    event->m_origin = origin;
    event->m_form = form;
    return event;
}

EventValue DomainEvent::toValue() const
{
    EventValue::Members members;
    members.reserve(11);
    members.push_back({ QStringLiteral("event_id"), m_fields.eventId });
    members.push_back({ QStringLiteral("event_type"), m_fields.eventType });
    members.push_back({ QStringLiteral("version"), m_fields.version });
    members.push_back({ QStringLiteral("aggregate_id"), m_fields.aggregateId });
    members.push_back({ QStringLiteral("aggregate_type"), m_fields.aggregateType });
    members.push_back({ QStringLiteral("occurred_at"), *m_fields.occurredAt });
    members.push_back({ QStringLiteral("correlation_id"), orNull(m_fields.correlationId) });
    members.push_back({ QStringLiteral("causation_id"), orNull(m_fields.causationId) });
    members.push_back({ QStringLiteral("user_id"), orNull(m_fields.userId) });
    members.push_back({ QStringLiteral("source"), orNull(m_fields.source) });
    members.push_back({ QStringLiteral("event_data"), m_fields.data });
    return EventValue::objectOf(std::move(members));
}

Result<QByteArray> DomainEvent::toJson() const
{
    // as toValue() has it, without making that
    const EventValue version(m_fields.version);
    const EventValue occurredAt(*m_fields.occurredAt);
    const auto optional = [](const std::optional<QString>& text) { return text ? &*text : nullptr; };
    const std::array<JsonMember, 11> members{ {
        { "event_id", &m_fields.eventId },
        { "event_type", &m_fields.eventType },
        { "version", nullptr, &version },
        { "aggregate_id", &m_fields.aggregateId },
        { "aggregate_type", &m_fields.aggregateType },
        { "occurred_at", nullptr, &occurredAt },
        { "correlation_id", optional(m_fields.correlationId) },
        { "causation_id", optional(m_fields.causationId) },
        { "user_id", optional(m_fields.userId) },
        { "source", optional(m_fields.source) },
        { "event_data", nullptr, &m_fields.data },
    } };
    return writeJsonObject(members);
}

size_t DomainEvent::approximateBytes() const
{
    const auto text = [](const std::optional<QString>& t) { return t ? size_t(t->size()) * 2 : 0; };
    return sizeof(DomainEvent) + m_fields.data.approximateBytes()
        + size_t(m_fields.eventId.size() + m_fields.eventType.size() + m_fields.aggregateId.size()) * 2
        + text(m_fields.correlationId) + text(m_fields.causationId) + text(m_fields.userId) + text(m_fields.source);
}

} // namespace spillway
