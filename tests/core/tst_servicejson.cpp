// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/kafkaservice.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

/// As text, so that a failure shows which member differs; an object's members are sorted.
QByteArray text(const QJsonObject& object)
{
    return QJsonDocument(object).toJson();
}
QByteArray text(const QByteArray& json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(json, &error);
    return error.error == QJsonParseError::NoError ? document.toJson() : error.errorString().toUtf8();
}

/// Every figure another one, so that none can stand in another's place.
KafkaClientStats clientStats()
{
    KafkaClientStats stats;
    stats.messagesProduced = 1;
    stats.messagesConsumed = 2;
    stats.productionErrors = 3;
    stats.consumptionErrors = 4;
    stats.topicsCreated = 5;
    stats.activeConsumers = 6;
    stats.isRunning = true;
    stats.bootstrapServers = QStringLiteral("a:1,b:2");
    stats.groupId = QStringLiteral("crew");
    stats.topicPrefix = QStringLiteral("team");
    return stats;
}
constexpr const char* ClientJson = R"({"messages_produced": 1, "messages_consumed": 2, "production_errors": 3,
    "consumption_errors": 4, "topics_created": 5, "active_consumers": 6, "is_running": true,
    "config": {"bootstrap_servers": "a:1,b:2", "group_id": "crew", "topic_prefix": "team"}})";

} // namespace

/// The health and stats JSON of the requirements (§4), whole: others read them by these names.
class ServiceJsonTest : public QObject {
    Q_OBJECT

private slots:
    // R39, R63
    void statsOfTheClient() { QCOMPARE(text(clientStats().toJson()), text(ClientJson)); }

    void statsOfTheService()
    {
        ServiceStats stats;
        stats.client = clientStats();
        stats.bridge.eventsPublishedToKafka = 11;
        stats.bridge.eventsReceivedFromKafka = 12;
        stats.bridge.eventsForwardedToBus = 13;
        stats.bridge.routingErrors = 14;
        stats.bridge.publishErrors = 15;
        stats.bridge.waiting = 16;
        ProcessorStats busy;
        busy.processed = 21;
        busy.failed = 22;
        busy.duplicates = 23;
        busy.rebuilt = 24;
        busy.derived = 25;
        busy.evicted = 26;
        busy.partitions = 27;
        busy.states = 28;
        busy.lastProcessedAt = EventTime(1'700'000'000s + 918'273us);
        busy.lastError = QStringLiteral("no id");
        stats.processors = { { QStringLiteral("debate-processor"), busy }, { QStringLiteral("idle"), {} } };
        stats.uptimeSeconds = 1.5;
        QCOMPARE(text(stats.toJson()), text(QByteArray(R"({"kafka_client": )") + ClientJson + R"(,
            "event_bridge": {"events_published_to_kafka": 11, "events_received_from_kafka": 12,
                "events_forwarded_to_bus": 13, "routing_errors": 14, "publish_errors": 15, "waiting": 16,
                "last_error": null},
            "processor_manager": {"processors": {
                "debate-processor": {"events_processed": 21, "events_failed": 22,
                    "last_processed_at": "2023-11-14T22:13:20.918273Z", "last_error": "no id", "duplicates": 23,
                    "rebuilt": 24, "derived_events": 25, "evicted": 26, "partitions": 27, "states": 28},
                "idle": {"events_processed": 0, "events_failed": 0, "last_processed_at": null, "last_error": null,
                    "duplicates": 0, "rebuilt": 0, "derived_events": 0, "evicted": 0, "partitions": 0, "states": 0}}},
            "service_uptime_seconds": 1.5})"));
    }

    // R38, R44, R64
    void healthOfTheService()
    {
        ServiceHealth health;
        health.serviceRunning = true;
        health.kafkaAvailable = true;
        health.lastError = QStringLiteral("idle: is not running");
        health.uptimeSeconds = 2.5;
        health.client.running = true;
        health.client.available = true;
        health.client.brokers = 3;
        health.client.took = 4ms;
        ConsumerStats consumer;
        consumer.assigned = { { QStringLiteral("t"), Partition{ 0 } }, { QStringLiteral("t"), Partition{ 1 } } };
        consumer.stalled = { { QStringLiteral("t"), Partition{ 1 } } };
        consumer.deadLettered = 7;
        consumer.lastError = QStringLiteral("t [1] is paused");
        health.client.consumers = { consumer };
        health.client.troubles = { QStringLiteral("consumer x: t [1] is paused") };
        health.client.circuit = { CircuitBreaker::State::Open, QStringLiteral("nothing moves"), 1500ms, 8, 9 };
        health.bridgeRunning = true;
        health.bridgeTrouble = Error{ .message = QStringLiteral("waits"), .hint = {} };
        health.processorsRunning = true;
        health.processors = { { QStringLiteral("debate-processor"), std::nullopt },
            { QStringLiteral("idle"), Error{ .message = QStringLiteral("is not running"), .hint = {} } } };
        health.circuit.state = CircuitBreaker::State::Open;
        QCOMPARE(text(health.toJson()), text(R"({"service_running": true, "kafka_available": true,
            "components_healthy": false, "last_error": "idle: is not running", "uptime_seconds": 2.5,
            "kafka_client": {"is_running": true, "kafka_available": true, "brokers": 3, "probe_ms": 4,
                "consumers": [{"assigned": 2, "stalled": ["t:1"], "dead_lettered": 7, "last_error": "t [1] is paused"}],
                "troubles": ["consumer x: t [1] is paused"],
                "circuit_breaker": {"state": "open", "reason": "nothing moves", "next_attempt_in_ms": 1500, "opened": 8,
                    "refused": 9},
                "last_error": null},
            "event_bridge": {"running": true, "error": "waits"},
            "processor_manager": {"running": true, "processors": {
                "debate-processor": {"healthy": true, "error": null},
                "idle": {"healthy": false, "error": "is not running"}}},
            "circuit_breaker": "open"})"));
        QVERIFY(ServiceHealth().toJson()[u"last_error"].isNull()); // nothing is wrong: null, not ""
        QCOMPARE(ServiceHealth().toJson().keys(), health.toJson().keys());
    }
};

QTEST_GUILESS_MAIN(ServiceJsonTest)
#include "tst_servicejson.moc"
