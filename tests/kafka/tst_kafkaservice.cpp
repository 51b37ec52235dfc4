// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/kafka/brokenjson.h"

#include <QJsonObject>
#include <QTest>

#include <set>

using namespace spillway;
using namespace std::chrono_literals;
using spillway::test::Patience;
using spillway::test::ServiceFixture;

namespace {

class CountingProcessor : public EventProcessor {
public:
    using EventProcessor::EventProcessor;
    ~CountingProcessor() override { stop(); }
    QStringList eventTypes() const override { return { QStringLiteral("debate-events") }; }
    bool processEvent(const DomainEvent&) override
    {
        ++processed;
        return true;
    }
    std::atomic<int> processed{ 0 };
};

} // namespace

class KafkaServiceTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ServiceFixture> m_fixture;
    std::unique_ptr<EventBus> m_bus;

private slots:
    void initTestCase()
    {
        QVERIFY2(qEnvironmentVariableIsSet("SPILLWAY_TEST_BOOTSTRAP"), "is not set: run ./dev test");
    }
    void init()
    {
        m_fixture = std::make_unique<ServiceFixture>();
        m_bus = std::make_unique<EventBus>();
        m_bus->start();
    }
    void cleanup()
    {
        m_bus.reset();
        m_fixture.reset();
    }

    // R24, R26, R37, R43, R85: one instance, the whole circle over the broker
    void anEventOfTheBusReachesItsTopicItsHandlersAndItsProcessorButNotTheBusAgain()
    {
        std::atomic<int> onBus{ 0 };
        const auto counter = m_bus->subscribeAll([&](const DomainEventPtr&) { ++onBus; });
        KafkaService service(*m_bus, m_fixture->settings());
        std::mutex mutex;
        std::vector<DomainEvent> handled;
        service.addEventHandler(QStringLiteral("debate_initiated"), [&](const DomainEvent& event) {
            const std::lock_guard lock(mutex);
            handled.push_back(event);
        });
        VERIFY_RESULT(service.start());
        VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("debate-123") },
            { .correlationId = QStringLiteral("trace-7") }));
        const auto count = [&] {
            const std::lock_guard lock(mutex);
            return handled.size();
        };
        QTRY_COMPARE_WITH_TIMEOUT(count(), size_t{ 1 }, Patience);
        const auto debates = service.processorManager().find<DebateEventProcessor>();
        QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 1 }, Patience);
        QCOMPARE(handled[0].correlationId(), std::optional(QStringLiteral("trace-7")));
        QCOMPARE(handled[0].origin()->partition.topic, m_fixture->config.topicName(QStringLiteral("debate-events")));
        QCOMPARE(m_fixture->eventsOf(service, QStringLiteral("debate-events")).size(), size_t{ 1 });
        const auto stats = service.stats();
        QCOMPARE(stats.bridge.eventsPublishedToKafka, quint64{ 1 });
        QCOMPARE(stats.bridge.eventsReceivedFromKafka, quint64{ 1 });
        QCOMPARE(stats.bridge.eventsForwardedToBus, quint64{ 0 });
        QCOMPARE(onBus.load(), 1);
        service.stop();
        QVERIFY(!service.isRunning());
    }

    // R26 between instances: what one publishes reaches the other's bus once, and nobody sends it a second time
    void anEventGoesToTheOtherInstanceAndNoFurther()
    {
        EventBus otherBus;
        otherBus.start();
        std::atomic<int> onOther{ 0 };
        const auto counter = otherBus.subscribeAll([&](const DomainEventPtr&) { ++onOther; });
        auto elsewhere = m_fixture->settings();
        elsewhere.config->groupId += QStringLiteral("-other");
        KafkaService other(otherBus, elsewhere);
        KafkaService service(*m_bus, m_fixture->settings());
        VERIFY_RESULT(service.start());
        VERIFY_RESULT(other.start());
        for (int i = 0; i < 20; ++i)
            VERIFY_RESULT(m_bus->publish(WebhookDelivered{ .webhookId = QString::number(i) }));
        QTRY_COMPARE_WITH_TIMEOUT(onOther.load(), 20, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(service.stats().bridge.eventsReceivedFromKafka, quint64{ 20 }, Patience);
        QCOMPARE(other.stats().bridge.eventsPublishedToKafka, quint64{ 0 });
        QCOMPARE(m_fixture->eventsOf(service, QStringLiteral("webhook-events")).size(), size_t{ 20 });
    }

    // R42, R44, R63
    void publishEventIsAcknowledgedAndCounted()
    {
        KafkaService service(*m_bus, m_fixture->settings());
        QVERIFY(!service.publishEvent(QStringLiteral("debate-events"), EventValue::object()).get()); // not started
        VERIFY_RESULT(service.start());
        const auto data = EventValue::object({ { QStringLiteral("debate_id"), "debate-123" },
            { QStringLiteral("question"), "Should we implement feature X?" },
            { QStringLiteral("status"), "initiated" } });
        const auto first
            = service.publishEvent(QStringLiteral("debate-events"), data, QStringLiteral("debate-123")).get();
        VERIFY_RESULT(first);
        const auto second = service.publishEvent(QStringLiteral("debate-events"), data).get();
        VERIFY_RESULT(second);
        QCOMPARE(first->partition, second->partition); // by the key, else by the aggregate's id: R69
        QVERIFY(!service.publishEvent(QStringLiteral("no such/suffix"), data).get());
        QVERIFY(!service.publishEvent(QStringLiteral("debate-events"), EventValue("text")).get());
        const auto missing = service.publishEvent(QStringLiteral("nowhere-events"), data).get();
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        const auto health = service.healthCheck();
        QVERIFY2(health.healthy(), qPrintable(health.lastError));
        const QJsonObject json = health.toJson();
        for (const char* key : { "service_running", "kafka_available", "components_healthy", "last_error",
                 "uptime_seconds", "kafka_client", "event_bridge", "processor_manager", "circuit_breaker" })
            QVERIFY2(json.contains(QLatin1String(key)), key);
        const auto debates = service.processorManager().find<DebateEventProcessor>();
        QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 1 }, Patience);
        const QJsonObject stats = service.stats().toJson();
        QVERIFY(stats[u"kafka_client"].toObject()[u"messages_produced"].toInt() >= 2);
        QVERIFY(stats[u"processor_manager"].toObject()[u"processors"].toObject().contains(u"debate-processor"));
        QVERIFY(stats.contains(u"service_uptime_seconds"));
    }

    // R37: nothing runs after it, and it says why
    void aStartThatFailsLeavesNothingRunning()
    {
        auto settings = m_fixture->settings();
        settings.config->bootstrapServers = QStringLiteral("127.0.0.1:1");
        KafkaService service(*m_bus, settings);
        const auto started = service.start();
        QVERIFY(!started);
        QVERIFY2(started.error().message.contains(QStringLiteral("Failed to connect to Kafka")),
            qPrintable(started.error().message));
        QVERIFY(!service.isRunning());
        const auto health = service.healthCheck();
        QVERIFY(!health.healthy());
        QVERIFY(!health.kafkaAvailable);
        QVERIFY(!health.bridgeRunning);
        QVERIFY(!health.processorsRunning);
        QVERIFY(health.lastError.contains(QStringLiteral("Failed to connect")));
        QCOMPARE(service.recentErrors().size(), size_t{ 1 });
    }

    // R4
    void aDisabledServiceStaysOutOfKafka()
    {
        auto settings = m_fixture->settings();
        settings.config->bootstrapServers = QStringLiteral("127.0.0.1:1");
        settings.config->enabled = false;
        KafkaService service(*m_bus, settings);
        QElapsedTimer clock;
        clock.start();
        VERIFY_RESULT(service.start());
        QVERIFY(clock.elapsed() < 500);
        QVERIFY(!service.isRunning());
        QVERIFY(!service.isEnabled());
        VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("d") })); // the application goes on
    }

    void stopDrainsWhatIsOnItsWay()
    {
        KafkaService service(*m_bus, m_fixture->settings());
        VERIFY_RESULT(service.start());
        for (int i = 0; i < 3000; ++i)
            VERIFY_RESULT(m_bus->publish(DecisionMade{ .decisionId = QString::number(i) }));
        QVERIFY(m_bus->stop());
        service.stop();
        QCOMPARE(m_fixture->eventsOf(service, QStringLiteral("decision-events")).size(), size_t{ 3000 });
    }

    // a restart, and each rebalance, brings the state back
    void stateIsRebuiltFromThePartition()
    {
        KafkaService service(*m_bus, m_fixture->settings());
        VERIFY_RESULT(service.start());
        const auto debates = service.processorManager().find<DebateEventProcessor>();
        for (int i = 0; i < 50; ++i)
            VERIFY_RESULT(
                m_bus->publish(DebateInitiated{ .debateId = QString::number(i), .topic = QStringLiteral("t") }));
        QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 50 }, Patience);
        service.stop();
        QCOMPARE(debates->activeCount(), size_t{ 0 });
        VERIFY_RESULT(service.start());
        QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 50 }, Patience);
        QCOMPARE(debates->stats().rebuilt, quint64{ 50 });
        QCOMPARE(debates->stats().processed, quint64{ 50 });
    }

    // scale-out, R71, R93: two instances of one group share the partitions; what one leaves the other takes over
    void instancesShareThePartitionsAndLoseNothing()
    {
        EventBus otherBus;
        otherBus.start();
        KafkaService first(*m_bus, m_fixture->settings());
        auto second = std::make_unique<KafkaService>(otherBus, m_fixture->settings());
        VERIFY_RESULT(first.start());
        VERIFY_RESULT(second->start());
        const auto a = first.processorManager().find<DebateEventProcessor>();
        const auto b = second->processorManager().find<DebateEventProcessor>();
        QTRY_VERIFY_WITH_TIMEOUT(a->stats().partitions == 1 && b->stats().partitions == 1, Patience);
        for (int i = 0; i < 200; ++i)
            VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("debate-%1").arg(i) }));
        QTRY_COMPARE_WITH_TIMEOUT(a->activeCount() + b->activeCount(), size_t{ 200 }, Patience);
        QVERIFY(a->activeCount() > 0 && b->activeCount() > 0);
        second.reset();
        for (int i = 200; i < 300; ++i)
            VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("debate-%1").arg(i) }));
        QTRY_COMPARE_WITH_TIMEOUT(a->activeCount(), size_t{ 300 }, Patience);
        std::set<QString> ids;
        for (const DebateState& debate : a->activeDebates())
            ids.insert(debate.debateId);
        QCOMPARE(ids.size(), size_t{ 300 });
    }

    // R56, R88
    void whatCannotBeProcessedIsDeadLettered()
    {
        KafkaService service(*m_bus, m_fixture->settings());
        VERIFY_RESULT(service.start());
        VERIFY_RESULT(m_bus->publish(DecisionMade{ .decisionType = QStringLiteral("no id") }));
        const auto decisions = service.processorManager().find<DecisionEventProcessor>();
        const QString deadLetters = QStringLiteral("decision-events.dead-letter");
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->eventsOf(service, deadLetters).size(), size_t{ 1 }, Patience);
        QVERIFY(decisions->stats().failed >= 2); // and once more, by KAFKA_RETRIES
        VERIFY_RESULT(m_bus->publish(DecisionMade{ .decisionId = QStringLiteral("next") }));
        QTRY_COMPARE_WITH_TIMEOUT(decisions->count(), size_t{ 1 }, Patience);
    }

    void whatSaysItIsJsonAndIsNoneIsDeadLetteredAtOnce() { test::expectBrokenJsonIsDeadLettered(*m_fixture, *m_bus); }

    // R31 over the broker
    void aComplexDecisionIsWrittenToPrEvents()
    {
        KafkaService service(*m_bus, m_fixture->settings());
        VERIFY_RESULT(service.start());
        VERIFY_RESULT(m_bus->publish(
            DecisionMade{ .decisionId = QStringLiteral("d"), .decisionType = QStringLiteral("complex") }));
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->eventsOf(service, pullRequestSuffix()).size(), size_t{ 1 }, Patience);
        QCOMPARE(m_fixture->eventsOf(service, pullRequestSuffix())[0]->eventType(),
            QStringLiteral("pull_request_requested"));
    }

    // R83
    void theBridgeWorksWithoutProcessors()
    {
        auto settings = m_fixture->settings();
        settings.processors = false;
        KafkaService service(*m_bus, settings);
        VERIFY_RESULT(service.start());
        VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("d") }));
        QTRY_COMPARE_WITH_TIMEOUT(service.stats().bridge.eventsReceivedFromKafka, quint64{ 1 }, Patience);
        QVERIFY(service.healthCheck().healthy());
        QVERIFY(service.processorManager().processors().empty());
        // and then processors are added, one by one
        const auto added = std::make_shared<CountingProcessor>(service.transport());
        VERIFY_RESULT(service.addProcessor(added));
        QVERIFY(added->isRunning());
        VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("e") }));
        QTRY_COMPARE_WITH_TIMEOUT(added->processed.load(), 2, Patience);
        const ServiceHealth health = service.healthCheck();
        QVERIFY2(health.healthy(), qPrintable(health.lastError));
        QCOMPARE(health.processors.size(), size_t{ 1 });
        VERIFY_RESULT(service.processorManager().removeProcessor(added->id()));
    }

    // R27, R43, R57: topics that are not routed, with points in their names, and dead letters
    void handlersOfOtherTopicsAreCalled()
    {
        auto settings = m_fixture->settings();
        settings.processors = false;
        KafkaService service(*m_bus, settings);
        std::atomic<int> custom{ 0 };
        std::atomic<int> pointed{ 0 };
        std::atomic<int> letters{ 0 };
        service.addEventHandler(QStringLiteral("my-custom-events"), [&](const DomainEvent&) { ++custom; });
        service.addEventHandler(QStringLiteral("debate-events.dead-letter"), [&](const DomainEvent&) { ++letters; });
        service.addEventHandler(QStringLiteral("debate_initiated"), [](const DomainEvent&) { return false; });
        VERIFY_RESULT(service.start());
        service.addEventHandler(QStringLiteral("team.own"), [&](const DomainEvent&) { ++pointed; });
        const auto data = EventValue::object({ { QStringLiteral("key"), "value" } });
        VERIFY_RESULT(service.publishEvent(QStringLiteral("my-custom-events"), data).get());
        VERIFY_RESULT(service.publishEvent(QStringLiteral("team.own"), data).get());
        VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("fails") }));
        QTRY_COMPARE_WITH_TIMEOUT(custom.load(), 1, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(pointed.load(), 1, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(letters.load(), 1, Patience);
        QVERIFY(service.stop());
    }

    // R44, R64: what stands still is named
    void aComponentThatWasStoppedIsNamedInHealth()
    {
        KafkaService service(*m_bus, m_fixture->settings());
        VERIFY_RESULT(service.start());
        QVERIFY(service.healthCheck().healthy());
        QVERIFY(service.bridge().stop());
        ServiceHealth health = service.healthCheck();
        QVERIFY(health.serviceRunning && health.kafkaAvailable && !health.componentsHealthy && !health.healthy());
        QCOMPARE(health.lastError, QStringLiteral("event_bridge: is not running"));
        QCOMPARE(health.toJson()[u"event_bridge"].toObject()[u"error"].toString(), QStringLiteral("is not running"));
        VERIFY_RESULT(service.bridge().start());
        QTRY_VERIFY_WITH_TIMEOUT(service.healthCheck().healthy(), Patience);
        const auto debates = service.processorManager().find<DebateEventProcessor>();
        debates->stop();
        health = service.healthCheck();
        QVERIFY(health.serviceRunning && health.kafkaAvailable && !health.componentsHealthy);
        QCOMPARE(health.lastError, QStringLiteral("debate-processor: is not running"));
        VERIFY_RESULT(debates->start());
        QTRY_VERIFY_WITH_TIMEOUT(service.healthCheck().healthy(), Patience);
        service.processorManager().stop();
        QVERIFY(service.healthCheck().lastError.contains(QStringLiteral("processor_manager: is not running")));
    }
};

SPILLWAY_KAFKA_TEST_MAIN(KafkaServiceTest)
#include "tst_kafkaservice.moc"
