// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/ratetracker.h"

#include <QTest>

#include <cmath>

using namespace spillway;

class RateTrackerTest : public QObject {
    Q_OBJECT

private slots:
    void nothingIsKnownBeforeASecondHasPassed()
    {
        RateTracker rate;
        QVERIFY(!rate.perSecond(10'000));
        rate.add(5000, 100);
        QVERIFY(!rate.perSecond(10'000));
        rate.add(5500, 200);
        QVERIFY(!rate.perSecond(10'000));
        rate.add(6000, 200);
        QVERIFY(rate.perSecond(10'000));
    }

    void aSteadyCounterHasItsRateWithinTwoSamples()
    {
        RateTracker rate;
        for (qint64 t = 0; t <= 60'000; t += 1000) {
            rate.add(t, t / 2);
            if (t >= 1000)
                QCOMPARE(rate.perSecond(10'000), std::optional(500.0));
        }
    }

    void stepsOfFiveSecondsMakeASteadyRate()
    {
        RateTracker rate;
        for (qint64 t = 0; t <= 120'000; t += 1000) {
            rate.add(t, (t + 2000) / 5000 * 1000);
            if (t > 25'000) {
                const double now = *rate.perSecond(20'000);
                QVERIFY2(std::abs(now - 200) <= 5, qPrintable(QStringLiteral("%1 at %2").arg(now).arg(t)));
            }
        }
    }

    void aCounterThatStopsGoesToZeroWithinTheWindow()
    {
        RateTracker rate;
        qint64 t = 0;
        for (; t <= 30'000; t += 1000)
            rate.add(t, t);
        double last = *rate.perSecond(10'000);
        for (; t <= 41'000; t += 1000) {
            rate.add(t, 30'000);
            QVERIFY(*rate.perSecond(10'000) <= last + 1e-9);
            last = *rate.perSecond(10'000);
        }
        QCOMPARE(last, 0.0);
    }

    void aBurstAfterSilenceIsSpreadOverTheWindowNotOverTheSilence()
    {
        RateTracker rate;
        for (qint64 t = 0; t <= 600'000; t += 1000)
            rate.add(t, 7);
        rate.add(601'000, 107);
        QCOMPARE(rate.perSecond(10'000), std::optional(10.0));
    }

    void aResetIsNeverANegativeRate()
    {
        RateTracker rate;
        for (qint64 t = 0; t <= 20'000; t += 1000)
            rate.add(t, 1'000'000 + t);
        rate.add(21'000, 5);
        QVERIFY(!rate.perSecond(10'000));
        QCOMPARE(rate.lastValue(), std::optional<qint64>(5));
        for (qint64 t = 22'000; t <= 40'000; t += 1000) {
            rate.add(t, 5 + (t - 21'000));
            QCOMPARE(rate.perSecond(10'000), std::optional(1000.0));
        }
    }

    void cyclesLongerThanTheWindowStillGiveARate()
    {
        RateTracker rate;
        for (qint64 t = 0; t <= 300'000; t += 30'000)
            rate.add(t, t);
        // all that arrived in 30 s is taken as of the window at most
        QVERIFY(*rate.perSecond(10'000) >= 1000.0);
        QCOMPARE(rate.perSecond(60'000), std::optional(1000.0));
    }
};

QTEST_GUILESS_MAIN(RateTrackerTest)
#include "tst_ratetracker.moc"
