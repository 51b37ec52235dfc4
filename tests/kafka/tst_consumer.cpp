// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/consumer.h"
#include "tests/support/kafkafixtures.h"

#include <QRegularExpression>
#include <QTest>

using namespace spillway;
using namespace spillway::test;
using namespace std::chrono_literals;

namespace {

constexpr int Patience = 30'000;
using Clock = std::chrono::steady_clock;

/// Lines of the log as "category: text", warnings and worse, while it is there.
class Warnings {
public:
    Warnings()
    {
        s_lines.clear();
        s_before = qInstallMessageHandler([](QtMsgType type, const QMessageLogContext& context, const QString& text) {
            s_before(type, context, text);
            if (type == QtDebugMsg || type == QtInfoMsg)
                return;
            const std::lock_guard lock(s_mutex);
            s_lines.append(QString::fromLatin1(context.category) + QStringLiteral(": ") + text);
        });
    }
    ~Warnings() { qInstallMessageHandler(s_before); }
    Warnings(const Warnings&) = delete;
    Warnings& operator=(const Warnings&) = delete;
    static QStringList matching(const QString& pattern)
    {
        const std::lock_guard lock(s_mutex);
        return s_lines.filter(QRegularExpression(pattern));
    }

private:
    inline static std::mutex s_mutex;
    inline static QStringList s_lines;
    inline static QtMessageHandler s_before = nullptr;
};

} // namespace

/// When the consumer tries again, what it says of itself, and where it begins: what tst_serviceflow leaves open.
class ConsumerTest : public QObject {
    Q_OBJECT

    QString m_topic;
    QString m_group;
    std::shared_ptr<EventProducer> m_producer;

    ConsumerSettings settings(RecordHandler handler) const
    {
        ConsumerSettings made;
        made.id = QStringLiteral("tester");
        made.group.group = m_group;
        made.group.topics = QStringList{ m_topic };
        made.group.commitsStarts = true;
        made.group.autoCommitInterval = 200ms;
        made.group.sessionTimeout = 6000ms;
        made.group.heartbeatInterval = 500ms;
        made.handler = std::move(handler);
        made.retryDelay = 50ms;
        made.drain = 3000ms;
        return made;
    }
    std::unique_ptr<Consumer> started(ConsumerSettings how) const
    {
        auto made = Consumer::start(sharedBroker(), std::move(how), m_producer);
        if (!made)
            qFatal("no consumer: %s", qPrintable(toText(made.error())));
        return std::move(*made);
    }
    void produce(const QByteArray& value, int partition = 0) const
    {
        Record record;
        record.topic = m_topic;
        record.value = value;
        VERIFY_RESULT(m_producer->send(record, Partition{ partition }).get());
    }
    void makeTopicOf(int partitions)
    {
        m_topic = makeTopic(sharedBroker(), QStringLiteral("consumer"), partitions);
        QVERIFY(!m_topic.isEmpty());
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(!sharedBroker().bootstrapServers.isEmpty(), "no broker: run this by ./dev test");
        auto made = EventProducer::create(sharedBroker(), {});
        VERIFY_RESULT(made);
        m_producer = std::move(*made);
    }
    void init() { m_group = unique(QStringLiteral("group")); }
    void cleanupTestCase() { m_producer.reset(); }

    // R58: 200, 400, 800 ms, each ±20 %. Never sooner; later only as a machine under load is.
    void theWaitDoublesWithEachAttempt()
    {
        makeTopicOf(1);
        VERIFY_RESULT(adminFor(sharedBroker())->createTopic({ m_topic + QStringLiteral(".dead-letter"), 1, {}, {} }));
        produce("bad");
        std::mutex mutex;
        std::vector<Clock::time_point> attempts;
        std::vector<int> numbers;
        auto how = settings([&](const ConsumedRecord& record) {
            const std::lock_guard lock(mutex);
            attempts.push_back(Clock::now());
            numbers.push_back(record.attempt);
            return false;
        });
        how.retries = 3;
        how.retryDelay = 200ms;
        const auto consumer = started(std::move(how));
        QTRY_COMPARE_WITH_TIMEOUT(consumer->stats().deadLettered, 1u, Patience);
        const std::lock_guard lock(mutex);
        QCOMPARE(numbers, (std::vector<int>{ 1, 2, 3, 4 }));
        auto wait = 200ms;
        for (size_t i = 1; i < attempts.size(); ++i) {
            const auto gap = std::chrono::duration_cast<std::chrono::milliseconds>(attempts[i] - attempts[i - 1]);
            const QByteArray text = "gap " + QByteArray::number(qint64(i)) + ": " + QByteArray::number(gap.count());
            QVERIFY2(gap >= wait * 8 / 10, text.constData());
            QVERIFY2(gap <= wait * 12 / 10 + 3000ms, text.constData());
            wait *= 2;
        }
    }

