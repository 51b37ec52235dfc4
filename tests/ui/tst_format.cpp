// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme/format.h"
#include "ui/widgets/plaintext.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

using namespace spillway::ui;

namespace {

/// Units hang on their numbers by no-break spaces; tests are read with plain ones.
QString plain(QString text)
{
    return text.replace(QChar(0x00A0), QLatin1Char(' '));
}

} // namespace

class TestFormat : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void cleanup() { QLocale::setDefault(QLocale::c()); }

    void countsAreGroupedEvenWithoutALocale()
    {
        QCOMPARE(format::count(4812), QStringLiteral("4,812"));
        QCOMPARE(format::count(std::optional<qint64>()), QStringLiteral("unknown"));
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        QCOMPARE(format::count(1204118), QStringLiteral("1.204.118"));
        QCOMPARE(format::rate(14.21), QStringLiteral("14,2"));
    }

    void ratesNeverShowAFalseZero_data()
    {
        QTest::addColumn<double>("rate");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0.0 << "0";
        QTest::newRow("nearly none") << 0.01 << "< 0.1";
        QTest::newRow("some") << 0.05 << "0.1";
        QTest::newRow("decimal") << 41.0 << "41.0";
        QTest::newRow("just under 100") << 99.94 << "99.9";
        QTest::newRow("rounds to 100") << 99.96 << "100";
        QTest::newRow("many") << 4811.7 << "4,812";
        QTest::newRow("not a number") << qQNaN() << "unknown";
    }
    void ratesNeverShowAFalseZero()
    {
        QFETCH(double, rate);
        QTEST(format::rate(rate), "text");
    }

    void bytesHaveBinaryUnitsAndOneDigit_data()
    {
        QTest::addColumn<double>("number");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << 0.0 << "0 B";
        QTest::newRow("bytes") << 1023.0 << "1,023 B";
        QTest::newRow("one KiB") << 1024.0 << "1.0 KiB";
        QTest::newRow("carries over") << 1023.97 * 1024 << "1.0 MiB";
        QTest::newRow("MiB") << 41.6 * 1024 * 1024 << "41.6 MiB";
    }
    void bytesHaveBinaryUnitsAndOneDigit()
    {
        QFETCH(double, number);
        QFETCH(QString, text);
        QCOMPARE(plain(format::bytes(number)), text);
    }

    void byteRatesDropTheDigitFromTenOn()
    {
        QCOMPARE(plain(format::byteRate(38.2 * 1024)), QStringLiteral("38 KiB/s"));
        QCOMPARE(plain(format::byteRate(1.42 * 1024 * 1024)), QStringLiteral("1.4 MiB/s"));
    }

    void durationsUseTwoUnits_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << qint64(0) << "0 s";
        QTest::newRow("a moment") << qint64(20) << "< 0.1 s";
        QTest::newRow("tenths") << qint64(1640) << "1.6 s";
        QTest::newRow("ten") << qint64(9960) << "10 s";
        QTest::newRow("seconds") << qint64(43000) << "43 s";
        QTest::newRow("rounds to a minute") << qint64(59800) << "1 min";
        QTest::newRow("minutes") << qint64(220000) << "3 min 40 s";
        QTest::newRow("padded") << qint64(1268000) << "21 min 08 s";
        QTest::newRow("hours") << qint64(7440000) << "2 h 04 min";
        QTest::newRow("days") << qint64(76) * 3600000 << "3 d 4 h";
    }
    void durationsUseTwoUnits()
    {
        QFETCH(qint64, ms);
        QFETCH(QString, text);
        QCOMPARE(plain(format::duration(ms)), text);
    }

    void percentsSayWhatIsTooSmallToShow()
    {
        QCOMPARE(plain(format::percent(0.0002)), QStringLiteral("< 0.1 %"));
        QCOMPARE(plain(format::percent(0.002)), QStringLiteral("0.2 %"));
        QCOMPARE(plain(format::percent(0.31)), QStringLiteral("31 %"));
    }

    void timesCarryTheDateOnlyWhenItIsNotToday()
    {
        const QDateTime noon(QDate(2026, 11, 23), QTime(12, 0));
        const qint64 now = noon.toMSecsSinceEpoch();
        QCOMPARE(format::timestamp(now - 3433082, now), QStringLiteral("11:02:46.918"));
        QCOMPARE(format::timeOfDay(now - 3433082, now), QStringLiteral("11:02:46"));
        QCOMPARE(
            format::timestamp(noon.addDays(-1).toMSecsSinceEpoch(), now), QStringLiteral("2026-11-22 12:00:00.000"));
    }

    void utcIsRfc3339() { QCOMPARE(format::utc(1795428166918), QStringLiteral("2026-11-23T10:02:46.918Z")); }

    void freshnessSaysHowOld()
    {
        QCOMPARE(plain(format::freshness(600, false)), QStringLiteral("Updated 0.6 s ago"));
        QCOMPARE(plain(format::freshness(275000, true)), QStringLiteral("Stale, 4 min 35 s old"));
    }

    void timesAreInUtcWhenSet()
    {
        const qint64 time = QDateTime(QDate(2026, 11, 23), QTime(23, 59, 59, 918), Qt::UTC).toMSecsSinceEpoch();
        format::setUtc(true);
        QCOMPARE(format::timestamp(time, time), QStringLiteral("23:59:59.918"));
        QCOMPARE(format::timeOfDay(time, time + 1000), QStringLiteral("2026-11-23 23:59:59")); // another day in UTC
        QCOMPARE(format::timeZone(time), QStringLiteral("Times in UTC"));
        format::setUtc(false);
        QVERIFY(format::timeZone(time).startsWith(QStringLiteral("Local time")));
    }

    void tooltipsShowMarkupAsText()
    {
        QCOMPARE(plainTooltip(QStringLiteral("<b>x</b>\n&")), QStringLiteral("<qt>&lt;b&gt;x&lt;/b&gt;<br>&amp;</qt>"));
        QVERIFY(plainTooltip({}).isEmpty());
    }
};

QTEST_MAIN(TestFormat)
#include "tst_format.moc"
