// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/localcluster.h"
#include "core/service/kafkaservice.h"
#include "tests/kafka/mockcluster.h"
#include "tests/support/kafkafixtures.h"
#include "tests/support/storedbatch.h"

#include <QElapsedTimer>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;
using namespace spillway::test;
using namespace std::chrono_literals;

namespace {

constexpr int Patience = 30'000;

/// The mock cluster as KafkaClient can use it: what the mock cannot answer is answered here.
class MockTopics final : public kafka::LocalCluster {
public:
    explicit MockTopics(MockCluster& brokers)
        : m_brokers(brokers)
    {
    }
    bool awaitReady(kafka::Milliseconds) override { return true; }
    std::vector<ConsumerGroup> groups() const override { return {}; }
    Result<std::vector<ConfigEntry>> topicConfig(const QString& topic) const override
    {
        std::vector<ConfigEntry> entries;
        const auto& config = m_configs.at(topic);
        entries.reserve(config.size());
        for (const auto& [name, value] : config)
            entries.push_back({ name, value, {} });
        return entries;
    }
    Result<> createTopic(const kafka::NewTopic& topic) override
    {
        m_configs[topic.name] = topic.config;
        return m_brokers.createTopic(topic.name, topic.partitions) ? Result<>() : Failure(Error{});
    }
    Result<> deleteTopic(const QString&) override { return Failure(Error{}); }
    std::optional<Offset> offsetAt(const TopicPartition&, qint64) const override { return {}; }
    void recordWritten(const TopicPartition&, Offset, qint64) override { }
    void memberSeen(const QString&, const GroupMember&) override { }
    void memberLeft(const QString&, const QString&) override { }

private:
    MockCluster& m_brokers;
    std::map<QString, std::map<QString, QString>> m_configs;
};

QByteArray headerOf(const Record& record, const QByteArray& name)
{
    const auto at = std::ranges::find(record.headers, name, &Header::name);
    return at == record.headers.end() ? QByteArray("(none)") : at->value.value_or("(null)");
}

} // namespace

/// That what KafkaConfig says is what the running components do: seen from outside, not read in a settings struct.
class ConfiguredClientTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    KafkaConfig m_config;
    std::unique_ptr<kafka::Gate> m_gate;

