// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/producer.h"
#include "tests/support/kafkafixtures.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::test;
using kafka::Delivery;
using kafka::Milliseconds;
using kafka::Producer;

namespace {

Record recordFor(const QString& topic, std::optional<QByteArray> key, std::optional<QByteArray> value)
{
    Record record;
    record.topic = topic;
    record.key = std::move(key);
    record.value = std::move(value);
    return record;
}

std::unique_ptr<Producer> producerFor(const ConnectionSettings& settings, const kafka::ProducerSettings& how = {})
{
    auto made = Producer::create(settings, how);
    if (!made)
        qFatal("no producer: %s", qPrintable(toText(made.error())));
    return std::move(*made);
}

/// Counts what became of each record; never decided twice.
struct Outcomes {
    std::vector<std::atomic<int>> calls;
    std::atomic<int> delivered{ 0 };
    std::atomic<int> failed{ 0 };
    std::mutex mutex;
    std::optional<Error> lastError;

    explicit Outcomes(size_t count)
        : calls(count)
    {
    }
    Producer::Callback at(size_t i)
    {
        return [this, i](const Result<Delivery>& result) {
            ++calls[i];
            ++(result ? delivered : failed);
            if (!result) {
                const std::lock_guard lock(mutex);
                lastError = result.error();
            }
        };
    }
    bool exactlyOnce(size_t sent) const
    {
        return std::all_of(calls.begin(), calls.begin() + static_cast<std::ptrdiff_t>(sent),
            [](const std::atomic<int>& n) { return n == 1; });
    }
};

} // namespace

class ProducerTest : public QObject {
    Q_OBJECT

    ConnectionSettings m_settings;

private slots:
    void initTestCase()
    {
        m_settings = sharedBroker();
        if (m_settings.bootstrapServers.isEmpty())
            QFAIL("SPILLWAY_TEST_BOOTSTRAP names no broker: run this by ./dev test");
    }

