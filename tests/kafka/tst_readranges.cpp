// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/producer.h"
#include "tests/support/kafkafixtures.h"

#include <QElapsedTimer>
#include <QTest>

using namespace spillway;
using namespace spillway::test;
using kafka::Milliseconds;
using kafka::PartitionEvent;
using kafka::ReadFrom;
using kafka::ReadRequest;
using kafka::ReadTo;

namespace {

ReadRequest requestFor(const QStringList& topics, ReadFrom from = {}, ReadTo to = {})
{
    ReadRequest request;
    request.topics = topics;
    request.from = from;
    request.to = to;
    return request;
}

} // namespace

class ReadRangesTest : public QObject {
    Q_OBJECT

    ConnectionSettings m_settings;

private slots:
    void initTestCase()
    {
        m_settings = sharedBroker();
        if (m_settings.bootstrapServers.isEmpty())
            QFAIL("SPILLWAY_TEST_BOOTSTRAP names no broker: run this by ./dev test");
    }

    // --- ranges ---

    void ranges_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<qint64>("fromValue");
        QTest::addColumn<int>("to");
        QTest::addColumn<qint64>("toValue");
        QTest::addColumn<qint64>("first"); // -1: nothing is read
        QTest::addColumn<qint64>("last");
        using From = ReadFrom::Kind;
        using To = ReadTo::Kind;
        const auto row = [](const char* name, ReadFrom from, ReadTo to, qint64 first, qint64 last) {
            QTest::newRow(name) << int(from.kind) << from.value << int(to.kind) << to.value << first << last;
        };
        // one partition: 0..99, DeleteRecords before 10; record i has the time 1,000,000 + i * 1000
        row("all", { From::Beginning }, { To::End }, 10, 99);
        row("to offset", { From::Beginning }, { To::Offset, 20 }, 10, 19);
        row("to offset beyond", { From::Beginning }, { To::Offset, 5000 }, 10, 99);
        row("to offset before", { From::Beginning }, { To::Offset, 3 }, -1, -1);
        row("to time", { From::Beginning }, { To::Time, 1'030'000 }, 10, 29);
        row("to time beyond", { From::Beginning }, { To::Time, 9'000'000'000'000 }, 10, 99);
        row("end", { From::End }, { To::End }, -1, -1);
        row("offset", { From::Offset, 60 }, { To::End }, 60, 99);
        row("offset span", { From::Offset, 60 }, { To::Offset, 61 }, 60, 60);
        row("offset below", { From::Offset, 2 }, { To::End }, 10, 99);
        row("offset beyond", { From::Offset, 5000 }, { To::End }, -1, -1);
        row("time", { From::Time, 1'050'000 }, { To::End }, 50, 99);
        row("time between", { From::Time, 1'050'500 }, { To::Time, 1'060'000 }, 51, 59);
        row("time beyond", { From::Time, 9'000'000'000'000 }, { To::End }, -1, -1);
        row("last 7", { From::LastN, 7 }, { To::End }, 93, 99);
        row("last 0", { From::LastN, 0 }, { To::End }, -1, -1);
        row("last more than there are", { From::LastN, 1'000'000 }, { To::End }, 10, 99);
        row("follow all", { From::Beginning }, { To::Follow }, 10, 99);
        row("follow offset", { From::Offset, 98 }, { To::Follow }, 98, 99);
        row("follow time", { From::Time, 1'097'000 }, { To::Follow }, 97, 99);
        row("follow last 3", { From::LastN, 3 }, { To::Follow }, 97, 99);
        row("follow end", { From::End }, { To::Follow }, -1, -1);
        row("follow beyond", { From::Offset, 5000 }, { To::Follow }, -1, -1);
    }
    void ranges()
    {
        static QString topic;
        if (topic.isEmpty()) {
            // its records are from 1970: retention must not take them away
            topic = makeTopic(
                m_settings, QStringLiteral("ranges"), 1, { { QStringLiteral("retention.ms"), QStringLiteral("-1") } });
            QVERIFY(produceTimed(m_settings, topic, 100, 1'000'000, 1000));
            QVERIFY(deleteRecords(m_settings, topic, 0, 10));
        }
        QFETCH(int, from);
        QFETCH(qint64, fromValue);
        QFETCH(int, to);
        QFETCH(qint64, toValue);
        QFETCH(qint64, first);
        QFETCH(qint64, last);
        CheckingSink sink;
        const auto request = requestFor({ topic }, { ReadFrom::Kind(from), fromValue }, { ReadTo::Kind(to), toValue });
        const Reading reading = startReading(m_settings, request, sink);
        QVERIFY2(reading.reader, reading.error ? qPrintable(toText(*reading.error)) : "");
        const bool follow = request.to.kind == ReadTo::Kind::Follow;
        if (follow) {
            QTRY_COMPARE(sink.eventsOf(PartitionEvent::Kind::ReachedEnd), 1);
            QCOMPARE(sink.readersFinished(), 0);
            reading.reader->stop();
        }
        QVERIFY(reading.reader->wait(Milliseconds(5000)));
        const auto seen = sink.seen(Partition{ 0 });
        QCOMPARE(seen.first, first);
        QCOMPARE(seen.last, last);
        QCOMPARE(seen.records, first < 0 ? 0 : last - first + 1);
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::ReachedEnd), 1);
        const bool expired = from == int(ReadFrom::Kind::Offset) && fromValue < 10;
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::Gap), expired ? 1 : 0);
        if (expired) {
            QCOMPARE(seen.events.front().from, Offset{ 2 });
            QCOMPARE(seen.events.front().to, Offset{ 10 });
        }
        QCOMPARE(sink.complaint(), QString());
        QVERIFY(sink.errors().empty());
    }

    void startsMapReadsExactlyThosePartitions()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("starts"), 4);
        QVERIFY(produceNumbered(m_settings, topic, 40, 4));
        auto request = requestFor({ topic });
        request.starts = { { { topic, Partition{ 1 } }, Offset{ 3 } }, { { topic, Partition{ 3 } }, Offset{ 9 } } };
        CheckingSink sink;
        QVERIFY(readAll(m_settings, request, sink));
        QCOMPARE(sink.seen(Partition{ 0 }).records, 0);
        QCOMPARE(sink.seen(Partition{ 1 }).first, 3);
        QCOMPARE(sink.seen(Partition{ 1 }).records, 7);
        QCOMPARE(sink.seen(Partition{ 3 }).records, 1);
        QCOMPARE(sink.total(), 8);

        request.starts = { { { topic, Partition{ 1 } }, Offset{ 3 } }, { { topic, Partition{ 7 } }, Offset{ 0 } } };
        const Reading reading = startReading(m_settings, request, sink);
        QVERIFY(reading.error);
        QCOMPARE(reading.error->code, ErrorCode::NotFound);
        QVERIFY2(reading.error->message.contains(topic + QStringLiteral("/7")), qPrintable(reading.error->message));
    }

    void chosenPartitionsOnly()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("chosen"), 4);
        QVERIFY(produceNumbered(m_settings, topic, 40, 4));
        auto request = requestFor({ topic });
        request.partitions = { Partition{ 2 }, Partition{ 0 } };
        CheckingSink sink;
        QVERIFY(readAll(m_settings, request, sink));
        QCOMPARE(sink.total(), 20);
        QCOMPARE(sink.seen(Partition{ 1 }).records, 0);
        request.partitions = { Partition{ 2 }, Partition{ 44 } };
        const Reading reading = startReading(m_settings, request, sink);
        QVERIFY(reading.error);
        QVERIFY2(reading.error->message.contains(QLatin1String("44")), qPrintable(reading.error->message));
    }

    void unknownTopicIsNamed()
    {
        const QString known = makeTopic(m_settings, QStringLiteral("known"), 1);
        const QString unknown = unique(QStringLiteral("unknown"));
        CheckingSink sink;
        const Reading reading = startReading(m_settings, requestFor({ known, unknown }), sink);
        QVERIFY(reading.error);
        QCOMPARE(reading.error->code, ErrorCode::NotFound);
        QVERIFY(reading.error->message.contains(unknown) && !reading.error->message.contains(known));
    }

    void sameTopicTwiceIsReadOnce()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("twice"), 2);
        QVERIFY(produceNumbered(m_settings, topic, 10, 2));
        CheckingSink sink;
        QVERIFY(readAll(m_settings, requestFor({ topic, topic }), sink));
        QCOMPARE(sink.total(), 10);
        QCOMPARE(sink.complaint(), QString());
    }

    void emptyTopicEndsAtOnce()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("empty"), 20);
        CheckingSink sink;
        QElapsedTimer timer;
        timer.start();
        QVERIFY(readAll(m_settings, requestFor({ topic }), sink));
        QVERIFY2(timer.elapsed() < 1500, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::ReachedEnd), 20);
        QCOMPARE(sink.total(), 0);
        QCOMPARE(sink.readersFinished(), 1);
    }

    // --- ends that are not records ---

    void compactedTopicEndsThoughItsLastOffsetsAreGaps()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("compacted"), 1,
            { { QStringLiteral("cleanup.policy"), QStringLiteral("compact") },
                { QStringLiteral("segment.ms"), QStringLiteral("100") },
                { QStringLiteral("min.cleanable.dirty.ratio"), QStringLiteral("0.01") },
                { QStringLiteral("delete.retention.ms"), QStringLiteral("0") } });
        auto producer = kafka::Producer::create(m_settings);
        QVERIFY(producer);
        const auto put = [&](const QByteArray& key, std::optional<QByteArray> value) {
            Record record;
            record.topic = topic;
            record.key = key;
            record.value = std::move(value);
            return (*producer)->send(record).get().has_value();
        };
        qint64 produced = 0;
        const auto gapsSeen = [&] {
            // a new segment comes only with a new record, so that cleaning has something behind the active one
            for (int i = 0; i < 20; ++i, ++produced)
                if (!put("k" + QByteArray::number(i % 3), "v" + QByteArray::number(produced)))
                    return false;
            CheckingSink sink;
            if (!readAll(m_settings, requestFor({ topic }), sink, Milliseconds(5000)))
                return false;
            return sink.total() < produced && sink.eventsOf(PartitionEvent::Kind::ReachedEnd) == 1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(gapsSeen(), 40000);
        // bounded by an offset that lies in a gap: ends there, not at the next record
        auto request = requestFor({ topic }, {}, { ReadTo::Kind::Offset, 5 });
        CheckingSink sink;
        QVERIFY(readAll(m_settings, request, sink, Milliseconds(5000)));
        QVERIFY(sink.seen(Partition{ 0 }).last < 5);
    }

    void deletedToTheEndIsEmpty()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("emptied"), 1);
        QVERIFY(produceNumbered(m_settings, topic, 10, 1));
        QVERIFY(deleteRecords(m_settings, topic, 0, 10));
        CheckingSink sink;
        QVERIFY(readAll(m_settings, requestFor({ topic }), sink, Milliseconds(5000)));
        QCOMPARE(sink.total(), 0);
    }

    void topicThatEndsInMarkersEnds_data()
    {
        QTest::addColumn<bool>("committed");
        QTest::addColumn<bool>("readCommitted");
        QTest::addColumn<qint64>("records");
        QTest::newRow("commit, uncommitted") << true << false << qint64{ 8 };
        QTest::newRow("commit, committed") << true << true << qint64{ 8 };
        QTest::newRow("abort, uncommitted") << false << false << qint64{ 8 };
        QTest::newRow("abort, committed") << false << true << qint64{ 3 };
    }
    void topicThatEndsInMarkersEnds()
    {
        QFETCH(bool, committed);
        QFETCH(bool, readCommitted);
        QFETCH(qint64, records);
        const QString topic = makeTopic(m_settings, QStringLiteral("markers"), 1);
        QVERIFY(produceNumbered(m_settings, topic, 3, 1));
        Transaction transaction(m_settings, topic, 0, 5);
        QVERIFY(committed ? transaction.commit() : transaction.abort());
        QTRY_COMPARE(lastStable(topic), Offset{ 9 });
        auto request = requestFor({ topic });
        request.readCommitted = readCommitted;
        CheckingSink sink;
        QVERIFY(readAll(m_settings, request, sink, Milliseconds(5000)));
        QCOMPARE(sink.total(), records);
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::ReachedEnd), 1);
        QCOMPARE(sink.seen(Partition{ 0 }).events.back().to, Offset{ 9 });
    }

    void openTransactionBlocksAReadCommittedReading()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("open"), 2);
        QVERIFY(produceNumbered(m_settings, topic, 4, 2));
        Transaction transaction(m_settings, topic, 0, 5);
        QVERIFY(transaction.open());
        QVERIFY(produceNumbered(m_settings, topic, 2, 1)); // committed, but behind the open one
        auto request = requestFor({ topic });
        CheckingSink all;
        QVERIFY(readAll(m_settings, request, all, Milliseconds(5000))); // uncommitted sees everything
        QCOMPARE(all.total(), 11);

        request.readCommitted = true;
        CheckingSink stopping;
        QVERIFY(readAll(m_settings, request, stopping, Milliseconds(5000)));
        QCOMPARE(stopping.total(), 4);
        QCOMPARE(stopping.eventsOf(PartitionEvent::Kind::BlockedByTransaction), 1);
        const auto event = stopping.seen(Partition{ 0 }).events.back();
        QCOMPARE(event.kind, PartitionEvent::Kind::BlockedByTransaction);
        QCOMPARE(event.from, Offset{ 2 });
        QCOMPARE(event.to, Offset{ 9 });

        request.stopAtOpenTransaction = false;
        CheckingSink waiting;
        const Reading reading = startReading(m_settings, request, waiting);
        QVERIFY(reading.reader);
        QTRY_COMPARE(waiting.eventsOf(PartitionEvent::Kind::BlockedByTransaction), 1);
        QVERIFY(!reading.reader->wait(Milliseconds(300)));
        QVERIFY(transaction.commit());
        QVERIFY(reading.reader->wait(Milliseconds(5000)));
        QCOMPARE(waiting.total(), 11);
        QCOMPARE(waiting.eventsOf(PartitionEvent::Kind::ReachedEnd), 2);
        QCOMPARE(waiting.complaint(), QString());
    }

    void growingTopicEndsWhereItEndedWhenReadingBegan()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("growing"), 2);
        QVERIFY(produceNumbered(m_settings, topic, 1000, 2));
        CheckingSink sink;
        auto request = requestFor({ topic });
        auto ranges = kafka::RecordReader::resolve(*adminFor(m_settings), request);
        QVERIFY(ranges);
        QVERIFY(produceNumbered(m_settings, topic, 5000, 2));
        auto reader = kafka::RecordReader::start(m_settings, request, *ranges, sink);
        QVERIFY(reader);
        QVERIFY((*reader)->wait(Milliseconds(10000)));
        QCOMPARE(sink.total(), 1000);
        QCOMPARE(sink.seen(Partition{ 0 }).last, 499);
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::ReachedEnd), 2);
    }

private:
    std::optional<Offset> lastStable(const QString& topic) const
    {
        const auto admin = adminFor(m_settings);
        const auto metadata = admin->metadata();
        if (!metadata)
            return std::nullopt;
        const auto marks = admin->watermarks({ { topic, Partition{ 0 } } }, *metadata, true);
        return marks ? (*marks)[0].lastStable : std::nullopt;
    }
};

SPILLWAY_KAFKA_TEST_MAIN(ReadRangesTest)
#include "tst_readranges.moc"
