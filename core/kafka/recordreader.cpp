// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/recordreader.h"

#include "core/kafka/background.h"
#include "core/kafka/errors.h"
#include "core/kafka/readertask.h"

#include <QSet>

#include <algorithm>
#include <numeric>
#include <thread>

namespace spillway::kafka {

struct RecordReader::Private {
    std::shared_ptr<ReaderShared> shared;
    std::vector<std::shared_ptr<ReaderTask>> tasks;

    void ringAll()
    {
        for (const auto& task : tasks)
            task->bell().ring();
    }
};

namespace {

Result<std::vector<TopicPartition>> partitionsOf(const ReadRequest& request, const ClusterMetadata& metadata)
{
    std::vector<TopicPartition> all;
    QStringList missing;
    QSet<TopicPartition> unseen;
    for (const auto& [tp, start] : request.starts)
        unseen.insert(tp);
    QSet<Partition> unseenNumbers(request.partitions.begin(), request.partitions.end());
    QSet<QString> named;
    for (const QString& topic : request.topics) {
        if (named.contains(topic))
            continue; // twice the same topic would deliver everything twice
        named.insert(topic);
        const TopicInfo* info = metadata.find(topic);
        if (!info || info->partitions.empty()) {
            if (info && info->error && info->error->code != ErrorCode::NotFound)
                return Failure(*info->error);
            missing << topic;
            continue;
        }
        for (const PartitionInfo& partition : info->partitions) {
            const TopicPartition tp{ topic, partition.partition };
            const bool wanted = request.starts.empty()
                ? request.partitions.empty() || std::ranges::count(request.partitions, partition.partition) > 0
                : request.starts.contains(tp);
            if (wanted)
                all.push_back(tp);
            unseen.remove(tp);
            unseenNumbers.remove(partition.partition);
        }
    }
    if (!missing.isEmpty())
        return Failure(makeError(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, missing.join(QStringLiteral(", "))));
    if (request.starts.empty())
        for (const Partition number : unseenNumbers)
            missing << QString::number(number.value);
    for (const TopicPartition& tp : unseen)
        missing << tp.topic + QLatin1Char('/') + QString::number(tp.partition.value);
    missing.sort();
    if (!missing.isEmpty() || all.empty())
        return Failure(Error{ .code = ErrorCode::NotFound,
            .message = QStringLiteral("%1: Partition does not exist: %2")
                           .arg(request.topics.join(QStringLiteral(", ")), missing.join(QStringLiteral(", "))),
            .hint
            = QStringLiteral("partitions are numbered from 0; the topic's page and 'topics describe' list them") });
    return all;
}

} // namespace

Result<std::vector<PartitionRange>> RecordReader::resolve(Admin& admin, const ReadRequest& request)
{
    const auto metadata = admin.metadata();
    if (!metadata)
        return Failure(metadata.error());
    const auto partitions = partitionsOf(request, *metadata);
    if (!partitions)
        return Failure(partitions.error());
    const auto logStarts = admin.offsets(*partitions, { OffsetQuestion::Kind::LogStart }, *metadata);
    if (!logStarts)
        return Failure(logStarts.error());
    const auto highs = admin.offsets(*partitions, { OffsetQuestion::Kind::High }, *metadata);
    if (!highs)
        return Failure(highs.error());
    Result<std::vector<OffsetAnswer>> fromTimes;
    Result<std::vector<OffsetAnswer>> toTimes;
    if (request.from.kind == ReadFrom::Kind::Time && request.starts.empty()) {
        fromTimes = admin.offsets(*partitions, { OffsetQuestion::Kind::Time, request.from.value }, *metadata);
        if (!fromTimes)
            return Failure(fromTimes.error());
    }
    if (request.to.kind == ReadTo::Kind::Time) {
        toTimes = admin.offsets(*partitions, { OffsetQuestion::Kind::Time, request.to.value }, *metadata);
        if (!toTimes)
            return Failure(toTimes.error());
    }

    std::vector<PartitionRange> ranges;
    ranges.reserve(partitions->size());
    for (size_t i = 0; i < partitions->size(); ++i) {
        const TopicPartition& tp = (*partitions)[i];
        PartitionRange range;
        range.topic = static_cast<quint32>(request.topics.indexOf(tp.topic));
        range.partition = tp.partition;
        const auto& logStart = (*logStarts)[i];
        const auto& high = (*highs)[i];
        if (!logStart.offset || !high.offset) {
            range.error = logStart.error ? logStart.error : high.error;
            ranges.push_back(std::move(range));
            continue;
        }
        range.logStart = *logStart.offset;
        range.high = *high.offset;
        if (!request.starts.empty()) {
            range.start = request.starts.at(tp);
        } else {
            switch (request.from.kind) {
            case ReadFrom::Kind::Beginning:
                range.start = range.logStart;
                break;
            case ReadFrom::Kind::End:
                range.start = range.high;
                break;
            case ReadFrom::Kind::Offset:
                range.start = Offset{ request.from.value };
                break;
            case ReadFrom::Kind::Time:
                range.start = (*fromTimes)[i].offset.value_or(range.high);
                range.error = (*fromTimes)[i].error; // unknown is not "none that young"
                break;
            case ReadFrom::Kind::LastN:
                range.start = Offset{ std::max(range.logStart.value, range.high.value - request.from.value) };
                break;
            }
        }
        switch (request.to.kind) {
        case ReadTo::Kind::Follow:
            break;
        case ReadTo::Kind::End:
            range.end = range.high;
            break;
        case ReadTo::Kind::Offset:
            range.end = Offset{ std::min(range.high.value, request.to.value) };
            break;
        case ReadTo::Kind::Time:
            range.end = (*toTimes)[i].offset.value_or(range.high);
            range.error = range.error ? range.error : (*toTimes)[i].error;
            break;
        }
        if (!range.end) // beyond the end there is nothing to wait at
            range.start = std::min(range.start, range.high);
        ranges.push_back(std::move(range));
    }
    return ranges;
}

Result<std::unique_ptr<RecordReader>> RecordReader::start(const ConnectionSettings& settings,
    const ReadRequest& request, std::vector<PartitionRange> ranges, RecordSink& sink)
{
    // One handle more than cores keeps both busy while one waits for the wire; more do not help (measured).
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    // Following is not in such a hurry, and leaves room for who watches.
    const bool follows = request.to.kind == ReadTo::Kind::Follow;
    const int most = request.maxReaders > 0 ? request.maxReaders : follows ? cores : cores + 1;
    const auto size = [](const PartitionRange& range) {
        return range.error ? 0 : std::max<qint64>(0, range.end.value_or(range.high).value - range.start.value);
    };
    const auto worthReading = std::ranges::count_if(
        ranges, [&](const PartitionRange& range) { return !range.error && (!range.end || size(range) > 0); });
    qint64 total = 0;
    for (const PartitionRange& range : ranges)
        total += size(range);
    // a handle costs a connection and some milliseconds: little work gets one
    const bool little = request.to.kind != ReadTo::Kind::Follow && total < 20000;
    const int readers = std::clamp(little ? 1 : static_cast<int>(worthReading), 1, most);

    std::ranges::stable_sort(ranges, std::greater{}, size);
    std::vector<std::vector<PartitionRange>> shares(static_cast<size_t>(readers));
    std::vector<qint64> loads(shares.size(), 0);
    for (PartitionRange& range : ranges) {
        const auto least = static_cast<size_t>(std::ranges::min_element(loads) - loads.begin());
        loads[least] += size(range) + 1;
        shares[least].push_back(std::move(range));
    }

    auto p = std::make_shared<Private>();
    p->shared = std::make_shared<ReaderShared>(settings, request, &sink);
    p->shared->running = readers;
    for (int i = 0; i < readers; ++i)
        p->tasks.push_back(std::make_shared<ReaderTask>(p->shared, i, std::move(shares[static_cast<size_t>(i)])));
    for (const auto& task : p->tasks)
        inBackground([task] { task->run(); });
    return std::unique_ptr<RecordReader>(new RecordReader(std::move(p)));
}

RecordReader::RecordReader(std::shared_ptr<Private> p)
    : d(std::move(p))
{
}

RecordReader::~RecordReader()
{
    stop();
    wait(Milliseconds(2000));
    const std::unique_lock lock(d->shared->sinkMutex);
    d->shared->sink = nullptr;
}

int RecordReader::readers() const
{
    return static_cast<int>(d->tasks.size());
}

void RecordReader::resume()
{
    quint64 now = d->shared->pausing;
    while (!d->shared->pausing.compare_exchange_weak(now, (now | 1) + 1)) { }
    d->ringAll();
}

void RecordReader::pause()
{
    d->shared->pausing |= 1;
    d->ringAll();
}

void RecordReader::stop()
{
    d->shared->stopping = true;
    d->ringAll();
}

bool RecordReader::wait(Milliseconds timeout)
{
    std::unique_lock lock(d->shared->doneMutex);
    return d->shared->done.wait_for(lock, timeout, [this] { return d->shared->running == 0; });
}

} // namespace spillway::kafka
