// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/metricwindow.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

/// The value of that rank, by sorting all of them.
double exact(std::vector<double> values, double q)
{
    std::ranges::sort(values);
    return values[size_t(q * double(values.size() - 1))];
}

} // namespace

class QuantileSketchTest : public QObject {
    Q_OBJECT

private slots:
    void quantilesAreWithinOnePercentOfSorting_data()
    {
        QTest::addColumn<QString>("shape");
        for (const char* shape : { "uniform", "lognormal", "negative", "both signs", "constant", "huge and tiny" })
            QTest::newRow(shape) << shape;
    }
    void quantilesAreWithinOnePercentOfSorting()
    {
        QFETCH(QString, shape);
        std::mt19937_64 random(42); // NOLINT: the same numbers every time
        std::vector<double> values;
        QuantileSketch sketch;
        double sum = 0;
        for (int i = 0; i < 20'000; ++i) {
            double value = 0;
            if (shape == u"uniform")
                value = std::uniform_real_distribution(1.0, 1000.0)(random);
            else if (shape == u"lognormal")
                value = std::lognormal_distribution(1.0, 1.0)(random);
            else if (shape == u"negative")
                value = -std::uniform_real_distribution(1.0, 50.0)(random);
            else if (shape == u"both signs")
                value = std::normal_distribution(0.0, 10.0)(random);
            else if (shape == u"constant")
                value = 7.25;
            else // most in the upper 28,000-fold; some far below share a bucket
                value = i % 100 == 0 ? 1e-9 : std::uniform_real_distribution(1e6, 1e8)(random);
            values.push_back(value);
            sum += value;
            QVERIFY(sketch.add(value));
        }
        for (const double q : { 0.05, 0.25, 0.5, 0.95, 0.99, 1.0 }) {
            const double want = exact(values, q);
            const double got = *sketch.quantile(q);
            QVERIFY2(std::abs(got - want) <= std::abs(want) * 0.0101 + 1e-9,
                qPrintable(QStringLiteral("q %1: %2 instead of %3").arg(q).arg(got).arg(want)));
        }
        QCOMPARE(sketch.count(), quint64{ 20'000 });
        QCOMPARE(*sketch.min(), exact(values, 0));
        QCOMPARE(*sketch.max(), exact(values, 1));
        QVERIFY(std::abs(sketch.sum() - sum) <= std::abs(sum) * 1e-9 + 1e-9);
    }

    void theNumberOfBucketsIsBounded()
    {
        QuantileSketch sketch;
        for (int exponent = -300; exponent < 308; ++exponent) {
            sketch.add(std::pow(10.0, exponent));
            sketch.add(-std::pow(10.0, exponent));
        }
        QVERIFY2(sketch.buckets() <= 1024, qPrintable(QString::number(sketch.buckets())));
        QCOMPARE(sketch.count(), quint64{ 1216 });
        QCOMPARE(*sketch.max(), std::pow(10.0, 307));
        QVERIFY(std::abs(*sketch.quantile(1) / std::pow(10.0, 307) - 1) < 0.01);
    }

    void mergingIsLikeAddingAll()
    {
        QuantileSketch all;
        QuantileSketch odd;
        QuantileSketch even;
        for (int i = 1; i <= 10'000; ++i) {
            all.add(i);
            (i % 2 ? odd : even).add(i);
        }
        odd.merge(even);
        QCOMPARE(odd.count(), all.count());
        QCOMPARE(odd.sum(), all.sum());
        for (const double q : { 0.01, 0.5, 0.99 })
            QCOMPARE(*odd.quantile(q), *all.quantile(q));
    }

    void whatIsNoNumberIsRefusedAndEmptyIsUnknown()
    {
        QuantileSketch sketch;
        QVERIFY(!sketch.add(std::nan("")));
        QVERIFY(!sketch.add(INFINITY));
        QCOMPARE(sketch.count(), quint64{ 0 });
        QVERIFY(!sketch.quantile(0.5));
        QVERIFY(!sketch.mean());
        QVERIFY(sketch.add(0));
        QCOMPARE(*sketch.quantile(0.99), 0.0);
    }

    void aWindowForgetsWhatIsOlder()
    {
        MetricWindow window(60s);
        const EventTime start{ 1'700'000'000s };
        for (int second = 0; second < 120; ++second)
            QVERIFY(window.add(start + std::chrono::seconds(second), second, start + std::chrono::seconds(second)));
        const EventTime now = start + 119s;
        QuantileSketch merged;
        window.mergeInto(merged, now);
        QVERIFY2(merged.count() >= 55 && merged.count() <= 60, qPrintable(QString::number(merged.count())));
        QCOMPARE(*merged.max(), 119.0);
        QVERIFY(*merged.min() >= 60);
        QVERIFY(!window.add(start, 1, now)); // too old
        QVERIFY(window.add(now - 30s, 1000, now)); // late, but inside
        QuantileSketch later;
        window.mergeInto(later, now + 120s);
        QCOMPARE(later.count(), quint64{ 0 });
    }
};

QTEST_GUILESS_MAIN(QuantileSketchTest)
#include "tst_quantilesketch.moc"
