// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/producer.h"
#include "tests/support/kafkafixtures.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <thread>

using namespace spillway;
using namespace spillway::test;
using kafka::Milliseconds;
using kafka::PartitionEvent;
using kafka::ReadFrom;
using kafka::ReadRequest;
using kafka::ReadTo;
using kafka::RecordSink;

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

class RecordReaderTest : public QObject {
    Q_OBJECT

    ConnectionSettings m_settings;

    bool deleteTopic(const QString& topic) const { return adminFor(m_settings)->deleteTopic(topic).has_value(); }

private slots:
    void initTestCase()
    {
        m_settings = sharedBroker();
        if (m_settings.bootstrapServers.isEmpty())
            QFAIL("SPILLWAY_TEST_BOOTSTRAP names no broker: run this by ./dev test");
    }

    // --- delivery ---

    void everyRecordComesExactlyOnceThroughPauses()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("pauses"), 6);
        QVERIFY(produceNumbered(m_settings, topic, 200'000, 6, 100));
        const auto ended = [&](const ReadRequest& request, bool fromOutside) {
            CheckingSink sink;
            std::atomic<int> pauses{ 0 };
            QRandomGenerator chance(4711);
            std::mutex chanceMutex;
            sink.answer = [&](std::span<const kafka::RecordRef>) {
                const std::lock_guard lock(chanceMutex);
                if (fromOutside || chance.bounded(20) != 0)
                    return RecordSink::Answer::Continue;
                ++pauses;
                return RecordSink::Answer::Pause;
            };
            const Reading reading = startReading(m_settings, request, sink);
            if (!reading.reader)
                return QStringLiteral("did not start");
            std::jthread meddler([&](const std::stop_token& stop) {
                std::mutex mutex;
                std::condition_variable_any wake;
                QRandomGenerator when(11);
                while (!stop.stop_requested()) {
                    // long pauses (beyond the 300 ms after which fetching itself stops) and short ones
                    if (fromOutside) {
                        reading.reader->pause();
                        ++pauses;
                    }
                    std::unique_lock lock(mutex);
                    wake.wait_for(
                        lock, stop, Milliseconds(when.bounded(6) == 0 ? 400 : when.bounded(15)), [] { return false; });
                    reading.reader->resume();
                    wake.wait_for(lock, stop, Milliseconds(when.bounded(40)), [] { return false; });
                }
                reading.reader->resume();
            });
            const bool follow = request.to.kind == ReadTo::Kind::Follow;
            QElapsedTimer timer;
            timer.start();
            while (timer.elapsed() < 60000 && !reading.reader->wait(Milliseconds(20)))
                if (follow && sink.total() >= 200'000)
                    reading.reader->stop();
            meddler.request_stop();
            meddler.join();
            if (!reading.reader->wait(Milliseconds(5000)))
                return QStringLiteral("did not end after %1 records, %2 pauses").arg(sink.total()).arg(pauses);
            for (int p = 0; p < 6; ++p) {
                const auto seen = sink.seen(Partition{ p });
                const qint64 wanted = 200'000 / 6 + (p < 200'000 % 6 ? 1 : 0);
                if (seen.records != wanted || seen.first != 0 || seen.last != wanted - 1)
                    return QStringLiteral("partition %1: %2 records %3..%4, wanted %5")
                        .arg(p)
                        .arg(seen.records)
                        .arg(seen.first)
                        .arg(seen.last)
                        .arg(wanted);
            }
            if (pauses < 3)
                return QStringLiteral("only %1 pauses").arg(pauses);
            return sink.complaint();
        };
        QCOMPARE(ended(requestFor({ topic }), false), QString());
        QCOMPARE(ended(requestFor({ topic }), true), QString());
        QCOMPARE(ended(requestFor({ topic }, {}, { ReadTo::Kind::Follow }), false), QString());
    }

    void pauseHoldsUntilResume()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("held"), 1);
        QVERIFY(produceNumbered(m_settings, topic, 50'000, 1));
        CheckingSink sink;
        std::atomic<int> calls{ 0 };
        sink.answer = [&](std::span<const kafka::RecordRef>) {
            return ++calls == 1 ? RecordSink::Answer::Pause : RecordSink::Answer::Continue;
        };
        const Reading reading = startReading(m_settings, requestFor({ topic }), sink);
        QVERIFY(reading.reader);
        QTRY_COMPARE(calls.load(), 1);
        QVERIFY(!reading.reader->wait(Milliseconds(700)));
        QCOMPARE(calls.load(), 1);
        reading.reader->resume();
        QVERIFY(reading.reader->wait(Milliseconds(10000)));
        QCOMPARE(sink.total(), 50'000);
    }

    void stopFromTheSinkEndsTheWholeReading()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("enough"), 3);
        QVERIFY(produceNumbered(m_settings, topic, 60'000, 3));
        CheckingSink sink;
        auto request = requestFor({ topic });
        request.maxReaders = 1;
        std::atomic<int> calls{ 0 };
        sink.answer = [&](std::span<const kafka::RecordRef>) {
            ++calls;
            return RecordSink::Answer::Stop;
        };
        QVERIFY(readAll(m_settings, request, sink, Milliseconds(3000)));
        QCOMPARE(calls.load(), 1);
        QVERIFY(sink.total() < 60'000);
        QCOMPARE(sink.readersFinished(), 1);
    }

    void stopEndsAFollowingReadingSoon()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("followed"), 3);
        CheckingSink sink;
        const Reading reading = startReading(m_settings, requestFor({ topic }, {}, { ReadTo::Kind::Follow }), sink);
        QVERIFY(reading.reader);
        QTRY_COMPARE(sink.eventsOf(PartitionEvent::Kind::ReachedEnd), 3);
        QElapsedTimer timer;
        timer.start();
        reading.reader->stop();
        QVERIFY2(timer.elapsed() < 50, "stop() blocks");
        QVERIFY(reading.reader->wait(Milliseconds(2000)));
        QVERIFY2(timer.elapsed() < 700, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(sink.readersFinished(), reading.reader->readers());
    }

    void destructionWhilePausedOrInMidstreamIsPrompt()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("dropped"), 3);
        QVERIFY(produceNumbered(m_settings, topic, 60'000, 3));
        for (const bool paused : { true, false }) {
            CheckingSink sink;
            sink.answer = [&](std::span<const kafka::RecordRef>) {
                return paused ? RecordSink::Answer::Pause : RecordSink::Answer::Continue;
            };
            Reading reading = startReading(m_settings, requestFor({ topic }, {}, { ReadTo::Kind::Follow }), sink);
            QVERIFY(reading.reader);
            QTRY_VERIFY(sink.total() > 0);
            if (paused)
                QVERIFY(!reading.reader->wait(Milliseconds(400)));
            QElapsedTimer timer;
            timer.start();
            reading.reader.reset();
            QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        }
    }

    void destructionIsPromptWhileTheBrokerHangs()
    {
        SilentListener silent;
        CheckingSink sink;
        const auto request = requestFor({ QStringLiteral("anything") }, {}, { ReadTo::Kind::Follow });
        kafka::PartitionRange range; // as if resolved before the broker began to hang
        range.start = Offset{ 5 };
        range.high = Offset{ 9 };
        auto reader = kafka::RecordReader::start(silent.settings(), request, { range }, sink);
        QVERIFY(reader);
        QTRY_VERIFY(silent.connections() > 0);
        QElapsedTimer timer;
        timer.start();
        reader->reset();
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    }

    // --- trouble ---

    void partitionWithAnErrorFailsAlone()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("partly"), 2);
        QVERIFY(produceNumbered(m_settings, topic, 10, 2));
        auto ranges = kafka::RecordReader::resolve(*adminFor(m_settings), requestFor({ topic }));
        QVERIFY(ranges && ranges->size() == 2);
        (*ranges)[0].error = Error{ .message = QStringLiteral("no leader"), .hint = {} };
        CheckingSink sink;
        auto reader = kafka::RecordReader::start(m_settings, requestFor({ topic }), *ranges, sink);
        QVERIFY(reader && (*reader)->wait(Milliseconds(5000)));
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::Failed), 1);
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::ReachedEnd), 1);
        QCOMPARE(sink.total(), 5);
    }

    void recordsThatExpireBeforeTheyAreReadAreAGap()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("expired"), 1);
        QVERIFY(produceNumbered(m_settings, topic, 100, 1));
        const auto request = requestFor({ topic });
        auto ranges = kafka::RecordReader::resolve(*adminFor(m_settings), request);
        QVERIFY(ranges);
        QVERIFY(deleteRecords(m_settings, topic, 0, 40)); // after resolving
        CheckingSink sink;
        auto reader = kafka::RecordReader::start(m_settings, request, *ranges, sink);
        QVERIFY(reader && (*reader)->wait(Milliseconds(10000)));
        const auto seen = sink.seen(Partition{ 0 });
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::Gap), 1);
        QCOMPARE(seen.events.front().from, Offset{ 0 });
        QCOMPARE(seen.events.front().to, Offset{ 40 });
        QCOMPARE(seen.first, 40);
        QCOMPARE(seen.records, 60);
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::Failed), 0);
    }

    void recreatedTopicThatIsShorterDoesNotHang()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("recreated"), 1);
        QVERIFY(produceNumbered(m_settings, topic, 100, 1));
        const auto request = requestFor({ topic });
        auto ranges = kafka::RecordReader::resolve(*adminFor(m_settings), request);
        QVERIFY(ranges);
        (*ranges)[0].end = Offset{ 200 }; // as if a longer log had been there when reading began
        CheckingSink sink;
        auto reader = kafka::RecordReader::start(m_settings, request, *ranges, sink);
        QVERIFY(reader && (*reader)->wait(Milliseconds(15000)));
        QCOMPARE(sink.total(), 100);
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::Failed), 1);
        QCOMPARE(sink.seen(Partition{ 0 }).events.back().error->code, ErrorCode::Protocol);
    }

    void deletedTopicFailsWhileTheOtherGoesOn()
    {
        const QString doomed = makeTopic(m_settings, QStringLiteral("doomed"), 2);
        const QString other = makeTopic(m_settings, QStringLiteral("other"), 1);
        QVERIFY(produceNumbered(m_settings, doomed, 10, 2));
        CheckingSink sink;
        auto request = requestFor({ doomed, other }, {}, { ReadTo::Kind::Follow });
        request.maxReaders = 1;
        const Reading reading = startReading(m_settings, request, sink);
        QVERIFY(reading.reader);
        QTRY_COMPARE(sink.eventsOf(PartitionEvent::Kind::ReachedEnd), 3);
        QVERIFY(deleteTopic(doomed));
        QTRY_COMPARE_WITH_TIMEOUT(sink.eventsOf(PartitionEvent::Kind::Failed), 2, 30000);
        const auto event = sink.seen(Partition{ 0 }, 0).events.back();
        QCOMPARE(event.kind, PartitionEvent::Kind::Failed);
        QVERIFY(event.error);
        QVERIFY2(event.error->code == ErrorCode::NotFound, qPrintable(toText(*event.error)));
        QVERIFY(produceNumbered(m_settings, other, 7, 1));
        QTRY_COMPARE(sink.seen(Partition{ 0 }, 1).records, 7);
        QCOMPARE(sink.complaint(), QString());
    }

    void killedBrokerIsReportedAndReadingGoesOn()
    {
        OwnBroker broker(QStringLiteral("tst-recordreader"));
        const ConnectionSettings settings = broker.start(true);
        QVERIFY(!settings.bootstrapServers.isEmpty());
        const QString topic = makeTopic(settings, QStringLiteral("survivor"), 3);
        QVERIFY(produceNumbered(settings, topic, 3000, 3));
        CheckingSink sink;
        const Reading reading = startReading(settings, requestFor({ topic }, {}, { ReadTo::Kind::Follow }), sink);
        QVERIFY(reading.reader);
        QTRY_COMPARE(sink.total(), 3000);
        QVERIFY(broker.stop(true));
        QTRY_VERIFY_WITH_TIMEOUT(!sink.errors().empty(), 10000);
        QVERIFY2(sink.errors().front().retriable, qPrintable(toText(sink.errors().front())));
        QVERIFY(!broker.start(false).bootstrapServers.isEmpty());
        QVERIFY(produceNumbered(settings, topic, 3000, 3));
        QTRY_COMPARE_WITH_TIMEOUT(sink.total(), 6000, 30000);
        for (int p = 0; p < 3; ++p) {
            QCOMPARE(sink.seen(Partition{ p }).records, 2000);
            QCOMPARE(sink.seen(Partition{ p }).last, 1999);
        }
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::Failed), 0);
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::Gap), 0);
        QCOMPARE(sink.complaint(), QString());
    }

    // --- records ---

    void recordsComeByteForByte()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("bytes"), 1);
        const QByteArray hostile("\xff\xfe\x00\x1b[31m\xe2\x80\xae <b>\xc3(", 17);
        std::vector<Record> sent;
        const auto add
            = [&](std::optional<QByteArray> key, std::optional<QByteArray> value, std::vector<Header> headers = {}) {
                  Record record;
                  record.key = std::move(key);
                  record.value = std::move(value);
                  record.headers = std::move(headers);
                  sent.push_back(std::move(record));
              };
        add(std::nullopt, std::nullopt);
        add(QByteArray(""), QByteArray(""));
        add(QByteArray("key"), std::nullopt);
        add(std::nullopt, QByteArray("value"));
        add(hostile, hostile, { { hostile.left(2) + hostile.mid(3), hostile } });
        add(QByteArray("big"), QByteArray(5'000'000, 'x'));
        add(QByteArray("h"), QByteArray("v"),
            { { "same", QByteArray("1") }, { "same", QByteArray("2") }, { "same", std::nullopt },
                { "empty", QByteArray("") }, { "", QByteArray("nameless") } });
        std::vector<Header> many;
        many.reserve(10'000);
        for (int i = 0; i < 10'000; ++i)
            many.push_back({ "header-" + QByteArray::number(i), QByteArray::number(i) });
        add(QByteArray("many"), QByteArray("v"), many);

        auto producer = kafka::Producer::create(m_settings);
        QVERIFY(producer);
        for (Record& record : sent) {
            record.topic = topic;
            const auto delivery = (*producer)->send(record, Partition{ 0 }).get();
            QVERIFY2(delivery, delivery ? "" : qPrintable(toText(delivery.error())));
        }
        CheckingSink sink;
        sink.keepRecords = true;
        QVERIFY(readAll(m_settings, requestFor({ topic }), sink));
        const auto got = sink.kept();
        QCOMPARE(got.size(), sent.size());
        for (size_t i = 0; i < sent.size(); ++i) {
            QVERIFY2(got[i].key == sent[i].key, qPrintable(QString::number(i)));
            QVERIFY2(got[i].value == sent[i].value, qPrintable(QString::number(i)));
            QVERIFY2(got[i].headers == sent[i].headers, qPrintable(QString::number(i)));
            QCOMPARE(got[i].offset, Offset{ static_cast<qint64>(i) });
            QCOMPARE(got[i].timestampType, TimestampType::CreateTime);
            QVERIFY(got[i].timestampMs > 1'600'000'000'000);
        }
    }

    void logAppendTimeIsToldApart()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("appendtime"), 1,
            { { QStringLiteral("message.timestamp.type"), QStringLiteral("LogAppendTime") } });
        QVERIFY(produceNumbered(m_settings, topic, 1, 1));
        CheckingSink sink;
        sink.keepRecords = true;
        QVERIFY(readAll(m_settings, requestFor({ topic }), sink));
        QCOMPARE(sink.kept().size(), 1u);
        QCOMPARE(sink.kept()[0].timestampType, TimestampType::LogAppendTime);
    }

    void compressedRecordsOfOthersAreRead_data()
    {
        QTest::addColumn<QString>("codec");
        for (const char* codec : { "gzip", "snappy", "lz4", "zstd" })
            QTest::newRow(codec) << QString::fromLatin1(codec);
    }
    void compressedRecordsOfOthersAreRead()
    {
        QFETCH(QString, codec);
        const QString topic = makeTopic(m_settings, QStringLiteral("codec"), 1);
        QVERIFY(kcat(m_settings, { QStringLiteral("-P"), QStringLiteral("-t"), topic, QStringLiteral("-z"), codec },
            QByteArray("line\n").repeated(500)));
        CheckingSink sink;
        QVERIFY(readAll(m_settings, requestFor({ topic }), sink));
        QCOMPARE(sink.total(), 500);
    }

    void manyPartitionsAreSharedAmongReaders()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("wide"), 100);
        QVERIFY(produceNumbered(m_settings, topic, 30'000, 100));
        CheckingSink sink;
        auto request = requestFor({ topic });
        request.maxReaders = 4;
        const Reading reading = startReading(m_settings, request, sink);
        QVERIFY(reading.reader);
        QCOMPARE(reading.reader->readers(), 4);
        QVERIFY(reading.reader->wait(Milliseconds(10000)));
        QCOMPARE(sink.total(), 30'000);
        QCOMPARE(sink.eventsOf(PartitionEvent::Kind::ReachedEnd), 100);
        QCOMPARE(sink.readersFinished(), 4);
        QCOMPARE(sink.complaint(), QString());
    }
};

SPILLWAY_KAFKA_TEST_MAIN(RecordReaderTest)
#include "tst_recordreader.moc"
