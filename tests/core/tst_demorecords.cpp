// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sandbox/demorecords.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace spillway;
using sandbox::DemoRecords;

/// What the sandbox and the demo load invent.
class DemoRecordsTest : public QObject {
    Q_OBJECT

private slots:
    void theSameSeedGivesTheSameRecords()
    {
        DemoRecords one(7);
        DemoRecords same(7);
        DemoRecords other(8);
        int differs = 0;
        for (int i = 0; i < 2000; ++i) {
            const auto record = one.next(1'700'000'000'000 + i).record;
            const auto again = same.next(1'700'000'000'000 + i).record;
            QCOMPARE(again.topic, record.topic);
            QCOMPARE(again.key, record.key);
            QCOMPARE(again.value, record.value);
            differs += other.next(1'700'000'000'000 + i).record.value != record.value ? 1 : 0;
        }
        QVERIFY(differs > 1000);
    }

    void aDebateGoesItsWayFromInitiatedToCompleted()
    {
        struct Debate {
            int most = 0;
            int rounds = 0;
            bool open = false;
            bool completed = false;
        };
        std::map<QString, Debate> debates;
        int completed = 0;
        int unreadable = 0;
        DemoRecords records(3);
        for (int i = 0; i < 20'000; ++i) {
            const auto made = records.next(1'700'000'000'000 + i);
            if (made.record.topic != u"zamaz-debate.debate-events")
                continue;
            if (made.failure == sandbox::FailureKind::Deserialization) { // cut off
                ++unreadable;
                continue;
            }
            const auto envelope = QJsonDocument::fromJson(made.record.value.value()).object();
            const auto data = envelope[u"event_data"].toObject();
            const QString type = envelope[u"event_type"].toString();
            const bool known = debates.contains(data[u"debate_id"].toString());
            Debate& debate = debates[data[u"debate_id"].toString()];
            QVERIFY(!debate.completed);
            if (type == u"debate_initiated") {
                QVERIFY(!known);
                debate.most = data[u"max_rounds"].toInt();
            } else if (type == u"debate_round_started") {
                debate.rounds = data[u"round_number"].toInt();
                debate.open = true;
            } else if (type == u"debate_round_completed") {
                debate.open = false;
            } else if (type == u"debate_completed") {
                QVERIFY(data[u"total_rounds"].toInt() >= 2);
                QVERIFY(data[u"total_arguments"].toInt() >= 4);
                debate.completed = true;
                ++completed;
            }
            QVERIFY2(
                debate.most == 0 || debate.rounds <= debate.most, qPrintable(envelope[u"aggregate_id"].toString()));
        }
        QVERIFY2(completed > 100, qPrintable(QString::number(completed)));
        const auto running = std::ranges::count_if(debates, [](const auto& d) { return !d.second.completed; });
        QVERIFY2(running <= 40 + unreadable, qPrintable(QString::number(running)));
    }
};

QTEST_GUILESS_MAIN(DemoRecordsTest)
#include "tst_demorecords.moc"
