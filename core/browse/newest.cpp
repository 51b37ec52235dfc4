// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/newest.h"

#include "core/browse/chunkbuilder.h"

#include <queue>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <set>

namespace spillway {

namespace {

using kafka::PartitionEvent;
using kafka::PartitionRange;
using kafka::RecordRef;

constexpr size_t BlockBytes = 64 * 1024;

/// What was read of one partition, oldest first. Filled by one reader thread at a time, in order of offsets.
struct Collected {
    PartitionRange range; ///< whole: log start and high watermark
    Offset from; ///< records from here on were read …
    Offset to; ///< … up to here
    std::vector<ChunkPtr> older; ///< of the passes before, in order
    std::vector<ChunkPtr> chunks; ///< of this pass
    ChunkBuilder builder{ BlockBytes };
    size_t bytes = 0;
    qint64 rows = 0;
    bool full = false; ///< the memory bound was met
};

struct RecordPlace {
    const RecordChunk* chunk = nullptr;
    size_t row = 0;
};

class NewestSink : public kafka::RecordSink {
public:
    NewestSink(std::map<Partition, Collected>& partitions, const NewestRequest& request, NewestProgress& progress)
        : m_partitions(partitions)
        , m_keepNewest(request.newestFirst())
        , m_share(request.maxBytes / std::max<size_t>(1, partitions.size()))
        , m_progress(progress)
    {
    }

    Answer records(int, std::span<const RecordRef> batch) override
    {
        thread_local std::vector<HeaderView> headers;
        for (const RecordRef& ref : batch) {
            // The map is not changed while reading, and a partition has one reader.
            Collected& into = m_partitions.at(ref.partition);
            ++into.rows;
            if (into.full && !m_keepNewest)
                continue;
            headers.clear();
            if (ref.message)
                ref.headers(headers);
            RecordView view;
            view.partition = ref.partition;
            view.offset = ref.offset;
            view.timestampMs = ref.timestampMs;
            view.timestampType = ref.timestampType;
            view.key = ref.key;
            view.value = ref.value;
            if (!into.builder.append(view, headers)) {
                seal(into);
                into.builder.append(view, headers);
            }
        }
        m_progress.read += static_cast<qint64>(batch.size());
        return Answer::Continue;
    }

    void partitionEvent(int, const PartitionEvent& event) override
    {
        const std::lock_guard lock(m_mutex);
        switch (event.kind) {
        case PartitionEvent::Kind::ReachedEnd:
            done(event.partition);
            break;
        case PartitionEvent::Kind::Gap:
            gaps.push_back(event);
            break;
        case PartitionEvent::Kind::Failed:
            failed.push_back(event);
            done(event.partition);
            break;
        case PartitionEvent::Kind::BlockedByTransaction:
            // The transaction may stay open for as long as its producer likes; show what there is.
            blocked.push_back(event);
            done(event.partition);
            break;
        }
    }

    void readerError(int, const Error& error) override
    {
        const std::lock_guard lock(m_mutex);
        trouble = error;
    }

    void finished(int) override { }

    /// Waits until every partition of this pass is done; false when stopped, or when brokers stay away.
    bool wait(const std::stop_token& stop)
    {
        const std::stop_callback wake(stop, [this] {
            const std::lock_guard lock(m_mutex);
            m_changed.notify_all();
        });
        std::unique_lock lock(m_mutex);
        qint64 seen = m_progress.read;
        while (m_done.size() < m_partitions.size() && !stop.stop_requested()) {
            const bool woken = m_changed.wait_for(lock, std::chrono::seconds(5),
                [&] { return m_done.size() == m_partitions.size() || stop.stop_requested(); });
            if (!woken && std::exchange(seen, m_progress.read.load()) == m_progress.read)
                return false;
        }
        return !stop.stop_requested();
    }

    void expectOnly(const std::vector<PartitionRange>& ranges)
    {
        for (const auto& [partition, collected] : m_partitions)
            m_done.insert(partition);
        for (const PartitionRange& range : ranges)
            m_done.erase(range.partition);
    }

    std::vector<PartitionEvent> gaps, failed, blocked;
    std::optional<Error> trouble;

    void seal(Collected& into)
    {
        ChunkPtr chunk = into.builder.take();
        if (!chunk)
            return;
        into.bytes += chunk->bytes();
        into.chunks.push_back(std::move(chunk));
        if (into.bytes <= m_share)
            return;
        into.full = true;
        // The newest are wanted: let the oldest go, but never the chunk just filled.
        while (m_keepNewest && into.bytes > m_share && into.chunks.size() > 1) {
            into.bytes -= into.chunks.front()->bytes();
            into.chunks.erase(into.chunks.begin());
        }
    }

private:
    void done(Partition partition)
    {
        m_done.insert(partition);
        m_changed.notify_all();
    }

