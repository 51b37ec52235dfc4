// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/kafka/serviceflow.h"

#include "core/kafka/abandoned.h"
#include "core/service/consumer.h"
#include "tests/support/kafkafixtures.h"
#include "tests/support/latch.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::test;
using namespace std::chrono_literals;

namespace {

constexpr int Patience = 30'000;

/// What a handler saw, from any thread.
class Seen {
public:
    void add(const ConsumedRecord& record)
    {
        const std::lock_guard lock(m_mutex);
        m_records.push_back(record.ref.toRecord(record.topic));
        m_attempts.push_back(record.attempt);
    }
    std::vector<Record> records() const
    {
        const std::lock_guard lock(m_mutex);
        return m_records;
    }
    int count() const
    {
        const std::lock_guard lock(m_mutex);
        return int(m_records.size());
    }
    int countOf(const QByteArray& value) const
    {
        const auto all = records();
        return int(std::ranges::count(all, std::optional(value), &Record::value));
    }
    std::set<QByteArray> values() const
    {
        std::set<QByteArray> set;
        for (const Record& record : records())
            set.insert(record.value.value_or(QByteArray()));
        return set;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<Record> m_records;
    std::vector<int> m_attempts;
};

QByteArray headerOf(const Record& record, const char* name)
{
    QByteArray value("(none)");
    for (const Header& header : record.headers) {
        if (header.name == name)
            value = header.value.value_or("(null)");
    }
    return value;
}

} // namespace

class ServiceFlow : public QObject {
    Q_OBJECT

    FlowCluster& m_cluster;
    QString m_topic;
    QString m_group;
    std::shared_ptr<EventProducer> m_producer;

    ConsumerSettings consumerSettings(RecordHandler handler)
    {
        ConsumerSettings settings;
        settings.id = QStringLiteral("tester");
        settings.group.group = m_group;
        settings.group.topics = QStringList{ m_topic };
        settings.group.commitsStarts = true;
        settings.group.autoCommitInterval = 200ms;
        settings.group.sessionTimeout = 6000ms;
        settings.group.heartbeatInterval = 500ms;
        settings.handler = std::move(handler);
        settings.retries = 2;
        settings.retryDelay = 50ms;
        settings.drain = 3000ms;
        return settings;
    }
    std::unique_ptr<Consumer> started(ConsumerSettings settings)
    {
        auto made = Consumer::start(m_cluster.settings(), std::move(settings), m_producer);
        if (!made)
            qFatal("no consumer: %s", qPrintable(toText(made.error())));
        return std::move(*made);
    }
    std::unique_ptr<Consumer> started(RecordHandler handler) { return started(consumerSettings(std::move(handler))); }
    /// Values "first", "first + 1" … to a partition, delivered.
    void produce(int first, int count, int partition = 0, const QString& topic = {})
    {
        std::vector<std::future<Result<kafka::Delivery>>> sent;
        for (int i = first; i < first + count; ++i) {
            Record record;
            record.topic = topic.isEmpty() ? m_topic : topic;
            record.key = QByteArray("k");
            record.value = QByteArray::number(i);
            sent.push_back(m_producer->send(record, Partition{ partition }));
        }
        for (auto& one : sent)
            VERIFY_RESULT(one.get());
    }
    QString deadLetters() const { return m_topic + QStringLiteral(".dead-letter"); }
    /// What is in the dead-letter topic, read by a consumer of its own; it stays until the test ends.
    std::unique_ptr<Consumer> readLetters(Seen& seen)
    {
        auto settings = consumerSettings([&seen](const ConsumedRecord& record) {
            seen.add(record);
            return true;
        });
        settings.group.group = m_group + QStringLiteral("-letters");
        settings.group.topics = QStringList{ deadLetters() };
        return started(std::move(settings));
    }

public:
    explicit ServiceFlow(FlowCluster& cluster)
        : m_cluster(cluster)
    {
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(!m_cluster.settings().bootstrapServers.isEmpty(), "no broker: run this by ./dev test");
    }
    void init()
    {
        m_topic = unique(QStringLiteral("flow"));
        m_group = unique(QStringLiteral("group"));
        QVERIFY(m_cluster.createTopic(m_topic, 2));
        EventProducerSettings settings;
        settings.retryDelay = 50ms;
        auto made = EventProducer::create(m_cluster.settings(), settings);
        VERIFY_RESULT(made);
        m_producer = std::move(*made);
    }
    void cleanup() { m_producer.reset(); }

