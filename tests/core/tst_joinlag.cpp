// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/admin.h"

#include <QTest>

#include <algorithm>

using namespace spillway;

namespace {

TopicPartition tp(const char* topic, int partition)
{
    return { QString::fromLatin1(topic), Partition{ partition } };
}

ConsumerGroup group(const char* id, GroupState state, std::vector<CommittedOffset> offsets)
{
    ConsumerGroup made;
    made.id = QString::fromLatin1(id);
    made.state = state;
    made.offsets = std::move(offsets);
    return made;
}

GroupMember member(const char* id, std::vector<TopicPartition> assignment)
{
    GroupMember made;
    made.memberId = QString::fromLatin1(id);
    made.assignment = std::move(assignment);
    return made;
}

} // namespace

class JoinLagTest : public QObject {
    Q_OBJECT

    const std::vector<TopicPartition> m_partitions{ tp("a", 0), tp("a", 1), tp("b", 0), tp("b", 1) };
    const std::vector<Watermarks> m_ends{ { Offset{ 0 }, Offset{ 100 }, Offset{ 90 } },
        { Offset{ 5 }, Offset{ 50 }, Offset{ 50 } }, { Offset{ 0 }, std::nullopt, std::nullopt },
        { Offset{ 0 }, Offset{ 10 }, std::nullopt } };

    PartitionLag only(const ConsumerGroup& of) const
    {
        const auto rows = kafka::joinLag({ of }, m_partitions, m_ends);
        return rows.size() == 1 ? rows.front() : PartitionLag{};
    }

private slots:
    void lagCountsToTheHighWatermark()
    {
        const auto row = only(group("g", GroupState::Stable, { { tp("a", 0), Offset{ 40 }, {} } }));
        QCOMPARE(row.lag, Lag{ 60 });
        QCOMPARE(row.end, Offset{ 100 });
        QCOMPARE(row.lastStable, Offset{ 90 });
        QCOMPARE(row.status, LagStatus::Behind);
    }

    void commitBeyondTheEndIsNoLag()
    {
        const auto row = only(group("g", GroupState::Stable, { { tp("a", 1), Offset{ 70 }, {} } }));
        QCOMPARE(row.lag, Lag{ 0 });
        QCOMPARE(row.status, LagStatus::Ok);
    }

    void noCommitIsNotLagZero()
    {
        const auto row = only(group("g", GroupState::Stable, { { tp("a", 0), {}, {} } }));
        QVERIFY(!row.lag);
        QVERIFY(!row.committed);
        QCOMPARE(row.status, LagStatus::NoCommit);
    }

    void unknownEndIsUnknownLag()
    {
        for (const TopicPartition& at : { tp("b", 0), tp("gone", 0) }) {
            const auto row = only(group("g", GroupState::Stable, { { at, Offset{ 3 }, {} } }));
            QCOMPARE(row.partition, at);
            QVERIFY(!row.lag);
            QCOMPARE(row.committed, Offset{ 3 });
            QCOMPARE(row.status, LagStatus::Unknown);
        }
    }

    void refusedCommitIsUnknownNotMissing()
    {
        const auto row = only(group("g", GroupState::Stable, { { tp("a", 0), {}, Error{} } }));
        QCOMPARE(row.status, LagStatus::Unknown);
    }

    void emptyGroupWithWaitingRecordsIsStopped()
    {
        QCOMPARE(only(group("g", GroupState::Empty, { { tp("a", 0), Offset{ 40 }, {} } })).status, LagStatus::Stopped);
        QCOMPARE(only(group("g", GroupState::Empty, { { tp("a", 0), Offset{ 100 }, {} } })).status, LagStatus::Ok);
    }

    void assignedPartitionsWithoutCommitGetARow()
    {
        auto of = group("g", GroupState::Stable, { { tp("a", 1), Offset{ 50 }, {} } });
        of.members = { member("m1", { tp("a", 0) }), member("m2", { tp("a", 1), tp("b", 1) }) };
        const auto rows = kafka::joinLag({ of }, m_partitions, m_ends);
        QCOMPARE(rows.size(), 3u);
        QCOMPARE(rows[0].partition, tp("a", 0));
        QCOMPARE(rows[0].status, LagStatus::NoCommit);
        QCOMPARE(rows[0].end, Offset{ 100 });
        QCOMPARE(rows[1].status, LagStatus::Ok);
        QCOMPARE(rows[2].partition, tp("b", 1));
        QCOMPARE(rows[2].status, LagStatus::NoCommit);
    }

    void groupWithoutAnythingGivesNoRow()
    {
        QVERIFY(kafka::joinLag({ group("g", GroupState::Empty, {}) }, m_partitions, m_ends).empty());
        QVERIFY(kafka::joinLag({}, {}, {}).empty());
    }

    void rowsAreSortedByGroupTopicPartition()
    {
        auto second = group("b", GroupState::Stable, { { tp("a", 1), Offset{ 1 }, {} } });
        second.members = { member("m", { tp("b", 1), tp("a", 0) }) };
        const auto rows = kafka::joinLag(
            { second, group("a", GroupState::Empty, { { tp("b", 1), Offset{ 1 }, {} } }) }, m_partitions, m_ends);
        QCOMPARE(rows.size(), 4u);
        QVERIFY(std::ranges::is_sorted(rows, [](const PartitionLag& x, const PartitionLag& y) {
            return x.group != y.group ? x.group < y.group : x.partition < y.partition;
        }));
    }

    void statusNamesAreThoseOfTheJson()
    {
        QCOMPARE(lagStatusName(LagStatus::NoCommit), QStringLiteral("no_commit"));
        QCOMPARE(lagStatusName(LagStatus::Stopped), QStringLiteral("stopped"));
    }
};

QTEST_GUILESS_MAIN(JoinLagTest)
#include "tst_joinlag.moc"