private slots:
    void initTestCase()
    {
        m_config.bootstrapServers = sharedBroker().bootstrapServers;
        QVERIFY2(!m_config.bootstrapServers.isEmpty(), "no broker: run this by ./dev test");
        m_config.topicPrefix = unique(QStringLiteral("configured"));
        m_config.autoOffsetReset = QStringLiteral("earliest");
        m_config.numPartitions = 1;
        m_gate = std::make_unique<kafka::Gate>(
            kafka::GateSettings{ .journalPath = m_folder.filePath(QStringLiteral("audit.ndjson")),
                .actor = QStringLiteral("test"),
                .cluster = QStringLiteral("test") });
    }
    void init() { m_config.groupId = unique(QStringLiteral("group")); }

    // R18, R70: each codec, by hand and by its default, on the batch as the broker keeps it
    void theBatchIsStoredWithTheCodecOfTheConfiguration_data()
    {
        QTest::addColumn<QString>("codec");
        for (const char* codec : { "none", "gzip", "snappy", "lz4", "zstd" })
            QTest::newRow(codec) << QString::fromLatin1(codec);
        QTest::newRow("default") << QString();
    }
    void theBatchIsStoredWithTheCodecOfTheConfiguration()
    {
        QFETCH(const QString, codec);
        KafkaConfig config = m_config;
        if (!codec.isEmpty())
            config.compressionType = codec;
        KafkaClient client(config, *m_gate);
        VERIFY_RESULT(client.start());
        const QByteArray value(2000, 'x'); // shorter ones are sent as they are when packing makes them no smaller
        const auto delivered = client.produceEvent(QStringLiteral("metrics-events"), value).get();
        VERIFY_RESULT(delivered);
        const TopicPartition where{ config.topicName(QStringLiteral("metrics-events")), delivered->partition };
        const auto batch = storedBatch(sharedBroker(), where, delivered->offset);
        QVERIFY(batch);
        QCOMPARE(batch->codec, codec.isEmpty() ? QStringLiteral("snappy") : codec);
        // and it is read as it was written
        std::mutex mutex;
        QByteArray read;
        const auto consumer = client.createConsumer(
            QStringLiteral("reader"), { QStringLiteral("metrics-events") }, [&](const ConsumedRecord& record) {
                const std::lock_guard lock(mutex);
                if (record.ref.offset == delivered->offset)
                    read = QByteArray(record.ref.value.data, qsizetype(record.ref.value.size));
                return true;
            });
        VERIFY_RESULT(consumer);
        const auto whatCame = [&] {
            const std::lock_guard lock(mutex);
            return read;
        };
        QTRY_COMPARE_WITH_TIMEOUT(whatCame(), value, Patience);
    }

    // R18: all of them in one batch when linger and batch size leave them the time and the room
    void lingerAndBatchSizeDecideWhatTravelsTogether_data()
    {
        QTest::addColumn<int>("lingerMs");
        QTest::addColumn<int>("batchSize");
        QTest::addColumn<bool>("together");
        QTest::newRow("time and room") << 1000 << 1'000'000 << true;
        QTest::newRow("no room") << 1000 << 3000 << false;
    }
    void lingerAndBatchSizeDecideWhatTravelsTogether()
    {
        QFETCH(const int, lingerMs);
        QFETCH(const int, batchSize);
        QFETCH(const bool, together);
        KafkaConfig config = m_config;
        config.lingerMs = lingerMs;
        config.batchSize = batchSize;
        config.compressionType = QStringLiteral("none");
        KafkaClient client(config, *m_gate);
        VERIFY_RESULT(client.start());
        QElapsedTimer clock;
        clock.start();
        const auto outcomes = client
                                  .produceBatch(QStringLiteral("webhook-events"),
                                      std::vector<QByteArray>(20, QByteArray(1000, 'x')), QStringLiteral("key"))
                                  .get();
        for (const auto& outcome : outcomes)
            VERIFY_RESULT(outcome);
        const TopicPartition where{ config.topicName(QStringLiteral("webhook-events")), outcomes[0]->partition };
        const auto begin = storedBatch(sharedBroker(), where, outcomes.front()->offset);
        const auto end = storedBatch(sharedBroker(), where, outcomes.back()->offset);
        QVERIFY(begin && end);
        QCOMPARE(begin->first == end->first, together);
        QVERIFY2(!together || clock.elapsed() >= lingerMs, qPrintable(QString::number(clock.elapsed())));
    }

    // R21, R58: attempts, their distance, the size of a batch
    void retriesDelayAndPollRecordsReachTheConsumer()
    {
        KafkaConfig config = m_config;
        config.retries = 2;
        config.retryDelaySeconds = 0.3;
        config.maxPollRecords = 7;
        KafkaClient client(config, *m_gate);
        VERIFY_RESULT(client.start());
        std::vector<QByteArray> values(30, QByteArray("good"));
        values[20] = "bad";
        for (const auto& outcome : client.produceBatch(QStringLiteral("debate-events"), values).get())
            VERIFY_RESULT(outcome);

        std::atomic<bool> open{ false };
        std::atomic<size_t> inHand{ 0 };
        std::mutex mutex;
        std::vector<std::chrono::steady_clock::time_point> attempts;
        size_t largest = 0;
        ConsumerOptions options;
        options.batchHandler = [&](std::span<const ConsumedRecord> records, std::span<Handled> outcomes) {
            inHand = std::max(inHand.load(), records.size());
            open.wait(false); // until all of them are there
            const std::lock_guard lock(mutex);
            largest = std::max(largest, records.size());
            for (size_t i = 0; i < records.size(); ++i) {
                if (records[i].ref.value.text() != "bad")
                    continue;
                attempts.push_back(std::chrono::steady_clock::now());
                outcomes[i] = Handled::failed(QStringLiteral("no"));
                std::fill(outcomes.begin() + qsizetype(i) + 1, outcomes.end(), Handled::notReached());
                return;
            }
        };
        std::vector<Record> letters;
        const auto reader = client.createConsumer(QStringLiteral("letters"),
            { QStringLiteral("debate-events.dead-letter") }, [&](const ConsumedRecord& record) {
                const std::lock_guard lock(mutex);
                letters.push_back(record.ref.toRecord(record.topic));
                return true;
            });
        VERIFY_RESULT(reader);
        const auto consumer
            = client.createConsumer(QStringLiteral("retrying"), { QStringLiteral("debate-events") }, {}, options);
        VERIFY_RESULT(consumer);
        const auto letGo = qScopeGuard([&] {
            open = true;
            open.notify_all();
        });
        QTRY_COMPARE_WITH_TIMEOUT(size_t((*consumer)->stats().queued) + inHand, size_t{ 30 }, Patience);
        open = true;
        open.notify_all();
        QTRY_COMPARE_WITH_TIMEOUT((*consumer)->stats().consumed, 30u, Patience);
        const auto read = [&] {
            const std::lock_guard lock(mutex);
            return letters.size();
        };
        QTRY_COMPARE_WITH_TIMEOUT(read(), size_t{ 1 }, Patience);
        const std::lock_guard lock(mutex);
        QCOMPARE(largest, size_t{ 7 });
        QCOMPARE(attempts.size(), size_t{ 3 });
        QCOMPARE(headerOf(letters[0], "dlq.attempts"), QByteArray("3"));
        QCOMPARE(headerOf(letters[0], "dlq.consumer-group"), (config.groupId + QStringLiteral("-retrying")).toUtf8());
        // ±20 %, and the second wait is twice the first; a machine under load may take longer
        QVERIFY(attempts[1] - attempts[0] >= 240ms);
        QVERIFY(attempts[2] - attempts[1] >= 480ms);
        QVERIFY(attempts[2] - attempts[0] < 10s); // the default of 5 s would be seen
        QCOMPARE(client.stats().toJson()[u"consumption_errors"].toInt(), 3); // R39, R63
        QCOMPARE(client.stats().toJson()[u"messages_consumed"].toInt(), 31); // the dead letter, too
    }

    // R4: switched off means that nobody is even connected to
    void aServiceThatIsSwitchedOffConnectsToNobody()
    {
        SilentListener listener;
        KafkaConfig config = m_config;
        config.bootstrapServers = listener.settings().bootstrapServers;
        config.enabled = false;
        EventBus bus;
        bus.start();
        {
            KafkaService service(bus, config);
            VERIFY_RESULT(service.start());
            QVERIFY(!service.isRunning());
            VERIFY_RESULT(bus.publish(DebateInitiated{ .debateId = QStringLiteral("d") }));
            QVERIFY(!service.publishEvent(QStringLiteral("debate-events"), EventValue::object()).get());
            QVERIFY(!service.healthCheck().kafkaAvailable);
            QVERIFY(!service.kafkaClient().topics());
            service.stop();
        }
        QVERIFY(!KafkaClient(config, *m_gate).start());
        QCOMPARE(listener.connections(), 0);
        // the listener would have noticed
        const auto admin = adminFor(listener.settings());
        admin->setDeadline(300ms);
        QVERIFY(!admin->metadata());
        QTRY_VERIFY(listener.connections() > 0);
    }

    // R5: looking at a cluster, also at a topic that is not there, makes no topic. The mock makes any topic that a
    // client asks it for by name; the broker of the tests makes none by itself, so there it is the list that counts.
    void whoMerelyLooksMakesNoTopic_data()
    {
        QTest::addColumn<bool>("mock");
        QTest::newRow("Apache Kafka") << false;
        QTest::newRow("mock") << true;
    }
    void whoMerelyLooksMakesNoTopic()
    {
        QFETCH(const bool, mock);
        std::optional<MockCluster> cluster;
        ConnectionSettings settings = sharedBroker();
        if (mock) {
            cluster.emplace();
            settings = cluster->settings();
            QVERIFY(cluster->createTopic(QStringLiteral("there"), 1));
        }
        KafkaConfig config = m_config;
        config.topicPrefix = unique(QStringLiteral("looked-at"));
        config.connection = settings;
        const TopicPartition missing{ config.topicName(QStringLiteral("debate-events")), Partition{ 0 } };
        const auto admin = adminFor(settings);
        const auto metadata = admin->metadata();
        VERIFY_RESULT(metadata);
        const auto marks = admin->watermarks({ missing }, *metadata);
        QVERIFY(!marks || !marks->front().high);
        if (!mock) // the mock knows no configurations
            QVERIFY(!admin->topicConfig(missing.topic));
        const KafkaClient client(config, *m_gate); // not started
        EventBus bus;
        KafkaService service(bus, config); // neither
        QVERIFY(!service.kafkaClient().topic(QStringLiteral("debate-events")));
        (void)service.healthCheck();
        const auto after = admin->metadata();
        VERIFY_RESULT(after);
        QVERIFY(!after->topics.empty());
        for (const TopicInfo& topic : after->topics)
            QVERIFY2(!topic.name.startsWith(config.topicPrefix), qPrintable(topic.name));
    }

    // R17, R18, R60: a failure that wrote nothing is sent again as often, and as soon, as the configuration says
    void retriesAndDelayReachTheProducer()
    {
        MockCluster cluster;
        KafkaConfig config = m_config;
        config.connection = cluster.settings();
        config.connection->local = std::make_shared<MockTopics>(cluster);
        config.retries = 2;
        config.retryDelaySeconds = 0.3;
        KafkaClient client(config, *m_gate);
        VERIFY_RESULT(client.start());
        const auto send = [&] { return client.produceEvent(QStringLiteral("debate-events"), "{}").get(); };
        VERIFY_RESULT(send());
        constexpr int16_t produce = 0; // Kafka's api key
        constexpr auto refused = RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE; // librdkafka does not try that again itself
        QElapsedTimer clock;
        clock.start();
        cluster.pushErrors(produce, { refused, refused });
        VERIFY_RESULT(send());
        QCOMPARE(client.producerStats().resent, 2u);
        QVERIFY2(clock.elapsed() >= 240 + 480, qPrintable(QString::number(clock.elapsed())));
        QVERIFY2(clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed())));
        cluster.pushErrors(produce, { refused, refused, refused });
        QVERIFY(!send());
        QCOMPARE(client.producerStats().resent, 4u);
        QCOMPARE(client.stats().productionErrors, 1u);
        VERIFY_RESULT(send());
    }
};

SPILLWAY_KAFKA_TEST_MAIN(ConfiguredClientTest)
#include "tst_configuredclient.moc"
