// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/dialects.h"
#include "core/deadletter/inflow.h"
#include "core/deadletter/lettergroups.h"
#include "core/deadletter/replayjournal.h"
#include "core/deadletter/replayplan.h"
#include "core/kafka/producer.h"
#include "tests/support/letterfixtures.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;
using namespace spillway::deadletter;
using namespace spillway::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

Letter letterWith(std::vector<Header> headers)
{
    Letter letter;
    letter.record = letterRecord(std::move(headers));
    letter.error = decode(letter.record);
    return letter;
}

ReplayRequest requestFor(const char* topic = "orders-dlt")
{
    ReplayRequest request;
    request.topic = s(topic);
    return request;
}

const TargetFacts Twelve{ true, 12, 1'048'576 };

} // namespace

class ReplayPlanTest : public QObject {
    Q_OBJECT

private slots:
    void goesToTheOriginalPartitionOfTheOriginalTopic()
    {
        const auto planned
            = planRecord(letterWith(springHeaders("orders", 4, 10)), requestFor(), Twelve, LetterState::Open);
        QCOMPARE(planned.action, PlannedRecord::Action::Replay);
        QCOMPARE(planned.toTopic, s("orders"));
        QCOMPARE(planned.toPartition, Partition{ 4 });
        QCOMPARE(planned.headersRemoved, 10);
        QVERIFY(kafka::murmur2Partition("order-1", 12) == Partition{ 4 } || planned.warning.contains(s("Java")));
    }

    void byKeyWhenTheOriginalPartitionIsGoneOrTheTopicAnother()
    {
        const Letter letter = letterWith(springHeaders("orders", 14, 10));
        const auto gone = planRecord(letter, requestFor(), Twelve, LetterState::Open);
        QCOMPARE(gone.toPartition, std::nullopt);
        QVERIFY(gone.warning.contains(s("partition 14 is gone")));
        auto request = requestFor();
        request.to = s("elsewhere");
        QCOMPARE(planRecord(letter, request, Twelve, LetterState::Open).toPartition, std::nullopt);
        request.partition = Partition{ 11 };
        QCOMPARE(planRecord(letter, request, Twelve, LetterState::Open).toPartition, Partition{ 11 });
        request.partition = Partition{ 12 };
        QCOMPARE(planRecord(letter, request, Twelve, LetterState::Open).action, PlannedRecord::Action::Skip);
    }

