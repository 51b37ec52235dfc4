// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/clusterpicture.h"
#include "tests/support/fakecluster.h"

#include <QTest>

using namespace spillway;
using spillway::test::FakeCluster;
using spillway::test::FakeSource;

namespace {
const QString Topic = QStringLiteral("orders");
const QString Group = QStringLiteral("billing");
}

/// Walks a fake cluster through time, one cycle a second, without threads or waiting.
class GroupStatusTest : public QObject {
    Q_OBJECT

    std::shared_ptr<FakeCluster> m_cluster;
    std::unique_ptr<FakeSource> m_source;
    std::unique_ptr<ClusterPicture> m_picture;
    qint64 m_now = 0;
    ClusterSnapshot m_snapshot;

    void cycle()
    {
        m_now += 1000;
        auto metadata = *m_source->metadata();
        const auto partitions = allPartitions(metadata);
        auto watermarks = m_source->watermarks(partitions, metadata);
        m_snapshot = m_picture->advance({ std::move(metadata), partitions, std::move(watermarks), m_source->groups(),
            { m_now, 1'700'000'000'000 + m_now }, 5 });
    }
    const GroupFigures& group() const { return *m_snapshot.group(Group); }
    const GroupPartition& partition(int p) const { return m_snapshot.partitionsOf(group())[std::size_t(p)]; }

private slots:
    void init()
    {
        m_cluster = std::make_shared<FakeCluster>();
        m_cluster->addBroker(1);
        m_cluster->addTopic(Topic, 4);
        m_cluster->addGroup(Group, Topic, 2);
        m_source = std::make_unique<FakeSource>(m_cluster);
        m_picture = std::make_unique<ClusterPicture>();
        m_now = 0;
    }

    void severityIsTheOrderOfTheValues()
    {
        QVERIFY(GroupStatus::Stopped < GroupStatus::Stalled);
        QVERIFY(GroupStatus::FallingBehind < GroupStatus::Ok);
        QVERIFY(GroupStatus::NoCommit < GroupStatus::Unknown);
        QVERIFY(inTrouble(GroupStatus::Rewound));
        QVERIFY(!inTrouble(GroupStatus::CatchingUp));
        QVERIFY(!inTrouble(GroupStatus::Unknown));
    }

    void withoutACommitLagIsNotKnownInsteadOfZero()
    {
        cycle();
        QCOMPARE(group().status, GroupStatus::NoCommit);
        QVERIFY(!group().lag);
        QCOMPARE(group().count, 4u); // the members' partitions
        QCOMPARE(group().catchUp.kind, CatchUp::Kind::Unknown);
    }

    void anEmptyGroupWithLagHasStoppedAtOnce()
    {
        m_cluster->addGroup(Group, Topic, 0);
        m_cluster->grow(Topic, 10);
        m_cluster->commitAll(Group, Topic, 0);
        cycle();
        QCOMPARE(group().status, GroupStatus::Ok);
        m_cluster->grow(Topic, 1);
        cycle();
        QCOMPARE(group().status, GroupStatus::Stopped);
        QCOMPARE(group().catchUp.kind, CatchUp::Kind::Never);
        QCOMPARE(group().lag, std::optional(Lag{ 4 }));
        QVERIFY(!group().sinceStart);
        QCOMPARE(group().statusSinceUtcMs, m_snapshot.takenAtUtcMs);
    }

    void aGroupThatKeepsUpIsOkEvenWithCommitsInSteps()
    {
        for (int s = 0; s < 180; ++s) {
            m_cluster->grow(Topic, 250);
            if (s % 5 == 0)
                m_cluster->commitAll(Group, Topic, 0);
            cycle();
            QCOMPARE(group().status, s < 5 ? group().status : GroupStatus::Ok);
        }
        QVERIFY(std::abs(*group().inPerSecond - 1000) < 20);
        QVERIFY(std::abs(*group().outPerSecond - 1000) < 60);
        QVERIFY(std::abs(*m_snapshot.inPerSecond - 1000) < 20);
    }

