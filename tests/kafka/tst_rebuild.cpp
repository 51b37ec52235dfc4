// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// State that comes back with its partition, and what is said when it does not.

#include "core/sandbox/sandbox.h"
#include "tests/kafka/mockcluster.h"
#include "tests/kafka/servicefixture.h"
#include "tests/support/kafkafixtures.h"

using namespace spillway;
using namespace spillway::test;
using namespace std::chrono_literals;

class RebuildTest : public QObject {
    Q_OBJECT

    std::unique_ptr<sandbox::Sandbox> m_cluster;
    std::unique_ptr<ServiceFixture> m_fixture;
    std::unique_ptr<EventBus> m_bus;

    /// Decisions "0" … are processed and committed by a service that is gone afterwards.
    void decide(int count)
    {
        auto settings = m_fixture->settings();
        KafkaService service(*m_bus, settings);
        VERIFY_RESULT(service.start());
        for (int i = 0; i < count; ++i)
            VERIFY_RESULT(m_bus->publish(DecisionMade{ .decisionId = QString::number(i) }));
        const auto decisions = service.processorManager().find<DecisionEventProcessor>();
        QTRY_COMPARE_WITH_TIMEOUT(decisions->count(), size_t(count), Patience);
        QVERIFY(service.stop());
    }

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

    void theBoundsOfTheServiceAreThoseOfItsProcessors()
    {
        decide(40);
        auto settings = m_fixture->settings();
        settings.rebuild = { .maxOffsets = 5, .patience = 20s };
        KafkaService service(*m_bus, settings);
        VERIFY_RESULT(service.start());
        const auto decisions = service.processorManager().find<DecisionEventProcessor>();
        QTRY_COMPARE_WITH_TIMEOUT(decisions->stats().rebuilt, quint64{ 10 }, Patience); // of two partitions
        QCOMPARE(decisions->count(), size_t{ 10 });
        QVERIFY2(service.healthCheck().healthy(), qPrintable(service.healthCheck().lastError));
    }

    void aRebuildThatCouldNotBeDoneInTimeShowsInHealth()
    {
        decide(10);
        auto settings = m_fixture->settings();
        settings.rebuild = { .maxOffsets = 1000, .patience = 1ms }; // not even a connection
        KafkaService service(*m_bus, settings);
        VERIFY_RESULT(service.start());
        const auto decisions = service.processorManager().find<DecisionEventProcessor>();
        QTRY_VERIFY_WITH_TIMEOUT(decisions->trouble(), Patience);
        const auto health = service.healthCheck();
        QVERIFY(!health.healthy());
        QVERIFY2(
            health.lastError.contains(QStringLiteral("decision-processor: state of ")), qPrintable(health.lastError));
        QVERIFY2(health.lastError.contains(QStringLiteral("is missing")), qPrintable(health.lastError));
        QCOMPARE(decisions->count(), size_t{ 0 });
        QVERIFY(service.stop());
        QVERIFY(!decisions->trouble());
    }

    void readingBackEndsWhenItIsStopped()
    {
        decide(40);
        KafkaService service(*m_bus, m_fixture->settings());
        const TopicPartition partition{ m_fixture->config.topicName(QStringLiteral("decision-events")),
            Partition{ 0 } };
        std::stop_source stop;
        int taken = 0;
        const auto read = service.transport()->readBack(
            { partition, Offset{ 20 }, 20, 20s, stop.get_token() }, [&](const DomainEventPtr&) {
                ++taken;
                stop.request_stop();
            });
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Cancelled);
        QCOMPARE(taken, 1);
    }

    void commitsThatCouldNotBeReadAreToldFromThoseThatAreNotThere()
    {
        MockCluster cluster;
        const QString topic = QStringLiteral("events");
        QVERIFY(cluster.createTopic(topic, 1));
        auto made = EventProducer::create(cluster.settings(), {});
        VERIFY_RESULT(made);
        const std::shared_ptr<EventProducer> producer = std::move(*made);
        const auto known = [&]() -> std::optional<bool> {
            std::atomic<int> told{ -1 };
            ConsumerSettings settings;
            settings.group = m_fixture->config.consumerSettings(QStringLiteral("asks"), { topic });
            settings.handler = [](const ConsumedRecord&) { return true; };
            settings.assigned = [&](const kafka::AssignedPartition& partition, const std::stop_token&) {
                told = partition.known ? 1 : 0;
            };
            auto consumer = Consumer::start(cluster.settings(), settings, producer);
            if (!consumer || !QTest::qWaitFor([&] { return told >= 0; }, Patience))
                return {};
            consumer->reset();
            return told == 1;
        };
        QCOMPARE(known(), std::optional(true));
        constexpr int16_t offsetFetch = 9; // Kafka's api key
        cluster.pushErrors(offsetFetch, { RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED });
        QCOMPARE(known(), std::optional(false));
    }
};

SPILLWAY_KAFKA_TEST_MAIN(RebuildTest)
#include "tst_rebuild.moc"
