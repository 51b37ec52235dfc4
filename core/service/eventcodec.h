// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/eventtransport.h"
#include "core/kafka/recordreader.h"
#include "core/service/kafkaconfig.h"

#include <map>

namespace spillway {

class AvroEventSerializer;
class SchemaRegistry;

/// Events to records and back, as KafkaConfig says (requirements §3): JSON, or Avro in Confluent's wire format with the
/// schemas that ship for the topics, registered under "TOPIC-value". JSON is read always; Avro where
/// KafkaConfig::readsAvro(). May wait for the schema registry, at most its deadline, when a schema is met for the first
/// time or the registry is in trouble. Any thread.
class EventCodec {
public:
    /// `instanceId`: who we are, for the header origin. The configuration must be valid.
    EventCodec(const KafkaConfig& config, QString instanceId);
    ~EventCodec();
    EventCodec(const EventCodec&) = delete;
    EventCodec& operator=(const EventCodec&) = delete;

    const QString& instanceId() const { return m_instance; }

    /// Headers: event-id, event-type, event-version, correlation-id, content-type, origin, and origin-channel "bus" on
    /// what came from a bus. An event of a topic without a shipped schema is JSON always.
    Result<Record> record(const OutgoingEvent& event) const;

    /// What a record is. Trouble keeps it from being read, though it is one of ours, or JSON by its own words, or Avro
    /// for certain; other bytes that nobody can read are a foreign event.
    struct Read {
        DomainEventPtr event; ///< foreign bytes when there is trouble
        std::optional<Error> trouble{};
        bool later = false; ///< the trouble is the registry's, not the record's: it may be read later
    };
    Read event(const kafka::RecordRef& record, const QString& topic) const;

private:
    /// What a record's headers say of its value: its content-type, or, without one, that it has our event-type.
    enum class Says { Nothing, Json, Avro, Other, Ours };
    std::optional<EventValue> decode(BytesView value, Says says, const QString& suffix, Read& read) const;
    QString suffixOf(const QString& topic) const;

    const QString m_instance;
    const QByteArray m_instanceUtf8;
    const QString m_prefix;
    std::shared_ptr<SchemaRegistry> m_registry; ///< null: Avro is not read
    std::map<QString, std::unique_ptr<AvroEventSerializer>> m_avro; ///< by suffix; empty: JSON is written
};

} // namespace spillway
