// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What `./dev bench` runs beside its peers: fills the broker and measures core without a window. One JSON line per
// call.

#include "core/kafka/admin.h"
#include "core/kafka/producer.h"
#include "core/kafka/recordreader.h"
#include "core/service/consumer.h"
#include "core/service/kafkaconfig.h"
#include "tests/bench/pipelinebench.h"

#include <QCoreApplication>
#include <QProcessEnvironment>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <deque>
#include <semaphore>

using namespace spillway;

namespace {

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

[[noreturn]] void fail(const Error& error)
{
    std::fprintf(stderr, "%s\n", qPrintable(toText(error)));
    std::exit(1);
}

template <class T> T need(Result<T> result)
{
    if (!result)
        fail(result.error());
    return std::move(*result);
}

/// Waits until a topic that was just created can be read.
void createTopic(kafka::Admin& admin, const QString& name, int partitions)
{
    const auto made = admin.createTopic({ name, partitions, 1, {} });
    if (!made && made.error().code != ErrorCode::AlreadyExists)
        fail(made.error());
}

/// fill TOPIC COUNT BYTES PARTITIONS: JSON values of the size asked for, uncompressed.
void fill(const ConnectionSettings& settings, const QStringList& words)
{
    auto admin = need(kafka::Admin::create(settings));
    createTopic(*admin, words[0], words[3].toInt());
    const auto count = words[1].toLongLong();
    const auto size = words[2].toLongLong();
    auto producer = need(kafka::Producer::create(settings, { .lingerMs = 20, .batchSizeBytes = 262144 }));
    std::atomic<qint64> failed{ 0 };
    for (qint64 i = 0; i < count; ++i) {
        Record record;
        record.topic = words[0];
        record.key = QByteArray("key-") + QByteArray::number(i % 10007);
        QByteArray value = "{\"event_id\":\"" + QByteArray::number(i)
            + "\",\"event_type\":\"metric_recorded\",\"version\":1,\"event_data\":{\"metric_name\":\"requests\","
              "\"value\":"
            + QByteArray::number(i * 7 % 1000) + ",\"padding\":\"";
        value.append(QByteArray(std::max<qsizetype>(0, size - value.size() - 3), 'x')).append("\"}}");
        record.value = value;
        if (auto sent
            = producer->send(record, {}, [&](const Result<kafka::Delivery>& done) { failed += done ? 0 : 1; });
            !sent)
            fail(sent.error());
    }
    if (auto flushed = producer->flush(kafka::Milliseconds(60000)); !flushed)
        fail(flushed.error());
    if (failed > 0)
        fail({ .message = QStringLiteral("%1 records were not delivered").arg(failed.load()), .hint = {} });
}

struct CountingSink : kafka::RecordSink {
    struct alignas(64) Count {
        qint64 records = 0;
        qint64 bytes = 0;
    };
    std::vector<Count> counts = std::vector<Count>(64);
    std::atomic<qint64> firstNs{ 0 };
    std::atomic<int> failures{ 0 };
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();

