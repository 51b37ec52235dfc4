// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/eventvalue.h"

#include <QTest>

#include <limits>

using namespace spillway;

class EventValueTest : public QObject {
    Q_OBJECT

private slots:
    void integersAreExactTo64Bits()
    {
        for (const qint64 n : { std::numeric_limits<qint64>::min(), qint64(-1), (qint64(1) << 53) + 1,
                 std::numeric_limits<qint64>::max() })
            QCOMPARE(EventValue(n).toInt(), std::optional(n));
        QCOMPARE(EventValue(3.0).toInt(), std::optional<qint64>(3));
        QVERIFY(!EventValue(3.5).toInt());
        QVERIFY(!EventValue(1e300).toInt());
        QVERIFY(!EventValue("3").toInt());
        QVERIFY(!EventValue(true).toInt());
    }

    void aTextIsNoBool()
    {
        QCOMPARE(EventValue("x").kind(), EventValue::Kind::Text);
        QCOMPARE(EventValue(true).kind(), EventValue::Kind::Bool);
        QCOMPARE(EventValue(1).kind(), EventValue::Kind::Int);
        QCOMPARE(EventValue(1.0).kind(), EventValue::Kind::Double);
        QCOMPARE(EventValue(EventTime{}).kind(), EventValue::Kind::Time);
        QCOMPARE(EventValue(nullptr).kind(), EventValue::Kind::Null);
        QCOMPARE(EventValue(EventValue::Array{ 1, 2 }).kind(), EventValue::Kind::Array);
    }

    void membersKeepTheirOrderAndAreUnique()
    {
        EventValue value = EventValue::object({ { "z", 1 }, { "a", 2 }, { "z", 3 } });
        QCOMPARE(value.members().size(), size_t(2));
        QCOMPARE(value.members()[0].name, QStringLiteral("z"));
        QCOMPARE(value[u"z"].toInt(), std::optional<qint64>(3));
        QVERIFY(value[u"missing"].isNull());
        QVERIFY(!value.contains(u"missing"));
        value.remove(u"z");
        QCOMPARE(value, EventValue::object({ { "a", 2 } }));
    }

    void aCopyDoesNotSeeLaterChanges()
    {
        EventValue original = EventValue::object({ { "inner", EventValue::object({ { "n", 1 } }) } });
        EventValue copy = original;
        copy.set("inner", 2);
        copy.set("more", 3);
        QCOMPARE(original, EventValue::object({ { "inner", EventValue::object({ { "n", 1 } }) } }));
        EventValue list;
        list.append(1);
        const EventValue before = list;
        list.append(2);
        QCOMPARE(before.items().size(), size_t(1));
        QCOMPARE(list.items().size(), size_t(2));
    }

    void settingAMemberOfWhatIsNoObjectChangesNothing()
    {
        EventValue text("x");
        text.set("a", 1);
        text.append(1);
        QCOMPARE(text, EventValue("x"));
        EventValue null;
        null.set("a", 1);
        QVERIFY(null.isObject());
    }

    void timesAreRfc3339WithMicroseconds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("micros");
        QTest::newRow("ours") << QByteArray("2026-11-23T10:02:46.918273Z") << qint64(1795428166918273);
        QTest::newRow("no fraction") << QByteArray("2026-11-23T10:02:46Z") << qint64(1795428166000000);
        QTest::newRow("offset") << QByteArray("2026-11-23T12:32:46.9+02:30") << qint64(1795428166900000);
        QTest::newRow("nanoseconds") << QByteArray("2026-11-23t10:02:46.918273999z") << qint64(1795428166918273);
        QTest::newRow("epoch") << QByteArray("1970-01-01 00:00:00Z") << qint64(0);
        QTest::newRow("before") << QByteArray("1969-12-31T23:59:59.999999Z") << qint64(-1);
        QTest::newRow("leap second") << QByteArray("2016-12-31T23:59:60Z") << qint64(1483228800000000);
        QTest::newRow("leap day") << QByteArray("2024-02-29T00:00:00Z") << qint64(1709164800000000);
    }
    void timesAreRfc3339WithMicroseconds()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, micros);
        const auto time = parseTime(text.toStdString());
        QVERIFY(time);
        QCOMPARE(qint64(time->time_since_epoch().count()), micros);
        QCOMPARE(parseTime(timeText(*time)), time);
        QCOMPARE(EventValue(QString::fromLatin1(text)).toTime(), time);
    }

    void whatIsNoTimeIsNone()
    {
        for (const char* text :
            { "", "2026", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T10:02:46",
                "2026-11-23T10:02:46.Z", "2026-11-23T10:02:46.1234567890Z", "2026-11-23T10:02:46Zx",
                "2026-11-23T10:02:46+25:00", "-026-11-23T10:02:46Z", "2026-11-23T1\xc3\xa9:02:46Z" })
            QVERIFY2(!parseTime(text), text);
        QVERIFY(timeText(EventTime::max()).empty());
        QVERIFY(timeText(EventTime::min()).empty());
        QCOMPARE(timeText(EventTime{}), std::string("1970-01-01T00:00:00.000000Z"));
        QVERIFY(isTimeText("1970-01-01T00:00:00.000000Z"));
        QVERIFY(!isTimeText("1970-01-01T00:00:60.000000Z"));
        QVERIFY(!isTimeText("1970-01-01t00:00:00.000000Z"));
    }
};

QTEST_GUILESS_MAIN(EventValueTest)
#include "tst_eventvalue.moc"
