// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/laghistory.h"

#include <QTest>

using namespace spillway;

namespace {

constexpr qint64 Start = 1'700'000'000'000;

ClusterSnapshot snapshotWith(int groups, int partitions, qint64 utcMs, qint64 lag)
{
    ClusterSnapshot snapshot;
    snapshot.takenAtUtcMs = utcMs;
    snapshot.inPerSecond = double(lag);
    for (int g = 0; g < groups; ++g) {
        GroupFigures group;
        group.info.id = QStringLiteral("g%1").arg(g, 4, 10, QLatin1Char('0'));
        group.first = snapshot.groupPartitions.size();
        group.count = std::size_t(partitions);
        group.lag = Lag{ (lag + g) * partitions };
        group.status = g == 0 ? GroupStatus::Stalled : GroupStatus::Ok;
        for (int p = 0; p < partitions; ++p) {
            GroupPartition row;
            row.lag.group = group.info.id;
            row.lag.partition = { QStringLiteral("t"), Partition{ p } };
            row.lag.lag = Lag{ lag + g };
            snapshot.groupPartitions.push_back(row);
        }
        snapshot.groups.push_back(group);
    }
    return snapshot;
}

} // namespace

class LagHistoryTest : public QObject {
    Q_OBJECT

private slots:
    void everySecondOfTheLastQuarterIsThere()
    {
        HistorySeries series;
        for (int s = 0; s < 900; ++s)
            series.add(Start + s * 1000, float(s));
        const auto points = series.points(Start, Start + 900'000);
        QCOMPARE(points.size(), 900u);
        QCOMPARE(points.back(), (HistoryPoint{ Start + 899'000, 899, 899, 899 }));
    }

    void olderTimesKeepMinimumMaximumAndLast()
    {
        HistorySeries series;
        for (int s = 0; s < 7200; ++s)
            series.add(Start + s * 1000, s % 10 == 3 ? 100.0F : float(s % 10));
        const auto points = series.points(Start, Start + 7'200'000);
        QVERIFY(points.size() < 1900);
        QCOMPARE(points.front(), (HistoryPoint{ Start, 0, 100, 9 }));
        for (std::size_t i = 1; i < points.size(); ++i)
            QVERIFY(points[i].utcMs > points[i - 1].utcMs);
        QCOMPARE(points.back().utcMs, Start + 7'199'000);
    }

    void sixHoursAreTheEnd()
    {
        HistorySeries series;
        for (qint64 s = 0; s < 10 * 3600; ++s)
            series.add(Start + s * 1000, float(s % 97));
        const auto points = series.points(0, Start + 36'000'000);
        QVERIFY(points.front().utcMs >= Start + 3 * 3'600'000);
        QVERIFY(series.bytes() < 60 * 1024);
    }

    void aFlatLineCostsTwoPoints()
    {
        HistorySeries series;
        for (qint64 s = 0; s < 6 * 3600; ++s)
            series.add(Start + s * 1000, 0);
        QVERIFY(series.bytes() < 400);
        const auto points = series.points(Start + 20'000'000, Start + 21'599'000);
        QVERIFY(points.front().utcMs <= Start + 20'000'000);
        QCOMPARE(points.back().utcMs, Start + 21'599'000);
        const auto values = series.sampled(Start + 20'000'000, Start + 21'599'000, 40);
        QCOMPARE(values.size(), 40u);
    }

    void aRunDoesNotReachAcrossAGap()
    {
        HistorySeries series;
        for (int s = 0; s < 10; ++s)
            series.add(Start + s * 1000, 5);
        series.interrupt();
        for (int s = 100; s < 110; ++s)
            series.add(Start + s * 1000, 5);
        const auto points = series.points(Start, Start + 200'000);
        QCOMPARE(points.size(), 4u);
        QCOMPARE(points[1].utcMs, Start + 9000);
        QCOMPARE(points[2].utcMs, Start + 100'000);
    }

    void aPointIsNeverDatedIntoTheGapBeforeIt()
    {
        HistorySeries series;
        for (int s = 0; s < 100; ++s)
            series.add(Start + s * 1000, 5);
        series.interrupt();
        for (int s = 223; s < 1300; ++s)
            series.add(Start + s * 1000, 5);
        for (const HistoryPoint& point : series.points(Start, Start + 1'300'000))
            QVERIFY(point.utcMs < Start + 100'000 || point.utcMs >= Start + 223'000);
    }

    void aClockSetBackCutsOffTheFuture()
    {
        HistorySeries series;
        for (int s = 0; s < 100; ++s)
            series.add(Start + s * 1000, float(s));
        series.add(Start + 50'000, 1);
        const auto points = series.points(Start, Start + 200'000);
        QCOMPARE(points.size(), 51u);
        QCOMPARE(points.back().last, 1.0F);
    }

    void gapsHaveAReasonAndEndWithTheNextFigures()
    {
        LagHistory history;
        history.record(snapshotWith(1, 1, Start, 1));
        history.interrupt(HistoryGap::Reason::ConnectionLost, Start + 1000);
        history.interrupt(HistoryGap::Reason::ConnectionLost, Start + 5000);
        auto gaps = history.gaps(Start, Start + 10'000);
        QCOMPARE(gaps.size(), 1u);
        QCOMPARE(gaps[0], (HistoryGap{ HistoryGap::Reason::ConnectionLost, Start + 1000, 0 }));
        history.interrupt(HistoryGap::Reason::Paused, Start + 6000);
        history.record(snapshotWith(1, 1, Start + 9000, 1));
        gaps = history.gaps(Start, Start + 10'000);
        QCOMPARE(gaps.size(), 2u);
        QCOMPARE(gaps[0].toUtcMs, Start + 6000);
        QCOMPARE(gaps[1], (HistoryGap{ HistoryGap::Reason::Paused, Start + 6000, Start + 9000 }));
        QVERIFY(history.gaps(Start + 9001, Start + 10'000).empty());
        QCOMPARE(gapReasonName(gaps[1].reason), QStringLiteral("paused"));
    }

    void groupsAndTheirPartitionsAreRemembered()
    {
        LagHistory history;
        for (int s = 0; s < 20; ++s)
            history.record(snapshotWith(2, 3, Start + s * 1000, s));
        QCOMPARE(history.groupLag(QStringLiteral("g0001"), Start, Start + 60'000).size(), 20u);
        const auto partitions = history.partitionLag(QStringLiteral("g0001"), Start, Start + 60'000);
        QCOMPARE(partitions.size(), 3u);
        QCOMPARE(partitions[2].partition.partition, Partition{ 2 });
        QCOMPARE(partitions[2].points.back().last, 20.0F);
        QVERIFY(history.groupLag(QStringLiteral("unknown"), Start, Start + 60'000).empty());
        QCOMPARE(history.peakIn(Start, Start + 60'000), 19.0);
        QCOMPARE(history.groupTrend(QStringLiteral("g0000"), Start + 19'000, 40).back(), 57.0F);
        QCOMPARE(history.evicted(), 0);
    }

    void theBoundHoldsAndTheLeastInterestingLeaveFirst()
    {
        constexpr qsizetype Bound = 3 * 1024 * 1024;
        LagHistory history(Bound);
        const auto looked = QStringLiteral("g0005");
        for (int s = 0; s < 600; ++s) {
            history.record(snapshotWith(60, 20, Start + s * 1000, s % 50));
            QVERIFY(history.bytes() <= Bound);
            if (s == 3)
                (void)history.partitionLag(looked, Start, Start);
        }
        QVERIFY(history.evicted() > 0);
        const qint64 end = Start + 600'000;
        QCOMPARE(history.partitionLag(QStringLiteral("g0000"), Start, end).size(), 20u); // stalled
        QCOMPARE(history.partitionLag(looked, Start, end).size(), 20u);
        QVERIFY(history.partitionLag(QStringLiteral("g0001"), Start, end).empty());
        QVERIFY(!history.groupLag(QStringLiteral("g0001"), Start, end).empty()); // the sum stays
    }
};

QTEST_GUILESS_MAIN(LagHistoryTest)
#include "tst_laghistory.moc"