    std::map<Partition, Collected>& m_partitions;
    const bool m_keepNewest;
    const size_t m_share;
    NewestProgress& m_progress;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::set<Partition> m_done;
};

std::vector<RecordPlace> placesOf(const Collected& collected)
{
    std::vector<RecordPlace> places;
    for (const auto* chunks : { &collected.older, &collected.chunks }) {
        for (const ChunkPtr& chunk : *chunks) {
            for (size_t row = 0; row < chunk->rows(); ++row)
                places.push_back({ chunk.get(), row });
        }
    }
    return places;
}

/// One partition's place in the merge: its next record, taken from the wanted side, so that its own order stays.
struct Head {
    qint64 timestampMs;
    Partition partition;
    qint64 left;
};

/// The `limit` records nearest to the wanted side over all partitions, in the order they were picked.
std::vector<RecordPlace> merged(const std::map<Partition, Collected>& partitions, qint64 limit, bool newest)
{
    const auto later = [newest](const Head& a, const Head& b) {
        if (a.timestampMs != b.timestampMs)
            return newest ? a.timestampMs < b.timestampMs : a.timestampMs > b.timestampMs;
        return newest ? a.partition < b.partition : a.partition > b.partition;
    };
    std::map<Partition, std::vector<RecordPlace>> places;
    std::priority_queue<Head, std::vector<Head>, decltype(later)> heads(later);
    const auto nth = [&](Partition partition, qint64 left) -> const RecordPlace& {
        const auto& all = places.at(partition);
        return all[newest ? static_cast<size_t>(left) - 1 : all.size() - static_cast<size_t>(left)];
    };
    const auto push = [&](Partition partition, qint64 left) {
        if (left == 0)
            return;
        const RecordPlace& place = nth(partition, left);
        heads.push({ place.chunk->row(place.row).timestampMs, partition, left });
    };
    for (const auto& [partition, collected] : partitions) {
        auto& all = places[partition] = placesOf(collected);
        push(partition, static_cast<qint64>(all.size()));
    }
    std::vector<RecordPlace> picked;
    while (!heads.empty() && static_cast<qint64>(picked.size()) < limit) {
        const Head head = heads.top();
        heads.pop();
        picked.push_back(nth(head.partition, head.left));
        push(head.partition, head.left - 1);
    }
    return picked;
}

/// First and further ranges of a reading. Windows are narrow first and grow only where the answer depends on it.
class Windows {
public:
    Windows(const NewestRequest& request, size_t partitions)
        : m_request(request)
        , m_width(partitions <= 1 ? request.limit
                                  : std::clamp<qint64>(4 * request.limit / static_cast<qint64>(partitions),
                                      std::min<qint64>(20, request.limit), request.limit))
    {
    }

