// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/timelag.h"

#include <algorithm>
#include <mutex>
#include <set>

namespace spillway::cli {

namespace {

using Clock = std::chrono::steady_clock;

/// Keeps the first record of each partition and ends the reading when it has them all.
class FirstRecords : public kafka::RecordSink {
public:
    FirstRecords(QStringList topics, std::map<TopicPartition, Offset> starts)
        : m_topics(std::move(topics))
        , m_missing(std::move(starts))
    {
    }

    Answer records(int, std::span<const kafka::RecordRef> batch) override
    {
        const std::lock_guard lock(m_mutex);
        for (const kafka::RecordRef& record : batch) {
            const TopicPartition partition{ m_topics[qsizetype(record.topic)], record.partition };
            const auto wanted = m_missing.find(partition);
            if (wanted == m_missing.end() || record.offset < wanted->second)
                continue;
            if (record.timestampType != TimestampType::NotAvailable)
                m_found[{ partition, wanted->second }] = { record.timestampMs, record.timestampType };
            m_missing.erase(wanted);
        }
        return m_missing.empty() ? Answer::Stop : Answer::Continue;
    }
    void partitionEvent(int, const kafka::PartitionEvent&) override { }
    void readerError(int, const Error&) override { }
    void finished(int) override { }

    /// Offsets that no record answered, after reading.
    std::map<TopicPartition, Offset> missing() const
    {
        const std::lock_guard lock(m_mutex);
        return m_missing;
    }
    void moveInto(RecordTimes& times)
    {
        const std::lock_guard lock(m_mutex);
        times.merge(m_found);
    }

private:
    const QStringList m_topics;
    mutable std::mutex m_mutex;
    std::map<TopicPartition, Offset> m_missing;
    RecordTimes m_found;
};

/// Reads one record per start; gives back the starts that got none although all was read.
std::map<TopicPartition, Offset> readRound(kafka::Admin& admin, const ConnectionSettings& settings,
    const std::map<TopicPartition, Offset>& starts, bool exactOnly, Clock::time_point until, RecordTimes& times)
{
    kafka::ReadRequest request;
    request.starts = starts;
    for (const auto& [partition, offset] : starts) {
        if (request.topics.isEmpty() || request.topics.constLast() != partition.topic)
            request.topics.append(partition.topic);
    }
    auto ranges = kafka::RecordReader::resolve(admin, request);
    if (!ranges)
        return {};
    if (exactOnly) {
        // The record is nearly always at the offset itself: asking for no more spares the rest of the partition.
        for (kafka::PartitionRange& range : *ranges)
            range.end = std::min(range.high, Offset{ std::max(range.start, range.logStart).value + 1 });
    } else {
        request.maxReaders = 1;
    }
    FirstRecords sink(request.topics, starts);
    {
        const auto reader = kafka::RecordReader::start(settings, request, std::move(*ranges), sink);
        if (!reader)
            return {};
        const auto left = std::chrono::duration_cast<kafka::Milliseconds>(until - Clock::now());
        (*reader)->wait(std::max(left, kafka::Milliseconds(1)));
    }
    sink.moveInto(times);
    return sink.missing();
}

} // namespace

QString timeLagSourceName(TimeLagSource source)
{
    switch (source) {
    case TimeLagSource::None:
        return QStringLiteral("none");
    case TimeLagSource::CaughtUp:
        return QStringLiteral("caught_up");
    case TimeLagSource::CreateTime:
        return QStringLiteral("record_create_time");
    case TimeLagSource::LogAppendTime:
        return QStringLiteral("record_log_append_time");
    case TimeLagSource::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

std::vector<std::map<TopicPartition, Offset>> timeLagRounds(const std::vector<PartitionLag>& rows)
{
    std::map<TopicPartition, std::set<Offset>> wanted;
    for (const PartitionLag& row : rows) {
        if (row.committed && row.lag && row.lag->value > 0)
            wanted[row.partition].insert(*row.committed);
    }
    std::vector<std::map<TopicPartition, Offset>> rounds;
    for (const auto& [partition, offsets] : wanted) {
        size_t round = 0;
        for (const Offset offset : offsets) {
            if (rounds.size() == round)
                rounds.emplace_back();
            rounds[round++].emplace(partition, offset);
        }
    }
    return rounds;
}

std::vector<TimeLag> timeLags(const std::vector<PartitionLag>& rows, const RecordTimes& times, qint64 nowMs)
{
    std::vector<TimeLag> lags;
    lags.reserve(rows.size());
    for (const PartitionLag& row : rows) {
        TimeLag lag;
        if (!row.committed) {
            lag.source = row.status == LagStatus::NoCommit ? TimeLagSource::None : TimeLagSource::Unknown;
        } else if (row.lag && row.lag->value == 0) {
            lag = { 0, TimeLagSource::CaughtUp };
        } else if (const auto found = times.find({ row.partition, *row.committed }); found != times.end()) {
            // Clocks differ: a record from the future is not a negative lag.
            lag = { std::max<qint64>(0, nowMs - found->second.timestampMs),
                found->second.type == TimestampType::LogAppendTime ? TimeLagSource::LogAppendTime
                                                                   : TimeLagSource::CreateTime };
        }
        lags.push_back(lag);
    }
    return lags;
}

RecordTimes readRecordTimes(kafka::Admin& admin, const ConnectionSettings& settings,
    const std::vector<PartitionLag>& rows, kafka::Milliseconds budget)
{
    const auto until = Clock::now() + budget;
    RecordTimes times;
    for (const auto& starts : timeLagRounds(rows)) {
        if (Clock::now() >= until)
            break;
        const auto missing = readRound(admin, settings, starts, true, until, times);
        // Compaction or a transaction's marker took the record at the offset: then it is the next one there is.
        if (!missing.empty() && Clock::now() < until)
            readRound(admin, settings, missing, false, until, times);
    }
    return times;
}

} // namespace spillway::cli