    void whatCannotBeReplayedSaysWhy_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no headers") << s("plain") << s("no error headers");
        QTest::newRow("no topic") << s("topicless") << s("do not name the original topic");
        QTest::newRow("itself") << s("itself") << s("is the dead-letter topic itself");
        QTest::newRow("own topic of Kafka") << s("internal") << s("Kafka's own");
        QTest::newRow("missing") << s("missing") << s("does not exist");
        QTest::newRow("null value") << s("tombstone") << s("null");
        QTest::newRow("too large") << s("large") << s("max.message.bytes");
        QTest::newRow("pointer to nowhere") << s("pointer") << s("only points");
    }
    void whatCannotBeReplayedSaysWhy()
    {
        QFETCH(const QString, how);
        QFETCH(const QString, reason);
        Letter letter = letterWith(springHeaders("orders", 4, 10));
        TargetFacts facts = Twelve;
        if (how == s("plain"))
            letter = letterWith({ { "x", "y" } });
        else if (how == s("topicless"))
            letter = letterWith({ { "kafka_dlt-exception-fqcn", "E" } });
        else if (how == s("itself"))
            letter = letterWith(springHeaders("orders-dlt", 4, 10));
        else if (how == s("internal"))
            letter = letterWith(springHeaders("__consumer_offsets", 4, 10));
        else if (how == s("missing"))
            facts = {};
        else if (how == s("tombstone"))
            letter.record.value.reset();
        else if (how == s("large"))
            facts.maxMessageBytes = 100;
        else {
            letter = letterWith({ { "__dlq.errors.topic", "orders" } });
            letter.record.key.reset();
            letter.record.value.reset();
            letter.error = decode(letter.record);
        }
        const auto planned = planRecord(letter, requestFor(), facts, LetterState::Open);
        QCOMPARE(planned.action, PlannedRecord::Action::Skip);
        QVERIFY2(planned.reason.contains(reason), qPrintable(planned.reason));
    }

    void tombstonesAndPointersNeedTheirOwnWord()
    {
        Letter letter = letterWith(springHeaders("orders", 4, 10));
        letter.record.value.reset();
        auto request = requestFor();
        request.sendTombstones = true;
        QCOMPARE(planRecord(letter, request, Twelve, LetterState::Open).action, PlannedRecord::Action::Replay);

        Letter pointer = letterWith(
            { { "__dlq.errors.topic", "orders" }, { "__dlq.errors.partition", "2" }, { "__dlq.errors.offset", "17" } });
        pointer.record.key.reset();
        pointer.record.value.reset();
        pointer.error = decode(pointer.record);
        const auto planned = planRecord(pointer, requestFor(), Twelve, LetterState::Open);
        QCOMPARE(planned.action, PlannedRecord::Action::Replay);
        QCOMPARE(planned.pointsTo, (Coordinates{ s("orders"), Partition{ 2 }, Offset{ 17 } }));
    }

    void whatIsDoneIsNotDoneAgainUnlessAskedFor()
    {
        const Letter letter = letterWith(springHeaders("orders", 4, 10));
        auto request = requestFor();
        using Action = PlannedRecord::Action;
        QCOMPARE(planRecord(letter, request, Twelve, LetterState::Replayed).action, Action::Already);
        QCOMPARE(planRecord(letter, request, Twelve, LetterState::Uncertain).action, Action::Uncertain);
        QCOMPARE(planRecord(letter, request, Twelve, LetterState::Discarded).action, Action::Skip);
        request.again = true;
        for (const auto state : { LetterState::Replayed, LetterState::Uncertain, LetterState::Discarded })
            QCOMPARE(planRecord(letter, request, Twelve, state).action, Action::Replay);
    }

    void onlyErrorHeadersGoAndAllOthersStayAsTheyWere()
    {
        std::vector<Header> headers{ { "a", "1" }, { "a", "2" }, { "null", std::nullopt }, { "empty", "" },
            { "traceparent", "00-1" }, { QByteArray("\xff\0z", 3), "bin\0" } };
        const auto kept = headers;
        const auto errors = springHeaders("orders", 4, 10);
        headers.insert(headers.begin() + 3, errors.begin(), errors.end());
        const Letter letter = letterWith(headers);
        auto request = requestFor();
        const auto send = [&] { return recordToSend(letter.record, request, s("orders"), s("job"), letter.at()); };
        QCOMPARE(send().headers, kept);
        QCOMPARE(send().key, letter.record.key);
        QCOMPARE(send().value, letter.record.value);
        QCOMPARE(send().topic, s("orders"));
        request.keepHeaders = true;
        QCOMPARE(send().headers, headers);
        request.addLineage = true;
        QCOMPARE(send().headers.size(), headers.size() + 4);
        QCOMPARE(send().headers[headers.size() + 1].value, QByteArray("orders-dlt:1:7"));
    }

    void questionAndDetailsSayWhatWillHappenToWhom()
    {
        ReplayPlan plan;
        plan.request = requestFor();
        plan.records
            = { planRecord(letterWith(springHeaders("orders", 4, 10)), plan.request, Twelve, LetterState::Open) };
        plan.targets = { { s("orders"), true, 12, 1'048'576, false, QStringList{ s("a"), s("b") }, 1 } };
        QCOMPARE(plan.question(), s("Write 1 record to orders?"));
        QString all;
        for (const auto& [name, text] : plan.details())
            all += name + u'=' + text + u'\n';
        for (const char* part : { "orders-dlt", "original partition of each (4)", "byte for byte",
                 "10 error headers removed", "2 consumer groups read this topic and will receive them: a, b" })
            QVERIFY2(all.contains(s(part)), qPrintable(all));
    }

    void comparisonTellsAddedChangedAndRemovedApart()
    {
        Record original = letterRecord({ { "a", "1" }, { "a", "2" }, { "gone", std::nullopt }, { "same", "" } });
        Record letter = letterRecord({ { "a", "1" }, { "a", "3" }, { "same", "" }, { "dlq.original-topic", "t" } });
        letter.value = "other";
        const Comparison comparison = compare(original, letter);
        QVERIFY(comparison.keyIdentical);
        QVERIFY(!comparison.valueIdentical);
        QCOMPARE(comparison.headersKept, 2U);
        using Kind = HeaderChange::Kind;
        const std::vector<HeaderChange> expected{ { Kind::Changed, "a", "2", "3", false },
            { Kind::Added, "dlq.original-topic", std::nullopt, "t", true },
            { Kind::Removed, "gone", std::nullopt, std::nullopt, false } };
        QCOMPARE(comparison.headers, expected);
        QCOMPARE(comparison.summary(),
            s("key identical; value differs; 1 error header added; 1 header changed; 1 header removed"));
        original.value = "";
        letter.value.reset();
        QVERIFY(!compare(original, letter).valueIdentical);
    }

    void equalFaultsReadEqual_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("normal");
        QTest::newRow("numbers") << s("POST 17 timed out after 2000 ms\nmore") << s("POST # timed out after # ms");
        QTest::newRow("uuid") << s("order 123e4567-e89b-12d3-a456-426614174000 is unknown") << s("order # is unknown");
        QTest::newRow("quoted") << s("not one of: \"PARTIALLY_REFUNDED\"") << s("not one of: \"#\"");
        QTest::newRow("host") << s("hooks.partner-3.example: no such host") << s("#: no such host");
        QTest::newRow("plain") << s("Order.customer isn't here") << s("Order.customer isn't here");
        QTest::newRow("empty") << s("") << s("");
    }
    void equalFaultsReadEqual()
    {
        QFETCH(const QString, message);
        QFETCH(const QString, normal);
        QCOMPARE(normalisedMessage(message), normal);
    }

    void groupsCountWhatFailsInTheSameWay()
    {
        std::vector<Letter> letters;
        for (int i = 0; i < 5; ++i) {
            letters.push_back(letterWith({ { "dlq.original-topic", "orders" }, { "dlq.error-class", "E" },
                { "dlq.error-message", "order " + QByteArray::number(i) + " is bad" } }));
            letters.back().record.timestampMs = 1000 + i;
        }
        letters[4].state = LetterState::Replayed;
        letters.push_back(letterWith({ { "dlq.original-topic", "other" }, { "dlq.error-class", "E" } }));
        const auto groups = groupLetters(letters);
        QCOMPARE(groups.size(), 2U);
        QCOMPARE(groups[0].count, 5);
        QCOMPARE(groups[0].open, 4);
        QCOMPARE(groups[0].message, s("order # is bad"));
        QCOMPARE(groups[0].firstSeenMs, 1000);
        QCOMPARE(groups[0].lastSeenMs, 1004);
        QCOMPARE(groups[0].letters, (std::vector<size_t>{ 0, 1, 2, 3, 4 }));
        QVERIFY(groups[0].id != groups[1].id);
        QCOMPARE(groupLetters(std::span(letters).first(1)).front().id, groups[0].id);
        const auto bounded = groupLetters(letters, 1);
        QCOMPARE(bounded.size(), 1U);
        QCOMPARE(bounded[0].count, 6);
    }

    void journalRemembersAcrossPrograms()
    {
        const QTemporaryDir folder;
        const Coordinates at{ s("d"), Partition{ 0 }, Offset{ 9'007'199'254'740'993 } }; // beyond what a double holds
        const auto entry = [&](JournalEntry::What what, const char* target) {
            JournalEntry e;
            e.what = what;
            e.letter = at;
            e.timestampMs = 5;
            e.job = s("job");
            e.target = s(target);
            return e;
        };
        auto first = ReplayJournal::open(folder.path(), s("abc/../d"), s("me"));
        QVERIFY(first);
        QVERIFY((*first)->path().startsWith(folder.path() + u'/'));
        QVERIFY(!(*first)->path().mid(folder.path().size() + 1).contains(u'/'));
        QCOMPARE((*first)->stateOf(at, 5).state, LetterState::Open);
        auto second = ReplayJournal::open(folder.path(), s("abc/../d"), s("me"));
        QVERIFY((*first)->append(std::vector{ entry(JournalEntry::What::Begun, "t") }));
        QVERIFY((*second)->refresh());
        QCOMPARE((*second)->stateOf(at, 5).state, LetterState::Uncertain);
        QCOMPARE((*second)->stateOf(at, 5, s("other")).state, LetterState::Open);
        auto sent = entry(JournalEntry::What::Sent, "t");
        sent.toPartition = Partition{ 3 };
        sent.toOffset = Offset{ 77 };
        QVERIFY((*second)->append(std::vector{ sent }));
        QVERIFY((*first)->refresh());
        QCOMPARE((*first)->stateOf(at, 5, s("t")).state, LetterState::Replayed);
        QCOMPARE((*first)->stateOf(at, 5).remark, s("t:3:77"));
        QCOMPARE((*first)->stateOf(at, 6).state, LetterState::Open); // another record at these coordinates
        QCOMPARE((*first)->handled(at.topicPartition(), Offset{ 0 }, Offset{ at.offset.value + 1 }), 1);
        QCOMPARE((*first)->handled(at.topicPartition(), Offset{ 0 }, at.offset), 0);
        QVERIFY((*first)->append(std::vector{ entry(JournalEntry::What::Discarded, "") }));
        QCOMPARE((*first)->stateOf(at, 5).state, LetterState::Discarded);
        QVERIFY((*first)->append(std::vector{ entry(JournalEntry::What::Reopened, "") }));
        QCOMPARE((*first)->stateOf(at, 5).state, LetterState::Open);
        QCOMPARE((*first)->entries().size(), 4U);
        QCOMPARE((*first)->entries(1).front().actor, s("me"));
        const auto rights = QFile::permissions((*first)->path()) & ~(QFile::ReadUser | QFile::WriteUser);
        QCOMPARE(rights, QFile::ReadOwner | QFile::WriteOwner);
    }

    void aTornLineSpoilsOnlyItself()
    {
        const QTemporaryDir folder;
        auto journal = ReplayJournal::open(folder.path(), s("c"), s("me"));
        JournalEntry entry;
        entry.what = JournalEntry::What::Sent;
        entry.letter = { s("d"), Partition{ 0 }, Offset{ 1 } };
        entry.target = s("t");
        QVERIFY((*journal)->append(std::vector{ entry }));
        QFile file((*journal)->path());
        QVERIFY(file.open(QIODevice::Append));
        file.write("{\"what\":\"sent\",\"topic\":");
        file.close();
        entry.letter.offset = Offset{ 2 };
        QVERIFY((*journal)->append(std::vector{ entry }));
        QCOMPARE((*journal)->unreadableLines(), 1);
        QCOMPARE((*journal)->stateOf(entry.letter, -1).state, LetterState::Replayed);
        const auto again = ReplayJournal::open(folder.path(), s("c"), s("me"));
        QCOMPARE((*again)->entries().size(), 2U);
    }

    void twoReplaysDoNotRunAtOnce()
    {
        const QTemporaryDir folder;
        auto one = ReplayJournal::open(folder.path(), s("c"), s("me"));
        auto other = ReplayJournal::open(folder.path(), s("c"), s("me"));
        {
            const auto held = (*one)->lock();
            QVERIFY(held);
            const auto refused = (*other)->lock();
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::Refused);
        }
        QVERIFY((*other)->lock());
    }

    void inflowIsPerMinuteOverTheWindow()
    {
        Inflow inflow{ std::chrono::seconds(60) };
        const Inflow::Time t0{};
        QCOMPARE(inflow.perMinute(s("d")), std::nullopt);
        inflow.observe(s("d"), 100, t0);
        QCOMPARE(inflow.perMinute(s("d")), std::nullopt);
        inflow.observe(s("d"), 110, t0 + std::chrono::seconds(30));
        QCOMPARE(inflow.perMinute(s("d")), 20.0);
        for (int i = 31; i < 200; ++i)
            inflow.observe(s("d"), 110, t0 + std::chrono::seconds(i));
        QCOMPARE(inflow.perMinute(s("d")), 0.0);
        inflow.observe(s("d"), 3, t0 + std::chrono::seconds(201)); // recreated
        QCOMPARE(inflow.perMinute(s("d")), std::nullopt);
        inflow.observe(s("e"), 0, t0);
        inflow.observe(s("e"), 5, t0 + std::chrono::seconds(60));
        QCOMPARE(inflow.perMinute(), 5.0);
    }
};

QTEST_GUILESS_MAIN(ReplayPlanTest)
#include "tst_replayplan.moc"
