// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/clustermonitor.h"
#include "tests/support/fakecluster.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace spillway;
using spillway::test::FakeCluster;
using spillway::test::FakeSource;

namespace {

const QString Topic = QStringLiteral("orders");
const QString Group = QStringLiteral("billing");

Error unreachable()
{
    return { ErrorCode::Unreachable, QStringLiteral("No broker could be reached"), QStringLiteral("Check it"), true,
        false };
}

MonitorOptions quick()
{
    MonitorOptions options;
    options.minIntervalMs = 5;
    options.backoffMinMs = 5;
    options.backoffMaxMs = 20;
    return options;
}

} // namespace

class ClusterMonitorTest : public QObject {
    Q_OBJECT

    std::shared_ptr<FakeCluster> m_cluster;

    std::unique_ptr<ClusterMonitor> watch(const MonitorOptions& options = quick())
    {
        return std::make_unique<ClusterMonitor>(std::make_unique<FakeSource>(m_cluster), options);
    }

private slots:
    void init()
    {
        m_cluster = std::make_shared<FakeCluster>();
        m_cluster->addBroker(1);
        m_cluster->addBroker(2);
        m_cluster->addTopic(Topic, 3);
        m_cluster->addGroup(Group, Topic, 1);
    }

    void snapshotsArriveAndTheConnectionIsTold()
    {
        auto monitor = watch();
        QVERIFY(!monitor->snapshot());
        QCOMPARE(monitor->connection().kind, ConnectionState::Kind::Connecting);
        QTRY_VERIFY(monitor->snapshot());
        QCOMPARE(monitor->connection().kind, ConnectionState::Kind::Connected);
        QCOMPARE(monitor->snapshot()->partitions, 3);
        QCOMPARE(monitor->snapshot()->groups.size(), 1u);
        QVERIFY(monitor->snapshot()->requests > 0);
        const quint64 first = monitor->snapshot()->number;
        QTRY_VERIFY(monitor->snapshot()->number > first + 3);
    }