    void membersThatDoNotCommitHaveStalledAfterHalfAMinute()
    {
        m_cluster->grow(Topic, 100);
        m_cluster->commitAll(Group, Topic, 50);
        for (int s = 0; s < 30; ++s) {
            cycle();
            QVERIFY(group().status != GroupStatus::Stalled);
        }
        cycle();
        QCOMPARE(group().status, GroupStatus::Stalled);
        QCOMPARE(group().catchUp.kind, CatchUp::Kind::Never);
        m_cluster->commitAll(Group, Topic, 40);
        cycle();
        QVERIFY(group().status != GroupStatus::Stalled);
    }

    void silenceWithNothingToReadIsNotAStall()
    {
        m_cluster->grow(Topic, 100);
        m_cluster->commitAll(Group, Topic, 0);
        for (int s = 0; s < 300; ++s)
            cycle();
        m_cluster->grow(Topic, 100);
        cycle();
        QCOMPARE(group().status, GroupStatus::Ok);
    }

    void timeThatWasNotObservedIsNotSilence()
    {
        m_cluster->grow(Topic, 100);
        m_cluster->commitAll(Group, Topic, 50);
        for (int s = 0; s < 20; ++s)
            cycle();
        m_now += 3'600'000;
        m_picture->interrupt();
        for (int s = 0; s < 20; ++s) {
            cycle();
            QVERIFY(group().status != GroupStatus::Stalled);
        }
    }

    void growingLagIsFallingBehindAndNamesThePartition()
    {
        qint64 behind = 0;
        for (int s = 0; s < 90; ++s) {
            m_cluster->grow(Topic, 100);
            m_cluster->commitAll(Group, Topic, 0);
            behind += 30;
            m_cluster->commit(Group, Topic, 3, 100 * (s + 1) - behind);
            cycle();
        }
        QCOMPARE(group().status, GroupStatus::FallingBehind);
        QCOMPARE(group().worst, 3);
        QCOMPARE(group().largest, 3);
        QCOMPARE(group().shareOfLag, 1.0);
        QCOMPARE(group().catchUp.kind, CatchUp::Kind::NotAtThisRate);
        QCOMPARE(partition(0).status, GroupStatus::Ok);
        QCOMPARE(partition(3).member, 1);
        QVERIFY(m_snapshot.groupsInTrouble == 1);
    }

