// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sandbox/sandbox.h"
#include "tests/kafka/brokenjson.h"

using namespace spillway;
using spillway::test::Patience;
using spillway::test::ServiceFixture;

/// Bridge, processors and the whole service on the cluster inside the process (R74, the seed's --mock-kafka): what
/// tst_kafkaservice asks of Apache Kafka, as far as librdkafka's mock can answer.
class ServiceMockTest : public QObject {
    Q_OBJECT

    std::unique_ptr<sandbox::Sandbox> m_cluster;
    std::unique_ptr<ServiceFixture> m_fixture;
    std::unique_ptr<EventBus> m_bus;

private slots:
    void init()
    {
        auto made = sandbox::Sandbox::start({ .seed = 1, .historyRecords = 10, .live = false });
        VERIFY_RESULT(made);
        m_cluster = std::move(*made);
        m_fixture = std::make_unique<ServiceFixture>(m_cluster->connection());
        m_bus = std::make_unique<EventBus>();
        m_bus->start();
    }
    void cleanup()
    {
        m_bus.reset();
        m_fixture.reset();
        m_cluster.reset();
    }

    // R5–R9: made with their settings, and found right the second time
    void theTopicsAreMadeAndChecked()
    {
        kafka::Gate& gate = *m_fixture->gate;
        KafkaClient client(m_fixture->config, gate);
        VERIFY_RESULT(client.start());
        QCOMPARE(client.topicReport().created.size(), 12);
        for (const auto& mismatch : client.topicReport().mismatches) // the mock has one replica of everything
            QCOMPARE(mismatch.setting, QStringLiteral("replication.factor"));
        client.stop();
        VERIFY_RESULT(client.start());
        QCOMPARE(client.topicReport().created.size(), 0);
        QCOMPARE(client.topicReport().existing.size(), 12);
    }

    void anEventOfTheBusGoesAllTheWayRound()
    {
        KafkaService service(*m_bus, m_fixture->settings());
        std::atomic<int> handled{ 0 };
        service.addEventHandler(QStringLiteral("debate_initiated"), [&](const DomainEvent&) { ++handled; });
        VERIFY_RESULT(service.start());
        VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("debate-123") }));
        QTRY_COMPARE_WITH_TIMEOUT(handled.load(), 1, Patience);
        const auto debates = service.processorManager().find<DebateEventProcessor>();
        QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 1 }, Patience);
        QCOMPARE(service.stats().bridge.eventsPublishedToKafka, quint64{ 1 });
        QCOMPARE(service.stats().bridge.eventsForwardedToBus, quint64{ 0 });
        const auto health = service.healthCheck();
        QVERIFY2(health.healthy(), qPrintable(health.lastError));
        QVERIFY(service.stop());
    }

    void anotherInstanceGetsItOnItsBusOnce()
    {
        EventBus otherBus;
        otherBus.start();
        std::atomic<int> onOther{ 0 };
        const auto counter = otherBus.subscribeAll([&](const DomainEventPtr&) { ++onOther; });
        auto elsewhere = m_fixture->settings();
        elsewhere.config->groupId += QStringLiteral("-other");
        elsewhere.processors = false;
        KafkaService other(otherBus, elsewhere);
        auto settings = m_fixture->settings();
        settings.processors = false;
        KafkaService service(*m_bus, settings);
        VERIFY_RESULT(service.start());
        VERIFY_RESULT(other.start());
        for (int i = 0; i < 20; ++i)
            VERIFY_RESULT(m_bus->publish(WebhookDelivered{ .webhookId = QString::number(i) }));
        QTRY_COMPARE_WITH_TIMEOUT(onOther.load(), 20, Patience);
        QCOMPARE(other.stats().bridge.eventsPublishedToKafka, quint64{ 0 });
    }

    void whatSaysItIsJsonAndIsNoneIsDeadLetteredAtOnce() { test::expectBrokenJsonIsDeadLettered(*m_fixture, *m_bus); }

    void whatFailsIsDeadLetteredAndStateComesBack()
    {
        KafkaService service(*m_bus, m_fixture->settings());
        VERIFY_RESULT(service.start());
        VERIFY_RESULT(m_bus->publish(DecisionMade{ .decisionType = QStringLiteral("no id") }));
        for (int i = 0; i < 5; ++i)
            VERIFY_RESULT(m_bus->publish(DecisionMade{ .decisionId = QString::number(i), .confidence = 0.5 }));
        const auto decisions = service.processorManager().find<DecisionEventProcessor>();
        QTRY_COMPARE_WITH_TIMEOUT(decisions->count(), size_t{ 5 }, Patience);
        const auto letters = QStringLiteral("decision-events.dead-letter");
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->eventsOf(service, letters).size(), size_t{ 1 }, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(decisions->stats().derived, quint64{ 5 }, Patience); // a metric of each
        QVERIFY(service.stop());
        QCOMPARE(decisions->count(), size_t{ 0 });
        VERIFY_RESULT(service.start());
        QTRY_COMPARE_WITH_TIMEOUT(decisions->count(), size_t{ 5 }, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(decisions->stats().rebuilt >= 5, Patience); // counted after the state is there
        QCOMPARE(decisions->stats().derived, quint64{ 5 }); // what is rebuilt sends nothing
    }
};

SPILLWAY_KAFKA_TEST_MAIN(ServiceMockTest)
#include "tst_servicemock.moc"
