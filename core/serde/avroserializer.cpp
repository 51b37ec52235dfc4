// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/avroserializer.h"

#include "core/serde/text.h"
#include "core/serde/wireformat.h"

#include <QFile>

namespace spillway {

namespace {

QString camelCase(const QString& eventType)
{
    QString name;
    bool upper = true;
    for (const QChar c : eventType.left(200)) {
        if (c == u'_') {
            upper = true;
            continue;
        }
        name += std::exchange(upper, false) ? c.toUpper() : c;
    }
    return name;
}

} // namespace

AvroEventSerializer::AvroEventSerializer(AvroSchema schema, AvroLimits limits)
    : m_schema(std::move(schema))
    , m_limits(limits)
{
}

AvroEventSerializer::AvroEventSerializer(
    AvroSchema schema, std::shared_ptr<SchemaRegistry> registry, QString subject, Schema what, AvroLimits limits)
    : m_schema(std::move(schema))
    , m_limits(limits)
    , m_registry(std::move(registry))
    , m_subject(std::move(subject))
    , m_what(what)
{
}

QByteArray AvroEventSerializer::contentType() const
{
    return m_registry ? QByteArrayLiteral("application/vnd.confluent.avro") : QByteArrayLiteral("application/avro");
}

Result<qint32> AvroEventSerializer::schemaId() const
{
    const std::lock_guard lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    if (!m_id || (!*m_id && now >= m_askAgain)) {
        m_id = m_what == Schema::Register ? m_registry->registerSchema(m_subject, m_schema.text())
                                          : m_registry->lookUp(m_subject, m_schema.text());
        m_askAgain = std::chrono::steady_clock::now() + SchemaRegistry::TroubleFor;
    }
    return *m_id;
}

Result<QByteArray> AvroEventSerializer::serialize(const EventValue& value) const
{
    const QString record = camelCase(value[u"event_type"].toText().value_or(QString()));
    auto body = encodeAvro(m_schema, value, m_limits, record);
    if (!body || !m_registry)
        return body;
    const auto id = schemaId();
    if (!id)
        return Failure(id.error());
    return inWireFormat(*id, *body);
}

Result<EventValue> AvroEventSerializer::deserialize(BytesView bytes) const
{
    if (bytes.isNull())
        return Failure(Error{ ErrorCode::Protocol, QStringLiteral("the value is null, not an event"), {} });
    if (!m_registry)
        return decodeAvro(m_schema, bytes.text(), m_limits);
    const auto wire = wireFormat(bytes.text());
    if (!wire)
        return Failure(
            Error{ ErrorCode::Protocol, QStringLiteral("Avro refused at byte 0: no magic byte 0 and schema id"),
                QStringLiteral("The record was written without a schema registry.") });
    const auto writer = m_registry->schema(wire->schemaId);
    if (!writer)
        return Failure(writer.error());
    const AvroSchema& written = (*writer)->avro;
    return written.text() == m_schema.text() ? decodeAvro(m_schema, wire->body, m_limits)
                                             : decodeAvro(written, m_schema, wire->body, m_limits);
}

Result<AvroSchema> eventSchema(const QString& topicSuffix)
{
    static const QStringList Suffixes{ QStringLiteral("debate-events"), QStringLiteral("decision-events"),
        QStringLiteral("evolution-events"), QStringLiteral("webhook-events"), QStringLiteral("metrics-events") };
    QFile file(QStringLiteral(":/avro/%1.avsc").arg(topicSuffix));
    if (!Suffixes.contains(topicSuffix) || !file.open(QIODevice::ReadOnly))
        return Failure(Error{ ErrorCode::NotFound,
            QStringLiteral("No Avro schema ships for \"%1\"").arg(visibleText(topicSuffix.left(100))),
            QStringLiteral("Schemas ship for %1.").arg(Suffixes.join(QStringLiteral(", "))) });
    return AvroSchema::parse(bytesOf(file.readAll()));
}

} // namespace spillway