    /// nullopt: nothing more to read in this partition.
    std::optional<PartitionRange> next(Collected& collected) const
    {
        PartitionRange range = collected.range;
        const Offset begin = std::max(range.start, range.logStart);
        if (m_request.newestFirst()) {
            if (collected.from <= range.logStart)
                return std::nullopt;
            range.end = collected.from;
            range.start = std::max(range.logStart, Offset(collected.from.value - m_width));
            collected.from = range.start;
        } else {
            const Offset high = range.end.value_or(range.high);
            if (collected.to >= high || begin >= high)
                return std::nullopt;
            range.start = collected.to;
            range.end = std::min(high, Offset(collected.to.value + m_width));
            collected.to = *range.end;
        }
        return range;
    }
    void grow() { m_width *= 4; }

private:
    const NewestRequest& m_request;
    qint64 m_width;
};

/// Could records that were not read yet belong to the answer? Only when this partition has run out of records that were
/// read, seen from the wanted side, before the answer was full.
bool mayHoldMore(const Collected& collected, const std::vector<RecordPlace>& picked, qint64 limit, bool newest)
{
    if (collected.full)
        return false;
    if (static_cast<qint64>(picked.size()) < limit)
        return true;
    const std::vector<RecordPlace> places = placesOf(collected);
    if (places.empty())
        return true;
    const RecordPlace& farthest = newest ? places.front() : places.back();
    const RecordPlace& last = picked.back();
    const qint64 own = farthest.chunk->row(farthest.row).timestampMs;
    const qint64 bound = last.chunk->row(last.row).timestampMs;
    return newest ? own > bound : own < bound;
}

std::vector<ChunkPtr> copied(const std::vector<RecordPlace>& places)
{
    std::vector<ChunkPtr> chunks;
    ChunkBuilder builder;
    for (const RecordPlace& place : places) {
        const RecordView view = place.chunk->row(place.row);
        if (!builder.append(view)) {
            chunks.push_back(builder.take());
            builder.append(view);
        }
    }
    if (ChunkPtr chunk = builder.take())
        chunks.push_back(std::move(chunk));
    return chunks;
}

Failure cancelled()
{
    return Failure(
        Error{ .code = ErrorCode::Cancelled, .message = QStringLiteral("Reading was cancelled"), .hint = {} });
}

} // namespace

Result<NewestResult> readNewest(
    RecordSource& source, const NewestRequest& request, NewestProgress& progress, const std::stop_token& stop)
{
    const auto began = std::chrono::steady_clock::now();
    kafka::ReadRequest read;
    read.topics = QStringList(request.topic);
    if (request.partition)
        read.partitions = { *request.partition };
    read.from = request.newestFirst() ? kafka::ReadFrom{ kafka::ReadFrom::Kind::Beginning } : request.from;
    read.to.kind = kafka::ReadTo::Kind::End;
    read.readCommitted = request.readCommitted;
    const auto ranges = source.resolve(read);
    if (!ranges)
        return Failure(ranges.error());
    if (stop.stop_requested())
        return cancelled();

    NewestResult result;
    std::map<Partition, Collected> partitions;
    for (const PartitionRange& range : *ranges) {
        if (range.error) {
            result.failed.push_back({ .kind = PartitionEvent::Kind::Failed,
                .topic = 0,
                .partition = range.partition,
                .from = {},
                .to = {},
                .error = range.error });
            continue;
        }
        result.offsets += range.high.value - range.logStart.value;
        const Offset start = std::max(range.start, range.logStart);
        Collected& collected = partitions[range.partition];
        collected.range = range;
        collected.from = range.end.value_or(range.high);
        collected.to = start;
    }

    Windows windows(request, partitions.size());
    const bool newest = request.newestFirst();
    qint64 widthRead = 0;
    std::vector<RecordPlace> picked;
    std::set<Partition> wanted;
    for (const auto& [partition, collected] : partitions)
        wanted.insert(partition);
    while (!wanted.empty()) {
        std::vector<PartitionRange> pass;
        for (const Partition partition : wanted) {
            if (const auto range = windows.next(partitions.at(partition))) {
                widthRead += range->end->value - range->start.value;
                pass.push_back(*range);
            }
        }
        if (pass.empty())
            break;
        progress.expected = widthRead;
        NewestSink sink(partitions, request, progress);
        sink.expectOnly(pass);
        bool complete = false;
        {
            auto reading = source.start(read, pass, sink);
            if (!reading)
                return Failure(reading.error());
            complete = sink.wait(stop);
            (*reading)->stop();
        } // from here on no reader thread is left
        if (stop.stop_requested())
            return cancelled();
        if (!complete && progress.read == 0) {
            return Failure(sink.trouble.value_or(Error{ .code = ErrorCode::TimedOut,
                .message = QStringLiteral("No records of %1 came within 5 s").arg(request.topic),
                .hint = QStringLiteral("Check that the brokers can be reached."),
                .retriable = true }));
        }
        for (auto* from : { &sink.gaps, &sink.failed, &sink.blocked }) {
            auto& to = from == &sink.gaps ? result.gaps : from == &sink.failed ? result.failed : result.blocked;
            to.insert(to.end(), from->begin(), from->end());
        }
        for (auto& [partition, collected] : partitions) {
            sink.seal(collected);
            // A further pass reads older records, so they go in front; one from the beginning reads younger ones.
            auto& all = collected.older;
            all.insert(newest ? all.begin() : all.end(), collected.chunks.begin(), collected.chunks.end());
            collected.chunks.clear();
        }
        picked = merged(partitions, request.limit, newest);
        std::erase_if(wanted,
            [&](Partition partition) { return !mayHoldMore(partitions.at(partition), picked, request.limit, newest); });
        for (const PartitionEvent& event : sink.failed)
            wanted.erase(event.partition);
        if (!complete)
            break;
        windows.grow();
    }

    result.read = progress.read;
    result.hasHoles = result.gaps.empty() && result.failed.empty() && result.blocked.empty() && result.read < widthRead;
    result.kept = static_cast<qint64>(picked.size());
    for (const auto& [partition, collected] : partitions)
        result.memoryBound = result.memoryBound || (collected.full && result.kept < request.limit);
    if (newest)
        std::reverse(picked.begin(), picked.end());
    result.chunks = copied(picked);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return result;
}

} // namespace spillway