    void aBusyReceiverGetsOneCallWithTheNewestSnapshot()
    {
        auto monitor = watch();
        QTRY_VERIFY(monitor->snapshot());
        QSignalSpy snapshots(monitor.get(), &ClusterMonitor::snapshotChanged);
        const quint64 before = monitor->snapshot()->number;
        const int asked = m_cluster->questions();
        // This thread does not return to its event loop while the worker goes through several cycles.
        QDeadlineTimer deadline(10'000);
        while (m_cluster->questions() < asked + 10 && !deadline.hasExpired())
            std::this_thread::yield();
        m_cluster->hang();
        QTRY_COMPARE(snapshots.size(), 1);
        QVERIFY(monitor->snapshot()->number >= before + 8);
        m_cluster->release();
        QTRY_VERIFY(snapshots.size() > 1);
    }

    void aLostConnectionKeepsTheSnapshotAndRecoversByItself()
    {
        auto monitor = watch();
        QTRY_VERIFY(monitor->snapshot());
        m_cluster->fail(unreachable(), { QStringLiteral("kafka-1:9092: Connection refused") });
        QTRY_COMPARE(monitor->connection().kind, ConnectionState::Kind::Lost);
        QTRY_VERIFY(monitor->connection().attempt >= 3);
        QVERIFY(monitor->snapshot());
        QCOMPARE(monitor->connection().error.code, ErrorCode::Unreachable);
        QCOMPARE(monitor->connection().brokerErrors.size(), 1);
        QVERIFY(monitor->connection().nextAttemptUtcMs > 0);
        const auto gaps = monitor->history().gaps(0, monitor->connection().sinceUtcMs + 1000);
        QCOMPARE(gaps.size(), 1u);
        QCOMPARE(gaps[0].reason, HistoryGap::Reason::ConnectionLost);

        const quint64 stale = monitor->snapshot()->number;
        m_cluster->fail({});
        QTRY_COMPARE(monitor->connection().kind, ConnectionState::Kind::Connected);
        QTRY_VERIFY(monitor->snapshot()->number > stale);
        QTRY_VERIFY(monitor->events().size() >= 2);
        QCOMPARE(monitor->events()[0].kind, ClusterEvent::Kind::ConnectionLost);
        QCOMPARE(monitor->events()[1].kind, ClusterEvent::Kind::ConnectionBack);
    }

    void aClusterThatNeverAnsweredIsLostWithItsReason()
    {
        m_cluster->fail(unreachable());
        auto monitor = watch();
        QTRY_COMPARE(monitor->connection().kind, ConnectionState::Kind::Lost);
        QVERIFY(!monitor->snapshot());
        QCOMPARE(monitor->connection().error.message, unreachable().message);
    }

    void tryingNowDoesNotWaitForTheBackoff()
    {
        MonitorOptions slow = quick();
        slow.backoffMinMs = slow.backoffMaxMs = 3'600'000;
        m_cluster->fail(unreachable());
        auto monitor = watch(slow);
        QTRY_COMPARE(monitor->connection().kind, ConnectionState::Kind::Lost);
        m_cluster->fail({});
        monitor->refreshNow();
        QTRY_COMPARE(monitor->connection().kind, ConnectionState::Kind::Connected);
    }

    void theIntervalChangesWhileItWatches()
    {
        auto monitor = watch();
        QTRY_VERIFY(monitor->snapshot());
        monitor->setMinInterval(3'600'000);
        QTRY_COMPARE(monitor->snapshot()->intervalMs, qint64(3'600'000));
        const quint64 slow = monitor->snapshot()->number;
        monitor->setMinInterval(5); // not in an hour
        QTRY_VERIFY(monitor->snapshot()->number > slow + 3);
    }

    void unreadableGroupsAreAPartialAnswer()
    {
        m_cluster->failGroups(Error{ ErrorCode::NotAuthorized, QStringLiteral("no"), {}, false, false });
        auto monitor = watch();
        QTRY_VERIFY(monitor->snapshot());
        QCOMPARE(monitor->connection().kind, ConnectionState::Kind::Connected);
        QVERIFY(!monitor->snapshot()->groupsRead);
        QCOMPARE(monitor->snapshot()->errors.size(), 1u);
    }

    void pausedAsksNothingAndLeavesAGap()
    {
        auto monitor = watch();
        QTRY_VERIFY(monitor->snapshot());
        QSignalSpy paused(monitor.get(), &ClusterMonitor::pausedChanged);
        monitor->setPaused(true);
        QCOMPARE(paused.size(), 1);
        QTRY_VERIFY(!monitor->history().gaps(0, std::numeric_limits<qint64>::max()).empty());
        const int asked = m_cluster->questions();
        QVERIFY(!QTest::qWaitFor([&] { return m_cluster->questions() != asked; }, 50));
        const quint64 last = monitor->snapshot()->number;
        monitor->setPaused(false);
        QTRY_VERIFY(monitor->snapshot()->number > last);
        const auto gaps = monitor->history().gaps(0, std::numeric_limits<qint64>::max());
        QCOMPARE(gaps.size(), 1u);
        QCOMPARE(gaps[0].reason, HistoryGap::Reason::Paused);
        QVERIFY(gaps[0].toUtcMs > 0);
    }

    void whatHappensInTheClusterIsNews()
    {
        auto monitor = watch();
        QTRY_VERIFY(monitor->snapshot());
        QSignalSpy added(monitor.get(), &ClusterMonitor::eventsAdded);
        m_cluster->addGroup(QStringLiteral("new"), Topic, 1);
        QTRY_COMPARE(monitor->events().size(), 1u);
        QCOMPARE(monitor->events().back().kind, ClusterEvent::Kind::GroupAppeared);
        m_cluster->removeTopic(Topic);
        QTRY_COMPARE(monitor->events().size(), 2u);
        QCOMPARE(monitor->events().back().kind, ClusterEvent::Kind::TopicDeleted);
        m_cluster->addTopic(Topic, 2);
        QTRY_COMPARE(monitor->events().size(), 3u);
        m_cluster->setUnderReplicated(Topic, 1, true);
        QTRY_COMPARE(monitor->events().size(), 4u);
        QCOMPARE(monitor->events().back().kind, ClusterEvent::Kind::UnderReplicated);
        QCOMPARE(monitor->events().back().amount, 1);
        m_cluster->removeBroker(2);
        QTRY_COMPARE(monitor->events().size(), 5u);
        QCOMPARE(monitor->events().back().kind, ClusterEvent::Kind::BrokerLost);
        QCOMPARE(added.size(), 5);
    }

    void aTopicsSettingsAreAnsweredToWhoAskedLast()
    {
        auto monitor = watch();
        QObject page;
        QStringList answers;
        const auto note = [&answers](const Result<std::vector<ConfigEntry>>& answer) {
            answers << answer->front().value.value_or(QString());
        };
        QTRY_VERIFY(monitor->snapshot());
        m_cluster->hang();
        monitor->askTopicConfig(QStringLiteral("first"), &page, note);
        monitor->askTopicConfig(QStringLiteral("second"), &page, note);
        auto gone = std::make_unique<QObject>();
        monitor->askTopicConfig(QStringLiteral("third"), gone.get(), note);
        gone.reset();
        m_cluster->release();
        QTRY_COMPARE(answers.size(), 1);
        const quint64 seen = monitor->snapshot()->number;
        QTRY_VERIFY(monitor->snapshot()->number > seen + 2);
        QCOMPARE(answers, QStringList{ QStringLiteral("second") });
    }

    void settingsCanBeAskedForWhilePaused()
    {
        auto monitor = watch();
        monitor->setPaused(true);
        bool answered = false;
        monitor->askTopicConfig(Topic, this, [&answered](const auto&) { answered = true; });
        QTRY_VERIFY(answered);
    }

    void quittingCancelsAQuestionThatHangs()
    {
        m_cluster->hang();
        auto monitor = watch();
        QTRY_VERIFY(m_cluster->questions() > 0);
        QElapsedTimer timer;
        timer.start();
        monitor.reset();
        QVERIFY(timer.elapsed() < 1000);
    }

    void quittingLeavesADeafSourceBehindInTime()
    {
        m_cluster->hang(true);
        MonitorOptions options = quick();
        options.quitPatienceMs = 200;
        auto monitor = watch(options);
        QTRY_VERIFY(m_cluster->questions() > 0);
        QElapsedTimer timer;
        timer.start();
        monitor.reset();
        QVERIFY(timer.elapsed() >= 200);
        QVERIFY(timer.elapsed() < 1500);
        // The worker wakes up after everything it reported to is gone.
        m_cluster->release();
        const std::weak_ptr<FakeCluster> left = m_cluster;
        m_cluster.reset();
        QTRY_VERIFY(left.expired());
    }
};

QTEST_GUILESS_MAIN(ClusterMonitorTest)
#include "tst_clustermonitor.moc"
