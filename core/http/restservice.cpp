// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/restservice.h"

namespace spillway {

namespace {

constexpr int LongestTopic = 249; // Kafka's

} // namespace

// A service that does not run is told apart from what a running one refuses: it may run again.
template <class T> Result<T> KafkaRestService::ifRunning(const std::function<Result<T>()>& ask) const
{
    if (m_service.isRunning())
        return ask();
    return Failure(Error{ .code = ErrorCode::Unreachable,
        .message = m_service.isEnabled() ? QStringLiteral("The Kafka service is not running")
                                         : QStringLiteral("The Kafka service is switched off"),
        .hint = m_service.isEnabled() ? QStringLiteral("GET /kafka/health says why")
                                      : QStringLiteral("KAFKA_ENABLED=false; set it to true"),
        .retriable = true });
}

Result<QString> KafkaRestService::publish(
    const QString& eventType, const EventValue& data, const QString& partitionKey, Delivered done)
{
    return ifRunning<QString>([&]() -> Result<QString> {
        if (auto handed = m_service.publishEvent(eventType, data, partitionKey, std::move(done)); !handed)
            return Failure(handed.error());
        return m_service.kafkaClient().config().topicName(eventType);
    });
}

ServiceHealth KafkaRestService::health()
{
    return m_service.healthCheck();
}

ServiceStats KafkaRestService::stats()
{
    return m_service.stats();
}

Result<QStringList> KafkaRestService::topics()
{
    return ifRunning<QStringList>([&] { return m_service.kafkaClient().topics(); });
}

Result<TopicDetails> KafkaRestService::topic(const QString& nameOrSuffix)
{
    return ifRunning<TopicDetails>([&] { return m_service.kafkaClient().topic(nameOrSuffix); });
}

Result<QString> KafkaRestService::createTopic(
    const QString& eventType, std::optional<int> partitions, std::optional<int> replicationFactor)
{
    return ifRunning<QString>([&]() -> Result<QString> {
        KafkaClient& client = m_service.kafkaClient();
        // its dead-letter topic must be possible, too: a main topic without one stops its consumers
        if (const auto name = deadLetterName(client.config().topicName(eventType)); name.size() > LongestTopic)
            return Failure(Error{ .code = ErrorCode::InvalidArgument,
                .message = QStringLiteral("event_type is too long: %1 has %2 characters, Kafka allows %3")
                               .arg(QString(name.left(60) + u'…'))
                               .arg(name.size())
                               .arg(LongestTopic),
                .hint = {} });
        // asked before, and for a second at most, so that it is known what was definitely not done
        if (const KafkaHealth health = client.healthCheck(); !health.available)
            return Failure(Error{ .code = ErrorCode::Unreachable,
                .message = health.lastError.isEmpty() ? QStringLiteral("Kafka does not answer") : health.lastError,
                .hint = QStringLiteral("GET /kafka/health says more; nothing was done"),
                .retriable = true });
        auto made = client.createTopic(eventType, partitions, replicationFactor);
        if (!made && made.error().code == ErrorCode::Unreachable) {
            Error error = made.error();
            error.code = ErrorCode::TimedOut;
            return Failure(std::move(error));
        }
        return made;
    });
}

Result<GroupLag> KafkaRestService::groupLag()
{
    return ifRunning<GroupLag>([&] { return m_service.kafkaClient().groupLag(); });
}

CircuitBreaker::Picture KafkaRestService::circuit() const
{
    return m_service.kafkaClient().circuit();
}

} // namespace spillway
