// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/schemapayload.h"

#include "core/serde/avrocodec.h"
#include "core/serde/eventjson.h"
#include "core/serde/schemaregistry.h"
#include "core/serde/wireformat.h"

namespace spillway {

namespace {

constexpr AvroLimits ForPeople{ 1u << 20, 64, 100'000 };

Result<QByteArray> decoded(std::string_view body, const AvroSchema& schema)
{
    const auto value = decodeAvro(schema, body, ForPeople);
    return value ? writeJson(*value, NotANumber::AsText) : Result<QByteArray>(Failure(value.error()));
}

} // namespace

Detection detectPayload(BytesView bytes, SchemaRegistry& registry)
{
    Detection detection = detectPayload(bytes);
    const auto wire = detection.schemaId ? wireFormat(bytes.text()) : std::nullopt;
    if (!wire)
        return detection;
    const auto schema = registry.known(wire->schemaId);
    if (!schema) {
        registry.ask(wire->schemaId);
        detection.reason += QStringLiteral("; the schema registry is being asked");
        return detection;
    }
    const auto json = *schema ? decoded(wire->body, (**schema)->avro) : Result<QByteArray>(Failure(schema->error()));
    if (json) {
        detection.decoded = *json;
        detection.reason = QStringLiteral("Avro, schema id %1 by %2").arg(wire->schemaId).arg(registry.address());
    } else {
        detection.reason += QStringLiteral("; ") + json.error().message;
    }
    return detection;
}

} // namespace spillway