    // R89: each attempt that fails is a line of the log, with the record's place and why
    void aFailureIsAWarningOfItsCategory()
    {
        makeTopicOf(1);
        produce("bad");
        const Warnings warnings;
        auto how = settings([&](const ConsumedRecord& record) -> Handled {
            if (record.attempt > 2)
                return true;
            return Handled::failed(QStringLiteral("the disk is full"));
        });
        const auto consumer = started(std::move(how));
        QTRY_COMPARE_WITH_TIMEOUT(consumer->stats().consumed, 1u, Patience);
        for (int attempt = 1; attempt <= 2; ++attempt) {
            const QString line
                = QStringLiteral("^kafka\\.consumer: Record %1:0:0 failed, attempt %2: the disk is full$")
                      .arg(QRegularExpression::escape(m_topic))
                      .arg(attempt);
            QCOMPARE(Warnings::matching(line).size(), 1);
        }
        QCOMPARE(consumer->stats().failures, 2u);
        QCOMPARE(consumer->stats().lastError, QStringLiteral("the disk is full"));
    }

    // R20, R88: the stack, where there is one, and the whole list of headers in its order
    void aDeadLetterHasItsStackWhereThereIsOne()
    {
        makeTopicOf(1);
        const QString letters = m_topic + QStringLiteral(".dead-letter");
        VERIFY_RESULT(adminFor(sharedBroker())->createTopic({ letters, 1, {}, {} }));
        produce("with");
        produce("without");
        auto how = settings([](const ConsumedRecord& record) -> Handled {
            if (record.ref.value.text() == "with")
                return Handled::failed(
                    QStringLiteral("no"), QStringLiteral("processing"), QString::fromUtf8("at größe()\nat main()"));
            return Handled::failed(QStringLiteral("no"));
        });
        how.retries = 0;
        const auto consumer = started(std::move(how));
        QTRY_COMPARE_WITH_TIMEOUT(consumer->stats().deadLettered, 2u, Patience);
        CheckingSink sink;
        sink.keepRecords = true;
        kafka::ReadRequest request;
        request.topics = QStringList{ letters };
        QVERIFY(readAll(sharedBroker(), request, sink));
        QCOMPARE(sink.kept().size(), size_t{ 2 });
        const auto names = [](const Record& record) {
            QByteArrayList list;
            for (const Header& header : record.headers)
                list.append(header.name);
            return list;
        };
        const QByteArrayList all{ "dlq.original-topic", "dlq.original-partition", "dlq.original-offset",
            "dlq.original-timestamp", "dlq.error-class", "dlq.error-message", "dlq.error-stack", "dlq.attempts",
            "dlq.consumer-group", "dlq.consumer-id", "dlq.failed-at" };
        QCOMPARE(names(sink.kept()[0]), all);
        QCOMPARE(sink.kept()[0].headers[6].value, std::optional(QByteArray("at größe()\nat main()")));
        QByteArrayList rest = all;
        rest.removeOne("dlq.error-stack");
        QCOMPARE(names(sink.kept()[1]), rest);
    }

