// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sandbox/demofailures.h"

#include <QDateTime>
#include <QtEndian>

namespace spillway::sandbox {

namespace {

template <class Number> QByteArray bigEndian(Number number)
{
    QByteArray bytes(sizeof(Number), Qt::Uninitialized);
    qToBigEndian(number, bytes.data());
    return bytes;
}

struct Reason {
    const char* errorClass;
    const char* message;
    const char* stack;
    const char* attempts;
};

Reason reasonOf(FailureKind failure)
{
    switch (failure) {
    case FailureKind::Deserialization:
        return { "deserialization", "value is not JSON: unexpected end of input", nullptr, "1" };
    case FailureKind::Timeout:
        return { "timeout", "hooks.example.org: connect timed out after 5000 ms", nullptr, "3" };
    case FailureKind::Refused:
        return { "processing", "HTTP 503 from https://partner.example.com/v2/events",
            "at deliver() in webhooks/sender.cpp:118\nat handle() in webhooks/consumer.cpp:57", "3" };
    default:
        return { "processing", "aggregate is in state 'completed': the event comes too late",
            "at apply() in debate/aggregate.cpp:204\nat handle() in debate/processor.cpp:61", "3" };
    }
}

constexpr const char* SpringStack
    = "org.springframework.kafka.listener.ListenerExecutionFailedException: Listener method could not be invoked\n"
      "\tat org.springframework.kafka.listener.adapter.MessagingMessageListenerAdapter.invokeHandler\n"
      "Caused by: com.example.orders.OutOfStockException: A-17 is out of stock\n"
      "\tat com.example.orders.Reservation.reserve(Reservation.java:88)\n"
      "\tat com.example.orders.OrderListener.on(OrderListener.java:41)";
constexpr const char* ConnectStack
    = "org.apache.kafka.connect.errors.DataException: Converting byte[] to Kafka Connect data failed due to "
      "serialization error:\n\tat org.apache.kafka.connect.json.JsonConverter.toConnectData(JsonConverter.java:333)\n"
      "Caused by: org.apache.kafka.common.errors.SerializationException: com.fasterxml.jackson.core.io."
      "JsonEOFException: Unexpected end-of-input";
constexpr const char* StreamsStack
    = "java.lang.IllegalStateException: no view for this profile\n"
      "\tat com.example.profiles.Views.join(Views.java:52)\n"
      "\tat org.apache.kafka.streams.kstream.internals.KStreamMapValues$KStreamMapProcessor.process";

} // namespace

DeadLetter deadLetterOf(const Record& original, FailureKind failure, qint64 failedAtMs)
{
    DeadLetter letter{ original, original.partition };
    Record& record = letter.record;
    record.timestampMs = failedAtMs;
    const auto add = [&](const char* name, std::optional<QByteArray> value) {
        record.headers.push_back({ name, std::move(value) });
    };
    const QByteArray topic = original.topic.toUtf8();
    const QByteArray partition = QByteArray::number(original.partition.value);
    const QByteArray offset = QByteArray::number(original.offset.value);
    switch (failure) {
    case FailureKind::SpringListener:
        record.topic += QStringLiteral("-dlt");
        add("kafka_dlt-original-topic", topic);
        add("kafka_dlt-original-partition", bigEndian<qint32>(original.partition.value));
        add("kafka_dlt-original-offset", bigEndian<qint64>(original.offset.value));
        add("kafka_dlt-original-timestamp", bigEndian<qint64>(original.timestampMs));
        add("kafka_dlt-original-timestamp-type", "CreateTime");
        add("kafka_dlt-original-consumer-group", "order-fulfilment");
        add("kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException");
        add("kafka_dlt-exception-cause-fqcn", "com.example.orders.OutOfStockException");
        add("kafka_dlt-exception-message", "Listener method could not be invoked; A-17 is out of stock");
        add("kafka_dlt-exception-stacktrace", SpringStack);
        break;
    case FailureKind::ConnectSink:
        record.topic = QStringLiteral("dlq-warehouse-sink");
        letter.partition = Partition{ 0 };
        add("__connect.errors.topic", topic);
        add("__connect.errors.partition", partition);
        add("__connect.errors.offset", offset);
        add("__connect.errors.connector.name", "warehouse-sink");
        add("__connect.errors.task.id", "0");
        add("__connect.errors.stage", "VALUE_CONVERTER");
        add("__connect.errors.class.name", "org.apache.kafka.connect.json.JsonConverter");
        add("__connect.errors.exception.class.name", "org.apache.kafka.connect.errors.DataException");
        add("__connect.errors.exception.message",
            "Converting byte[] to Kafka Connect data failed due to serialization error: ");
        add("__connect.errors.exception.stacktrace", ConnectStack);
        break;
    case FailureKind::StreamsTask:
        record.topic = QStringLiteral("profile-views.dlq");
        letter.partition = Partition{ 0 };
        add("__streams.errors.exception", "java.lang.IllegalStateException");
        // the real one writes null for an exception that has no message
        add("__streams.errors.message",
            record.value ? std::optional<QByteArray>("no view for this profile") : std::nullopt);
        add("__streams.errors.stacktrace", StreamsStack);
        add("__streams.errors.topic", topic);
        add("__streams.errors.partition", partition);
        add("__streams.errors.offset", offset);
        break;
    default: {
        const Reason reason = reasonOf(failure);
        record.topic += QStringLiteral(".dead-letter");
        add("dlq.original-topic", topic);
        add("dlq.original-partition", partition);
        add("dlq.original-offset", offset);
        add("dlq.original-timestamp", QByteArray::number(original.timestampMs));
        add("dlq.error-class", reason.errorClass);
        add("dlq.error-message", reason.message);
        if (reason.stack)
            add("dlq.error-stack", reason.stack);
        add("dlq.attempts", reason.attempts);
        add("dlq.consumer-group",
            original.topic.endsWith(QLatin1String("webhook-events")) ? "webhook-sender" : "debate-processor");
        add("dlq.consumer-id", "demo-1");
        add("dlq.failed-at",
            QDateTime::fromMSecsSinceEpoch(failedAtMs, Qt::UTC)
                .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz000Z"))
                .toLatin1());
        break;
    }
    }
    return letter;
}

} // namespace spillway::sandbox