    void murmur2IsThatOfJava_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<qint32>("hash"); // of org.apache.kafka.common.utils.UtilsTest
        QTest::newRow("21") << QByteArray("21") << -973932308;
        QTest::newRow("foobar") << QByteArray("foobar") << -790332482;
        QTest::newRow("24") << QByteArray("a-little-bit-long-string") << -985981536;
        QTest::newRow("26") << QByteArray("a-little-bit-longer-string") << -1486304829;
        QTest::newRow("48") << QByteArray("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8") << -58897971;
        QTest::newRow("abc") << QByteArray("abc") << 479470107;
    }
    void murmur2IsThatOfJava()
    {
        QFETCH(QByteArray, key);
        QFETCH(qint32, hash);
        for (const int partitions : { 1, 2, 6, 1000, 2147483647 })
            QCOMPARE(kafka::murmur2Partition({ key.constData(), static_cast<size_t>(key.size()) }, partitions),
                Partition{ (hash & 0x7fffffff) % partitions });
    }

    void keysLandWhereJavaProducersPutThem()
    {
        constexpr int partitions = 7;
        const QString ours = makeTopic(m_settings, QStringLiteral("ours"), partitions);
        const QString theirs = makeTopic(m_settings, QStringLiteral("theirs"), partitions);
        auto producer = producerFor(m_settings);
        QByteArray lines;
        std::map<QByteArray, qint32> where;
        for (int i = 0; i < 60; ++i) {
            const QByteArray key = "key" + QByteArray::number(i * i) + (i % 3 ? "\xc3\xa4" : "");
            lines += key + "|v\n";
            const auto delivery = producer->send(recordFor(ours, key, QByteArray("v"))).get();
            VERIFY_RESULT(delivery);
            QCOMPARE(delivery->partition,
                kafka::murmur2Partition({ key.constData(), static_cast<size_t>(key.size()) }, partitions));
            where[key] = delivery->partition.value;
        }
        QVERIFY(kafkaTool(
            { QStringLiteral("org.apache.kafka.tools.ConsoleProducer"), QStringLiteral("--bootstrap-server"),
                m_settings.bootstrapServers, QStringLiteral("--topic"), theirs, QStringLiteral("--property"),
                QStringLiteral("parse.key=true"), QStringLiteral("--property"), QStringLiteral("key.separator=|") },
            lines));
        CheckingSink sink;
        sink.keepRecords = true;
        kafka::ReadRequest request;
        request.topics = QStringList{ theirs };
        QVERIFY(readAll(m_settings, request, sink));
        QCOMPARE(sink.kept().size(), 60u);
        for (const Record& record : sink.kept())
            QCOMPARE(record.partition.value, where.at(record.key.value()));
    }

    // KIP-794: whole batches, and all partitions alike
    void recordsWithoutAKeyFillOneBatchAfterTheOther()
    {
        constexpr int partitions = 3;
        constexpr int count = 300; // of 1 kB, in batches of 16
        const QString topic = makeTopic(m_settings, QStringLiteral("spread"), partitions);
        auto producer = producerFor(m_settings);
        std::vector<std::future<Result<kafka::Delivery>>> outcomes;
        outcomes.reserve(size_t{ count });
        for (int i = 0; i < count; ++i)
            outcomes.push_back(producer->send(recordFor(topic, std::nullopt, QByteArray(1000, 'x'))));
        std::map<qint32, int> records;
        int changes = 0;
        qint32 last = -1;
        for (auto& outcome : outcomes) {
            const auto delivery = outcome.get();
            VERIFY_RESULT(delivery);
            const qint32 partition = delivery->partition.value;
            changes += partition != last ? 1 : 0;
            last = partition;
            ++records[partition];
        }
        QCOMPARE(records.size(), size_t{ partitions });
        for (const auto& [partition, number] : records)
            QVERIFY2(std::abs(number - count / partitions) <= 17, qPrintable(QString::number(number)));
        QVERIFY2(changes >= count / 18 && changes <= count / 15 + 1, qPrintable(QString::number(changes)));
    }

    void deliveryTellsPartitionOffsetAndTime()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("delivery"), 3);
        auto producer = producerFor(m_settings);
        for (int i = 0; i < 3; ++i) {
            const auto delivery
                = producer->send(recordFor(topic, QByteArray("k"), QByteArray("v")), Partition{ 2 }).get();
            VERIFY_RESULT(delivery);
            QCOMPARE(delivery->partition, Partition{ 2 });
            QCOMPARE(delivery->offset, Offset{ i });
            QVERIFY(delivery->timestampMs > 1'600'000'000'000);
        }
    }

    void nullAndEmptyStayApart()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("null"), 1);
        auto producer = producerFor(m_settings);
        std::vector<Record> sent{ recordFor(topic, std::nullopt, std::nullopt),
            recordFor(topic, QByteArray(""), QByteArray("")), recordFor(topic, std::nullopt, QByteArray("")),
            recordFor(topic, QByteArray(""), std::nullopt), recordFor(topic, QByteArray(), QByteArray()) };
        sent[0].headers = { { "null", std::nullopt }, { "empty", QByteArray("") } };
        for (const Record& record : sent)
            VERIFY_RESULT(producer->send(record).get());
        CheckingSink sink;
        sink.keepRecords = true;
        kafka::ReadRequest request;
        request.topics = QStringList{ topic };
        QVERIFY(readAll(m_settings, request, sink));
        QCOMPARE(sink.kept().size(), sent.size());
        for (size_t i = 0; i < sent.size(); ++i) {
            const Record got = sink.kept()[i];
            QCOMPARE(got.key.has_value(), sent[i].key.has_value());
            QCOMPARE(got.value.has_value(), sent[i].value.has_value());
            QVERIFY(got.headers == sent[i].headers);
        }
        // an outside party sees the same: kcat prints -1 as the length of null
        const auto seen = kcat(m_settings,
            { QStringLiteral("-C"), QStringLiteral("-e"), QStringLiteral("-q"), QStringLiteral("-t"), topic,
                QStringLiteral("-f"), QStringLiteral("%K/%S ") });
        QVERIFY(seen);
        QCOMPARE(*seen, QByteArray("-1/-1 0/0 -1/0 0/-1 0/0 "));
    }

    void tooLargeIsSaidSo()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("large"), 1,
            { { QStringLiteral("max.message.bytes"), QStringLiteral("10000") } });
        auto producer = producerFor(m_settings);
        const auto byTopic = producer->send(recordFor(topic, {}, QByteArray(20'000, 'x'))).get();
        QVERIFY(!byTopic);
        QCOMPARE(byTopic.error().code, ErrorCode::MessageTooLarge);
        QVERIFY(byTopic.error().hint.contains(QLatin1String("max.message.bytes")));
        QVERIFY(!byTopic.error().message.contains(QLatin1String("xxxx"))); // records are nobody's error text
        const auto byUs = producer->send(recordFor(topic, {}, QByteArray(11'000'000, 'x'))).get();
        QVERIFY(!byUs);
        QCOMPARE(byUs.error().code, ErrorCode::MessageTooLarge);
        VERIFY_RESULT(producer->send(recordFor(topic, {}, QByteArray("small"))).get()); // it goes on
    }

    void unknownTopicFailsFastAndIsNotCreated()
    {
        const QString topic = unique(QStringLiteral("missing"));
        auto producer = producerFor(m_settings);
        QElapsedTimer timer;
        timer.start();
        const auto delivery = producer->send(recordFor(topic, {}, QByteArray("v"))).get();
        QVERIFY(!delivery);
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(delivery.error().code, ErrorCode::NotFound);
        QVERIFY(delivery.error().message.contains(topic));
        const auto metadata = adminFor(m_settings)->metadata();
        VERIFY_RESULT(metadata);
        QVERIFY(!metadata->find(topic));
        // and is found once it exists
        VERIFY_RESULT(adminFor(m_settings)->createTopic({ topic, 1, 1, {} }));
        VERIFY_RESULT(producer->send(recordFor(topic, {}, QByteArray("v"))).get());
    }

    void unknownPartitionIsNamed()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("two"), 2);
        auto producer = producerFor(m_settings);
        for (const int number : { 2, -1, 1000 }) {
            const auto delivery = producer->send(recordFor(topic, {}, QByteArray("v")), Partition{ number }).get();
            QVERIFY(!delivery);
            QCOMPARE(delivery.error().code, ErrorCode::InvalidArgument);
            QVERIFY(delivery.error().message.contains(QString::number(number)));
        }
    }

    void partitionAddedLaterIsFound()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("grown"), 1);
        auto producer = producerFor(m_settings);
        VERIFY_RESULT(producer->send(recordFor(topic, {}, QByteArray("v")), Partition{ 0 }).get());
        QVERIFY(kafkaTool({ QStringLiteral("org.apache.kafka.tools.TopicCommand"), QStringLiteral("--bootstrap-server"),
            m_settings.bootstrapServers, QStringLiteral("--alter"), QStringLiteral("--topic"), topic,
            QStringLiteral("--partitions"), QStringLiteral("3") }));
        QTRY_VERIFY(producer->send(recordFor(topic, {}, QByteArray("v")), Partition{ 2 }).get().has_value());
    }

    void fullQueueBlocksUntilThereIsRoom()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("full"), 1);
        constexpr size_t count = 40'000; // four times what the queue holds
        Outcomes outcomes(count);
        auto producer = producerFor(m_settings, { .lingerMs = 200 });
        const Record record = recordFor(topic, QByteArray("k"), QByteArray(1000, 'x'));
        for (size_t i = 0; i < count; ++i)
            VERIFY_RESULT(producer->send(record, {}, outcomes.at(i)));
        VERIFY_RESULT(producer->flush(Milliseconds(30'000)));
        QTRY_COMPARE(outcomes.delivered.load(), int(count));
        QVERIFY(outcomes.exactlyOnce(count));
    }

    void refusedSettingsAreAnError()
    {
        const auto producer = Producer::create(m_settings, { .compression = QStringLiteral("rar") });
        QVERIFY(!producer);
        QCOMPARE(producer.error().code, ErrorCode::InvalidConfiguration);
    }

    void acksOneWorksWithoutIdempotence()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("acks"), 1);
        auto producer = producerFor(m_settings, { .acks = QStringLiteral("1"), .compression = QStringLiteral("lz4") });
        VERIFY_RESULT(producer->send(recordFor(topic, {}, QByteArray("v"))).get());
    }

    void theFirstRecordOfATopicDoesNotHoldItsSenderWhileNoBrokerAnswers()
    {
        SilentListener silent;
        constexpr size_t count = 200;
        Outcomes outcomes(count);
        auto producer = producerFor(silent.settings(), { .deliveryTimeout = Milliseconds(6'000) });
        const Record record = recordFor(QStringLiteral("never-asked-for"), {}, QByteArray("v"));
        QElapsedTimer timer;
        timer.start();
        for (size_t i = 0; i < count; ++i)
            VERIFY_RESULT(producer->send(record, {}, outcomes.at(i)));
        QVERIFY2(timer.elapsed() < 4'000, qPrintable(QString::number(timer.elapsed())));
        QTRY_COMPARE_WITH_TIMEOUT(outcomes.failed.load(), int(count), 15'000);
        QVERIFY(outcomes.exactlyOnce(count));
    }

    void aRecordOfATopicNobodyAnsweredForIsWrittenWhenTheBrokerIsBack()
    {
        OwnBroker broker(QStringLiteral("tst-producer-cold"));
        const ConnectionSettings settings = broker.start(true);
        QVERIFY(!settings.bootstrapServers.isEmpty());
        const QString topic = makeTopic(settings, QStringLiteral("cold"), 2);
        QVERIFY(broker.stop(true));
        auto producer = producerFor(settings, { .deliveryTimeout = Milliseconds(60'000), .connections = 2 });
        auto keyed = producer->send(recordFor(topic, QByteArray("k"), QByteArray("v")));
        auto keyless = producer->send(recordFor(topic, {}, QByteArray("v")));
        auto placed = producer->send(recordFor(topic, {}, QByteArray("v")), Partition{ 1 });
        QVERIFY(!broker.start(false).bootstrapServers.isEmpty());
        VERIFY_RESULT(keyed.get());
        VERIFY_RESULT(keyless.get());
        const auto delivery = placed.get();
        VERIFY_RESULT(delivery);
        QCOMPARE(delivery->partition, Partition{ 1 });
    }

    void overTwoConnectionsEachKeyKeepsItsOrder()
    {
        constexpr int partitions = 3; // not a multiple of the connections
        constexpr int keys = 40;
        constexpr int each = 500;
        const QString topic = makeTopic(m_settings, QStringLiteral("lanes"), partitions);
        Outcomes outcomes(size_t{ keys } * each);
        auto producer = producerFor(m_settings, { .batchSizeBytes = 1000, .queueMessages = 2000, .connections = 2 });
        for (int i = 0; i < keys * each; ++i)
            VERIFY_RESULT(
                producer->send(recordFor(topic, "key-" + QByteArray::number(i % keys), QByteArray::number(i / keys)),
                    {}, outcomes.at(size_t(i))));
        VERIFY_RESULT(producer->flush(Milliseconds(30'000)));
        QTRY_COMPARE(outcomes.delivered.load(), keys * each);
        QVERIFY(outcomes.exactlyOnce(size_t{ keys } * each));

        CheckingSink sink;
        sink.keepRecords = true;
        kafka::ReadRequest request;
        request.topics = QStringList{ topic };
        QVERIFY(readAll(m_settings, request, sink));
        std::map<QByteArray, int> next;
        for (const Record& record : sink.kept())
            QCOMPARE(record.value->toInt(), next[record.key.value()]++);
        QCOMPARE(next.size(), size_t{ keys });
        for (const auto& [key, count] : next)
            QCOMPARE(count, each);
    }

    void unreachableBrokerFailsWithItsReason()
    {
        auto producer
            = producerFor(settingsFor(QStringLiteral("127.0.0.1:1")), { .deliveryTimeout = Milliseconds(700) });
        QElapsedTimer timer;
        timer.start();
        const auto delivery = producer->send(recordFor(QStringLiteral("t"), {}, QByteArray("v"))).get();
        QVERIFY(!delivery);
        QVERIFY2(timer.elapsed() < 2500, qPrintable(QString::number(timer.elapsed())));
        QVERIFY2(delivery.error().code == ErrorCode::Unreachable, qPrintable(toText(delivery.error())));
        QVERIFY2(delivery.error().message.contains(QLatin1String("refused")), qPrintable(toText(delivery.error())));
    }

    void stoppedBrokerGivesEachRecordExactlyOneError()
    {
        OwnBroker broker(QStringLiteral("tst-producer"));
        const ConnectionSettings settings = broker.start(true);
        QVERIFY(!settings.bootstrapServers.isEmpty());
        const QString topic = makeTopic(settings, QStringLiteral("stopped"), 2);
        auto producer = producerFor(settings, { .deliveryTimeout = Milliseconds(3000) });
        VERIFY_RESULT(producer->send(recordFor(topic, {}, QByteArray("v"))).get());
        QVERIFY(broker.stop(true));
        constexpr size_t count = 500;
        Outcomes outcomes(count);
        for (size_t i = 0; i < count; ++i)
            VERIFY_RESULT(producer->send(recordFor(topic, {}, QByteArray("v")), {}, outcomes.at(i)));
        QTRY_COMPARE_WITH_TIMEOUT(outcomes.failed.load(), int(count), 15'000);
        QVERIFY(outcomes.exactlyOnce(count));
        {
            const std::lock_guard lock(outcomes.mutex);
            QVERIFY2(!outcomes.lastError->message.isEmpty(), "");
        }

        // those still waiting when the producer goes get their error from its destructor, in time
        producer = producerFor(settings);
        producer.reset();
        QVERIFY(!broker.start(false).bootstrapServers.isEmpty());
        producer = producerFor(settings);
        VERIFY_RESULT(producer->send(recordFor(topic, {}, QByteArray("v"))).get());
        QVERIFY(broker.stop(true));
        Outcomes late(count);
        for (size_t i = 0; i < count; ++i)
            VERIFY_RESULT(producer->send(recordFor(topic, {}, QByteArray("v")), {}, late.at(i)));
        QElapsedTimer timer;
        timer.start();
        producer.reset();
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(late.failed.load(), int(count));
        QVERIFY(late.exactlyOnce(count));
        const std::lock_guard lock(late.mutex);
        QVERIFY2(late.lastError->code == ErrorCode::TimedOut || late.lastError->code == ErrorCode::Unreachable,
            qPrintable(toText(*late.lastError)));
    }

    void destructionIsPromptWhileTheBrokerHangs()
    {
        SilentListener silent;
        auto producer = producerFor(silent.settings(), { .deliveryTimeout = Milliseconds(500) });
        QVERIFY(!producer->send(recordFor(QStringLiteral("t"), {}, QByteArray("v"))).get());
        QElapsedTimer timer;
        timer.start();
        producer.reset();
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    }
};

SPILLWAY_KAFKA_TEST_MAIN(ProducerTest)
#include "tst_producer.moc"
