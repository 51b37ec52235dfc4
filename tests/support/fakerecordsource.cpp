// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fakerecordsource.h"

#include <algorithm>

namespace spillway::test {

using kafka::PartitionEvent;
using kafka::PartitionRange;
using kafka::RecordRef;
using kafka::RecordSink;

class FakeReading : public Reading {
public:
    FakeReading(FakeRecordSource& source, std::shared_ptr<FakeRecordSource::Log> log,
        std::vector<PartitionRange> ranges, RecordSink& sink)
        : m_source(source)
        , m_log(std::move(log))
        , m_sink(sink)
    {
        for (const PartitionRange& range : ranges)
            m_parts.push_back({ range, range.start.value });
        m_troublesSeen = source.m_troubles;
        ++m_source.m_open;
        m_thread = std::thread([this] { run(); });
    }
    ~FakeReading() override
    {
        stop();
        m_thread.join();
        --m_source.m_open;
    }
    void pause() override
    {
        change([this] { m_paused = true; });
    }
    void resume() override
    {
        change([this] { m_paused = false; });
    }
    void stop() override
    {
        change([this] { m_stopped = true; });
    }

private:
    struct Part {
        PartitionRange range;
        qint64 position;
        bool told = false;
        bool done = false;
    };

    template <class F> void change(F what)
    {
        const std::lock_guard lock(m_source.m_mutex);
        what();
        m_source.m_changed.notify_all();
    }

    void run()
    {
        std::unique_lock lock(m_source.m_mutex);
        while (!m_stopped && std::any_of(m_parts.begin(), m_parts.end(), [](const Part& p) { return !p.done; })) {
            if (!step(lock))
                m_source.m_changed.wait(lock);
        }
        lock.unlock();
        m_sink.finished(0);
    }

    bool step(std::unique_lock<std::mutex>& lock)
    {
        if (m_troublesSeen != m_source.m_troubles) {
            m_troublesSeen = m_source.m_troubles;
            const Error error = *m_source.m_trouble;
            lock.unlock();
            m_sink.readerError(0, error);
            lock.lock();
            return true;
        }
        if (m_paused)
            return false;
        for (Part& part : m_parts) {
            if (!part.done && stepPart(part, lock))
                return true;
        }
        return false;
    }

    bool stepPart(Part& part, std::unique_lock<std::mutex>& lock)
    {
        PartitionEvent event;
        event.partition = part.range.partition;
        if (m_log->deleted) {
            event.kind = PartitionEvent::Kind::Failed;
            event.error = Error{ .code = ErrorCode::NotFound, .message = QStringLiteral("deleted"), .hint = {} };
            part.done = true;
            return tell(event, lock);
        }
        const auto& records = m_log->partitions[static_cast<size_t>(part.range.partition.value)];
        std::vector<FakeRecord> batch;
        const qint64 end = part.range.end ? part.range.end->value : std::numeric_limits<qint64>::max();
        for (const FakeRecord& record : records) {
            if (record.offset.value >= part.position && record.offset.value < end
                && batch.size() < m_source.m_batchSize)
                batch.push_back(record);
        }
        if (!batch.empty()) {
            part.position = batch.back().offset.value + 1;
            lock.unlock();
            deliver(batch);
            lock.lock();
            return true;
        }
        if (part.told)
            return false;
        part.told = true;
        part.done = part.range.end.has_value();
        return tell(event, lock);
    }

    bool tell(const PartitionEvent& event, std::unique_lock<std::mutex>& lock)
    {
        lock.unlock();
        m_sink.partitionEvent(0, event);
        lock.lock();
        return true;
    }

    void deliver(const std::vector<FakeRecord>& batch)
    {
        std::vector<RecordRef> refs;
        for (const FakeRecord& record : batch) {
            RecordRef ref;
            ref.partition = record.partition;
            ref.offset = record.offset;
            ref.timestampMs = record.timestampMs;
            ref.timestampType = TimestampType::CreateTime;
            if (!record.value.isNull())
                ref.value = BytesView(record.value.constData(), static_cast<size_t>(record.value.size()));
            refs.push_back(ref);
        }
        m_source.m_delivered += static_cast<qint64>(refs.size());
        switch (m_sink.records(0, refs)) {
        case RecordSink::Answer::Continue:
            break;
        case RecordSink::Answer::Pause:
            pause();
            break;
        case RecordSink::Answer::Stop:
            stop();
            break;
        }
    }

