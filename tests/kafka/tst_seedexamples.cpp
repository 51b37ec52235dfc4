// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The usage examples of the original description of the service, translated line by line, each against the real broker.
#include "core/serde/eventjson.h"
#include "tests/kafka/servicefixture.h"
#include "tests/support/kafkafixtures.h"

#include <QJsonObject>
#include <QTest>

using namespace spillway;
using spillway::test::Patience;
using spillway::test::ServiceFixture;

namespace {

class CustomEventProcessor : public EventProcessor {
public:
    using EventProcessor::EventProcessor;
    ~CustomEventProcessor() override { stop(); }
    QStringList eventTypes() const override { return { QStringLiteral("custom-events") }; }
    bool processEvent(const DomainEvent&) override
    {
        ++processed;
        return true;
    }
    std::atomic<int> processed{ 0 };
};

} // namespace

class SeedExamplesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ServiceFixture> m_fixture;

private slots:
    void initTestCase()
    {
        QVERIFY2(qEnvironmentVariableIsSet("SPILLWAY_TEST_BOOTSTRAP"), "is not set: run ./dev test");
    }
    void init() { m_fixture = std::make_unique<ServiceFixture>(); }
    void cleanup() { m_fixture.reset(); }

    // R1, R2: from the environment, or by hand with the rest defaulted
    void configurationClass()
    {
        VERIFY_RESULT(KafkaConfig::fromEnvironment(QProcessEnvironment()));
        KafkaConfig config;
        config.bootstrapServers = QStringLiteral("localhost:9092");
        config.groupId = QStringLiteral("my-consumer-group");
        config.topicPrefix = QStringLiteral("my-app");
        VERIFY_RESULT(config.validate());
        QCOMPARE(config.numPartitions, 3);
    }

    // R41, R42, R24, R43, R34, R44: the section "Usage"
    void startingPublishingConsumingAndHealth()
    {
        EventBus eventBus;
        eventBus.start();
        KafkaService kafkaService(eventBus, m_fixture->settings());
        VERIFY_RESULT(kafkaService.start());

        std::atomic<int> handled{ 0 };
        const auto handleDebateEvent = [&](const DomainEvent&) { ++handled; };
        kafkaService.addEventHandler(QStringLiteral("debate_initiated"), handleDebateEvent);
        DebateEventProcessor processor(kafkaService.kafkaClient(), QStringLiteral("debates-alone"));
        VERIFY_RESULT(processor.start());

        // direct event publishing
        VERIFY_RESULT(kafkaService
                          .publishEvent(QStringLiteral("debate-events"),
                              EventValue::object({ { QStringLiteral("debate_id"), "debate-123" },
                                  { QStringLiteral("question"), "Should we implement feature X?" },
                                  { QStringLiteral("status"), "initiated" } }),
                              QStringLiteral("debate-123"))
                          .get());
        // through the event bridge, by routing
        VERIFY_RESULT(eventBus.publish(DebateInitiated{ .debateId = QStringLiteral("debate-124") }));

        QTRY_COMPARE_WITH_TIMEOUT(handled.load(), 1, Patience); // the first has the type debate-events
        QTRY_COMPARE_WITH_TIMEOUT(processor.activeCount(), size_t{ 2 }, Patience);

        const ServiceHealth health = kafkaService.healthCheck();
        QVERIFY(health.serviceRunning);
        QVERIFY(health.kafkaAvailable);
        QVERIFY2(health.componentsHealthy, qPrintable(health.lastError));

        // R63: the section "Monitoring and Metrics"
        QTRY_VERIFY_WITH_TIMEOUT(kafkaService.stats().client.messagesConsumed >= 4, Patience);
        const QJsonObject stats = kafkaService.stats().toJson()[u"kafka_client"].toObject();
        QCOMPARE(stats[u"messages_produced"].toInt(), 2);
        QCOMPARE(stats[u"active_consumers"].toInt(), 6); // bridge, four processors, the one alone
        processor.stop();
    }

    // R35, R36: the sections "Custom Event Processor" and "Processor Manager"
    void customProcessorAndManager()
    {
        kafka::Gate& gate = *m_fixture->gate;
        KafkaClient kafkaClient(m_fixture->config, gate);
        VERIFY_RESULT(kafkaClient.start());
        {
            CustomEventProcessor processor(kafkaClient, QStringLiteral("custom-processor"));
            VERIFY_RESULT(processor.start());
            ProcessorManager manager(kafkaClient);
            VERIFY_RESULT(manager.start());
            const auto added = std::make_shared<CustomEventProcessor>(kafkaClient);
            VERIFY_RESULT(manager.addProcessor(added));
            QVERIFY(added->isRunning());
            VERIFY_RESULT(kafkaClient.produceEvent(QStringLiteral("custom-events"), R"({"key":"value"})").get());
            QTRY_COMPARE_WITH_TIMEOUT(processor.processed.load(), 1, Patience);
            QTRY_COMPARE_WITH_TIMEOUT(added->processed.load(), 1, Patience);
            processor.stop();
        }
        kafkaClient.stop();
    }

    // R12, R16, R57, R72: the seed's unit test, a batch, and the dead-letter consumer
    void clientProducesBatchesAndReadsDeadLetters()
    {
        KafkaClient client(m_fixture->config, *m_fixture->gate);
        VERIFY_RESULT(client.start());
        VERIFY_RESULT(client.ensureTopics({ QStringLiteral("test-topic") }));
        VERIFY_RESULT(client.produceEvent(QStringLiteral("test-topic"), R"({"key":"value"})").get());
        std::vector<QByteArray> events;
        for (int i = 0; i < 100; ++i)
            events.push_back("{\"key\":\"value" + QByteArray::number(i) + "\"}");
        const auto outcomes = client.produceBatch(QStringLiteral("test-topic"), events).get();
        QCOMPARE(outcomes.size(), size_t{ 100 });
        for (const auto& outcome : outcomes)
            VERIFY_RESULT(outcome);

        std::atomic<int> deadLetters{ 0 };
        const auto failing = client.createConsumer(QStringLiteral("failing"), { QStringLiteral("debate-events") },
            [](const ConsumedRecord&) { return Handled(false); });
        VERIFY_RESULT(failing);
        const auto analysis = client.createConsumer(QStringLiteral("dead-letter-consumer"),
            { QStringLiteral("debate-events.dead-letter") }, [&](const ConsumedRecord&) {
                ++deadLetters;
                return Handled();
            });
        VERIFY_RESULT(analysis);
        VERIFY_RESULT(client.produceEvent(QStringLiteral("debate-events"), R"({"debate_id":"1"})").get());
        QTRY_COMPARE_WITH_TIMEOUT(deadLetters.load(), 1, Patience);
        client.stop();
    }

    // R53: the section "JSON Serialization"
    void jsonSerialization()
    {
        const JsonEventSerializer serializer;
        const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
        const auto data
            = EventValue::object({ { QStringLiteral("key"), "value" }, { QStringLiteral("timestamp"), now } });
        const auto serialized = serializer.serialize(data);
        VERIFY_RESULT(serialized);
        const auto deserialized = serializer.deserialize({ serialized->constData(), size_t(serialized->size()) });
        VERIFY_RESULT(deserialized);
        QVERIFY(*deserialized == data);
    }

    // R45, R82: the section "Migration Guide"
    void oneCallStartsItAll()
    {
        EventBus eventBus;
        auto kafkaService = initializeKafkaService(eventBus, m_fixture->settings());
        VERIFY_RESULT(kafkaService);
        QVERIFY((*kafkaService)->isRunning());
        QVERIFY(eventBus.isRunning());
        QTRY_VERIFY_WITH_TIMEOUT((*kafkaService)->healthCheck().healthy(), Patience);
    }
};

SPILLWAY_KAFKA_TEST_MAIN(SeedExamplesTest)
#include "tst_seedexamples.moc"
