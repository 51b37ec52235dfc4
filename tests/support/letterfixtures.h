// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/letter.h"

#include <QtEndian>

/// Dead letters as the frameworks write them, byte for byte.
namespace spillway::test {

inline QByteArray int32(qint32 n)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(n, bytes.data());
    return bytes;
}
inline QByteArray int64(qint64 n)
{
    QByteArray bytes(8, '\0');
    qToBigEndian(n, bytes.data());
    return bytes;
}

inline Record letterRecord(std::vector<Header> headers)
{
    Record record;
    record.topic = QStringLiteral("orders-dlt");
    record.partition = Partition{ 1 };
    record.offset = Offset{ 7 };
    record.timestampMs = 1'790'000'000'000;
    record.timestampType = TimestampType::CreateTime;
    record.key = "order-1";
    record.value = R"({"id":1})";
    record.headers = std::move(headers);
    return record;
}

/// Spring Kafka 4.1: a listener threw; the class of the header is the wrapper, its cause is what was thrown.
inline std::vector<Header> springHeaders(const QByteArray& topic, qint32 partition, qint64 offset)
{
    return { { "kafka_dlt-original-topic", topic }, { "kafka_dlt-original-partition", int32(partition) },
        { "kafka_dlt-original-offset", int64(offset) }, { "kafka_dlt-original-timestamp", int64(1'789'999'999'123) },
        { "kafka_dlt-original-timestamp-type", "CreateTime" }, { "kafka_dlt-original-consumer-group", "fulfilment" },
        { "kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException" },
        { "kafka_dlt-exception-cause-fqcn", "java.lang.IllegalStateException" },
        { "kafka_dlt-exception-message", "Listener failed; order 17 is unknown" },
        { "kafka_dlt-exception-stacktrace",
            "org.springframework.kafka.listener.ListenerExecutionFailedException: Listener failed\n\tat "
            "a.B.c(B.java:1)\n"
            "Caused by: java.lang.IllegalStateException: order 17 is unknown\n\tat d.E.f(E.java:2)\n\tat "
            "g.H.i(H.java:3)\n"
            "\tat j.K.l(K.java:4)\n" } };
}

inline std::vector<Header> connectHeaders(const QByteArray& topic, qint32 partition, qint64 offset)
{
    return { { "__connect.errors.topic", topic }, { "__connect.errors.partition", QByteArray::number(partition) },
        { "__connect.errors.offset", QByteArray::number(offset) }, { "__connect.errors.connector.name", "file-sink" },
        { "__connect.errors.task.id", "0" }, { "__connect.errors.stage", "VALUE_CONVERTER" },
        { "__connect.errors.class.name", "org.apache.kafka.connect.json.JsonConverter" },
        { "__connect.errors.exception.class.name", "org.apache.kafka.connect.errors.DataException" },
        { "__connect.errors.exception.message", "Converting byte[] failed" },
        { "__connect.errors.exception.stacktrace", "org.apache.kafka.connect.errors.DataException: …" } };
}

} // namespace spillway::test
