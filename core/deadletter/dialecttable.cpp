// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/dialecttable.h"

#include <array>

namespace spillway::deadletter {

namespace {

// Names from the frameworks' sources: Spring Kafka's KafkaHeaders, RetryTopicHeaders and SerializationUtils, Connect's
// DeadLetterQueueReporter, Streams' ProductionExceptionHandlerUtils (KIP-1034), KIP-1191, SmallRye's
// KafkaDeadLetterQueue, Cloud Stream's KafkaMessageChannelBinder, Watermill's poison middleware, kafka-dlq-manager's
// starter, MassTransit's MessageHeaders. Forms are what each really writes.

constexpr HeaderRule Own[] = {
    { "dlq.original-topic", Field::Topic },
    { "dlq.original-partition", Field::PartitionNumber, Form::Decimal },
    { "dlq.original-offset", Field::OffsetNumber, Form::Decimal },
    { "dlq.original-timestamp", Field::Timestamp, Form::Decimal },
    { "dlq.error-class", Field::Class },
    { "dlq.error-message", Field::Message },
    { "dlq.error-stack", Field::Stack },
    { "dlq.attempts", Field::Attempts, Form::Decimal },
    { "dlq.consumer-group", Field::Group },
    { "dlq.consumer-id", Field::Other, Form::Text, "Consumer" },
    { "dlq.failed-at", Field::FailedAt, Form::Time },
};

// What Spring adds whether or not the letter has reached its last topic.
#define SPILLWAY_SPRING_COMMON                                                                                         \
    { "kafka_dlt-original-consumer-group", Field::Group, Form::Text, "", false },                                      \
        { "retry_topic-attempts", Field::Attempts, Form::IntShort, "", false },                                        \
        { "retry_topic-original-timestamp", Field::Other, Form::BigInteger, "First failed at", false },                \
        { "retry_topic-backoff-timestamp", Field::Other, Form::BigInteger, "Not before", false },                      \
        { "kafka_deliveryAttempt", Field::Attempts, Form::Int32, "", false },                                          \
        { "springDeserializerExceptionKey", Field::Ignored, Form::Bytes, "", false },                                  \
    {                                                                                                                  \
        "springDeserializerExceptionValue", Field::Ignored, Form::Bytes, "", false                                     \
    }

constexpr HeaderRule SpringDlt[] = {
    { "kafka_dlt-original-topic", Field::Topic },
    { "kafka_dlt-original-partition", Field::PartitionNumber, Form::Int32 },
    { "kafka_dlt-original-offset", Field::OffsetNumber, Form::Int64 },
    { "kafka_dlt-original-timestamp", Field::Timestamp, Form::Int64 },
    { "kafka_dlt-original-timestamp-type", Field::TimestampType },
    { "kafka_dlt-exception-fqcn", Field::Class },
    { "kafka_dlt-exception-cause-fqcn", Field::CauseClass },
    { "kafka_dlt-exception-message", Field::Message },
    { "kafka_dlt-exception-stacktrace", Field::Stack },
    { "kafka_dlt-key-exception-fqcn", Field::KeyClass },
    { "kafka_dlt-key-exception-message", Field::KeyMessage },
    { "kafka_dlt-key-exception-stacktrace", Field::KeyStack },
    SPILLWAY_SPRING_COMMON,
};

constexpr HeaderRule SpringRetry[] = {
    { "kafka_original-topic", Field::Topic },
    { "kafka_original-partition", Field::PartitionNumber, Form::Int32 },
    { "kafka_original-offset", Field::OffsetNumber, Form::Int64 },
    { "kafka_original-timestamp", Field::Timestamp, Form::Int64 },
    { "kafka_original-timestamp-type", Field::TimestampType },
    { "kafka_exception-fqcn", Field::Class },
    { "kafka_exception-cause-fqcn", Field::CauseClass },
    { "kafka_exception-message", Field::Message },
    { "kafka_exception-stacktrace", Field::Stack },
    { "kafka_key-exception-fqcn", Field::KeyClass },
    { "kafka_key-exception-message", Field::KeyMessage },
    { "kafka_key-exception-stacktrace", Field::KeyStack },
    SPILLWAY_SPRING_COMMON,
};
#undef SPILLWAY_SPRING_COMMON

constexpr HeaderRule Connect[] = {
    { "__connect.errors.topic", Field::Topic },
    { "__connect.errors.partition", Field::PartitionNumber, Form::Decimal },
    { "__connect.errors.offset", Field::OffsetNumber, Form::Decimal },
    { "__connect.errors.connector.name", Field::Other, Form::Text, "Connector" },
    { "__connect.errors.task.id", Field::Other, Form::Text, "Task" },
    { "__connect.errors.stage", Field::Other, Form::Text, "Stage" },
    { "__connect.errors.class.name", Field::Other, Form::Text, "Executing class" },
    { "__connect.errors.exception.class.name", Field::Class },
    { "__connect.errors.exception.message", Field::Message },
    { "__connect.errors.exception.stacktrace", Field::Stack },
};

constexpr HeaderRule Streams[] = {
    { "__streams.errors.topic", Field::Topic },
    { "__streams.errors.partition", Field::PartitionNumber, Form::Decimal },
    { "__streams.errors.offset", Field::OffsetNumber, Form::Decimal },
    { "__streams.errors.exception", Field::Class },
    { "__streams.errors.message", Field::Message },
    { "__streams.errors.stacktrace", Field::Stack },
};

constexpr HeaderRule ShareGroup[] = {
    { "__dlq.errors.topic", Field::Topic },
    { "__dlq.errors.partition", Field::PartitionNumber, Form::Decimal },
    { "__dlq.errors.offset", Field::OffsetNumber, Form::Decimal },
    { "__dlq.errors.message", Field::Message },
    { "__dlq.errors.group", Field::Group },
    { "__dlq.errors.delivery.count", Field::Attempts, Form::Decimal },
};

constexpr HeaderRule SmallRye[] = {
    { "dead-letter-topic", Field::Topic },
    { "dead-letter-partition", Field::PartitionNumber, Form::Decimal },
    { "dead-letter-offset", Field::OffsetNumber, Form::Decimal },
    { "dead-letter-exception-class-name", Field::Class },
    { "dead-letter-reason", Field::Message },
    { "dead-letter-cause-class-name", Field::CauseClass },
    { "dead-letter-cause", Field::CauseMessage },
};

constexpr HeaderRule CloudStream[] = {
    { "x-original-topic", Field::Topic },
    { "x-original-partition", Field::PartitionNumber, Form::Int32 },
    { "x-original-offset", Field::OffsetNumber, Form::Int64 },
    { "x-original-timestamp", Field::Timestamp, Form::Int64 },
    { "x-original-timestamp-type", Field::TimestampType },
    { "x-exception-fqcn", Field::Class },
    { "x-exception-message", Field::Message },
    { "x-exception-stacktrace", Field::Stack },
};

constexpr HeaderRule Watermill[] = {
    { "topic_poisoned", Field::Topic },
    { "reason_poisoned", Field::Message },
    { "handler_poisoned", Field::Other, Form::Text, "Handler" },
    { "subscriber_poisoned", Field::Other, Form::Text, "Subscriber" },
};

constexpr HeaderRule DlqManager[] = {
    { "x-dlq-original-topic", Field::Topic },
    { "x-dlq-original-partition", Field::PartitionNumber, Form::Decimal },
    { "x-dlq-original-offset", Field::OffsetNumber, Form::Decimal },
    { "x-dlq-original-timestamp", Field::Timestamp, Form::Time },
    { "x-dlq-exception-class", Field::Class },
    { "x-dlq-exception-message", Field::Message },
    { "x-dlq-exception-stacktrace", Field::Stack },
    { "x-dlq-consumer-group", Field::Group },
    { "x-dlq-application", Field::Other, Form::Text, "Application" },
    { "x-dlq-delivery-attempts", Field::Attempts, Form::Decimal },
    { "x-dlq-failed-at", Field::FailedAt, Form::Time },
    { "x-dlq-replay-count", Field::Other, Form::Text, "Replayed before", false },
    { "x-dlq-replayed-at", Field::Other, Form::Text, "Last replayed at", false },
};

// Its addresses are URIs, not topics: shown, never taken for coordinates.
constexpr HeaderRule MassTransit[] = {
    { "MT-Fault-InputAddress", Field::Other, Form::Text, "Input address" },
    { "MT-Source-Address", Field::Other, Form::Text, "Source address", false },
    { "MT-Fault-ExceptionType", Field::Class },
    { "MT-Fault-Message", Field::Message },
    { "MT-Fault-StackTrace", Field::Stack },
    { "MT-Fault-ConsumerType", Field::Other, Form::Text, "Consumer" },
    { "MT-Fault-MessageType", Field::Other, Form::Text, "Message type" },
    { "MT-Fault-Timestamp", Field::FailedAt, Form::Time },
    { "MT-Reason", Field::Other, Form::Text, "Reason" },
    { "MT-Fault-RetryCount", Field::Attempts, Form::Decimal },
    { "MT-Fault-RedeliveryCount", Field::Other, Form::Text, "Redelivered" },
    { "MT-Redelivery-Count", Field::Other, Form::Text, "Redelivered", false },
};

constexpr std::array Table{
    DialectRules{ Dialect::None, "none", "no error headers", false, {} },
    DialectRules{ Dialect::Spillway, "spillway", "Spillway", false, Own },
    DialectRules{ Dialect::SpringDlt, "spring_dlt", "Spring", false, SpringDlt },
    DialectRules{ Dialect::SpringRetry, "spring_retry", "Spring retry topic", false, SpringRetry },
    DialectRules{ Dialect::Connect, "connect", "Kafka Connect", false, Connect },
    DialectRules{ Dialect::Streams, "streams", "Kafka Streams", false, Streams },
    DialectRules{ Dialect::ShareGroup, "share_group", "Share group", false, ShareGroup },
    DialectRules{ Dialect::SmallRye, "smallrye", "SmallRye", true, SmallRye },
    DialectRules{ Dialect::CloudStream, "cloud_stream", "Spring Cloud Stream", false, CloudStream },
    DialectRules{ Dialect::Watermill, "watermill", "Watermill", false, Watermill },
    DialectRules{ Dialect::DlqManager, "dlq_manager", "kafka-dlq-manager", false, DlqManager },
    DialectRules{ Dialect::MassTransit, "mass_transit", "MassTransit", false, MassTransit },
};

} // namespace

std::span<const DialectRules> dialectTable()
{
    return Table;
}

QString dialectName(Dialect dialect)
{
    return QString::fromLatin1(Table[static_cast<size_t>(dialect)].name);
}

QString dialectTitle(Dialect dialect)
{
    return QString::fromLatin1(Table[static_cast<size_t>(dialect)].title);
}

} // namespace spillway::deadletter