    void aBatchTellsOfEachRecordWhereItIs()
    {
        std::vector<Record> records(1000);
        for (int i = 0; i < 1000; ++i) {
            records[size_t(i)].topic = m_topic;
            records[size_t(i)].key = QByteArray("one key");
            records[size_t(i)].value = QByteArray::number(i);
        }
        const auto outcomes = m_producer->sendBatch(records).get();
        QCOMPARE(outcomes.size(), records.size());
        for (size_t i = 0; i < outcomes.size(); ++i) {
            VERIFY_RESULT(outcomes[i]);
            QCOMPARE(outcomes[i]->partition, outcomes[0]->partition);
            QCOMPARE(outcomes[i]->offset.value, qint64(i)); // in order, none lost, none doubled
        }
        QCOMPARE(m_producer->stats().delivered, 1000u);
        QTRY_COMPARE(m_producer->stats().waiting, 0); // counted down after the outcome was told
    }

    void aBatchToATopicThatIsMissingFailsRecordByRecord()
    {
        const QString missing = unique(QStringLiteral("missing"));
        m_cluster.withhold(missing);
        std::vector<Record> records(50);
        for (Record& record : records) {
            record.topic = missing;
            record.value = QByteArray("v");
        }
        const auto outcomes = m_producer->sendBatch(records).get();
        QCOMPARE(outcomes.size(), 50u);
        for (const auto& outcome : outcomes) {
            QVERIFY(!outcome);
            QCOMPARE(outcome.error().code, ErrorCode::NotFound);
        }
        QCOMPARE(m_producer->stats().failed, 50u);
        QCOMPARE(m_producer->stats().delivered, 0u);
    }

    void whatWasHandedOverIsDeliveredAtStop()
    {
        EventProducerSettings settings;
        settings.producer.lingerMs = 20'000; // it would wait
        auto producer = EventProducer::create(m_cluster.settings(), settings);
        VERIFY_RESULT(producer);
        std::atomic<int> delivered{ 0 };
        Record record;
        record.topic = m_topic;
        record.value = QByteArray("v");
        for (int i = 0; i < 100; ++i)
            VERIFY_RESULT(
                (*producer)->send(record, {}, [&](const Result<kafka::Delivery>& r) { delivered += r ? 1 : 0; }));
        QCOMPARE(delivered, 0);
        (*producer)->stop(5000ms);
        QCOMPARE(delivered, 100);
    }

