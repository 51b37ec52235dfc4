// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/avrocodec.h"
#include "core/serde/eventserializer.h"
#include "core/serde/schemaregistry.h"

namespace spillway {

/// Events as Avro (R54, R55): plain binary, or in Confluent's wire format when a registry is given. Of a union of
/// records the one is taken that is named as the event_type in camel case ("DebateInitiated" of "debate_initiated").
class AvroEventSerializer : public EventSerializer {
public:
    /// What to do with the schema before the first record is written.
    enum class Schema { Register, LookUp };

    explicit AvroEventSerializer(AvroSchema schema, AvroLimits limits = {});
    /// Writes under the subject's id for this schema. Reads what any schema of the registry wrote, resolved to this
    /// one; optional fields that are not there are Null members. After trouble with the registry it is asked again when
    /// SchemaRegistry::TroubleFor has passed. `subject` is by convention "TOPIC-value".
    AvroEventSerializer(AvroSchema schema, std::shared_ptr<SchemaRegistry> registry, QString subject,
        Schema what = Schema::Register, AvroLimits limits = {});

    Result<QByteArray> serialize(const EventValue& value) const override;
    Result<EventValue> deserialize(BytesView bytes) const override;
    QByteArray contentType() const override; ///< "application/avro" or "application/vnd.confluent.avro"

private:
    Result<qint32> schemaId() const;

    const AvroSchema m_schema;
    const AvroLimits m_limits;
    const std::shared_ptr<SchemaRegistry> m_registry;
    const QString m_subject;
    const Schema m_what = Schema::Register;
    mutable std::mutex m_mutex; ///< guards what follows; held while the registry is asked, so that one asks
    mutable std::optional<Result<qint32>> m_id;
    mutable std::chrono::steady_clock::time_point m_askAgain;
};

/// The schema that ships for a topic of the contract, by its suffix: "debate-events", "decision-events",
/// "evolution-events", "webhook-events", "metrics-events". NotFound for others.
Result<AvroSchema> eventSchema(const QString& topicSuffix);

} // namespace spillway
