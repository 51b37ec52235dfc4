// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/readrange.h"
#include "core/kafka/reach.h"

#include <QTest>

using namespace spillway;
using namespace spillway::cli;
using kafka::ReadFrom;
using kafka::ReadTo;
using spillway::kafka::bootstrapAddresses;
using spillway::kafka::HostPort;

class ReadRangeTest : public QObject {
    Q_OBJECT

private slots:
    void beginnings_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<qint64>("value");
        QTest::newRow("beginning") << int(ReadFrom::Kind::Beginning) << qint64(0);
        QTest::newRow("end") << int(ReadFrom::Kind::End) << qint64(0);
        QTest::newRow("-20") << int(ReadFrom::Kind::LastN) << qint64(20);
        QTest::newRow("offset:9007199254740993") << int(ReadFrom::Kind::Offset) << qint64(9007199254740993);
        QTest::newRow("time:2026-11-23T10:00:00Z") << int(ReadFrom::Kind::Time) << qint64(1795428000000);
        QTest::newRow("time:2026-11-23T11:00:00.250+01:00") << int(ReadFrom::Kind::Time) << qint64(1795428000250);
    }
    void beginnings()
    {
        QFETCH(const int, kind);
        QFETCH(const qint64, value);
        const auto from = parseReadFrom(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(from.has_value());
        QCOMPARE(int(from->kind), kind);
        QCOMPARE(from->value, value);
    }

    void ends()
    {
        QCOMPARE(int(parseReadTo(QStringLiteral("end"))->kind), int(ReadTo::Kind::End));
        QCOMPARE(parseReadTo(QStringLiteral("offset:7"))->value, qint64(7));
        QCOMPARE(parseReadTo(QStringLiteral("time:1970-01-01T00:00:01Z"))->value, qint64(1000));
    }

    void otherWordsAreRefusedByName_data()
    {
        QTest::addColumn<QString>("word");
        for (const char* word : { "", "5", "--5", "- 5", "-", "offset:", "offset:-1", "offset:x",
                 "offset:99999999999999999999", "time:", "time:today", "time:2026-11-23", "Beginning", "latest" })
            QTest::newRow(word) << QString::fromLatin1(word);
    }
    void otherWordsAreRefusedByName()
    {
        QFETCH(const QString, word);
        const auto from = parseReadFrom(word);
        QVERIFY(!from);
        QVERIFY(from.error().message.contains(QStringLiteral("--from ") + word));
        QVERIFY(from.error().message.contains(QLatin1String("beginning")));
        QVERIFY(!parseReadTo(word));
    }

    void bootstrapListsAreTakenApart()
    {
        const std::vector<HostPort> expected{ { QStringLiteral("a"), 9092 }, { QStringLiteral("b.example"), 1 },
            { QStringLiteral("::1"), 9093 }, { QStringLiteral("fe80::1"), 9092 } };
        QVERIFY(bootstrapAddresses(QStringLiteral("a, b.example:1,[::1]:9093,[fe80::1]")) == expected);
    }
};

QTEST_GUILESS_MAIN(ReadRangeTest)
#include "tst_readrange.moc"
