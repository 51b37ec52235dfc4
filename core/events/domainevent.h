// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventvalue.h"
#include "core/serde/names.h"
#include "core/types/record.h"
#include "core/types/result.h"
#include "core/types/topicpartition.h"

#include <memory>
#include <optional>
#include <span>

namespace spillway {

/// The fields of an event's envelope (requirements §3), for making one. Texts that are nullopt are null on the wire.
struct EventFields {
    QString eventId{}; ///< UUID; empty: a new random one
    QString eventType{}; ///< snake_case domain type
    int version = 1; ///< of the type's schema (R86)
    QString aggregateId{};
    QString aggregateType{};
    std::optional<EventTime> occurredAt{}; ///< nullopt: now
    std::optional<QString> correlationId{};
    std::optional<QString> causationId{};
    std::optional<QString> userId{};
    std::optional<QString> source{};
    EventValue data{}; ///< event_data, an object

    friend bool operator==(const EventFields&, const EventFields&) = default;
};

/// Where an event that came from Kafka lay, and who had sent it.
struct EventOrigin {
    TopicPartition partition;
    Offset offset;
    QString instance; ///< header `origin`; empty: not one of us
    bool fromBus = false; ///< it had been on the bus of that instance before it went to Kafka

    friend bool operator==(const EventOrigin&, const EventOrigin&) = default;
};

/// What was found in a record: how far it could be understood.
enum class EventForm {
    Envelope, ///< ours
    ForeignObject, ///< an object without our envelope: all of it is the data
    ForeignValue, ///< other JSON, or bytes nobody decoded: data is {"value": …}
    Tombstone, ///< null value: data is empty
};

class DomainEvent;
using DomainEventPtr = std::shared_ptr<const DomainEvent>;

/// Something that happened, as a value that never changes (R87). Copies are cheap to share as DomainEventPtr; any
/// thread. An event remembers for life that it came from Kafka, so that nobody can send it there again by accident.
class DomainEvent {
public:
    explicit DomainEvent(EventFields fields);

    /// From a typed event (eventtypes.h): DomainEvent::of(DebateInitiated{.debateId = "debate-123"}). `fields` may give
    /// ids, user and times; type, aggregate and data come from the payload.
    template <class Payload> static DomainEventPtr of(const Payload& payload, EventFields fields = {})
    {
        fields.eventType = sharedName(Payload::Type);
        fields.aggregateType = sharedName(Payload::Aggregate);
        fields.aggregateId = payload.aggregateId();
        fields.data = toEventData(payload);
        return std::make_shared<const DomainEvent>(std::move(fields));
    }
    /// A consequence of `cause`: carries its correlation id on (or starts one with its event id), names it as
    /// causation, and has the same event id every time it is derived, a UUIDv5 of the cause's id and `what` (RFC 4122).
    template <class Payload>
    static DomainEventPtr derived(const DomainEvent& cause, const Payload& payload, const QString& what)
    {
        return of(payload, consequence(cause, what));
    }
    static EventFields consequence(const DomainEvent& cause, const QString& what);

    /// From envelope JSON. Strict: an error names what is missing or wrong.
    static Result<DomainEventPtr> fromJson(std::string_view json);
    /// From decoded envelope data (JSON or Avro); same rules.
    static Result<DomainEventPtr> fromValue(const EventValue& envelope);
    /// From a record: never fails, foreign records are normal (see EventForm). A foreign record's type is its member or
    /// header event_type/event-type, else `suffix`; its id the header event-id, else a UUIDv5 of its coordinates.
    /// `decoded` nullopt: the value is no JSON (or Avro) that could be read.
    static DomainEventPtr fromRecord(const EventOrigin& origin, const QString& suffix, BytesView key, BytesView value,
        std::span<const HeaderView> headers, const std::optional<EventValue>& decoded);

    const QString& eventId() const { return m_fields.eventId; }
    const QString& eventType() const { return m_fields.eventType; }
    int version() const { return m_fields.version; }
    const QString& aggregateId() const { return m_fields.aggregateId; }
    const QString& aggregateType() const { return m_fields.aggregateType; }
    EventTime occurredAt() const { return *m_fields.occurredAt; }
    const std::optional<QString>& correlationId() const { return m_fields.correlationId; }
    const std::optional<QString>& causationId() const { return m_fields.causationId; }
    const EventValue& data() const { return m_fields.data; }
    const EventFields& fields() const { return m_fields; }

    EventForm form() const { return m_form; }
    /// Set on what came from Kafka, nullopt on what was made here.
    const std::optional<EventOrigin>& origin() const { return m_origin; }

    /// The envelope as an object, members in the order of the requirements.
    EventValue toValue() const;
    Result<QByteArray> toJson() const;
    /// Rough size in memory, for bounds.
    size_t approximateBytes() const;

private:
    EventFields m_fields;
    std::optional<EventOrigin> m_origin;
    EventForm m_form = EventForm::Envelope;
};

/// UUIDv5 in the project's namespace, without braces.
QString deterministicId(const QString& name);
/// A random UUID (version 4), about 50 ns.
QString newEventId();

} // namespace spillway