    void shrinkingLagIsCatchingUpWithATime()
    {
        m_cluster->grow(Topic, 100'000);
        m_cluster->commitAll(Group, Topic, 100'000);
        for (int s = 0; s < 60; ++s) {
            cycle();
            m_cluster->commitAll(Group, Topic, 100'000 - 1000 * (s + 1));
        }
        QCOMPARE(group().status, GroupStatus::CatchingUp);
        QCOMPARE(group().catchUp.kind, CatchUp::Kind::Estimated);
        QVERIFY2(std::abs(group().catchUp.seconds - 41) < 3, qPrintable(QString::number(group().catchUp.seconds)));
        QVERIFY(std::abs(*group().outPerSecond - 4000) < 300);
    }

    void aCommitThatWentBackIsRewoundUntilItHasComeBack()
    {
        m_cluster->grow(Topic, 1000);
        m_cluster->commitAll(Group, Topic, 0);
        cycle();
        m_cluster->commit(Group, Topic, 1, 400);
        cycle();
        QCOMPARE(group().status, GroupStatus::Rewound);
        QCOMPARE(partition(1).rewoundBy, 600);
        m_picture->interrupt();
        m_cluster->commit(Group, Topic, 1, 900);
        cycle();
        QCOMPARE(group().status, GroupStatus::Rewound);
        m_cluster->commit(Group, Topic, 1, 1000);
        cycle();
        QCOMPARE(group().status, GroupStatus::Ok);
    }

    void aRecreatedTopicGivesNeitherNegativeRatesNorARewind()
    {
        for (int s = 0; s < 20; ++s) {
            m_cluster->grow(Topic, 1000);
            m_cluster->commitAll(Group, Topic, 0);
            cycle();
        }
        for (int p = 0; p < 4; ++p) {
            m_cluster->setEnd(Topic, p, 50);
            m_cluster->commit(Group, Topic, p, 10);
        }
        for (int s = 0; s < 10; ++s) {
            cycle();
            QVERIFY(group().status != GroupStatus::Rewound);
            QVERIFY(m_snapshot.inPerSecond.value_or(0) >= 0);
            QVERIFY(m_snapshot.outPerSecond.value_or(0) >= 0);
        }
        QCOMPARE(m_snapshot.inPerSecond, std::optional(0.0));
    }

    void newProtocolGroupsAreJudgedWithoutTheirMembers()
    {
        m_cluster->addGroup(Group, Topic, 2, true);
        m_cluster->grow(Topic, 100);
        m_cluster->commitAll(Group, Topic, 10);
        for (int s = 0; s < 40; ++s)
            cycle();
        QVERIFY(!group().info.members);
        QCOMPARE(group().status, GroupStatus::Stalled);
        QCOMPARE(partition(0).member, -1);
    }

    void aCommitBeyondTheEndIsLagZero()
    {
        m_cluster->grow(Topic, 10);
        m_cluster->commitAll(Group, Topic, -5);
        cycle();
        QCOMPARE(group().lag, std::optional(Lag{ 0 }));
        QCOMPARE(group().status, GroupStatus::Ok);
        QCOMPARE(group().catchUp.kind, CatchUp::Kind::CaughtUp);
    }

    void aLeaderlessPartitionDoesNotHideTheOthers()
    {
        m_cluster->grow(Topic, 10);
        m_cluster->commitAll(Group, Topic, 5);
        auto metadata = *m_source->metadata();
        metadata.topics[0].partitions[2].leader.reset();
        const auto partitions = allPartitions(metadata);
        auto marks = *m_source->watermarks(partitions, metadata);
        marks[2] = {};
        m_snapshot = m_picture->advance({ metadata, partitions, marks, m_source->groups(), { 1000, 1000 }, 1 });
        QCOMPARE(m_snapshot.leaderless, 1);
        QCOMPARE(group().lag, std::optional(Lag{ 15 }));
        QCOMPARE(partition(2).status, GroupStatus::Unknown);
        QVERIFY(!m_snapshot.topic(Topic)->records);
        QVERIFY(!m_snapshot.recordsKept);
    }

    void partitionsWithoutACommitDoNotHideTheOthers()
    {
        m_cluster->grow(Topic, 1000);
        m_cluster->commit(Group, Topic, 0, 1000);
        cycle();
        QCOMPARE(group().status, GroupStatus::Ok);
        m_cluster->commit(Group, Topic, 1, 10);
        cycle();
        QCOMPARE(group().status, GroupStatus::Unknown); // not watched for long enough
        QCOMPARE(group().lag, std::optional(Lag{ 990 }));
        for (int s = 0; s < 31; ++s)
            cycle();
        QCOMPARE(group().status, GroupStatus::Stalled);
        QCOMPARE(group().worst, 1);
    }

    void groupsThatCannotBeReadAreUnknownInsteadOfGone()
    {
        cycle();
        QVERIFY(m_snapshot.groupsRead);
        m_cluster->failGroups(Error{ ErrorCode::NotAuthorized, QStringLiteral("no"), {}, false, false });
        cycle();
        QVERIFY(!m_snapshot.groupsRead);
        QCOMPARE(m_snapshot.errors.size(), 1u);
        QCOMPARE(m_snapshot.partitions, 4);
    }
};

QTEST_GUILESS_MAIN(GroupStatusTest)
#include "tst_groupstatus.moc"
