// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/livetail.h"
#include "core/browse/newestreader.h"
#include "core/kafka/producer.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QUuid>

using namespace spillway;
using kafka::ReadFrom;

namespace {
constexpr int Patience = 15'000;
}

class BrowseTest : public QObject {
    Q_OBJECT

    ConnectionSettings m_settings;
    QString m_topic;
    std::unique_ptr<kafka::Admin> m_admin;
    std::unique_ptr<kafka::Producer> m_producer;

    void send(int partition, const Record& record)
    {
        Record full = record;
        full.topic = m_topic;
        QVERIFY(m_producer->send(full, Partition(partition), [](const Result<kafka::Delivery>&) {}));
    }
    void sendMany(int count, int partitions)
    {
        Record record;
        for (int i = 0; i < count; ++i) {
            record.key = QByteArray::number(i);
            record.value = "value " + QByteArray::number(i);
            send(i % partitions, record);
        }
        QVERIFY(m_producer->flush(kafka::Milliseconds(30'000)));
    }
    std::shared_ptr<KafkaRecordSource> source() const { return std::make_shared<KafkaRecordSource>(m_settings); }

private slots:
    void initTestCase()
    {
        m_settings.bootstrapServers = qEnvironmentVariable("SPILLWAY_TEST_BOOTSTRAP");
        QVERIFY2(qEnvironmentVariableIsSet("SPILLWAY_TEST_BOOTSTRAP"), "is not set: run ./dev test");
        auto admin = kafka::Admin::create(m_settings);
        QVERIFY(admin);
        m_admin = std::move(*admin);
        auto producer = kafka::Producer::create(m_settings);
        QVERIFY(producer);
        m_producer = std::move(*producer);
    }
    void init()
    {
        m_topic = QStringLiteral("browse-") + QUuid::createUuid().toString(QUuid::Id128).left(12);
        const auto made = m_admin->createTopic(
            { m_topic, 6, {}, { { QStringLiteral("max.message.bytes"), QStringLiteral("10000000") } } });
        QVERIFY2(made, made ? "" : qPrintable(toText(made.error())));
    }
    void cleanup() { (void)m_admin->deleteTopic(m_topic); }

    void newestRecordsOfATopic()
    {
        sendMany(6000, 6);
        NewestReader reader(source());
        reader.read({ .topic = m_topic, .partition = {} });
        QTRY_COMPARE_WITH_TIMEOUT(reader.state(), NewestReader::State::Done, Patience);
        const RecordBuffer& buffer = reader.rows().buffer();
        QCOMPARE(buffer.rowCount(), qint64(500));
        QCOMPARE(reader.result().offsets, qint64(6000));
        for (qint64 row = 1; row < 500; ++row)
            QVERIFY(buffer.row(row).timestampMs >= buffer.row(row - 1).timestampMs);
        QVERIFY(!reader.summary().contains(QStringLiteral("about")));
        qInfo().noquote() << reader.summary();

        reader.read({ .topic = m_topic, .from = { ReadFrom::Kind::Offset, 990 }, .partition = Partition(2) });
        QTRY_COMPARE_WITH_TIMEOUT(reader.state(), NewestReader::State::Done, Patience);
        QCOMPARE(buffer.rowCount(), qint64(10));
        QCOMPARE(buffer.row(buffer.firstRow()).offset, Offset(990));
    }

    void emptyTopicAndUnknownTopic()
    {
        NewestReader reader(source());
        reader.read({ .topic = m_topic, .partition = {} });
        QTRY_COMPARE_WITH_TIMEOUT(reader.state(), NewestReader::State::Done, Patience);
        QCOMPARE(reader.rows().buffer().rowCount(), qint64(0));
        reader.read({ .topic = QStringLiteral("nowhere-at-all"), .partition = {} });
        QTRY_COMPARE_WITH_TIMEOUT(reader.state(), NewestReader::State::Failed, Patience);
        QCOMPARE(reader.error().code, ErrorCode::NotFound);
        QVERIFY(reader.error().message.contains(QStringLiteral("nowhere-at-all")));
    }

    void hostileRecordsArriveAsTheyWereSent()
    {
        std::vector<Record> sent(6);
        sent[0].value = QByteArray(5'000'000, 'x');
        sent[1].key = QByteArray("");
        sent[1].value = QByteArray("");
        sent[2].value = QByteArray("a\0b\x1b[31m\xff\xfe", 9);
        sent[3].key = QByteArray("\xe2\x80\xae<b>key</b>");
        for (int i = 0; i < 10'000; ++i)
            sent[4].headers.push_back(
                { "h" + QByteArray::number(i % 7), i % 3 ? std::optional<QByteArray>("v") : std::nullopt });
        sent[5].headers = { { "same", QByteArray("") }, { "same", std::nullopt }, { "same", QByteArray("\0", 1) } };
        for (const Record& record : sent)
            send(0, record);
        QVERIFY(m_producer->flush(kafka::Milliseconds(30'000)));

        LiveTail tail(source());
        tail.addTopic(m_topic, { ReadFrom::Kind::Beginning });
        QTRY_COMPARE_WITH_TIMEOUT(tail.buffer().rowCount(), qint64(6), Patience);
        for (qint64 row = 0; row < 6; ++row) {
            const Record read = tail.buffer().row(row).toRecord(m_topic);
            const Record& expected = sent[static_cast<size_t>(row)];
            QVERIFY(read.key == expected.key);
            QVERIFY(read.value == expected.value);
            QVERIFY(read.headers == expected.headers);
        }
    }

    void tailShowsNewRecordsWithinTwoSecondsAndPauses()
    {
        LiveTail tail(source());
        QSignalSpy caughtUp(&tail, &LiveTail::caughtUp);
        tail.addTopic(m_topic);
        QTRY_COMPARE_WITH_TIMEOUT(caughtUp.count(), 1, Patience);
        QElapsedTimer timer;
        timer.start();
        sendMany(100, 6);
        QTRY_COMPARE_WITH_TIMEOUT(tail.buffer().rowCount(), qint64(100), Patience);
        QVERIFY(timer.elapsed() < 2000);

        tail.setPaused(true);
        sendMany(100, 6);
        QVERIFY(!QTest::qWaitFor([&] { return tail.buffer().rowCount() != 100; }, 500));
        tail.setPaused(false);
        QTRY_COMPARE_WITH_TIMEOUT(tail.buffer().rowCount(), qint64(200), Patience);
    }

    void smallMailboxLosesNothing()
    {
        sendMany(50'000, 6);
        LiveTail::Options options;
        options.mailboxBytes = 200'000;
        options.tickMs = 5;
        LiveTail tail(source(), options);
        tail.addTopic(m_topic, { ReadFrom::Kind::Beginning });
        QTRY_COMPARE_WITH_TIMEOUT(tail.buffer().rowCount(), qint64(50'000), 30'000);
    }

    void partitionsAddedWhileTailedAreReadFromTheirBeginning()
    {
        LiveTail tail(source());
        QSignalSpy caughtUp(&tail, &LiveTail::caughtUp);
        tail.addTopic(m_topic);
        QTRY_COMPARE_WITH_TIMEOUT(caughtUp.count(), 1, Patience);
        QProcess tool;
        tool.start(qEnvironmentVariable("SPILLWAY_DEV"),
            { QStringLiteral("kafka"), QStringLiteral("tool"), QStringLiteral("org.apache.kafka.tools.TopicCommand"),
                QStringLiteral("--bootstrap-server"), m_settings.bootstrapServers, QStringLiteral("--alter"),
                QStringLiteral("--topic"), m_topic, QStringLiteral("--partitions"), QStringLiteral("8") });
        QVERIFY(tool.waitForFinished(60'000));
        QCOMPARE(tool.exitCode(), 0);
        sendMany(80, 8); // before the tail has heard of them
        const auto look = [&] {
            if (const auto metadata = m_admin->metadata())
                tail.noteTopics(metadata->topics);
            return tail.buffer().rowCount() == 80;
        };
        QTRY_VERIFY_WITH_TIMEOUT(look(), Patience);
        sendMany(80, 8);
        QTRY_COMPARE_WITH_TIMEOUT(tail.buffer().rowCount(), qint64(160), Patience);
    }

    void topicDeletedWhileTailedIsSaidAndOthersGoOn()
    {
        const QString other = m_topic + QStringLiteral("-doomed");
        QVERIFY(m_admin->createTopic({ other, 2, {}, {} }));
        LiveTail tail(source());
        QSignalSpy caughtUp(&tail, &LiveTail::caughtUp);
        QSignalSpy failed(&tail, &LiveTail::topicFailed);
        tail.addTopic(m_topic);
        tail.addTopic(other);
        QTRY_COMPARE_WITH_TIMEOUT(caughtUp.count(), 2, Patience);
        const auto before = m_admin->metadata();
        QVERIFY(before);
        tail.noteTopics(before->topics);
        QVERIFY(m_admin->deleteTopic(other));
        QTRY_COMPARE_WITH_TIMEOUT(tail.topics().at(1).error, std::nullopt, Patience);
        failed.clear();
        const auto gone = [&] {
            const auto metadata = m_admin->metadata();
            if (metadata)
                tail.noteTopics(metadata->topics);
            return !failed.isEmpty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(gone(), Patience);
        QCOMPARE(failed.at(0).at(0).toString(), other);
        QCOMPARE(failed.at(0).at(1).value<Error>().code, ErrorCode::NotFound);
        sendMany(10, 6);
        QTRY_COMPARE_WITH_TIMEOUT(tail.buffer().rowCount(), qint64(10), Patience);
    }
};

QTEST_GUILESS_MAIN(BrowseTest)
#include "tst_browse.moc"
