// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/groupconsumer.h"
#include "core/kafka/producer.h"
#include "core/kafka/recordreader.h"
#include "core/monitor/adminsource.h"
#include "core/monitor/clusterpicture.h"
#include "core/sandbox/demofailures.h"
#include "core/sandbox/sandbox.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QTest>
#include <QtEndian>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>

using namespace spillway;
using std::chrono::milliseconds;

namespace {

class Keep : public kafka::RecordSink {
public:
    explicit Keep(QStringList topics)
        : m_topics(std::move(topics))
    {
    }
    Answer records(int, std::span<const kafka::RecordRef> batch) override
    {
        const std::lock_guard lock(m_mutex);
        for (const kafka::RecordRef& ref : batch)
            kept.push_back(ref.toRecord(m_topics.at(ref.topic)));
        return Answer::Continue;
    }
    void partitionEvent(int, const kafka::PartitionEvent& event) override { failed = failed || event.error; }
    void readerError(int, const Error&) override { }
    void finished(int) override { }

    std::vector<Record> kept;
    std::atomic<bool> failed = false;

private:
    const QStringList m_topics;
    std::mutex m_mutex;
};

/// All that is in the topics now, in order within a partition; nothing when something went wrong.
std::vector<Record> allRecords(const ConnectionSettings& connection, const QStringList& topics)
{
    auto admin = kafka::Admin::create(connection);
    kafka::ReadRequest request;
    request.topics = topics;
    auto ranges = kafka::RecordReader::resolve(**admin, request);
    if (!ranges)
        return {};
    Keep sink(topics);
    auto reader = kafka::RecordReader::start(connection, request, std::move(*ranges), sink);
    if (!reader || !(*reader)->wait(milliseconds(20'000)) || sink.failed)
        return {};
    return std::move(sink.kept);
}

constexpr sandbox::SandboxSettings Still{ .seed = 7, .historyRecords = 3000, .live = false };

std::optional<QByteArray> header(const Record& record, const QByteArray& name)
{
    for (const Header& header : record.headers)
        if (header.name == name)
            return header.value;
    return {};
}

struct Origin {
    QString topic;
    qint32 partition = -1;
    qint64 offset = -1;
    size_t headers = 0; ///< of the original
};

/// Where a dead letter says it comes from, whatever its dialect.
std::optional<Origin> originOf(const Record& letter)
{
    for (const auto& [prefix, binary] : { std::pair("dlq.original-", false), { "kafka_dlt-original-", true },
             { "__connect.errors.", false }, { "__streams.errors.", false } }) {
        const QByteArray name(prefix);
        const auto topic = header(letter, name + "topic");
        if (!topic)
            continue;
        const QByteArray partition = *header(letter, name + "partition");
        const QByteArray offset = *header(letter, name + "offset");
        Origin origin{ QString::fromUtf8(*topic), 0, 0, 0 };
        origin.partition = binary ? qFromBigEndian<qint32>(partition.constData()) : partition.toInt();
        origin.offset = binary ? qFromBigEndian<qint64>(offset.constData()) : offset.toLongLong();
        const QByteArray family = name.startsWith("dlq.") ? "dlq." : name.startsWith("kafka") ? "kafka_dlt-" : name;
        for (const Header& header : letter.headers)
            origin.headers += header.name.startsWith(family) ? size_t{ 0 } : size_t{ 1 };
        return origin;
    }
    return {};
}

} // namespace

class TestSandbox : public QObject {
    Q_OBJECT

private slots:
    void theSameSeedGivesTheSameRecords();
    void everyDeadLetterNamesTheRecordItWas();
    void timesAreAnswered();
    void topicsAreMadeAndConfigured();
    void whatItCannotItSays();
    void membersOfThisProcessAreSeen();
    void groupsBehaveInEveryWay();
    void aLiveOneMovesAndEndsQuickly();
};

void TestSandbox::theSameSeedGivesTheSameRecords()
{
    std::vector<std::vector<QByteArray>> keys(2);
    for (auto& list : keys) {
        const auto box = sandbox::Sandbox::start(Still);
        QVERIFY2(box, box ? "" : qPrintable(toText(box.error())));
        for (const Record& record : allRecords((*box)->connection(), { QStringLiteral("payments.orders") }))
            list.push_back(QByteArray::number(record.partition.value) + '/' + QByteArray::number(record.offset.value)
                + *record.key + *record.value);
        std::ranges::sort(list);
    }
    QVERIFY(keys[0].size() > 500);
    QCOMPARE(keys[0], keys[1]);
}

void TestSandbox::everyDeadLetterNamesTheRecordItWas()
{
    const auto box = sandbox::Sandbox::start(Still);
    QVERIFY(box);
    const ConnectionSettings connection = (*box)->connection();
    auto admin = kafka::Admin::create(connection);
    QVERIFY(admin);
    const auto metadata = (*admin)->metadata();
    QVERIFY(metadata);
    QStringList topics;
    for (const TopicInfo& topic : metadata->topics)
        topics << topic.name;
    std::map<TopicPartition, std::map<qint64, Record>> all;
    std::map<QString, int> dialects;
    std::vector<Record> letters;
    for (Record& record : allRecords(connection, topics)) {
        if (originOf(record))
            letters.push_back(record);
        all[{ record.topic, record.partition }][record.offset.value] = std::move(record);
    }
    QVERIFY(letters.size() > 30);
    for (const Record& letter : letters) {
        const Origin origin = *originOf(letter);
        const auto& partition = all[{ origin.topic, Partition{ origin.partition } }];
        QVERIFY2(partition.contains(origin.offset), qPrintable(origin.topic));
        const Record& original = partition.at(origin.offset);
        QVERIFY(origin.topic != letter.topic);
        QCOMPARE(letter.key, original.key);
        QCOMPARE(letter.value, original.value);
        QCOMPARE(origin.headers, original.headers.size());
        QVERIFY(std::equal(original.headers.begin(), original.headers.end(), letter.headers.begin()));
        QVERIFY(letter.timestampMs >= original.timestampMs);
        if (const auto time = header(letter, "dlq.original-timestamp"))
            QCOMPARE(time->toLongLong(), original.timestampMs);
        ++dialects[QString::fromUtf8(letter.headers.back().name).section(QLatin1Char('-'), 0, 0)];
    }
    QVERIFY2(dialects.size() >= 4, "own, Spring, Connect and Streams");
}

void TestSandbox::timesAreAnswered()
{
    const auto box = sandbox::Sandbox::start(Still);
    QVERIFY(box);
    const TopicPartition partition{ QStringLiteral("payments.orders"), Partition{ 0 } };
    std::vector<Record> records;
    for (Record& record : allRecords((*box)->connection(), { partition.topic }))
        if (record.partition == partition.partition)
            records.push_back(std::move(record));
    QVERIFY(records.size() > 100);
    auto admin = kafka::Admin::create((*box)->connection());
    const auto metadata = (*admin)->metadata();
    const auto ask = [&](qint64 time) {
        const auto answers = (*admin)->offsets({ partition }, { kafka::OffsetQuestion::Kind::Time, time }, *metadata);
        return answers ? answers->front().offset : std::nullopt;
    };
    for (const size_t i : { size_t{ 0 }, size_t{ 50 }, records.size() - 1 })
        QCOMPARE(ask(records[i].timestampMs), std::optional(records[i].offset));
    QCOMPARE(ask(records[50].timestampMs + 1), std::optional(records[51].offset));
    QCOMPARE(ask(0), std::optional(records[0].offset));
    QCOMPARE(ask(records.back().timestampMs + 1), std::nullopt);
}

void TestSandbox::topicsAreMadeAndConfigured()
{
    const auto box = sandbox::Sandbox::start(Still);
    QVERIFY(box);
    auto admin = kafka::Admin::create((*box)->connection());
    QVERIFY((*admin)->metadata());
    const kafka::NewTopic topic{ QStringLiteral("made.here"), 4, {},
        { { QStringLiteral("retention.ms"), QStringLiteral("1234") } } };
    QVERIFY((*admin)->createTopic(topic));
    const auto metadata = (*admin)->metadata();
    QVERIFY(metadata->find(topic.name));
    QCOMPARE(metadata->find(topic.name)->partitions.size(), size_t{ 4 });
    const auto again = (*admin)->createTopic(topic);
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    const auto config = (*admin)->topicConfig(topic.name);
    QVERIFY(config);
    const auto retention = std::ranges::find(*config, QStringLiteral("retention.ms"), &ConfigEntry::name);
    QVERIFY(retention != config->end());
    QCOMPARE(*retention->value, QStringLiteral("1234"));
    QVERIFY(!retention->isDefault);
    auto producer = kafka::Producer::create((*box)->connection());
    Record record;
    record.topic = topic.name;
    record.value = QByteArray("here");
    const auto delivered = (*producer)->send(record, Partition{ 3 }).get();
    QVERIFY(delivered);
    QVERIFY(std::abs(delivered->timestampMs - QDateTime::currentMSecsSinceEpoch()) < 10'000);
    QCOMPARE(allRecords((*box)->connection(), { topic.name }).size(), size_t{ 1 });
}

void TestSandbox::whatItCannotItSays()
{
    const auto box = sandbox::Sandbox::start(Still);
    QVERIFY(box);
    auto admin = kafka::Admin::create((*box)->connection());
    QVERIFY((*admin)->metadata());
    const auto gone = (*admin)->deleteTopic(QStringLiteral("payments.orders"));
    QVERIFY(!gone);
    QCOMPARE(gone.error().code, ErrorCode::Unsupported);
    QVERIFY(gone.error().message.contains(QStringLiteral("not in the sandbox")));
    const auto unknown = (*admin)->topicConfig(QStringLiteral("no.such.topic"));
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
    QVERIFY(!(*admin)->createTopic({ QStringLiteral("huge"), 100'000, {}, {} }));
    // a group with members keeps its offsets, one without gives them up
    const std::vector<CommittedOffset> to{ { { QStringLiteral("payments.orders"), Partition{ 0 } }, Offset{ 1 }, {} } };
    QVERIFY(!(*admin)->commitOffsets(QStringLiteral("order-fulfilment"), to));
    QVERIFY((*admin)->commitOffsets(QStringLiteral("order-billing"), to));
    const auto groups = (*admin)->groups({ QStringLiteral("order-billing") });
    QVERIFY(groups);
    QCOMPARE(groups->front().offsets.front().offset, std::optional(Offset{ 1 }));
}

void TestSandbox::membersOfThisProcessAreSeen()
{
    const auto box = sandbox::Sandbox::start(Still);
    QVERIFY(box);
    auto admin = kafka::Admin::create((*box)->connection());
    QVERIFY((*admin)->metadata());
    const QString group = QStringLiteral("tst-members");
    const auto members = [&] {
        const auto groups = (*admin)->groups({ group });
        return groups && groups->front().members ? groups->front().members->size() : 0;
    };
    {
        auto consumer = kafka::GroupConsumer::create((*box)->connection(),
            { .group = group, .clientId = QStringLiteral("one"), .topics = { QStringLiteral("payments.orders") } });
        QVERIFY(consumer);
        int taken = 0;
        QTRY_VERIFY_WITH_TIMEOUT(
            (taken += (*consumer)->poll(milliseconds(100), 1000, [](const kafka::RecordRef&) {}).value_or(0)) > 100
                && members() == 1,
            20'000);
        QVERIFY((*consumer)->commit());
    }
    QTRY_COMPARE(members(), size_t{ 0 });
    const auto groups = (*admin)->groups({ group });
    QCOMPARE(groups->front().state, GroupState::Empty);
    QVERIFY(!groups->front().offsets.empty());
}

void TestSandbox::groupsBehaveInEveryWay()
{
    const auto box = sandbox::Sandbox::start(Still);
    QVERIFY(box);
    auto admin = kafka::Admin::create((*box)->connection());
    QVERIFY(admin);
    AdminSource source(std::move(*admin));
    ClusterPicture picture;
    std::map<QString, std::set<GroupStatus>> seen;
    const qint64 utc = QDateTime::currentMSecsSinceEpoch();
    QVERIFY(source.metadata());
    // four minutes of demo in a second or two: only the clocks are told
    for (qint64 ms = 2000; ms <= 240'000; ms += 2000) {
        QVERIFY((*box)->advance(milliseconds(ms), milliseconds(2000), utc + ms));
        CycleAnswers answers;
        answers.metadata = *source.metadata();
        answers.partitions = allPartitions(answers.metadata);
        answers.watermarks = source.watermarks(answers.partitions, answers.metadata);
        answers.groups = source.groups();
        answers.at = { ms, utc + ms };
        QVERIFY(answers.watermarks);
        QVERIFY(answers.groups);
        const ClusterSnapshot snapshot = picture.advance(std::move(answers));
        if (ms < 60'000)
            continue;
        for (const GroupFigures& group : snapshot.groups)
            seen[group.info.id].insert(group.status);
    }
    QVERIFY(seen[QStringLiteral("debate-processor")].contains(GroupStatus::Ok));
    QCOMPARE(seen[QStringLiteral("order-billing")], (std::set{ GroupStatus::Stopped }));
    QCOMPARE(seen[QStringLiteral("decision-archive")], (std::set{ GroupStatus::Stalled }));
    QCOMPARE(seen[QStringLiteral("webhook-watcher")], (std::set{ GroupStatus::NoCommit }));
    const auto& tides = seen[QStringLiteral("order-fulfilment")];
    QVERIFY(tides.contains(GroupStatus::CatchingUp) || tides.contains(GroupStatus::Ok));
    QVERIFY(tides.contains(GroupStatus::Stalled) || tides.contains(GroupStatus::FallingBehind));
    QVERIFY(seen[QStringLiteral("metrics-aggregator")].contains(GroupStatus::FallingBehind));
}

void TestSandbox::aLiveOneMovesAndEndsQuickly()
{
    QElapsedTimer timer;
    timer.start();
    auto box = sandbox::Sandbox::start();
    QVERIFY(box);
    QVERIFY2(timer.elapsed() < 500, "starting does not wait for the history");
    auto admin = kafka::Admin::create((*box)->connection());
    const auto metadata = (*admin)->metadata();
    QVERIFY(metadata);
    const auto partitions = allPartitions(*metadata);
    const auto total = [&] {
        qint64 sum = 0;
        if (const auto marks = (*admin)->watermarks(partitions, *metadata))
            for (const Watermarks& mark : *marks)
                sum += mark.high ? mark.high->value : 0;
        return sum;
    };
    const qint64 before = total();
    QVERIFY2(before >= 3000, qPrintable(QString::number(before)));
    QTRY_VERIFY(total() > before + 10);
    admin->reset();
    timer.restart();
    box->reset();
    QVERIFY2(timer.elapsed() < 1500, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(TestSandbox)
#include "tst_sandbox.moc"
