// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/kafkalettersource.h"
#include "core/deadletter/lettergroups.h"
#include "core/kafka/producer.h"
#include "tests/support/kafkafixtures.h"
#include "tests/support/letterfixtures.h"

#include <QDateTime>
#include <QElapsedTimer>
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

} // namespace

/// Scanning, the original and replay against the real broker.
class DeadLetterTest : public QObject {
    Q_OBJECT

    ConnectionSettings m_settings = sharedBroker();
    QTemporaryDir m_folder;
    std::unique_ptr<kafka::Gate> m_gate;
    std::unique_ptr<KafkaLetterSource> m_source;
    std::unique_ptr<kafka::Producer> m_producer;
    Progress m_progress;

    Offset send(const QString& topic, int partition, Record record)
    {
        record.topic = topic;
        const auto delivered = m_producer->send(record, Partition{ partition }).get();
        if (!delivered)
            qFatal("%s", qPrintable(spillway::toText(delivered.error())));
        return delivered->offset;
    }
    std::vector<Record> recordsOf(const QString& topic)
    {
        CheckingSink sink;
        sink.keepRecords = true;
        kafka::ReadRequest request;
        request.topics = { topic };
        if (!readAll(m_settings, request, sink))
            return {};
        auto records = sink.kept();
        std::ranges::sort(records, {}, [](const Record& r) { return std::pair{ r.partition, r.offset }; });
        return records;
    }
    Result<ReplayReport> replay(const ReplayRequest& request, kafka::Confirmation yes = kafka::Confirmation::Given)
    {
        const auto plan = m_source->plan(request, m_progress, {});
        if (!plan)
            return Failure(plan.error());
        return m_source->replay(*plan, yes, m_progress, {}, {});
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(!m_settings.bootstrapServers.isEmpty(), "SPILLWAY_TEST_BOOTSTRAP names no broker; run ./dev test");
        m_gate = std::make_unique<kafka::Gate>(
            kafka::GateSettings{ false, m_folder.filePath(s("audit.ndjson")), s("test"), m_settings.bootstrapServers });
        m_source = std::make_unique<KafkaLetterSource>(m_settings, *m_gate, m_folder.filePath(s("letters")), s("test"));
        kafka::ProducerSettings settings;
        settings.maxMessageBytes = 30'000'000;
        auto producer = kafka::Producer::create(m_settings, settings);
        VERIFY_RESULT(producer);
        m_producer = std::move(*producer);
    }
    void cleanupTestCase()
    {
        m_source.reset();
        m_producer.reset();
    }