    void recordsOfAPartitionComeInOrderAndOnce_data()
    {
        QTest::addColumn<bool>("batches");
        QTest::addColumn<int>("workers");
        QTest::newRow("one by one") << false << 1;
        QTest::newRow("batches, two workers") << true << 2;
    }
    void recordsOfAPartitionComeInOrderAndOnce()
    {
        QFETCH(bool, batches);
        QFETCH(int, workers);
        produce(0, 2500, 0);
        produce(0, 2500, 1);
        Seen seen;
        std::atomic<size_t> largest{ 0 };
        auto settings = consumerSettings([&](const ConsumedRecord& record) {
            seen.add(record);
            return true;
        });
        settings.workers = workers;
        settings.maxPollRecords = 100;
        if (batches)
            settings.batchHandler = [&](std::span<const ConsumedRecord> records, std::span<Handled>) {
                largest = std::max(largest.load(), records.size());
                for (const auto& record : records)
                    seen.add(record);
            };
        auto consumer = started(std::move(settings));
        QTRY_COMPARE_WITH_TIMEOUT(seen.count(), 5000, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(consumer->stats().consumed, 5000u, Patience);
        std::map<Partition, qint64> last{ { Partition{ 0 }, -1 }, { Partition{ 1 }, -1 } };
        for (const Record& record : seen.records())
            QCOMPARE(record.offset.value, ++last[record.partition]);
        QVERIFY(largest <= 100);
        QCOMPARE(consumer->stats().failures, 0u);
    }

    void whatWasHandledIsNotGivenAgain_data()
    {
        QTest::addColumn<bool>("autoCommit");
        QTest::newRow("auto commit") << true;
        QTest::newRow("commit after each batch") << false;
    }
    void whatWasHandledIsNotGivenAgain()
    {
        QFETCH(bool, autoCommit);
        const auto settings = [&](Seen& seen) {
            auto made = consumerSettings([&seen](const ConsumedRecord& record) {
                seen.add(record);
                return true;
            });
            if (!autoCommit)
                made.group.autoCommitInterval.reset();
            return made;
        };
        produce(0, 20);
        Seen first;
        auto consumer = started(settings(first));
        QTRY_COMPARE_WITH_TIMEOUT(first.count(), 20, Patience);
        consumer->stop();
        QVERIFY(autoCommit || consumer->stats().commits > 0);
        produce(20, 5);
        Seen second;
        consumer = started(settings(second));
        QTRY_COMPARE_WITH_TIMEOUT(second.count(), 5, Patience);
        QCOMPARE(second.values(), (std::set<QByteArray>{ "20", "21", "22", "23", "24" }));
    }

    void aFailingRecordIsTriedAgainInItsPlaceWhileOtherPartitionsGoOn()
    {
        std::atomic<int> attempts{ 0 };
        std::atomic<bool> mended{ false };
        Seen seen;
        auto settings = consumerSettings([&](const ConsumedRecord& record) {
            if (record.ref.partition.value == 0 && record.ref.value.text() == "1" && !mended) {
                ++attempts;
                return false;
            }
            seen.add(record);
            return true;
        });
        settings.retries = 1000;
        settings.retryDelay = 10ms;
        produce(0, 3, 0);
        auto consumer = started(std::move(settings));
        QTRY_VERIFY_WITH_TIMEOUT(attempts >= 2, Patience);
        produce(100, 50, 1);
        QTRY_COMPARE_WITH_TIMEOUT(seen.count(), 51, Patience); // record 0 and the other partition
        QCOMPARE(seen.countOf("2"), 0); // not before the one in front of it
        mended = true;
        QTRY_COMPARE_WITH_TIMEOUT(seen.count(), 53, Patience);
        const auto all = seen.records();
        const auto place = [&](const char* value) {
            return std::ranges::find(all, std::optional(QByteArray(value)), &Record::value) - all.begin();
        };
        QVERIFY(place("1") < place("2"));
        QVERIFY(consumer->stats().retried >= 2);
        QCOMPARE(consumer->stats().deadLettered, 0u);
    }

    void aRecordThatCannotBeHandledIsDeadLetteredByteForByte_data()
    {
        QTest::addColumn<int>("how");
        QTest::addColumn<QByteArray>("errorClass");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("attempts");
        QTest::newRow("returns false") << 0 << QByteArray("processing") << QByteArray("the handler returned false")
                                       << QByteArray("3");
        QTest::newRow("throws") << 1 << QByteArray("processing") << QByteArray("the handler threw: no good")
                                << QByteArray("3");
        QTest::newRow("throws no exception")
            << 2 << QByteArray("processing") << QByteArray("the handler threw") << QByteArray("3");
        QTest::newRow("poison") << 3 << QByteArray("deserialization") << QByteArray("not JSON") << QByteArray("1");
    }
    void aRecordThatCannotBeHandledIsDeadLetteredByteForByte()
    {
        QFETCH(int, how);
        QFETCH(QByteArray, errorClass);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, attempts);
        QVERIFY(m_cluster.createTopic(deadLetters(), 2));
        Record bad;
        bad.topic = m_topic;
        bad.key = QByteArray("\x00\xff key", 6);
        bad.value = QByteArray("bad\x00\xfe", 5);
        bad.headers = { { "trace", QByteArray("\x01\x00\x02", 3) }, { "trace", std::nullopt },
            { "dlq.attempts", QByteArray("9") } };
        produce(0, 1, 1);
        VERIFY_RESULT(m_producer->send(bad, Partition{ 1 }).get());
        produce(2, 1, 1);
        Seen seen;
        auto consumer = started([&](const ConsumedRecord& record) -> Handled {
            if (record.ref.value.text().substr(0, 3) != "bad") {
                seen.add(record);
                return true;
            }
            switch (how) {
            case 0:
                return false;
            case 1:
                throw std::runtime_error("no good");
            case 2:
                throw 42; // NOLINT
            default:
                return Handled::poison(QStringLiteral("not JSON"));
            }
        });
        Seen letters;
        const auto reader = readLetters(letters);
        QTRY_COMPARE_WITH_TIMEOUT(letters.count(), 1, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(seen.count(), 2, Patience); // it goes on
        const Record letter = letters.records().front();
        QVERIFY(letter.key == bad.key);
        QVERIFY(letter.value == bad.value);
        QVERIFY(letter.headers.size() > 3);
        QVERIFY(std::equal(bad.headers.begin(), bad.headers.end(), letter.headers.begin()));
        QCOMPARE(letter.partition, Partition{ 1 });
        QCOMPARE(headerOf(letter, "dlq.original-topic"), m_topic.toUtf8());
        QCOMPARE(headerOf(letter, "dlq.original-partition"), QByteArray("1"));
        QCOMPARE(headerOf(letter, "dlq.original-offset"), QByteArray("1"));
        QVERIFY(headerOf(letter, "dlq.original-timestamp").toLongLong() > 1'600'000'000'000);
        QCOMPARE(headerOf(letter, "dlq.error-class"), errorClass);
        QCOMPARE(headerOf(letter, "dlq.error-message"), message);
        QCOMPARE(headerOf(letter, "dlq.attempts"), attempts);
        QCOMPARE(headerOf(letter, "dlq.consumer-group"), m_group.toUtf8());
        QCOMPARE(headerOf(letter, "dlq.consumer-id"), QByteArray("tester"));
        QVERIFY(headerOf(letter, "dlq.failed-at").endsWith('Z'));
        QCOMPARE(consumer->stats().deadLettered, 1u);
        consumer->stop();
        QCOMPARE(consumer->stats().consumed, 3u); // the dead letter, too
        Seen again;
        consumer = started([&](const ConsumedRecord& record) {
            again.add(record);
            return true;
        });
        produce(3, 1, 1);
        QTRY_COMPARE_WITH_TIMEOUT(again.count(), 1, Patience);
        QCOMPARE(again.countOf("3"), 1);
    }

    void theOffsetWaitsForTheDeadLetter()
    {
        m_cluster.withhold(deadLetters());
        produce(0, 3);
        Seen seen;
        const auto failing = [&](const ConsumedRecord& record) {
            if (record.ref.value.text() == "1")
                return false;
            seen.add(record);
            return true;
        };
        auto consumer = started(failing);
        QTRY_COMPARE_WITH_TIMEOUT(consumer->stats().stalled.size(), 1u, Patience);
        QVERIFY(consumer->stats().trouble);
        QVERIFY2(
            consumer->stats().lastError.contains(QLatin1String("is paused")), qPrintable(consumer->stats().lastError));
        QCOMPARE(seen.values(), std::set<QByteArray>{ "0" });
        consumer->stop();
        QCOMPARE(consumer->stats().deadLettered, 0u);
        // the offset did not move: the record comes again, and when the topic is there it goes on
        consumer = started(failing);
        QTRY_COMPARE_WITH_TIMEOUT(consumer->stats().stalled.size(), 1u, Patience);
        QCOMPARE(seen.countOf("0"), 1);
        QVERIFY(m_cluster.createTopic(deadLetters(), 2));
        Seen letters;
        const auto reader = readLetters(letters);
        QTRY_COMPARE_WITH_TIMEOUT(letters.count(), 1, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(seen.countOf("2"), 1, Patience);
        QVERIFY(consumer->stats().stalled.empty());
        QVERIFY(!consumer->stats().trouble);
    }

    void aBatchHandlerCanFailSingleRecords()
    {
        QVERIFY(m_cluster.createTopic(deadLetters(), 2));
        produce(0, 20);
        std::mutex mutex;
        std::map<QByteArray, int> calls;
        std::vector<QByteArray> done;
        auto settings = consumerSettings({});
        settings.batchHandler = [&](std::span<const ConsumedRecord> records, std::span<Handled> outcomes) {
            const std::lock_guard lock(mutex);
            for (size_t i = 0; i < records.size(); ++i) {
                const QByteArray value(records[i].ref.value.data, qsizetype(records[i].ref.value.size));
                const int attempt = ++calls[value];
                if (value == "5" && attempt < 3)
                    outcomes[i] = Handled::failed(QStringLiteral("not yet"));
                else if (value == "9")
                    outcomes[i] = Handled::poison(QStringLiteral("never"));
                else if (value == "13" && records.size() > 1)
                    throw std::runtime_error("not in company");
                else
                    done.push_back(value);
            }
        };
        auto consumer = started(std::move(settings));
        Seen letters;
        const auto reader = readLetters(letters);
        QTRY_COMPARE_WITH_TIMEOUT(consumer->stats().consumed, 20u, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(letters.count(), 1, Patience);
        QCOMPARE(letters.countOf("9"), 1);
        const std::lock_guard lock(mutex);
        for (int i = 0; i < 20; ++i)
            QVERIFY2(
                i == 9 || std::ranges::find(done, QByteArray::number(i)) != done.end(), qPrintable(QString::number(i)));
    }

    // what a record needs is away, e.g. the schema registry: no attempt, and the record stays where it is
    void aRecordThatWaitsForSomethingElseIsNeverDeadLettered()
    {
        produce(0, 3);
        produce(10, 3, 1);
        Seen seen;
        std::atomic<int> calls{ 0 };
        std::atomic<bool> back{ false };
        auto consumer = started([&](const ConsumedRecord& record) -> Handled {
            if (record.partition().partition == Partition{ 0 } && !back && ++calls)
                return Handled::later(QStringLiteral("the registry is away"));
            seen.add(record);
            return true;
        });
        QTRY_VERIFY_WITH_TIMEOUT(calls.load() > 5 && seen.count() == 3, Patience); // retries are 2
        auto stats = consumer->stats();
        QVERIFY(stats.trouble && stats.trouble->message.contains(QStringLiteral("the registry is away")));
        QVERIFY(stats.failures + stats.deadLettered + stats.deadLetterFailures == 0);
        back = true;
        QTRY_COMPARE_WITH_TIMEOUT(seen.count(), 6, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!consumer->stats().trouble, Patience);
    }

    void aGroupThatStartsAtTheEndSkipsNothingAfterwards()
    {
        produce(0, 5);
        Seen seen;
        const auto settings = [&] {
            auto made = consumerSettings([&](const ConsumedRecord& record) {
                seen.add(record);
                return true;
            });
            made.group.autoOffsetReset = QStringLiteral("latest");
            return made;
        };
        auto consumer = started(settings());
        QTRY_COMPARE_WITH_TIMEOUT(consumer->stats().assigned.size(), 2u, Patience);
        consumer.reset(); // before any record
        produce(5, 5);
        consumer = started(settings());
        QTRY_COMPARE_WITH_TIMEOUT(seen.count(), 5, Patience);
        QCOMPARE(seen.values(), (std::set<QByteArray>{ "5", "6", "7", "8", "9" }));
    }

    void aHandlerThatHangsLeavesItsPartitionsToOthers()
    {
        Latch latch;
        Seen seen;
        std::atomic<bool> hanging{ false };
        auto settings = consumerSettings([&](const ConsumedRecord& record) {
            if (!hanging.exchange(true))
                latch.wait();
            seen.add(record);
            return true;
        });
        settings.group.maxPollInterval = 700ms;
        produce(0, 3);
        auto consumer = started(std::move(settings));
        QTRY_VERIFY_WITH_TIMEOUT(hanging, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(consumer->stats().trouble, Patience);
        Seen other;
        auto second = started([&](const ConsumedRecord& record) {
            other.add(record);
            return true;
        });
        QTRY_COMPARE_WITH_TIMEOUT(other.count(), 3, Patience);
        latch.open();
        second.reset();
        produce(3, 1);
        QTRY_COMPARE_WITH_TIMEOUT(seen.countOf("3"), 1, Patience); // it came back
        QTRY_VERIFY_WITH_TIMEOUT(!consumer->stats().trouble, Patience);
    }

    void rebalancesLoseNothing()
    {
        Seen seen;
        const auto handler = [&](const ConsumedRecord& record) {
            seen.add(record);
            return true;
        };
        auto first = started(handler);
        produce(0, 300, 0);
        produce(300, 300, 1);
        auto second = started(handler);
        produce(600, 300, 0);
        QTRY_VERIFY_WITH_TIMEOUT(second->stats().assigned.size() == 1 && first->stats().assigned.size() == 1, Patience);
        produce(900, 300, 1);
        first->stop();
        produce(1200, 300, 0);
        QTRY_COMPARE_WITH_TIMEOUT(seen.values().size(), 1500u, Patience);
        // What was handled was committed before it was given up. The mock refuses commits while it rebalances.
        if (first->stats().commitFailures + second->stats().commitFailures == 0)
            QCOMPARE(seen.count(), 1500);
    }

    void partitionsCanBePausedAndSought()
    {
        Seen seen;
        auto consumer = started([&](const ConsumedRecord& record) {
            seen.add(record);
            return true;
        });
        produce(0, 3);
        QTRY_COMPARE_WITH_TIMEOUT(seen.count(), 3, Patience);
        const TopicPartition zero{ m_topic, Partition{ 0 } };
        consumer->pause({ zero });
        consumer->seek(zero, Offset{ 1 });
        consumer->resume({ zero });
        QTRY_COMPARE_WITH_TIMEOUT(seen.count(), 5, Patience);
        QCOMPARE(seen.countOf("0"), 1);
        QCOMPARE(seen.countOf("2"), 2);
        VERIFY_RESULT(consumer->commit());
    }
};

int spillway::test::runServiceFlow(FlowCluster& cluster, int argc, char** argv)
{
    ServiceFlow test(cluster);
    return runTest(test, argc, argv);
}

#include "serviceflow.moc"