    // R78: who loses partitions to another says so, with what helps, and counts it
    void aRebalanceIsSaidAndCounted()
    {
        makeTopicOf(2);
        const Warnings warnings;
        auto first = started(settings([](const ConsumedRecord&) { return true; }));
        QTRY_COMPARE_WITH_TIMEOUT(first->stats().assigned.size(), size_t{ 2 }, Patience);
        QCOMPARE(first->stats().rebalances, 1u);
        QCOMPARE(Warnings::matching(QStringLiteral("Consumer group rebalancing")).size(), 0);
        const auto second = started(settings([](const ConsumedRecord&) { return true; }));
        QTRY_VERIFY_WITH_TIMEOUT(first->stats().assigned.size() == 1 && second->stats().assigned.size() == 1, Patience);
        QVERIFY(first->stats().rebalances >= 2);
        const QStringList said = Warnings::matching(
            QStringLiteral("^kafka\\.consumer: Consumer group rebalancing: tester gives up 2 partitions"));
        QVERIFY(!said.isEmpty());
        QVERIFY2(said[0].contains(u"raise the session timeout or shorten the processing time"), qPrintable(said[0]));
    }

    // R21: auto.offset.reset=error refuses to guess; with a commit there is nothing to guess
    void withoutACommitErrorIsAnError()
    {
        makeTopicOf(1);
        produce("0");
        produce("1");
        std::atomic<int> handled{ 0 };
        const auto how = [&] {
            auto made = settings([&](const ConsumedRecord&) {
                ++handled;
                return true;
            });
            made.group.autoOffsetReset = QStringLiteral("error");
            return made;
        };
        auto consumer = started(how());
        QTRY_VERIFY_WITH_TIMEOUT(consumer->stats().trouble, Patience);
        QVERIFY2(
            consumer->stats().lastError.contains(u"No offset to begin at"), qPrintable(consumer->stats().lastError));
        QVERIFY(consumer->stats().failures >= 1);
        QCOMPARE(handled.load(), 0);
        consumer.reset();
        const auto admin = adminFor(sharedBroker());
        const auto before = admin->groups({ m_group });
        VERIFY_RESULT(before);
        QVERIFY(before->front().offsets.empty()); // it committed nothing either
        CommittedOffset commit;
        commit.partition = { m_topic, Partition{ 0 } };
        commit.offset = Offset{ 1 };
        QTRY_VERIFY_WITH_TIMEOUT(admin->commitOffsets(m_group, { commit }).has_value(), Patience);
        consumer = started(how());
        QTRY_COMPARE_WITH_TIMEOUT(consumer->stats().consumed, 1u, Patience);
        QCOMPARE(handled.load(), 1);
    }