    Answer records(int reader, std::span<const kafka::RecordRef> batch) override
    {
        qint64 none = 0;
        if (firstNs == 0)
            firstNs.compare_exchange_strong(none, (std::chrono::steady_clock::now() - start).count());
        Count& count = counts[static_cast<size_t>(reader)];
        count.records += static_cast<qint64>(batch.size());
        for (const auto& record : batch)
            count.bytes += static_cast<qint64>(record.value.size);
        return Answer::Continue;
    }
    void partitionEvent(int, const kafka::PartitionEvent& event) override
    {
        failures += event.kind == kafka::PartitionEvent::Kind::Failed ? 1 : 0;
    }
    void readerError(int, const Error& error) override { std::fprintf(stderr, "%s\n", qPrintable(toText(error))); }
    void finished(int) override { }
};

/// read TOPIC [READERS]: the whole topic through the record reader, counting.
void read(const ConnectionSettings& settings, const QStringList& words)
{
    const auto start = std::chrono::steady_clock::now();
    kafka::ReadRequest request;
    request.topics = QStringList{ words[0] };
    request.maxReaders = words.size() > 1 ? words[1].toInt() : 0;
    auto admin = need(kafka::Admin::create(settings));
    auto ranges = need(kafka::RecordReader::resolve(*admin, request));
    const double resolved = secondsSince(start);
    CountingSink sink;
    auto reader = need(kafka::RecordReader::start(settings, request, std::move(ranges), sink));
    reader->wait(kafka::Milliseconds(120000));
    const double seconds = secondsSince(start);
    qint64 records = 0;
    qint64 bytes = 0;
    for (const auto& count : sink.counts) {
        records += count.records;
        bytes += count.bytes;
    }
    std::printf(
        "{\"records\":%lld,\"bytes\":%lld,\"seconds\":%.4f,\"resolve_seconds\":%.4f,\"first_record_seconds\":%.4f,"
        "\"readers\":%d,\"failures\":%d}\n",
        static_cast<long long>(records), static_cast<long long>(bytes), seconds, resolved,
        static_cast<double>(sink.firstNs) / 1e9, reader->readers(), sink.failures.load());
}

/// lagsetup TOPICS PARTITIONS GROUPS COMMITTED: topics "lag-0000" …, groups "lag-group-000" … with commits.
void lagSetup(const ConnectionSettings& settings, const QStringList& words)
{
    auto admin = need(kafka::Admin::create(settings));
    admin->setDeadline(kafka::Milliseconds(60000));
    const int topics = words[0].toInt();
    const int partitions = words[1].toInt();
    const int groups = words[2].toInt();
    const int perGroup = words[3].toInt();
    const auto topicName = [](int i) { return QStringLiteral("lag-%1").arg(i, 4, 10, QLatin1Char('0')); };
    for (int i = 0; i < topics; ++i)
        createTopic(*admin, topicName(i), partitions);
    auto producer = need(kafka::Producer::create(settings));
    for (int i = 0; i < topics; ++i) {
        Record record;
        record.topic = topicName(i);
        record.value = QByteArray("one record, so that lag is not 0 everywhere");
        if (auto sent = producer->send(record, Partition{ i % partitions }, [](const Result<kafka::Delivery>&) {});
            !sent)
            fail(sent.error());
    }
    if (auto flushed = producer->flush(kafka::Milliseconds(60000)); !flushed)
        fail(flushed.error());
    for (int g = 0; g < groups; ++g) {
        std::vector<CommittedOffset> offsets;
        for (int i = 0; i < perGroup; ++i) {
            const int flat = (g * perGroup + i) % (topics * partitions);
            offsets.push_back({ { topicName(flat / partitions), Partition{ flat % partitions } }, Offset{ 0 }, {} });
        }
        const QString group = QStringLiteral("lag-group-%1").arg(g, 3, 10, QLatin1Char('0'));
        // the first commit of a cluster makes __consumer_offsets, whose coordinator takes a while to stand
        const auto start = std::chrono::steady_clock::now();
        auto done = admin->commitOffsets(group, offsets);
        while (!done && done.error().retriable && secondsSince(start) < 30)
            done = admin->commitOffsets(group, offsets);
        if (!done)
            fail(done.error());
    }
}

/// lag [CYCLES]: complete cycles on one connection, as the monitor runs them; seconds of each part, newest cycle last.
void lag(const ConnectionSettings& settings, const QStringList& words)
{
    auto admin = need(kafka::Admin::create(settings));
    const int cycles = words.isEmpty() ? 5 : words[0].toInt();
    for (int cycle = 0; cycle < cycles; ++cycle) {
        const auto start = std::chrono::steady_clock::now();
        const auto metadata = need(admin->metadata());
        const double metadataSeconds = secondsSince(start);
        std::vector<TopicPartition> partitions;
        for (const auto& topic : metadata.topics)
            for (const auto& partition : topic.partitions)
                partitions.push_back({ topic.name, partition.partition });
        auto answers = admin->watermarksAndGroups(partitions, metadata);
        const auto watermarks = need(std::move(answers.watermarks));
        const auto groups = need(std::move(answers.groups));
        const double askedSeconds = secondsSince(start) - metadataSeconds;
        const auto rows = kafka::joinLag(groups, partitions, watermarks);
        std::printf(
            "{\"seconds\":%.4f,\"metadata_seconds\":%.4f,\"offset_and_group_seconds\":%.4f,\"join_seconds\":%.4f,"
            "\"partitions\":%zu,\"groups\":%zu,\"rows\":%zu}\n",
            secondsSince(start), metadataSeconds, askedSeconds, secondsSince(start) - metadataSeconds - askedSeconds,
            partitions.size(), groups.size(), rows.size());
    }
}

/// produce TOPIC COUNT BYTES: through the service's producer, with the outcome of each record, at the settings of
/// KafkaConfig's defaults.
void produce(const ConnectionSettings& settings, const QStringList& words)
{
    constexpr size_t batchRecords = 10'000;
    constexpr size_t batchesAhead = 12;
    const auto count = size_t(words[1].toULongLong());
    auto admin = need(kafka::Admin::create(settings));
    createTopic(*admin, words[0], 6);
    EventProducerSettings how;
    how.producer = KafkaConfig{}.producerSettings();
    auto producer = need(EventProducer::create(settings, how));
    std::vector<Record> records(batchRecords);
    for (size_t i = 0; i < records.size(); ++i) {
        records[i].topic = words[0];
        QByteArray value = "{\"event_id\":\"" + QByteArray::number(quint64(i)) + "\",\"event_data\":\"";
        value.append(QByteArray(std::max<qsizetype>(0, words[2].toLongLong() - value.size() - 2), 'x')).append("\"}");
        records[i].value = value;
    }
    size_t delivered = 0;
    std::deque<std::future<std::vector<Result<kafka::Delivery>>>> ahead;
    const auto settle = [&] {
        for (const auto& outcome : ahead.front().get())
            delivered += outcome ? 1U : 0U;
        ahead.pop_front();
    };
    const auto start = std::chrono::steady_clock::now();
    for (size_t sent = 0; sent < count; sent += batchRecords) {
        ahead.push_back(producer->sendBatch(std::span(records).first(std::min(batchRecords, count - sent))));
        if (ahead.size() > batchesAhead)
            settle();
    }
    while (!ahead.empty())
        settle();
    const double seconds = secondsSince(start);
    std::printf("{\"records\":%zu,\"delivered\":%zu,\"seconds\":%.4f}\n", count, delivered, seconds);
    if (delivered != count)
        fail({ .message = QStringLiteral("%1 records were not delivered").arg(count - delivered), .hint = {} });
}

/// consume TOPIC COUNT GROUP: through the service's consumer in batches of 500, committing as it goes.
void consume(const ConnectionSettings& settings, const QStringList& words)
{
    const auto count = words[1].toLongLong();
    const std::shared_ptr<EventProducer> producer = need(EventProducer::create(settings, {}));
    std::atomic<qint64> handled{ 0 };
    std::binary_semaphore done{ 0 };
    std::optional<std::chrono::steady_clock::time_point> first;
    ConsumerSettings how;
    how.id = QStringLiteral("bench");
    KafkaConfig config;
    config.autoOffsetReset = QStringLiteral("earliest");
    how.group = config.consumerSettings(words[2], { words[0] });
    how.batchHandler = [&](std::span<const ConsumedRecord> records, std::span<Handled>) {
        if (!first)
            first = std::chrono::steady_clock::now();
        const auto before = handled.fetch_add(qint64(records.size()));
        if (before < count && before + qint64(records.size()) >= count)
            done.release();
    };
    const auto start = std::chrono::steady_clock::now();
    auto consumer = need(Consumer::start(settings, std::move(how), producer));
    if (!done.try_acquire_for(std::chrono::minutes(2)))
        fail({ .message = QStringLiteral("only %1 records came").arg(handled.load()), .hint = {} });
    const double whole = secondsSince(start);
    const double seconds = secondsSince(*first);
    consumer->stop();
    std::printf(
        "{\"records\":%lld,\"seconds\":%.4f,\"whole_seconds\":%.4f}\n", static_cast<long long>(count), seconds, whole);
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    QStringList words = QCoreApplication::arguments().mid(1);
    const auto settings = need(connectionFromEnvironment(QProcessEnvironment::systemEnvironment()));
    const QString what = words.isEmpty() ? QString() : words.takeFirst();
    if (what == QLatin1String("fill") && words.size() == 4)
        fill(settings, words);
    else if (what == QLatin1String("read") && !words.isEmpty())
        read(settings, words);
    else if (what == QLatin1String("lagsetup") && words.size() == 4)
        lagSetup(settings, words);
    else if (what == QLatin1String("produce") && words.size() == 3)
        produce(settings, words);
    else if (what == QLatin1String("consume") && words.size() == 3)
        consume(settings, words);
    else if (what == QLatin1String("lag"))
        lag(settings, words);
    else if (what == QLatin1String("pipeline") && words.size() == 2)
        bench::pipeline(settings, words[0].toLongLong(), words[1].toLongLong());
    else if (what == QLatin1String("pipelinesteps"))
        bench::pipelineSteps(200'000);
    else
        fail({ .code = ErrorCode::InvalidArgument,
            .message
            = QStringLiteral("usage: spillway-bench fill|read|produce|consume|lagsetup|lag|pipeline|pipelinesteps …"),
            .hint = {} });
    return 0;
}
