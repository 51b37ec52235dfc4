// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The usage examples of the original description of the service, translated line by line, each against the real broker.
#include "core/serde/avroserializer.h"
#include "core/serde/eventjson.h"
#include "tests/kafka/servicefixture.h"
#include "tests/support/kafkafixtures.h"
#include "tests/support/storedbatch.h"

#include <QJsonObject>
#include <QLoggingCategory>
#include <QScopeGuard>
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

/// The seed's "class DebateInitiated(DomainEvent)": an event class of one's own.
class QuestionAsked : public DomainEvent {
public:
    QuestionAsked(const QString& debateId, const QString& question)
        : DomainEvent(EventFields{ .eventType = QStringLiteral("debate_initiated"),
            .aggregateId = debateId,
            .aggregateType = QStringLiteral("debate"),
            .data = EventValue::object(
                { { QStringLiteral("debate_id"), debateId }, { QStringLiteral("question"), question } }) })
    {
    }
};

/// Sets variables of this process while it is there.
class Variables {
public:
    explicit Variables(const std::map<QByteArray, QByteArray>& variables)
    {
        for (const auto& [name, value] : variables) {
            m_before.emplace_back(name,
                qEnvironmentVariableIsSet(name.constData()) ? std::optional(qgetenv(name.constData()))
                                                            : std::optional<QByteArray>());
            qputenv(name.constData(), value);
        }
    }
    ~Variables()
    {
        for (const auto& [name, value] : m_before) {
            if (value)
                qputenv(name.constData(), *value);
            else
                qunsetenv(name.constData());
        }
    }
    Variables(const Variables&) = delete;
    Variables& operator=(const Variables&) = delete;

private:
    std::vector<std::pair<QByteArray, std::optional<QByteArray>>> m_before;
};

} // namespace

class SeedExamplesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ServiceFixture> m_fixture;

    /// The fixture's configuration as KAFKA_* variables; the audit journal goes to `data`.
    std::map<QByteArray, QByteArray> variables(const QTemporaryDir& data) const
    {
        const KafkaConfig& config = m_fixture->config;
        return { { "KAFKA_BOOTSTRAP_SERVERS", config.bootstrapServers.toUtf8() },
            { "KAFKA_TOPIC_PREFIX", config.topicPrefix.toUtf8() }, { "KAFKA_GROUP_ID", config.groupId.toUtf8() },
            { "KAFKA_NUM_PARTITIONS", QByteArray::number(config.numPartitions) },
            { "KAFKA_AUTO_OFFSET_RESET", "earliest" }, { "XDG_DATA_HOME", data.path().toUtf8() } };
    }

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

    // R1: the section "Environment Variables", its block as it stands there
    void environmentBlock()
    {
        const QByteArray block = R"(
KAFKA_BOOTSTRAP_SERVERS=localhost:9092
KAFKA_SECURITY_PROTOCOL=PLAINTEXT
KAFKA_SASL_MECHANISM=PLAIN
KAFKA_SASL_USERNAME=your_username
KAFKA_SASL_PASSWORD=your_password
KAFKA_TOPIC_PREFIX=zamaz-debate
KAFKA_NUM_PARTITIONS=3
KAFKA_REPLICATION_FACTOR=1
KAFKA_GROUP_ID=zamaz-debate-group
KAFKA_AUTO_OFFSET_RESET=latest
KAFKA_ENABLE_AUTO_COMMIT=true
KAFKA_MAX_POLL_RECORDS=500
KAFKA_ACKS=all
KAFKA_RETRIES=3
KAFKA_BATCH_SIZE=16384
KAFKA_LINGER_MS=5
KAFKA_COMPRESSION_TYPE=snappy
KAFKA_ENABLED=true
KAFKA_SCHEMA_REGISTRY_URL=http://localhost:8081
)";
        QProcessEnvironment environment;
        for (const QByteArray& line : block.trimmed().split('\n'))
            environment.insert(
                QString::fromUtf8(line.left(line.indexOf('='))), QString::fromUtf8(line.mid(line.indexOf('=') + 1)));
        QCOMPARE(environment.keys().size(), 19);
        const auto config = KafkaConfig::fromEnvironment(environment);
        VERIFY_RESULT(config);
        QVERIFY(config->problems().empty());
        QCOMPARE(config->saslUsername, QStringLiteral("your_username"));
        QCOMPARE(config->saslPassword.reveal(), QByteArray("your_password"));
        // the rest are the defaults
        const KafkaConfig defaults;
        QCOMPARE(config->bootstrapServers, defaults.bootstrapServers);
        QCOMPARE(config->securityProtocol, defaults.securityProtocol);
        QCOMPARE(config->saslMechanism, defaults.saslMechanism);
        QCOMPARE(config->topicPrefix, defaults.topicPrefix);
        QCOMPARE(config->numPartitions, defaults.numPartitions);
        QCOMPARE(config->replicationFactor, defaults.replicationFactor);
        QCOMPARE(config->groupId, defaults.groupId);
        QCOMPARE(config->autoOffsetReset, defaults.autoOffsetReset);
        QCOMPARE(config->enableAutoCommit, defaults.enableAutoCommit);
        QCOMPARE(config->maxPollRecords, defaults.maxPollRecords);
        QCOMPARE(config->acks, defaults.acks);
        QCOMPARE(config->retries, defaults.retries);
        QCOMPARE(config->batchSize, defaults.batchSize);
        QCOMPARE(config->lingerMs, defaults.lingerMs);
        QCOMPARE(config->compressionType, defaults.compressionType);
        QCOMPARE(config->enabled, defaults.enabled);
        QCOMPARE(config->schemaRegistryUrl, defaults.schemaRegistryUrl);
    }

    // R41, R45, R82: KafkaService(event_bus) and initialize_kafka_service(event_bus), with nothing but the environment
    void theEnvironmentIsTheConfigurationThatIsOmitted()
    {
        QTemporaryDir data;
        const Variables set(variables(data));
        EventBus eventBus;
        eventBus.start();
        {
            KafkaService kafkaService(eventBus);
            VERIFY_RESULT(kafkaService.start());
            VERIFY_RESULT(kafkaService
                              .publishEvent(QStringLiteral("debate-events"),
                                  EventValue::object({ { QStringLiteral("debate_id"), "debate-123" } }))
                              .get());
            const QJsonObject config = kafkaService.stats().toJson()[u"kafka_client"].toObject()[u"config"].toObject();
            QCOMPARE(config[u"topic_prefix"].toString(), m_fixture->config.topicPrefix);
            QCOMPARE(config[u"group_id"].toString(), m_fixture->config.groupId);
            QCOMPARE(config[u"bootstrap_servers"].toString(), m_fixture->config.bootstrapServers);
            QCOMPARE(m_fixture->eventsOf(kafkaService, QStringLiteral("debate-events")).size(), size_t{ 1 });
        }
        EventBus anotherBus;
        auto kafkaService = initializeKafkaService(anotherBus);
        VERIFY_RESULT(kafkaService);
        QVERIFY((*kafkaService)->isRunning() && anotherBus.isRunning());
        const auto debates = (*kafkaService)->processorManager().find<DebateEventProcessor>();
        QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 1 }, Patience); // of the same topics and groups
        QVERIFY(QFile::exists(data.filePath(QStringLiteral("spillway/audit.ndjson")))); // by a gate of its own
    }

    void aBadVariableIsNamedByTheStart()
    {
        QTemporaryDir data;
        auto wrong = variables(data);
        wrong["KAFKA_ACKS"] = "most";
        wrong["KAFKA_SASL_PASSWORD"] = "hunter2";
        const Variables set(wrong);
        EventBus eventBus;
        KafkaService kafkaService(eventBus);
        const auto started = kafkaService.start();
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::InvalidConfiguration);
        QVERIFY2(started.error().message.contains(QStringLiteral("KAFKA_ACKS=\"most\" is not valid")),
            qPrintable(started.error().message));
        QVERIFY(!toText(started.error()).contains(u"hunter2"));
        QVERIFY(!kafkaService.isRunning());
        QVERIFY(kafkaService.healthCheck().lastError.contains(u"KAFKA_ACKS"));
        const auto service = initializeKafkaService(eventBus);
        QVERIFY(!service);
        QVERIFY(service.error().message.contains(u"KAFKA_ACKS"));
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

    // R24, R25: "class DebateInitiated(DomainEvent)", an event class of one's own, is routed by its type
    void anEventClassOfOnesOwn()
    {
        EventBus eventBus;
        eventBus.start();
        KafkaService kafkaService(eventBus, m_fixture->settings());
        std::mutex mutex;
        QString question;
        kafkaService.addEventHandler(QStringLiteral("debate_initiated"), [&](const DomainEvent& event) {
            const std::lock_guard lock(mutex);
            question = event.data()[u"question"].toText().value_or(QString());
        });
        VERIFY_RESULT(kafkaService.start());
        VERIFY_RESULT(eventBus.publish(std::make_shared<const QuestionAsked>(
            QStringLiteral("debate-123"), QStringLiteral("Should we implement feature X?"))));
        const auto asked = [&] {
            const std::lock_guard lock(mutex);
            return question;
        };
        QTRY_COMPARE_WITH_TIMEOUT(asked(), QStringLiteral("Should we implement feature X?"), Patience);
        const auto events = m_fixture->eventsOf(kafkaService, QStringLiteral("debate-events"));
        QCOMPARE(events.size(), size_t{ 1 });
        QCOMPARE(events[0]->aggregateId(), QStringLiteral("debate-123"));
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
        const auto event = [](const QString& value) {
            return EventValue::object({ { QStringLiteral("key"), value } });
        };
        VERIFY_RESULT(client.produceEvent(QStringLiteral("test-topic"), event(QStringLiteral("value"))).get());
        std::vector<EventValue> events;
        events.reserve(100);
        for (int i = 0; i < 100; ++i)
            events.push_back(event(QStringLiteral("value%1").arg(i)));
        const auto outcomes = client.produceBatch(QStringLiteral("test-topic"), events).get();
        QCOMPARE(outcomes.size(), size_t{ 100 });
        for (const auto& outcome : outcomes)
            VERIFY_RESULT(outcome);
        // each in the one envelope of all events
        std::mutex mutex;
        std::map<QString, Record> seen;
        const auto reader = client.createConsumer(
            QStringLiteral("reader"), { QStringLiteral("test-topic") }, [&](const ConsumedRecord& record) {
                const auto read = DomainEvent::fromJson(record.ref.value.text());
                if (!read || (*read)->eventType() != QStringLiteral("test-topic"))
                    return Handled(false);
                const std::lock_guard lock(mutex);
                seen[(*read)->data()[u"key"].toText().value_or(QString())] = record.ref.toRecord(record.topic);
                return Handled();
            });
        VERIFY_RESULT(reader);
        const auto count = [&] {
            const std::lock_guard lock(mutex);
            return seen.size();
        };
        QTRY_COMPARE_WITH_TIMEOUT(count(), size_t{ 101 }, Patience);
        const auto& headers = seen.at(QStringLiteral("value7")).headers;
        for (const char* name : { "event-id", "event-type", "event-version", "content-type", "origin" })
            QVERIFY2(std::ranges::find(headers, QByteArray(name), &Header::name) != headers.end(), name);
        // and a batch with one that is none is refused whole
        events.emplace_back(QStringLiteral("text"));
        for (const auto& outcome : client.produceBatch(QStringLiteral("test-topic"), events).get())
            QCOMPARE(errorCodeName(outcome.error().code), errorCodeName(ErrorCode::InvalidArgument));

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

    // R58: the section "Retry Logic": KafkaConfig(retries=3, retry_delay_seconds=5). The first wait is measured, 5 s
    // less the jitter; that it doubles, and what comes after the last attempt, is measured with shorter ones elsewhere.
    void retryLogic()
    {
        KafkaConfig config = m_fixture->config;
        config.retries = 3;
        config.retryDelaySeconds = 5;
        KafkaClient client(config, *m_fixture->gate);
        VERIFY_RESULT(client.start());
        std::mutex mutex;
        std::vector<std::chrono::steady_clock::time_point> attempts;
        const auto consumer = client.createConsumer(
            QStringLiteral("retrying"), { QStringLiteral("debate-events") }, [&](const ConsumedRecord& record) {
                const std::lock_guard lock(mutex);
                attempts.push_back(std::chrono::steady_clock::now());
                return Handled(record.attempt == 2);
            });
        VERIFY_RESULT(consumer);
        VERIFY_RESULT(client.produceEvent(QStringLiteral("debate-events"), "{}").get());
        QTRY_COMPARE_WITH_TIMEOUT((*consumer)->stats().consumed, 1u, Patience);
        const std::lock_guard lock(mutex);
        QCOMPARE(attempts.size(), size_t{ 2 });
        QVERIFY(attempts[1] - attempts[0] >= std::chrono::seconds(4));
        QCOMPARE((*consumer)->stats().deadLettered, 0u);
    }

    // R70: the section "Compression": KafkaConfig(compression_type="snappy"), or "gzip", "lz4"
    void compression_data()
    {
        QTest::addColumn<QString>("type");
        for (const char* type : { "snappy", "gzip", "lz4" })
            QTest::newRow(type) << QString::fromLatin1(type);
    }
    void compression()
    {
        QFETCH(const QString, type);
        KafkaConfig config = m_fixture->config;
        config.compressionType = type;
        KafkaClient client(config, *m_fixture->gate);
        VERIFY_RESULT(client.start());
        const auto delivered
            = client.produceEvent(QStringLiteral("debate-events"), '"' + QByteArray(3000, 'x') + '"').get();
        VERIFY_RESULT(delivered);
        const auto batch = test::storedBatch(test::sharedBroker(),
            { config.topicName(QStringLiteral("debate-events")), delivered->partition }, delivered->offset);
        QVERIFY(batch);
        QCOMPARE(batch->codec, type);
    }

    // R66, R67, R79: the section "Debug Mode": the level, and config.debug = "broker,topic,msg"
    void debugMode_data()
    {
        QTest::addColumn<QString>("debug");
        QTest::addColumn<QString>("rules");
        QTest::addColumn<bool>("clientsWords");
        QTest::addColumn<bool>("servicesWords");
        const QString level = QStringLiteral("kafka.*=true");
        QTest::newRow("level and contexts") << QStringLiteral("broker,topic,msg") << level << true << true;
        QTest::newRow("level alone") << QString() << level << false << true;
        QTest::newRow("warnings only") << QString() << QStringLiteral("kafka.*=false\nkafka.*.warning=true") << false
                                       << false;
    }
    void debugMode()
    {
        QFETCH(const QString, debug);
        QFETCH(const QString, rules);
        QFETCH(const bool, clientsWords);
        QFETCH(const bool, servicesWords);
        static std::mutex mutex;
        static QStringList lines;
        lines.clear();
        QLoggingCategory::setFilterRules(rules);
        const auto before
            = qInstallMessageHandler([](QtMsgType, const QMessageLogContext& context, const QString& text) {
                  const std::lock_guard lock(mutex);
                  lines.append(QString::fromLatin1(context.category) + QStringLiteral(": ") + text);
              });
        const auto restore = qScopeGuard([&] {
            qInstallMessageHandler(before);
            QLoggingCategory::setFilterRules({});
        });
        const auto said = [](const QString& words) {
            const std::lock_guard lock(mutex);
            return !lines.filter(words).isEmpty();
        };
        KafkaConfig config = m_fixture->config;
        config.debug = debug;
        KafkaClient client(config, *m_fixture->gate);
        VERIFY_RESULT(client.start());
        VERIFY_RESULT(client.produceEvent(QStringLiteral("debate-events"), "{}").get());
        client.stop();
        QCOMPARE(said(QStringLiteral("kafka.service: The Kafka client started")), servicesWords);
        QCOMPARE(said(QStringLiteral("kafka.client: ")), clientsWords);
        if (clientsWords) { // each context that was named
            for (const char* facility : { "kafka.client: CONNECT", "kafka.client: METADATA", "kafka.client: PRODUCE" })
                QVERIFY2(said(QLatin1String(facility)), facility);
        }
    }

    // R54: the section "Avro Serialization", down to the bytes of the Avro specification
    void avroSerialization()
    {
        const auto schema = AvroSchema::parse(R"(
{
    "type": "record",
    "name": "DebateEvent",
    "fields": [
        {"name": "debate_id", "type": "string"},
        {"name": "timestamp", "type": "long"}
    ]
}
)");
        VERIFY_RESULT(schema);
        const AvroEventSerializer serializer(*schema);
        const auto data = EventValue::object(
            { { QStringLiteral("debate_id"), "debate-123" }, { QStringLiteral("timestamp"), 1672531200000 } });
        const auto serialized = serializer.serialize(data);
        VERIFY_RESULT(serialized);
        // the length 10 and the time are zigzag varints
        QCOMPARE(serialized->toHex(), QByteArray("146465626174652d31323380a086aaad61"));
        const auto deserialized = serializer.deserialize({ serialized->constData(), size_t(serialized->size()) });
        VERIFY_RESULT(deserialized);
        QVERIFY(*deserialized == data);
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
