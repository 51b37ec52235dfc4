// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/ticks.h"
#include "ui/charts/timeseries.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace spillway::ui;

namespace {

using Points = std::vector<TimePoint>;

Points everySecond(int count)
{
    Points points;
    for (int i = 0; i < count; ++i)
        points.push_back({ i * 1000, std::sin(i * 0.1) + 1 });
    return points;
}

qint64 at(int day, int hour, int minute, const QTimeZone& zone)
{
    return QDateTime(QDate(2026, 10, day), QTime(hour, minute), zone).toMSecsSinceEpoch();
}

} // namespace

class TstTimeseries : public QObject {
    Q_OBJECT

private slots:
    void cleaningDropsWhatIsNoNumberAndSorts()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double infinite = std::numeric_limits<double>::infinity();
        const Points expected{ { 1, 10 }, { 2, 21 }, { 3, 30 } };
        QCOMPARE(cleaned({ { 3, 30 }, { 2, 20 }, { 4, nan }, { 1, 10 }, { 5, infinite }, { 6, -infinite }, { 2, 21 } }),
            expected);
    }

    void cleaningDropsPointsInsideOfAGap()
    {
        const std::vector<TimeGap> gaps{ { 10, 20, {} }, { 15, 30, {} } };
        const Points expected{ { 5, 1 }, { 10, 1 }, { 30, 1 } };
        QCOMPARE(cleaned({ { 5, 1 }, { 10, 1 }, { 12, 1 }, { 20, 1 }, { 29, 1 }, { 30, 1 } }, gaps), expected);
    }

    void decimationKeepsPeaksExactly()
    {
        Points points = everySecond(100'000);
        points[54'321].value = 4711;
        points[54'322].value = -3;
        const Points drawn = decimated(points, 0, 100'000'000, 498);
        QVERIFY(drawn.size() <= 1000);
        QVERIFY(std::find(drawn.begin(), drawn.end(), TimePoint{ 54'321'000, 4711 }) != drawn.end());
        QVERIFY(std::find(drawn.begin(), drawn.end(), TimePoint{ 54'322'000, -3 }) != drawn.end());
        QVERIFY(std::is_sorted(drawn.begin(), drawn.end(), [](const auto& a, const auto& b) { return a.ms < b.ms; }));
        QCOMPARE(drawn.back(), points.back());
    }

    void decimationLeavesFewPointsAlone()
    {
        const Points points = everySecond(100);
        QCOMPARE(decimated(points, 0, 100'000, 400), points);
    }

    void decimationReachesOverTheEdgesOfTheRange()
    {
        const Points points = everySecond(100);
        const Points drawn = decimated(points, 20'500, 30'500, 400);
        QCOMPARE(drawn.front().ms, 20'000);
        QCOMPARE(drawn.back().ms, 31'000);
    }

    void decimationOfAMovingRangeKeepsItsColumns()
    {
        const Points points = everySecond(10'000);
        const Points before = decimated(points, 0, 5'000'000, 100);
        const Points after = decimated(points, 7'000, 5'007'000, 100);
        // all but the columns at the edges are the same
        QVERIFY(std::includes(before.begin(), before.end(), after.begin() + 3, after.end() - 4,
            [](const auto& a, const auto& b) { return a.ms < b.ms; }));
    }

    void decimationOfNothingIsNothing()
    {
        QVERIFY(decimated({}, 0, 10, 100).empty());
        QVERIFY(decimated(everySecond(3), 10, 10, 100).empty());
    }

    void gapsSplitRuns()
    {
        const Points points{ { 0, 1 }, { 10, 1 }, { 20, 1 }, { 30, 1 }, { 40, 1 } };
        const std::vector<TimeGap> gaps{ { 30, 40, {} }, { 12, 18, {} }, { 50, 60, {} } };
        const auto runs = splitAtGaps(points, gaps);
        QCOMPARE(runs.size(), 3u);
        QCOMPARE(runs[0].size(), 2u);
        QCOMPARE(runs[1].size(), 2u);
        QCOMPARE(runs[2].size(), 1u);
        QCOMPARE(splitAtGaps(points, {}).size(), 1u);
        QVERIFY(splitAtGaps({}, gaps).empty());
    }

    void nearestFindsTheCloserNeighbour()
    {
        const Points points{ { 10, 1 }, { 20, 2 } };
        QCOMPARE(nearest(points, 0)->ms, 10);
        QCOMPARE(nearest(points, 14)->ms, 10);
        QCOMPARE(nearest(points, 16)->ms, 20);
        QCOMPARE(nearest(points, 99)->ms, 20);
        QVERIFY(!nearest({}, 0));
    }

    void moreThanEightBecomeSevenAndTheSumOfTheRest()
    {
        std::vector<Series> series;
        for (int i = 0; i < 10; ++i)
            series.push_back({ QString::number(i), i, { { 0, double(i) }, { 10, double(10 * i) } } });
        series[0].points.push_back({ 20, 5 }); // the others hold their value
        const std::vector<Series> shown = withOther(series, 8, QStringLiteral("other"));
        QCOMPARE(shown.size(), 8u);
        QCOMPARE(shown.front().name, QStringLiteral("3"));
        QCOMPARE(shown.back().name, QStringLiteral("other"));
        QCOMPARE(shown.back().colorIndex, 7);
        const Points sum{ { 0, 3 }, { 10, 30 }, { 20, 35 } };
        QCOMPARE(shown.back().points, sum);
        series.resize(8);
        QCOMPARE(withOther(series, 8, QStringLiteral("other")).back().name, QStringLiteral("7"));
    }

    void trendLooksAtTheLastQuarter()
    {
        QCOMPARE(trend(Points{ { 0, 100 }, { 60, 100 }, { 80, 10 }, { 100, 20 } }), Trend::Rising);
        QCOMPARE(trend(Points{ { 0, 0 }, { 75, 100 }, { 100, 50 } }), Trend::Falling);
        QCOMPARE(trend(Points{ { 0, 0 }, { 75, 100 }, { 100, 101 } }), Trend::Steady);
        QCOMPARE(trend(Points{ { 0, 7 } }), Trend::Steady);
    }

    void valueTicksAreRound_data()
    {
        QTest::addColumn<double>("greatest");
        QTest::addColumn<ValueKind>("kind");
        QTest::addColumn<double>("step");
        QTest::addColumn<double>("top");
        QTest::newRow("thousands") << 8377.0 << ValueKind::Number << 2000.0 << 10000.0;
        QTest::newRow("exact") << 10000.0 << ValueKind::Number << 2000.0 << 10000.0;
        QTest::newRow("small") << 0.7 << ValueKind::Number << 0.2 << 0.8;
        QTest::newRow("nothing") << 0.0 << ValueKind::Number << 0.2 << 1.0;
        QTest::newRow("whole things") << 1.0 << ValueKind::Count << 1.0 << 1.0;
        QTest::newRow("binary") << 1.4 * 1024 * 1024 << ValueKind::Bytes << 0.5 * 1024 * 1024 << 1.5 * 1024 * 1024;
        QTest::newRow("binary, small") << 300.0 * 1024 << ValueKind::Bytes << 64.0 * 1024 << 320.0 * 1024;
        QTest::newRow("minutes") << 6.2 * 60'000 << ValueKind::Duration << 2.0 * 60'000 << 8.0 * 60'000;
        QTest::newRow("hours") << 2.1 * 3'600'000 << ValueKind::Duration << 1800'000.0 << 2.5 * 3'600'000;
    }
    void valueTicksAreRound()
    {
        QFETCH(double, greatest);
        QFETCH(ValueKind, kind);
        const ValueTicks ticks = valueTicks(0, greatest, kind, 5);
        QTEST(ticks.step, "step");
        QTEST(ticks.top, "top");
        QCOMPARE(ticks.at.front(), 0.0);
        QCOMPARE(ticks.at.back(), ticks.top);
    }

    void valueTicksHoldAnythingInAFewSteps()
    {
        for (double greatest = 1e-3; greatest < 1e12; greatest *= 1.37) {
            const ValueTicks ticks = valueTicks(-greatest / 3, greatest, ValueKind::Number, 5);
            QVERIFY(ticks.bottom <= -greatest / 3 && ticks.top >= greatest);
            QVERIFY(ticks.at.size() >= 3 && ticks.at.size() <= 6);
        }
    }

    void timeTicksAreRound()
    {
        const QTimeZone zone("Asia/Kathmandu"); // 5 h 45 min
        const TimeTicks ticks = timeTicks(at(5, 10, 3, zone), at(5, 11, 3, zone), 7, zone);
        QCOMPARE(ticks.step, 600'000);
        QCOMPARE(ticks.at.size(), 6u);
        QCOMPARE(ticks.at.front(), at(5, 10, 10, zone));
        QCOMPARE(timeTickText(ticks.at.front(), ticks.step, zone, QLocale::c()), QStringLiteral("10:10"));
    }

    void timeTicksStayRoundWhenTheClockGoesBack()
    {
        const QTimeZone zone("Europe/Berlin"); // 25 October 2026, 3:00 becomes 2:00
        const TimeTicks ticks = timeTicks(at(24, 20, 0, zone), at(25, 20, 0, zone), 5, zone);
        QCOMPARE(ticks.step, 6 * 3'600'000);
        for (const qint64 tick : ticks.at)
            QCOMPARE(QDateTime::fromMSecsSinceEpoch(tick, zone).time().hour() % 6, 0);
        QVERIFY(std::is_sorted(ticks.at.begin(), ticks.at.end()));
    }

    void ticksOfDaysCarryTheDate()
    {
        const QTimeZone zone("Europe/Berlin");
        const TimeTicks ticks = timeTicks(at(1, 12, 0, zone), at(15, 12, 0, zone), 7, zone);
        QVERIFY(ticks.step >= 86'400'000);
        const QString text = timeTickText(ticks.at.front(), ticks.step, zone, QLocale(QLocale::English));
        QVERIFY2(text.endsWith(QStringLiteral(" Oct")), qPrintable(text));
    }

    void tickLabelsHaveTheDecimalsOfTheirStep()
    {
        const QLocale english(QLocale::English, QLocale::UnitedStates);
        QCOMPARE(tickText(7500, 2500, ValueKind::Number, english), QStringLiteral("7,500"));
        QCOMPARE(tickText(0.2, 0.2, ValueKind::Number, english), QStringLiteral("0.2"));
        QCOMPARE(tickText(0, 1024, ValueKind::Bytes, english), QStringLiteral("0"));
        QCOMPARE(tickText(1.5 * 1024 * 1024, 512 * 1024, ValueKind::Bytes, english), QStringLiteral("1.5 MiB"));
        QCOMPARE(tickText(1.25 * 1024 * 1024, 256 * 1024, ValueKind::Bytes, english), QStringLiteral("1.25 MiB"));
        QCOMPARE(tickText(768 * 1024, 256 * 1024, ValueKind::Bytes, english), QStringLiteral("768 KiB"));
        QCOMPARE(tickText(600'000, 120'000, ValueKind::Duration, english), QStringLiteral("10 min"));
        QCOMPARE(durationText(90'000), QStringLiteral("1 min 30 s"));
        QCOMPARE(durationText(3'600'000), QStringLiteral("1 h"));
    }
};

QTEST_GUILESS_MAIN(TstTimeseries)
#include "tst_timeseries.moc"
