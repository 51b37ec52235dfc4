// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/spanreader.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

namespace spillway::deadletter {

namespace {

using Take = std::function<bool(const TopicPartition&, const kafka::RecordRef&)>;

class SpanSink : public kafka::RecordSink {
public:
    SpanSink(const QStringList& topics, const Take& take, size_t partitions)
        : m_topics(topics)
        , m_take(take)
        , m_left(partitions)
    {
    }

    Answer records(int, std::span<const kafka::RecordRef> batch) override
    {
        for (const kafka::RecordRef& record : batch) {
            if (m_enough)
                return Answer::Stop;
            if (!m_take({ m_topics[static_cast<qsizetype>(record.topic)], record.partition }, record)) {
                const std::lock_guard lock(m_mutex);
                m_enough = true;
                m_changed.notify_all();
                return Answer::Stop;
            }
        }
        const std::lock_guard lock(m_mutex);
        ++m_progress;
        return Answer::Continue;
    }

    void partitionEvent(int, const kafka::PartitionEvent& event) override
    {
        using Kind = kafka::PartitionEvent::Kind;
        if (event.kind == Kind::Gap)
            return; // expired between asking and reading: those records are simply not there
        const TopicPartition partition{ m_topics[static_cast<qsizetype>(event.topic)], event.partition };
        const QString name = QStringLiteral("%1/%2").arg(partition.topic).arg(partition.partition.value);
        const std::lock_guard lock(m_mutex);
        if (event.kind == Kind::Failed) {
            failed[partition] = event.error.value_or(Error{
                .code = ErrorCode::Failed, .message = QStringLiteral("%1 could not be read").arg(name), .hint = {} });
        } else if (event.kind == Kind::BlockedByTransaction) {
            failed[partition] = Error{ .code = ErrorCode::Failed,
                .message = QStringLiteral("%1: an open transaction holds back everything from offset %2")
                               .arg(name)
                               .arg(event.from.value),
                .hint = QStringLiteral("it ends when its producer commits, aborts or times out"),
                .retriable = true };
        }
        if (m_done.insert(partition).second)
            --m_left;
        ++m_progress;
        m_changed.notify_all();
    }

    void readerError(int, const Error& error) override
    {
        const std::lock_guard lock(m_mutex);
        m_trouble = error;
    }
    void finished(int) override { }

    SpanReading wait(const std::stop_token& stop, kafka::Milliseconds quiet)
    {
        const std::stop_callback wake(stop, [this] {
            const std::lock_guard lock(m_mutex);
            m_changed.notify_all();
        });
        SpanReading reading;
        std::unique_lock lock(m_mutex);
        const auto over = [&] { return m_left == 0 || m_enough || stop.stop_requested(); };
        while (!over()) {
            const qint64 seen = m_progress;
            if (!m_changed.wait_for(lock, quiet, over) && seen == m_progress) {
                reading.trouble = m_trouble.value_or(Error{ .code = ErrorCode::TimedOut,
                    .message = QStringLiteral("No records came for %1 s").arg(double(quiet.count()) / 1000),
                    .hint = QStringLiteral("check that the brokers can be reached"),
                    .retriable = true });
                break;
            }
        }
        reading.satisfied = m_enough;
        reading.cancelled = stop.stop_requested();
        return reading;
    }

    std::map<TopicPartition, Error> failed;

private:
    const QStringList& m_topics;
    const Take& m_take;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::set<TopicPartition> m_done;
    std::atomic<bool> m_enough{ false };
    std::optional<Error> m_trouble;
    size_t m_left;
    qint64 m_progress = 0;
};

} // namespace

Error cancelled(const QString& doing)
{
    return { .code = ErrorCode::Cancelled, .message = QStringLiteral("%1 was cancelled").arg(doing), .hint = {} };
}

SpanReading readSpans(const ConnectionSettings& settings, const std::vector<Span>& spans, const Take& take,
    std::stop_token stop, kafka::Milliseconds quiet)
{
    kafka::ReadRequest request;
    request.to.kind = kafka::ReadTo::Kind::End;
    request.readCommitted = true;
    request.maxReaders = 1;
    std::vector<kafka::PartitionRange> ranges;
    std::map<QString, quint32> topics;
    for (const Span& span : spans) {
        if (span.from >= span.to)
            continue;
        const auto [topic, isNew]
            = topics.try_emplace(span.partition.topic, static_cast<quint32>(request.topics.size()));
        if (isNew)
            request.topics << span.partition.topic;
        request.starts[span.partition] = span.from;
        kafka::PartitionRange range;
        range.topic = topic->second;
        range.partition = span.partition.partition;
        range.start = span.from;
        range.end = span.to;
        range.logStart = span.logStart;
        range.high = span.high;
        ranges.push_back(std::move(range));
    }
    if (ranges.empty())
        return {};
    SpanSink sink(request.topics, take, ranges.size());
    SpanReading reading;
    {
        auto reader = kafka::RecordReader::start(settings, request, std::move(ranges), sink);
        if (!reader) {
            reading.trouble = reader.error();
            return reading;
        }
        reading = sink.wait(stop, quiet);
        (*reader)->stop();
    } // from here on no reader thread is left
    reading.failed = std::move(sink.failed);
    return reading;
}

} // namespace spillway::deadletter