    FakeRecordSource& m_source;
    std::shared_ptr<FakeRecordSource::Log> m_log;
    RecordSink& m_sink;
    std::vector<Part> m_parts;
    bool m_paused = false;
    bool m_stopped = false;
    int m_troublesSeen = 0;
    std::thread m_thread;
};

FakeRecordSource::~FakeRecordSource() = default;

void FakeRecordSource::createTopic(const QString& name, int partitions)
{
    const std::lock_guard lock(m_mutex);
    m_topics[name] = std::make_shared<Log>();
    m_topics[name]->partitions.resize(static_cast<size_t>(partitions));
}

void FakeRecordSource::addPartitions(const QString& name, int count)
{
    const std::lock_guard lock(m_mutex);
    auto& partitions = m_topics.at(name)->partitions;
    partitions.resize(partitions.size() + static_cast<size_t>(count));
}

Offset FakeRecordSource::append(const QString& topic, int partition, qint64 timestampMs, const QByteArray& value)
{
    const std::lock_guard lock(m_mutex);
    auto& records = m_topics.at(topic)->partitions[static_cast<size_t>(partition)];
    const Offset offset(records.empty() ? 0 : records.back().offset.value + 1);
    records.push_back({ Partition(partition), offset, timestampMs, value });
    m_changed.notify_all();
    return offset;
}

void FakeRecordSource::deleteTopic(const QString& name)
{
    const std::lock_guard lock(m_mutex);
    m_topics.at(name)->deleted = true;
    m_topics.erase(name);
    m_changed.notify_all();
}

void FakeRecordSource::failResolve(std::optional<Error> error)
{
    const std::lock_guard lock(m_mutex);
    m_resolveError = std::move(error);
}

void FakeRecordSource::hangResolve(bool hang)
{
    const std::lock_guard lock(m_mutex);
    m_hang = hang;
    m_changed.notify_all();
}

void FakeRecordSource::reportTrouble(const Error& error)
{
    const std::lock_guard lock(m_mutex);
    m_trouble = error;
    ++m_troubles;
    m_changed.notify_all();
}

Result<std::vector<PartitionRange>> FakeRecordSource::resolve(const kafka::ReadRequest& request)
{
    ++m_resolves;
    std::unique_lock lock(m_mutex);
    const int cancels = m_cancels;
    m_changed.wait(lock, [&] { return !m_hang || m_cancels != cancels; });
    if (m_cancels != cancels)
        return Failure(Error{ .code = ErrorCode::Cancelled, .message = QStringLiteral("cancelled"), .hint = {} });
    if (m_resolveError)
        return Failure(*m_resolveError);
    std::vector<PartitionRange> ranges;
    for (const QString& topic : request.topics) {
        const auto found = m_topics.find(topic);
        if (found == m_topics.end()) {
            return Failure(Error{ .code = ErrorCode::NotFound,
                .message = QStringLiteral("Topic %1 does not exist").arg(topic),
                .hint = {} });
        }
        for (size_t p = 0; p < found->second->partitions.size(); ++p) {
            const auto& records = found->second->partitions[p];
            PartitionRange range;
            range.partition = Partition(static_cast<qint32>(p));
            range.logStart = Offset(0);
            range.high = Offset(records.empty() ? 0 : records.back().offset.value + 1);
            using Kind = kafka::ReadFrom::Kind;
            switch (request.from.kind) {
            case Kind::Beginning:
                break;
            case Kind::End:
                range.start = range.high;
                break;
            case Kind::Offset:
                range.start = std::min(range.high, Offset(request.from.value));
                break;
            case Kind::LastN:
                range.start = Offset(std::max<qint64>(0, range.high.value - request.from.value));
                break;
            case Kind::Time: {
                const auto first = std::find_if(records.begin(), records.end(),
                    [&](const FakeRecord& record) { return record.timestampMs >= request.from.value; });
                range.start = first == records.end() ? range.high : first->offset;
                break;
            }
            }
            if (request.to.kind == kafka::ReadTo::Kind::End)
                range.end = range.high;
            if (request.partitions.empty()
                || std::find(request.partitions.begin(), request.partitions.end(), range.partition)
                    != request.partitions.end())
                ranges.push_back(range);
        }
    }
    return ranges;
}

Result<std::unique_ptr<Reading>> FakeRecordSource::start(
    const kafka::ReadRequest& request, std::vector<PartitionRange> ranges, RecordSink& sink)
{
    std::shared_ptr<Log> log;
    {
        const std::lock_guard lock(m_mutex);
        log = m_topics.at(request.topics.front());
    }
    return std::make_unique<FakeReading>(*this, std::move(log), std::move(ranges), sink);
}

void FakeRecordSource::cancel()
{
    const std::lock_guard lock(m_mutex);
    ++m_cancels;
    m_changed.notify_all();
}

} // namespace spillway::test
