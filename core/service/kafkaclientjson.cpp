// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/kafkaclient.h"

#include <QJsonArray>

namespace spillway {

namespace {

QJsonObject circuitJson(const CircuitBreaker::Picture& circuit)
{
    return { { QStringLiteral("state"), circuitStateName(circuit.state) },
        { QStringLiteral("reason"), circuit.reason.isEmpty() ? QJsonValue() : QJsonValue(circuit.reason) },
        { QStringLiteral("next_attempt_in_ms"),
            circuit.untilNextAttempt ? QJsonValue(qint64(circuit.untilNextAttempt->count())) : QJsonValue() },
        { QStringLiteral("opened"), qint64(circuit.opened) }, { QStringLiteral("refused"), qint64(circuit.refused) } };
}

} // namespace

QJsonObject KafkaHealth::toJson() const
{
    QJsonArray list;
    for (const ConsumerStats& consumer : consumers) {
        QJsonArray stalled;
        for (const TopicPartition& partition : consumer.stalled)
            stalled.append(QStringLiteral("%1:%2").arg(partition.topic).arg(partition.partition.value));
        list.append(QJsonObject{ { QStringLiteral("assigned"), qint64(consumer.assigned.size()) },
            { QStringLiteral("stalled"), stalled }, { QStringLiteral("dead_lettered"), qint64(consumer.deadLettered) },
            { QStringLiteral("last_error"),
                consumer.lastError.isEmpty() ? QJsonValue() : QJsonValue(consumer.lastError) } });
    }
    return { { QStringLiteral("is_running"), running }, { QStringLiteral("kafka_available"), available },
        { QStringLiteral("brokers"), brokers }, { QStringLiteral("probe_ms"), qint64(took.count()) },
        { QStringLiteral("consumers"), list }, { QStringLiteral("troubles"), QJsonArray::fromStringList(troubles) },
        { QStringLiteral("circuit_breaker"), circuitJson(circuit) },
        { QStringLiteral("last_error"), lastError.isEmpty() ? QJsonValue() : QJsonValue(lastError) } };
}

QJsonObject KafkaClientStats::toJson() const
{
    return { { QStringLiteral("messages_produced"), qint64(messagesProduced) },
        { QStringLiteral("messages_consumed"), qint64(messagesConsumed) },
        { QStringLiteral("production_errors"), qint64(productionErrors) },
        { QStringLiteral("consumption_errors"), qint64(consumptionErrors) },
        { QStringLiteral("topics_created"), qint64(topicsCreated) },
        { QStringLiteral("active_consumers"), activeConsumers }, { QStringLiteral("is_running"), isRunning },
        { QStringLiteral("config"),
            QJsonObject{ { QStringLiteral("bootstrap_servers"), bootstrapServers },
                { QStringLiteral("group_id"), groupId }, { QStringLiteral("topic_prefix"), topicPrefix } } } };
}

} // namespace spillway
