// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/kafkaclient.h"
#include "tests/support/kafkafixtures.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace spillway;
using namespace spillway::test;
using namespace std::chrono_literals;

namespace {

constexpr int Patience = 30'000;

} // namespace

class KafkaClientTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    KafkaConfig m_config;
    std::unique_ptr<kafka::Gate> m_gate;

    QString journal() const { return m_folder.filePath(QStringLiteral("audit.ndjson")); }
    QByteArray journalText() const
    {
        QFile file(journal());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    KafkaConfig configFor(const ConnectionSettings& settings) const
    {
        KafkaConfig config = m_config;
        config.connection = settings;
        return config;
    }

private slots:
    void initTestCase()
    {
        m_config.bootstrapServers = sharedBroker().bootstrapServers;
        QVERIFY2(
            !m_config.bootstrapServers.isEmpty(), "SPILLWAY_TEST_BOOTSTRAP names no broker: run this by ./dev test");
        m_config.topicPrefix = unique(QStringLiteral("svc"));
        m_config.groupId = unique(QStringLiteral("group"));
        m_config.autoOffsetReset = QStringLiteral("earliest");
        m_config.retryDelaySeconds = 0.05;
        m_gate = std::make_unique<kafka::Gate>(kafka::GateSettings{
            .journalPath = journal(), .actor = QStringLiteral("test"), .cluster = QStringLiteral("test") });
    }

    // each finds topics that another is just making, and that its broker does not list yet
    void instancesMayStartAtOnce()
    {
        KafkaConfig config = m_config;
        config.topicPrefix += QStringLiteral("-at-once");
        std::vector<std::unique_ptr<KafkaClient>> clients;
        std::vector<std::future<Result<>>> starts;
        clients.reserve(4);
        for (int i = 0; i < 4; ++i)
            clients.push_back(std::make_unique<KafkaClient>(config, *m_gate));
        starts.reserve(clients.size());
        for (const auto& client : clients)
            starts.push_back(std::async(std::launch::async, [&client] { return client->start(); }));
        for (auto& start : starts)
            VERIFY_RESULT(start.get());
        qsizetype created = 0;
        for (const auto& client : clients)
            created += client->topicReport().created.size();
        QCOMPARE(created, qsizetype{ 12 });
    }

    void startCreatesTheTopicsOfTheContractOnce()
    {
        KafkaClient client(m_config, *m_gate);
        VERIFY_RESULT(client.start());
        VERIFY_RESULT(client.start()); // harmless
        QCOMPARE(client.topicReport().created.size(), 12);
        QVERIFY(client.topicReport().mismatches.empty());
        QCOMPARE(client.stats().topicsCreated, 12u);
        const auto topics = client.topics();
        VERIFY_RESULT(topics);
        for (const auto& wanted : contractTopics(m_config))
            QVERIFY2(topics->contains(wanted.name), qPrintable(wanted.name));
        // as the brokers describe them: R6–R9, R84
        const auto described = [&](const QString& name, const QString& setting) {
            const auto topic = client.topic(name);
            if (!topic)
                return toText(topic.error());
            if (setting == QLatin1String("partitions"))
                return QString::number(topic->info.partitions.size());
            if (setting == QLatin1String("replicas"))
                return QString::number(topic->info.replicationFactor());
            const auto entry = std::ranges::find(topic->config, setting, &ConfigEntry::name);
            return entry == topic->config.end() ? QString() : entry->value.value_or(QString());
        };
        const std::pair<const char*, const char*> retentions[] = { { "debate-events", "604800000" },
            { "decision-events", "2592000000" }, { "evolution-events", "7776000000" },
            { "webhook-events", "604800000" }, { "metrics-events", "604800000" }, { "pr-events", "604800000" } };
        for (const auto& [suffix, retention] : retentions) {
            const QString letters = QLatin1String(suffix) + QStringLiteral(".dead-letter");
            for (const QString& topic : { QString(QLatin1String(suffix)), letters }) {
                QCOMPARE(described(topic, QStringLiteral("partitions")), QStringLiteral("3"));
                QCOMPARE(described(topic, QStringLiteral("replicas")), QStringLiteral("1"));
                QCOMPARE(described(topic, QStringLiteral("cleanup.policy")), QStringLiteral("delete"));
            }
            QCOMPARE(described(QLatin1String(suffix), QStringLiteral("retention.ms")), QLatin1String(retention));
            QCOMPARE(described(letters, QStringLiteral("retention.ms")).toLongLong(),
                QByteArray(retention).toLongLong() + 2'592'000'000);
        }
        client.stop();
        QVERIFY(!client.isRunning());

        KafkaClient again(m_config, *m_gate);
        VERIFY_RESULT(again.start());
        QCOMPARE(again.topicReport().created.size(), 0);
        QCOMPARE(again.topicReport().existing.size(), 12);
        QCOMPARE(again.stats().topicsCreated, 0u);
    }

    void whatDiffersIsReportedAndLeftAsItIs()
    {
        auto config = m_config;
        config.topicPrefix = unique(QStringLiteral("differs"));
        VERIFY_RESULT(adminFor(sharedBroker())
                          ->createTopic({ config.topicName(QStringLiteral("debate-events")), 5, 1,
                              { { QStringLiteral("retention.ms"), QStringLiteral("1000000") } } }));
        KafkaClient client(config, *m_gate);
        VERIFY_RESULT(client.start());
        QCOMPARE(client.topicReport().created.size(), 11);
        const auto mismatches = client.topicReport().mismatches;
        const QString name = config.topicName(QStringLiteral("debate-events"));
        const auto has
            = [&](const TopicMismatch& wanted) { return std::ranges::find(mismatches, wanted) != mismatches.end(); };
        QVERIFY(has({ name, QStringLiteral("partitions"), QStringLiteral("3"), QStringLiteral("5") }));
        QVERIFY(has({ name, QStringLiteral("retention.ms"), QStringLiteral("604800000"), QStringLiteral("1000000") }));
        const auto topic = client.topic(name);
        VERIFY_RESULT(topic);
        QCOMPARE(topic->info.partitions.size(), 5u);
    }

    void everyChangeGoesThroughTheGate()
    {
        kafka::Gate readOnly(kafka::GateSettings{ .readOnly = true,
            .journalPath = m_folder.filePath(QStringLiteral("readonly.ndjson")),
            .actor = QStringLiteral("test"),
            .cluster = QStringLiteral("test") });
        auto config = m_config;
        config.topicPrefix = unique(QStringLiteral("gated"));
        KafkaClient fresh(config, readOnly);
        const auto started = fresh.start();
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::Refused);
        QVERIFY(!fresh.isRunning());
        // with its topics there it must not produce, either
        KafkaClient known(m_config, readOnly);
        const auto again = known.start();
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Refused);
        const auto metadata = adminFor(sharedBroker())->metadata();
        VERIFY_RESULT(metadata);
        QVERIFY(!metadata->find(config.topicName(QStringLiteral("debate-events"))));

        KafkaClient client(m_config, *m_gate);
        VERIFY_RESULT(client.start());
        const auto consumer = client.createConsumer(
            QStringLiteral("gated"), { QStringLiteral("debate-events") }, [](const ConsumedRecord&) { return true; });
        VERIFY_RESULT(consumer);
        VERIFY_RESULT(client.createTopic(QStringLiteral("my-custom-events"), 5, 1));
        const QByteArray lines = journalText();
        for (const QByteArray& word :
            { QByteArray("\"operation\":\"create_topic\""), QByteArray("\"operation\":\"produce\""),
                QByteArray("\"operation\":\"consume\""), QByteArray("my-custom-events.dead-letter") })
            QVERIFY2(lines.contains(word), word.constData());
    }

    // whatever of the two is missing is made by the next call, and what cannot have both has neither
    void aTopicThatIsHalfMadeIsMadeWhole()
    {
        KafkaClient client(m_config, *m_gate);
        VERIFY_RESULT(client.start());
        const auto admin = adminFor(sharedBroker());
        const auto has = [&](const QString& topic) {
            const auto metadata = admin->metadata();
            return metadata && metadata->find(topic) != nullptr;
        };
        const QString half = m_config.topicName(QStringLiteral("half-events"));
        VERIFY_RESULT(admin->createTopic({ half, 1, 1, {} }));
        const auto again = client.createTopic(QStringLiteral("half-events"));
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
        QTRY_VERIFY_WITH_TIMEOUT(has(deadLetterName(half)), Patience);
        const QString other = m_config.topicName(QStringLiteral("other-events"));
        VERIFY_RESULT(admin->createTopic({ deadLetterName(other), 1, 1, {} }));
        VERIFY_RESULT(client.createTopic(QStringLiteral("other-events")));
        QTRY_VERIFY_WITH_TIMEOUT(has(other), Patience);
        // room for its own name, none for that of its dead letters: 249 characters
        const QString suffix(245 - m_config.topicPrefix.size(), u'x');
        QVERIFY(!client.createTopic(suffix));
        QVERIFY(!has(m_config.topicName(suffix)));
    }

    void whatIsProducedIsConsumedAndCountedTruly()
    {
        KafkaClient client(m_config, *m_gate);
        VERIFY_RESULT(client.start());
        std::mutex mutex;
        std::set<QByteArray> values;
        auto consumer = client.createConsumer(
            QStringLiteral("reader"), { QStringLiteral("metrics-events") }, [&](const ConsumedRecord& record) {
                const std::lock_guard lock(mutex);
                values.insert(QByteArray(record.ref.value.data, qsizetype(record.ref.value.size)));
                return true;
            });
        VERIFY_RESULT(consumer);
        const auto one
            = client.produceEvent(QStringLiteral("metrics-events"), "{\"a\":1}", QStringLiteral("key")).get();
        VERIFY_RESULT(one);
        std::vector<QByteArray> many;
        many.reserve(100);
        for (int i = 0; i < 100; ++i)
            many.push_back("{\"n\":" + QByteArray::number(i) + '}');
        const auto outcomes = client.produceBatch(QStringLiteral("metrics-events"), many, QStringLiteral("key")).get();
        QCOMPARE(outcomes.size(), 100u);
        for (const auto& outcome : outcomes) {
            VERIFY_RESULT(outcome);
            QCOMPARE(outcome->partition, one->partition); // R69
        }
        QTRY_COMPARE_WITH_TIMEOUT(client.stats().messagesConsumed, 101u, Patience);
        {
            const std::lock_guard lock(mutex);
            QCOMPARE(values.size(), 101u);
        }
        QCOMPARE(client.stats().messagesProduced, 101u);
        QCOMPARE(client.stats().activeConsumers, 1);
        QVERIFY(!client.produceEvent(QStringLiteral("no-such-events"), "{}").get());
        QCOMPARE(client.stats().productionErrors, 1u);
        consumer->reset();
        QCOMPARE(client.stats().activeConsumers, 0);
        QCOMPARE(client.stats().messagesConsumed, 101u); // of consumers that are gone, too
        const auto json = client.stats().toJson();
        QCOMPARE(json[QStringLiteral("messages_produced")].toInt(), 101);
        QCOMPARE(
            json[QStringLiteral("config")].toObject()[QStringLiteral("topic_prefix")].toString(), m_config.topicPrefix);
        client.stop();
        QCOMPARE(client.stats().messagesProduced, 101u);
        QVERIFY(!client.produceEvent(QStringLiteral("metrics-events"), "{}").get());
    }

    void deadLettersAreConsumedByTheirSuffix()
    {
        KafkaClient client(m_config, *m_gate);
        VERIFY_RESULT(client.start());
        std::atomic<int> letters{ 0 };
        const auto failing = client.createConsumer(QStringLiteral("failing"), { QStringLiteral("webhook-events") },
            [](const ConsumedRecord&) { return false; });
        VERIFY_RESULT(failing);
        const auto reader = client.createConsumer(QStringLiteral("dead-letter-consumer"),
            { QStringLiteral("webhook-events.dead-letter") }, [&](const ConsumedRecord&) {
                ++letters;
                return true;
            });
        VERIFY_RESULT(reader);
        VERIFY_RESULT(client.produceEvent(QStringLiteral("webhook-events"), "{}").get());
        QTRY_COMPARE_WITH_TIMEOUT(letters, 1, Patience);
        // the largest record the topic takes, with an error as long as they come, still fits
        QTRY_COMPARE_WITH_TIMEOUT((*failing)->stats().deadLettered, 1u, Patience);
        VERIFY_RESULT(client.produceEvent(QStringLiteral("webhook-events"), QByteArray(523'000, 'x')).get());
        QTRY_COMPARE_WITH_TIMEOUT(letters, 2, Patience);
        QVERIFY(client.healthCheck().healthy());
    }

    void aDeadLetterTopicThatRefusesStopsThePartitionLoudly()
    {
        auto config = m_config;
        config.topicPrefix = unique(QStringLiteral("refusing"));
        VERIFY_RESULT(adminFor(sharedBroker())
                          ->createTopic({ config.topicName(QStringLiteral("debate-events.dead-letter")), 3, 1,
                              { { QStringLiteral("max.message.bytes"), QStringLiteral("200") } } }));
        KafkaClient client(config, *m_gate);
        VERIFY_RESULT(client.start());
        std::atomic<int> calls{ 0 };
        const auto consumer = client.createConsumer(
            QStringLiteral("failing"), { QStringLiteral("debate-events") }, [&](const ConsumedRecord&) {
                ++calls;
                return Handled::poison(QStringLiteral("bad"));
            });
        VERIFY_RESULT(consumer);
        VERIFY_RESULT(
            client.produceEvent(QStringLiteral("debate-events"), QByteArray(1000, 'x'), QStringLiteral("k")).get());
        VERIFY_RESULT(client.produceEvent(QStringLiteral("debate-events"), "next", QStringLiteral("k")).get());
        QTRY_COMPARE_WITH_TIMEOUT((*consumer)->stats().stalled.size(), 1u, Patience);
        QTRY_VERIFY_WITH_TIMEOUT((*consumer)->stats().deadLetterFailures >= 2, Patience);
        QCOMPARE(calls, 1); // the handler is not asked again, the next record not at all
        QCOMPARE((*consumer)->stats().consumed, 0u);
        const auto health = client.healthCheck();
        QVERIFY(!health.healthy());
        QVERIFY2(health.lastError.contains(QLatin1String("is paused")), qPrintable(health.lastError));
    }

    void aFailedStartLeavesNothingRunningAndSaysWhy()
    {
        ConnectionSettings nowhere;
        nowhere.bootstrapServers = QStringLiteral("127.0.0.1:1");
        KafkaClient client(configFor(nowhere), *m_gate);
        const auto started = client.start();
        QVERIFY(!started);
        QVERIFY2(started.error().message.contains(QLatin1String("Failed to connect to Kafka"))
                && started.error().message.contains(QLatin1String("127.0.0.1:1")),
            qPrintable(started.error().message));
        QVERIFY(started.error().hint.contains(QLatin1String("KAFKA_BOOTSTRAP_SERVERS")));
        QVERIFY(!client.isRunning());
        QVERIFY(!client.createConsumer(
            QStringLiteral("x"), { QStringLiteral("y") }, [](const ConsumedRecord&) { return true; }));
        QVERIFY(!client.healthCheck().healthy());

        auto bad = m_config;
        bad.acks = QStringLiteral("most");
        QCOMPARE(KafkaClient(bad, *m_gate).start().error().code, ErrorCode::InvalidConfiguration);
        auto off = m_config;
        off.enabled = false;
        QVERIFY(KafkaClient(off, *m_gate).start().error().hint.contains(QLatin1String("KAFKA_ENABLED")));
    }

    void brokerLossShowsInHealthAndLosesNothing()
    {
        OwnBroker broker(unique(QStringLiteral("loss")));
        const auto settings = broker.start(true);
        QVERIFY(!settings.bootstrapServers.isEmpty());
        KafkaClient client(configFor(settings), *m_gate);
        VERIFY_RESULT(client.start());
        std::mutex mutex;
        std::map<QByteArray, int> seen;
        const auto consumer = client.createConsumer(
            QStringLiteral("reader"), { QStringLiteral("debate-events") }, [&](const ConsumedRecord& record) {
                const std::lock_guard lock(mutex);
                ++seen[QByteArray(record.ref.value.data, qsizetype(record.ref.value.size))];
                return true;
            });
        VERIFY_RESULT(consumer);
        std::vector<std::future<Result<kafka::Delivery>>> sent;
        sent.reserve(50);
        for (int i = 0; i < 50; ++i)
            sent.push_back(client.produceEvent(QStringLiteral("debate-events"), QByteArray::number(i)));
        QTRY_COMPARE_WITH_TIMEOUT(client.stats().messagesConsumed, 50u, Patience);
        QVERIFY(client.healthCheck().healthy());
        QVERIFY(broker.stop(true));
        for (int i = 50; i < 100; ++i)
            sent.push_back(client.produceEvent(QStringLiteral("debate-events"), QByteArray::number(i)));
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY_WITH_TIMEOUT(!client.healthCheck().available, 4000);
        clock.restart();
        QVERIFY(!client.healthCheck().healthy());
        QVERIFY2(clock.elapsed() <= 2000, "health takes too long");
        QTRY_COMPARE_WITH_TIMEOUT(client.circuit().state, CircuitBreaker::State::Open, 15'000);
        QVERIFY(!broker.start(false).bootstrapServers.isEmpty());
        for (auto& one : sent)
            VERIFY_RESULT(one.get());
        const auto all = [&] {
            const std::lock_guard lock(mutex);
            return seen.size();
        };
        QTRY_COMPARE_WITH_TIMEOUT(all(), 100u, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(client.circuit().state, CircuitBreaker::State::Closed, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(client.healthCheck().healthy(), Patience);
        QVERIFY(broker.stop(true));
        clock.restart();
        client.stop();
        QVERIFY2(clock.elapsed() < 12'000, qPrintable(QString::number(clock.elapsed())));
    }
};

SPILLWAY_KAFKA_TEST_MAIN(KafkaClientTest)
#include "tst_kafkaclient.moc"