    // Nothing of a topic that was deleted and made again under a running consumer is taken for a repeat.
    void aTopicThatIsMadeAnewIsReadFromItsBeginning()
    {
        makeTopicOf(1);
        std::mutex mutex;
        QList<QByteArray> seen;
        auto how = settings([&](const ConsumedRecord& record) {
            const std::lock_guard lock(mutex);
            seen.append(QByteArray(record.ref.value.data, qsizetype(record.ref.value.size)));
            return true;
        });
        how.group.autoOffsetReset = QStringLiteral("earliest");
        const auto consumer = started(std::move(how));
        const auto has = [&](const QByteArray& value) {
            const std::lock_guard lock(mutex);
            return seen.contains(value);
        };
        for (int i = 0; i < 20; ++i)
            produce("old-" + QByteArray::number(i));
        QTRY_VERIFY_WITH_TIMEOUT(has("old-19"), 20'000);
        const auto admin = adminFor(sharedBroker());
        VERIFY_RESULT(admin->deleteTopic(m_topic));
        VERIFY_RESULT(admin->createTopic({ m_topic, 1, {}, {} }));
        const auto producer = kafka::Producer::create(sharedBroker()); // the other one knows sequences of the old topic
        VERIFY_RESULT(producer);
        for (int i = 0; i < 5; ++i) {
            Record record;
            record.topic = m_topic;
            record.value = "new-" + QByteArray::number(i);
            VERIFY_RESULT((*producer)->send(record, Partition{ 0 }).get());
        }
        for (int i = 0; i < 5; ++i)
            QTRY_VERIFY2_WITH_TIMEOUT(has("new-" + QByteArray::number(i)), qPrintable(QString::number(i)), 60'000);
    }

    // The broker has the letter after the consumer was told to stop; another one would write it once more.
    void aLetterOnItsWayAtStopMovesTheOffset()
    {
        makeTopicOf(1);
        const QString letters = m_topic + QStringLiteral(".dead-letter");
        const auto admin = adminFor(sharedBroker());
        VERIFY_RESULT(admin->createTopic({ letters, 1, {}, {} }));
        EventProducerSettings slow;
        slow.producer.lingerMs = 1500;
        auto producer = EventProducer::create(sharedBroker(), slow);
        VERIFY_RESULT(producer);
        const std::shared_ptr<EventProducer> shared = std::move(*producer);
        produce("bad");
        std::atomic<int> calls{ 0 };
        auto how = settings([&](const ConsumedRecord&) {
            ++calls;
            return Handled::poison(QStringLiteral("no"));
        });
        how.group.autoOffsetReset = QStringLiteral("earliest");
        auto consumer = Consumer::start(sharedBroker(), how, shared);
        VERIFY_RESULT(consumer);
        QTRY_COMPARE_WITH_TIMEOUT(calls.load(), 1, 20'000);
        (*consumer)->stop();
        QCOMPARE((*consumer)->stats().deadLettered, quint64{ 1 });
        const auto groups = admin->groups(QStringList{ m_group });
        VERIFY_RESULT(groups);
        QVERIFY(!groups->front().offsets.empty());
        QCOMPARE(groups->front().offsets.front().offset, std::optional(Offset{ 1 }));
    }

    // a partition that waits for something else holds no more than this
    void aBatchIsBoundedInBytesToo()
    {
        makeTopicOf(1);
        std::mutex mutex;
        std::vector<size_t> batches;
        size_t records = 0;
        ConsumerSettings how = settings({});
        how.batchHandler = [&](std::span<const ConsumedRecord> batch, std::span<Handled> outcomes) {
            const std::lock_guard lock(mutex);
            batches.push_back(batch.size());
            records += batch.size();
            std::ranges::fill(outcomes, Handled(true));
        };
        how.group.autoOffsetReset = QStringLiteral("earliest");
        for (int i = 0; i < 20; ++i)
            produce(QByteArray(400'000, 'x'));
        const auto consumer = started(std::move(how));
        const auto all = [&] {
            const std::lock_guard lock(mutex);
            return records == 20;
        };
        QTRY_VERIFY_WITH_TIMEOUT(all(), 20'000);
        const std::lock_guard lock(mutex);
        QVERIFY(std::ranges::max(batches) <= 3); // 1 MiB is reached with the third
        QVERIFY(std::ranges::max(batches) > 1);
    }

    // R21: under latest, too, a partition that was added while nobody read loses none of its records
    void partitionsThatAreAddedStartAtTheirBeginning()
    {
        makeTopicOf(1);
        produce("before");
        std::mutex mutex;
        std::set<QByteArray> values;
        const auto how = [&] {
            auto made = settings([&](const ConsumedRecord& record) {
                const std::lock_guard lock(mutex);
                values.insert(QByteArray(record.ref.value.data, qsizetype(record.ref.value.size)));
                return true;
            });
            made.group.autoOffsetReset = QStringLiteral("latest");
            return made;
        };
        const auto seen = [&] {
            const std::lock_guard lock(mutex);
            return values;
        };
        auto consumer = started(how());
        QTRY_COMPARE_WITH_TIMEOUT(consumer->stats().assigned.size(), size_t{ 1 }, Patience);
        produce("while");
        QTRY_COMPARE_WITH_TIMEOUT(seen(), std::set<QByteArray>{ "while" }, Patience);
        consumer.reset();
        QVERIFY(kafkaTool({ QStringLiteral("org.apache.kafka.tools.TopicCommand"), QStringLiteral("--bootstrap-server"),
            sharedBroker().bootstrapServers, QStringLiteral("--alter"), QStringLiteral("--topic"), m_topic,
            QStringLiteral("--partitions"), QStringLiteral("2") }));
        auto fresh = EventProducer::create(sharedBroker(), {}); // the other one does not know the partition yet
        VERIFY_RESULT(fresh);
        Record record;
        record.topic = m_topic;
        record.value = QByteArray("added");
        VERIFY_RESULT((*fresh)->send(record, Partition{ 1 }).get());
        consumer = started(how());
        QTRY_COMPARE_WITH_TIMEOUT(seen(), (std::set<QByteArray>{ "while", "added" }), Patience);
    }
};

SPILLWAY_KAFKA_TEST_MAIN(ConsumerTest)
#include "tst_consumer.moc"