    void topicsAreJudgedByNameAndByHeaders()
    {
        const QString real = makeTopic(m_settings, s("real-dlt"), 3);
        const QString alike = makeTopic(m_settings, s("alike-dlq"), 1);
        const QString empty = makeTopic(m_settings, s("empty.dead-letter"), 1);
        const QString hidden = makeTopic(m_settings, s("hidden"), 1);
        const QString plain = makeTopic(m_settings, s("plain"), 1);
        for (int i = 0; i < 10; ++i) {
            Record letter = letterRecord(springHeaders("orders", 1, i));
            letter.timestampMs = -1;
            send(real, i % 2, letter);
            send(alike, 0, letterRecord({ { "x", "y" } }));
            send(plain, 0, letterRecord({}));
        }
        send(hidden, 0, letterRecord({ { "reason_poisoned", "r" }, { "topic_poisoned", "t" } }));
        TopicsRequest request;
        request.othersSampled = 100'000;
        const auto found = m_source->topics(request, {});
        VERIFY_RESULT(found);
        qInfo("%zu topics found in %.2f s", found->topics.size(), found->seconds);
        const auto named = [&](const QString& name) -> const DeadLetterTopic* {
            const auto at = std::ranges::find(found->topics, name, &DeadLetterTopic::name);
            return at == found->topics.end() ? nullptr : &*at;
        };
        using Verdict = DeadLetterTopic::Verdict;
        QVERIFY(named(real));
        QCOMPARE(named(real)->verdict, Verdict::DeadLetters);
        QCOMPARE(named(real)->depth, 10);
        QCOMPARE(named(real)->open, 10);
        QCOMPARE(named(real)->inflowPerMinute, 1.0);
        QCOMPARE(named(real)->sampled, 6);
        QVERIFY(named(real)->oldestMs > QDateTime::currentMSecsSinceEpoch() - 600'000);
        QVERIFY(named(alike));
        QCOMPARE(named(alike)->verdict, Verdict::LooksLike);
        QVERIFY(named(alike)->remark().contains(s("no error headers in 3 records")));
        QCOMPARE(named(empty)->verdict, Verdict::Empty);
        QVERIFY(named(hidden));
        QCOMPARE(named(hidden)->verdict, Verdict::DeadLetters);
        QVERIFY(named(hidden)->remark().contains(s("found by its headers")));
        QVERIFY(!named(plain));
        request.othersSampled = 0;
        const auto fewer = m_source->topics(request, {});
        VERIFY_RESULT(fewer);
        QVERIFY(fewer->othersNotSampled >= 2);
    }

    void scanningIsNewestFirstAndGoesOnWhereItEnded()
    {
        const QString topic = makeTopic(m_settings, s("scan-dlt"), 3);
        for (int i = 0; i < 30; ++i) {
            Record letter = letterRecord(springHeaders("orders", 1, i));
            letter.key = QByteArray::number(i);
            send(topic, i % 3 == 0 ? 0 : 1, letter);
        }
        ScanRequest request;
        request.topic = topic;
        request.limit = 7;
        QStringList seen;
        int scans = 0;
        for (;;) {
            const auto scan = m_source->scan(request, m_progress, {});
            VERIFY_RESULT(scan);
            QVERIFY(scan->complete());
            QCOMPARE(scan->depth, 30);
            QCOMPARE(scan->withoutHeaders, 0);
            QVERIFY(scan->letters.size() <= 7);
            for (size_t i = 1; i < scan->letters.size(); ++i)
                QVERIFY(scan->letters[i].record.timestampMs <= scan->letters[i - 1].record.timestampMs);
            for (const Letter& letter : scan->letters)
                seen << toText(letter.at());
            ++scans;
            QVERIFY(scans < 20);
            if (scan->next.empty())
                break;
            request.before = scan->next;
        }
        QCOMPARE(seen.size(), 30);
        QCOMPARE(seen.removeDuplicates(), 0);
    }

    void theOriginalIsFoundOrItIsSaidWhyNot()
    {
        const QString topic = makeTopic(m_settings, s("orders"), 2);
        const QString compacted = makeTopic(m_settings, s("compacted"), 1);
        Record original = letterRecord({ { "a", "1" } });
        for (int i = 0; i < 5; ++i)
            send(topic, 1, original);
        QVERIFY(deleteRecords(m_settings, topic, 1, 2));
        {
            Transaction aborted(m_settings, compacted, 0, 1);
            QVERIFY(aborted.open());
            QVERIFY(aborted.abort());
        }
        const auto ask = [&](const QString& where, int partition, qint64 offset) {
            DeadLetter letter;
            letter.origin = { where, Partition{ partition }, Offset{ offset }, std::nullopt };
            return m_source->original(letter, {});
        };
        using Kind = Original::Kind;
        const Original found = ask(topic, 1, 3);
        QVERIFY2(found.found(), qPrintable(found.explanation));
        QCOMPARE(found.record->value, original.value);
        QCOMPARE(found.record->headers, original.headers);
        const Original expired = ask(topic, 1, 1);
        QCOMPARE(expired.kind, Kind::Expired);
        QVERIFY(expired.explanation.contains(s("log start 2")));
        QCOMPARE(ask(topic, 1, 5).kind, Kind::BeyondEnd);
        QCOMPARE(ask(topic, 2, 0).kind, Kind::NoSuchTopic);
        QCOMPARE(ask(s("no-such-topic-at-all"), 0, 0).kind, Kind::NoSuchTopic);
        QCOMPARE(ask(compacted, 0, 0).kind, Kind::CompactedAway);
        QCOMPARE(m_source->original({}, {}).kind, Kind::NotNamed);

        ConnectionSettings nowhere = settingsFor(s("127.0.0.1:1"));
        KafkaLetterSource lost(nowhere, *m_gate, m_folder.filePath(s("lost")), s("test"));
        lost.setDeadline(kafka::Milliseconds(500));
        DeadLetter letter;
        letter.origin = { topic, Partition{ 1 }, Offset{ 3 }, std::nullopt };
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(lost.original(letter, {}).kind, Kind::Unreachable);
        QVERIFY(clock.elapsed() < 5000);
    }

    void replayIsByteForByteToTheOriginalPartition()
    {
        const QString orders = makeTopic(m_settings, s("orders"), 12, { { s("max.message.bytes"), s("20000000") } });
        const QString letters
            = makeTopic(m_settings, s("orders-dlt"), 1, { { s("max.message.bytes"), s("20000000") } });
        const QByteArray topic = orders.toUtf8();
        std::vector<Record> sent;
        const auto add = [&](int partition, const std::optional<QByteArray>& key,
                             const std::optional<QByteArray>& value, const std::vector<Header>& own) {
            Record record = letterRecord(own);
            record.key = key;
            record.value = value;
            sent.push_back(record);
            sent.back().partition = Partition{ partition };
            const auto errors = springHeaders(topic, partition, qint64(sent.size()));
            record.headers.insert(record.headers.begin() + qsizetype(own.size() / 2), errors.begin(), errors.end());
            send(letters, 0, record);
        };
        add(4, "k1", "v1", { { "a", "1" }, { "a", "2" }, { "n", std::nullopt }, { "e", "" } });
        add(4, std::nullopt, QByteArray(""), {});
        add(11, QByteArray(""), QByteArray("\0\xff\x80", 3), { { "\xff", "\xfe" } });
        add(0, "big", QByteArray(5'000'000, 'x'), {});
        std::vector<Header> many;
        for (int i = 0; i < 10'000; ++i)
            many.push_back({ "h" + QByteArray::number(i % 100), QByteArray::number(i) });
        add(7, "many", "headers", many);
        add(3, "gone", std::nullopt, {}); // a tombstone

        ReplayRequest request;
        request.topic = letters;
        const auto unconfirmed = replay(request, kafka::Confirmation::NotGiven);
        QVERIFY(!unconfirmed);
        QCOMPARE(unconfirmed.error().code, ErrorCode::Refused);
        QVERIFY(recordsOf(orders).empty());

        const auto first = replay(request);
        VERIFY_RESULT(first);
        QCOMPARE(first->replayed, 5);
        QCOMPARE(first->skipped, 1); // the tombstone
        QVERIFY(first->outcomes.back().reason.contains(s("null")));
        request.sendTombstones = true;
        const auto second = replay(request);
        VERIFY_RESULT(second);
        QCOMPARE(second->replayed, 1);
        QCOMPARE(second->already, 5);
        qInfo("5 letters in %.2f s, 1 in %.2f s", first->seconds, second->seconds);

        auto written = recordsOf(orders);
        QCOMPARE(written.size(), sent.size());
        std::ranges::stable_sort(sent, {}, &Record::partition);
        for (size_t i = 0; i < sent.size(); ++i) {
            QCOMPARE(written[i].partition, sent[i].partition);
            QCOMPARE(written[i].key, sent[i].key);
            QCOMPARE(written[i].value, sent[i].value);
            QCOMPARE(written[i].headers, sent[i].headers);
        }
        for (const ReplayOutcome& outcome : first->outcomes) {
            if (outcome.kind != ReplayOutcome::Kind::Replayed)
                continue;
            QVERIFY(std::ranges::any_of(written,
                [&](const Record& r) { return r.partition == *outcome.toPartition && r.offset == *outcome.toOffset; }));
        }
        // and a third time, kept with its headers, elsewhere
        const QString elsewhere = makeTopic(m_settings, s("elsewhere"), 3);
        request.to = elsewhere;
        request.keepHeaders = true;
        request.picks = { { letters, Partition{ 0 }, Offset{ 0 } } };
        const auto third = replay(request);
        VERIFY_RESULT(third);
        QCOMPARE(third->replayed, 1);
        const auto kept = recordsOf(elsewhere);
        QCOMPARE(kept.size(), 1U);
        QCOMPARE(kept.front().headers, recordsOf(letters).front().headers);
        QCOMPARE(kept.front().partition, kafka::murmur2Partition("k1", 3));
        const auto scan = m_source->scan({ letters, 100, {}, {} }, m_progress, {});
        VERIFY_RESULT(scan);
        for (const Letter& letter : scan->letters)
            QCOMPARE(letter.state, LetterState::Replayed);
    }

    void limitGoesOnWithTheNext()
    {
        const QString orders = makeTopic(m_settings, s("orders"), 1);
        const QString letters = makeTopic(m_settings, s("orders-dlq"), 2);
        for (int i = 0; i < 10; ++i)
            send(letters, i % 2, letterRecord(springHeaders(orders.toUtf8(), 0, i)));
        ReplayRequest request;
        request.topic = letters;
        request.limit = 4;
        request.perSecond = 100;
        for (const auto& [replayed, already] : { std::pair{ 4, 0 }, { 4, 4 }, { 2, 8 }, { 0, 10 } }) {
            const auto report = replay(request);
            VERIFY_RESULT(report);
            QCOMPARE(report->replayed, replayed);
            QCOMPARE(report->already, already);
            QCOMPARE(report->selected, replayed + already);
        }
        QCOMPARE(recordsOf(orders).size(), 10U);
        request.again = true;
        request.perSecond = 8;
        QElapsedTimer clock;
        clock.start();
        const auto again = replay(request);
        VERIFY_RESULT(again);
        QCOMPARE(again->replayed, 4);
        QVERIFY2(clock.elapsed() >= 200, "the rate was not kept");
    }

    void aCutOffReplayLeavesTheUncertainMarked()
    {
        const QString orders = makeTopic(m_settings, s("orders"), 1);
        const QString letters = makeTopic(m_settings, s("orders-dlt"), 1);
        for (int i = 0; i < 3; ++i)
            send(letters, 0, letterRecord(springHeaders(orders.toUtf8(), 0, i)));
        ReplayRequest request;
        request.topic = letters;
        // what a process leaves behind that is killed between noting and hearing of the acknowledgement
        const auto plan = m_source->plan(request, m_progress, {});
        VERIFY_RESULT(plan);
        auto journal = m_source->journal({});
        VERIFY_RESULT(journal);
        JournalEntry begun;
        begun.letter = plan->records[1].from;
        begun.timestampMs = plan->records[1].timestampMs;
        begun.target = orders;
        begun.job = s("killed");
        VERIFY_RESULT((*journal)->append(std::vector{ begun }));
        const auto report = replay(request);
        VERIFY_RESULT(report);
        QCOMPARE(report->replayed, 2);
        QCOMPARE(report->uncertain, 1);
        QCOMPARE(report->outcomes[1].kind, ReplayOutcome::Kind::Uncertain);
        QVERIFY(report->outcomes[1].reason.contains(s("may have been written")));
        request.again = true;
        request.picks = { begun.letter };
        QCOMPARE(replay(request)->replayed, 1);
        request.again = false;
        QCOMPARE(replay(request)->already, 1);
    }

    void pointersSendTheOriginalOrNothing()
    {
        const QString orders = makeTopic(m_settings, s("orders"), 1);
        const QString letters = makeTopic(m_settings, s("dlq.share"), 1);
        const Record original = letterRecord({ { "own", "1" } });
        for (int i = 0; i < 2; ++i)
            send(orders, 0, original);
        QVERIFY(deleteRecords(m_settings, orders, 0, 1));
        for (int i = 0; i < 2; ++i) {
            Record pointer = letterRecord({ { "__dlq.errors.topic", orders.toUtf8() },
                { "__dlq.errors.partition", "0" }, { "__dlq.errors.offset", QByteArray::number(i) } });
            pointer.key.reset();
            pointer.value.reset();
            send(letters, 0, pointer);
        }
        ReplayRequest request;
        request.topic = letters;
        request.sendTombstones = true; // even so no pointer becomes a tombstone
        const auto report = replay(request);
        VERIFY_RESULT(report);
        QCOMPARE(report->skipped, 1);
        QVERIFY(report->outcomes[0].reason.contains(s("gone")));
        QCOMPARE(report->replayed, 1);
        const auto written = recordsOf(orders);
        QCOMPARE(written.size(), 2U);
        QCOMPARE(written.back().key, original.key);
        QCOMPARE(written.back().value, original.value);
        QCOMPARE(written.back().headers, original.headers);
    }

    void planChecksTheTargetAndNamesItsReaders()
    {
        const QString small = makeTopic(m_settings, s("small"), 1, { { s("max.message.bytes"), s("2000") } });
        const QString letters = makeTopic(m_settings, s("small-dlt"), 1);
        Record big = letterRecord(springHeaders(small.toUtf8(), 0, 1));
        big.value = QByteArray(3000, 'x');
        send(letters, 0, big);
        send(letters, 0, letterRecord(springHeaders(small.toUtf8(), 0, 2)));
        send(letters, 0, letterRecord(springHeaders("no-such-topic-here", 0, 3)));
        send(letters, 0, letterRecord(springHeaders(letters.toUtf8(), 0, 4)));
        const QString group = unique(s("readers"));
        // the first group of a new broker waits until the broker has made the topic of the offsets
        const auto admin = adminFor(m_settings);
        const auto commits = [&] {
            return admin->commitOffsets(group, { { { small, Partition{ 0 } }, Offset{ 0 }, std::nullopt } })
                .has_value();
        };
        QTRY_VERIFY_WITH_TIMEOUT(commits(), 30'000);
        ReplayRequest request;
        request.topic = letters;
        const auto plan = m_source->plan(request, m_progress, {});
        VERIFY_RESULT(plan);
        using Action = PlannedRecord::Action;
        QCOMPARE(plan->records.size(), 4U);
        QVERIFY(plan->records[0].reason.contains(s("max.message.bytes")));
        QCOMPARE(plan->records[1].action, Action::Replay);
        QVERIFY(plan->records[2].reason.contains(s("does not exist")));
        QVERIFY(plan->records[3].reason.contains(s("dead-letter topic itself")));
        const auto target = std::ranges::find(plan->targets, small, &ReplayTarget::topic);
        QVERIFY(target != plan->targets.end());
        QCOMPARE(target->maxMessageBytes, 2000);
        QCOMPARE(target->groups, QStringList{ group });
        request.to = letters;
        const auto itself = m_source->plan(request, m_progress, {});
        QVERIFY(!itself);
        QCOMPARE(itself.error().code, ErrorCode::Refused);
        request.to.reset();
        request.picks = { { letters, Partition{ 0 }, Offset{ 99 } } };
        const auto missing = m_source->plan(request, m_progress, {});
        VERIFY_RESULT(missing);
        QVERIFY(missing->records[0].reason.contains(s("no letter")));
    }

    void readOnlyRefusesReplayButNotANote()
    {
        const QString orders = makeTopic(m_settings, s("orders"), 1);
        const QString letters = makeTopic(m_settings, s("orders-dlt"), 1);
        send(letters, 0, letterRecord(springHeaders(orders.toUtf8(), 0, 0)));
        kafka::Gate closed({ true, m_folder.filePath(s("audit.ndjson")), s("test"), s("c") });
        KafkaLetterSource source(m_settings, closed, m_folder.filePath(s("letters")), s("test"));
        ReplayRequest request;
        request.topic = letters;
        const auto plan = source.plan(request, m_progress, {});
        VERIFY_RESULT(plan);
        const auto refused = source.replay(*plan, kafka::Confirmation::Given, m_progress, {}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Refused);
        QVERIFY(recordsOf(orders).empty());
        const Coordinates at{ letters, Partition{ 0 }, Offset{ 0 } };
        VERIFY_RESULT(source.discard({ at }, s("known"), {}));
        const auto letter = source.letter(at, {});
        VERIFY_RESULT(letter);
        QCOMPARE(letter->state, LetterState::Discarded);
        QCOMPARE(letter->remark, s("known"));
        QCOMPARE(source.plan(request, m_progress, {})->records.size(), 0U);
        VERIFY_RESULT(source.discard({ at }, {}, {}));
        QCOMPARE(source.letter(at, {})->state, LetterState::Open);
        QVERIFY(!source.discard({ { letters, Partition{ 0 }, Offset{ 5 } } }, s("x"), {}));
    }

    void stoppingEndsSoon()
    {
        const QString orders = makeTopic(m_settings, s("orders"), 1);
        const QString letters = makeTopic(m_settings, s("orders-dlt"), 1);
        for (int i = 0; i < 20; ++i)
            send(letters, 0, letterRecord(springHeaders(orders.toUtf8(), 0, i)));
        ReplayRequest request;
        request.topic = letters;
        request.perSecond = 2;
        const auto plan = m_source->plan(request, m_progress, {});
        VERIFY_RESULT(plan);
        std::stop_source stop;
        QElapsedTimer clock;
        clock.start();
        const auto report = m_source->replay(*plan, kafka::Confirmation::Given, m_progress, stop.get_token(),
            [&](const ReplayOutcome&) { stop.request_stop(); });
        VERIFY_RESULT(report);
        QVERIFY(report->cancelled);
        QVERIFY(report->replayed >= 1 && report->replayed < 20);
        QVERIFY2(clock.elapsed() < 4000, qPrintable(QString::number(clock.elapsed())));
        const auto rest = m_source->plan(request, m_progress, {});
        QCOMPARE(rest->count(PlannedRecord::Action::Already), report->replayed);
    }
};

SPILLWAY_KAFKA_TEST_MAIN(DeadLetterTest)
#include "tst_deadletter.moc"
