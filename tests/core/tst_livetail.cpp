// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/livetail.h"
#include "tests/support/fakerecordsource.h"

#include <QSignalSpy>
#include <QTest>

using namespace spillway;
using namespace spillway::test;
using kafka::ReadFrom;

class LiveTailTest : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeRecordSource> m_source;

    static LiveTail::Options quick()
    {
        LiveTail::Options options;
        options.tickMs = 1;
        options.retryMs = 5;
        return options;
    }
    void fill(const QString& topic, int count, const QByteArray& value = "v")
    {
        for (int i = 0; i < count; ++i)
            m_source->append(topic, 0, 1000 + i, value);
    }

private slots:
    void init()
    {
        m_source = std::make_shared<FakeRecordSource>();
        m_source->createTopic(QStringLiteral("a"), 1);
        m_source->createTopic(QStringLiteral("b"), 3);
    }

    void followsSeveralTopicsAtOnce()
    {
        LiveTail tail(m_source, quick());
        QSignalSpy appended(&tail, &LiveTail::rowsAppended);
        QSignalSpy caughtUp(&tail, &LiveTail::caughtUp);
        fill(QStringLiteral("a"), 10);
        tail.addTopic(QStringLiteral("a"), { ReadFrom::Kind::Beginning });
        tail.addTopic(QStringLiteral("b"));
        QTRY_COMPARE(caughtUp.count(), 2);
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(10));
        m_source->append(QStringLiteral("b"), 2, 5000, "new");
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(11));
        const RecordView newest = tail.buffer().row(tail.buffer().endRow() - 1);
        QCOMPARE(tail.buffer().topicName(newest.topic), QStringLiteral("b"));
        QCOMPARE(newest.partition, Partition(2));
        QVERIFY(tail.delayMs().value_or(0) > 0);
        QCOMPARE(appended.last().at(1).toLongLong(), qint64(10));
        QCOMPARE(tail.topics().at(1).state, LiveTail::State::CaughtUp);
    }

    void lastNCountsOverTheWholeTopic()
    {
        for (int partition = 0; partition < 3; ++partition) {
            for (int i = 0; i < 50; ++i)
                m_source->append(QStringLiteral("b"), partition, i, "v");
        }
        LiveTail tail(m_source, quick());
        QSignalSpy caughtUp(&tail, &LiveTail::caughtUp);
        tail.addTopic(QStringLiteral("b"), { ReadFrom::Kind::LastN, 30 });
        QTRY_COMPARE(caughtUp.count(), 1);
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(30));
    }

    void fullMailboxHoldsTheReaderBackAndNothingIsLost()
    {
        LiveTail::Options options = quick();
        options.mailboxBytes = 100'000;
        options.bytesPerTick = 30'000;
        options.tickMs = 1;
        LiveTail tail(m_source, options);
        fill(QStringLiteral("a"), 5000, QByteArray(500, 'x'));
        tail.addTopic(QStringLiteral("a"), { ReadFrom::Kind::Beginning });
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(5000));
        for (qint64 row = 0; row < 5000; ++row)
            QCOMPARE(tail.buffer().row(row).offset, Offset(row));
        QCOMPARE(tail.buffer().droppedRows(), qint64(0));
    }

    void pauseStopsReadingInsteadOfQueueing()
    {
        LiveTail tail(m_source, quick());
        QSignalSpy changes(&tail, &LiveTail::topicsChanged);
        tail.addTopic(QStringLiteral("a"));
        QTRY_COMPARE(changes.count(), 3); // added, started, caught up: pausing a start under way takes a moment
        tail.setPaused(true);
        const qint64 before = m_source->delivered();
        fill(QStringLiteral("a"), 1000);
        // one more batch at most
        QVERIFY(!QTest::qWaitFor([&] { return m_source->delivered() - before > 100; }, 30));
        QCOMPARE(tail.buffer().rowCount(), qint64(0));
        tail.setPaused(false);
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(1000));
    }

    void buffersBoundIsKeptAndCounted()
    {
        LiveTail::Options options = quick();
        options.buffer.rows = 2000;
        LiveTail tail(m_source, options);
        qint64 dropped = 0;
        connect(&tail, &LiveTail::rowsDropped, this, [&](qint64 count) { dropped += count; });
        fill(QStringLiteral("a"), 6000);
        tail.addTopic(QStringLiteral("a"), { ReadFrom::Kind::Beginning });
        QTRY_COMPARE(tail.buffer().endRow(), qint64(6000));
        QVERIFY(tail.buffer().rowCount() <= 2000);
        QCOMPARE(dropped + tail.buffer().rowCount(), qint64(6000));
        QCOMPARE(tail.buffer().droppedRows(), dropped);
    }

    void aTighterBoundHoldsAtOnce()
    {
        LiveTail tail(m_source, quick());
        qint64 dropped = 0;
        connect(&tail, &LiveTail::rowsDropped, this, [&](qint64 count) { dropped += count; });
        fill(QStringLiteral("a"), 6000);
        tail.addTopic(QStringLiteral("a"), { ReadFrom::Kind::Beginning });
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(6000));
        tail.setBufferLimits({ size_t(64) * 1024 * 1024, 2000 });
        QVERIFY(tail.buffer().rowCount() <= 2000);
        QCOMPARE(dropped + tail.buffer().rowCount(), qint64(6000));
        QCOMPARE(tail.buffer().limits().rows, qint64(2000));
    }

    void filterHoldsForOldAndNewRecords()
    {
        LiveTail tail(m_source, quick());
        fill(QStringLiteral("a"), 100, "apple");
        fill(QStringLiteral("a"), 10, "Pear");
        tail.addTopic(QStringLiteral("a"), { ReadFrom::Kind::Beginning });
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(110));
        tail.setFilter(QStringLiteral("pear"));
        QTRY_COMPARE(tail.buffer().shownCount(), qint64(10));
        fill(QStringLiteral("a"), 5, "pear again");
        fill(QStringLiteral("a"), 5, "apple again");
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(120));
        QTRY_COMPARE(tail.buffer().shownCount(), qint64(15));
        tail.setFilter(QString());
        QCOMPARE(tail.buffer().shownCount(), qint64(120));
    }

    void deletedTopicFailsAndTheOthersGoOn()
    {
        LiveTail tail(m_source, quick());
        QSignalSpy failed(&tail, &LiveTail::topicFailed);
        QSignalSpy caughtUp(&tail, &LiveTail::caughtUp);
        tail.addTopic(QStringLiteral("a"));
        tail.addTopic(QStringLiteral("b"));
        QTRY_COMPARE(caughtUp.count(), 2);
        m_source->deleteTopic(QStringLiteral("b"));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed.at(0).at(0).toString(), QStringLiteral("b"));
        QCOMPARE(tail.topics().at(1).state, LiveTail::State::Failed);
        QCOMPARE(tail.topics().at(1).error->code, ErrorCode::NotFound);
        m_source->append(QStringLiteral("a"), 0, 1, "still here");
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(1));
        QTRY_COMPARE(m_source->openReadings(), 1);
    }

    void topicThatComesBackIsFollowedFromItsBeginning()
    {
        LiveTail tail(m_source, quick());
        QSignalSpy failed(&tail, &LiveTail::topicFailed);
        TopicInfo info;
        info.name = QStringLiteral("a");
        tail.addTopic(info.name);
        tail.noteTopics({}); // older than the topic
        QVERIFY(failed.isEmpty());
        tail.noteTopics({ info });
        tail.noteTopics({});
        QCOMPARE(failed.count(), 1);
        QCOMPARE(tail.topics().front().state, LiveTail::State::Failed);
        fill(info.name, 3);
        tail.noteTopics({ info });
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(3));
        QVERIFY(!tail.topics().front().error);
    }

    void addedPartitionsAreReadFromTheirBeginning()
    {
        LiveTail tail(m_source, quick());
        QSignalSpy caughtUp(&tail, &LiveTail::caughtUp);
        TopicInfo info;
        info.name = QStringLiteral("b");
        info.partitions.resize(3);
        tail.addTopic(info.name);
        QTRY_COMPARE(caughtUp.count(), 1);
        tail.noteTopics({ info });
        m_source->addPartitions(info.name, 2);
        m_source->append(info.name, 3, 1, "before anybody noticed");
        info.partitions.resize(5);
        tail.noteTopics({ info }); // not yet: they have no leader
        QCOMPARE(m_source->resolves(), 1);
        for (PartitionInfo& partition : info.partitions)
            partition.leader = BrokerId{ 1 };
        tail.noteTopics({ info });
        tail.noteTopics({ info }); // once is enough
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(1));
        m_source->append(info.name, 4, 2, "and later");
        m_source->append(info.name, 0, 3, "the old ones go on");
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(3));
        QCOMPARE(m_source->openReadings(), 2);
        tail.sampleRates();
        QVERIFY(tail.topics().front().rates.back().perSecond > 0);
        tail.removeTopic(info.name);
        QTRY_COMPARE(m_source->openReadings(), 0);
    }

    void unreachableBrokersAreRetriedUntilTheyAnswer()
    {
        m_source->failResolve(
            Error{ .code = ErrorCode::Unreachable, .message = QStringLiteral("down"), .hint = {}, .retriable = true });
        LiveTail tail(m_source, quick());
        tail.addTopic(QStringLiteral("a"));
        QTRY_VERIFY(tail.error());
        QTRY_VERIFY(m_source->resolves() > 2);
        m_source->failResolve({});
        QTRY_COMPARE(tail.topics().front().state, LiveTail::State::CaughtUp);
        QTRY_VERIFY(!tail.error());
    }

    void unknownTopicIsNotRetried()
    {
        LiveTail tail(m_source, quick());
        QSignalSpy failed(&tail, &LiveTail::topicFailed);
        tail.addTopic(QStringLiteral("nowhere"));
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(!QTest::qWaitFor([&] { return m_source->resolves() != 1; }, 30));
    }

    void troubleIsToldAndClearsWithTheNextRecord()
    {
        LiveTail tail(m_source, quick());
        QSignalSpy caughtUp(&tail, &LiveTail::caughtUp);
        tail.addTopic(QStringLiteral("a"));
        QTRY_COMPARE(caughtUp.count(), 1);
        m_source->reportTrouble(
            Error{ .code = ErrorCode::Unreachable, .message = QStringLiteral("broker down"), .hint = {} });
        QTRY_VERIFY(tail.error());
        m_source->append(QStringLiteral("a"), 0, 1, "back");
        QTRY_VERIFY(!tail.error());
    }

    void removedAndRestartedTopicsAnswerNoMore()
    {
        LiveTail tail(m_source, quick());
        fill(QStringLiteral("a"), 10);
        tail.addTopic(QStringLiteral("a"), { ReadFrom::Kind::Beginning });
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(10));
        tail.restart({ ReadFrom::Kind::LastN, 4 });
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(4));
        tail.removeTopic(QStringLiteral("a"));
        QTRY_COMPARE(m_source->openReadings(), 0);
        fill(QStringLiteral("a"), 10);
        QVERIFY(!QTest::qWaitFor([&] { return tail.buffer().rowCount() != 4; }, 20));
        QVERIFY(tail.topics().isEmpty());
    }

    void ratesAreCountedPerTopic()
    {
        qint64 now = 1'000'000;
        LiveTail::Options options = quick();
        options.nowMs = [&now] { return now; };
        LiveTail tail(m_source, options);
        fill(QStringLiteral("a"), 600, QByteArray(10, 'x'));
        tail.addTopic(QStringLiteral("a"), { ReadFrom::Kind::Beginning });
        QTRY_COMPARE(tail.buffer().rowCount(), qint64(600));
        now += 2000;
        tail.sampleRates();
        QCOMPARE(tail.topics().front().rates.back().perSecond, 300.0);
        QCOMPARE(tail.topics().front().bytesPerSecond, 3000.0);
        for (int i = 0; i < 400; ++i) {
            now += 1000;
            tail.sampleRates();
        }
        QCOMPARE(tail.topics().front().rates.size(), size_t(300));
        QCOMPARE(tail.topics().front().rates.back().perSecond, 0.0);
    }

    void endsQuicklyWhileBrokersHang()
    {
        m_source->hangResolve(true);
        QElapsedTimer timer;
        {
            LiveTail tail(m_source, quick());
            tail.addTopic(QStringLiteral("a"));
            QTRY_COMPARE(m_source->resolves(), 1);
            timer.start();
        }
        QVERIFY(timer.elapsed() < 2000);
    }
};

QTEST_GUILESS_MAIN(LiveTailTest)
#include "tst_livetail.moc"
