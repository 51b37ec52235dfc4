// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/tailworker.h"

#include <condition_variable>
#include <deque>
#include <thread>

namespace spillway {

using namespace std::chrono_literals;

namespace {
struct Running {
    std::shared_ptr<TailSink> sink;
    std::unique_ptr<Reading> reading;
};
}

/// Shared with the thread, which may outlive the TailWorker when a broker hangs.
struct TailWorker::State {
    std::shared_ptr<RecordSource> source;
    std::shared_ptr<TailMailbox> mailbox;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Start> starts;
    std::optional<quint64> starting;
    bool startingCancelled = false;
    std::multimap<quint64, Running> running; ///< a topic whose partitions became more has several readings
    std::vector<Running> ended; ///< to be destroyed on the thread
    bool paused = false;
    bool ending = false;
    bool done = false;

    void run();
    void begin(const Start& start);
    Result<Running> read(const Start& start);
};

TailWorker::TailWorker(std::shared_ptr<RecordSource> source, std::shared_ptr<TailMailbox> mailbox)
    : m_state(std::make_shared<State>())
{
    m_state->source = std::move(source);
    m_state->mailbox = std::move(mailbox);
    std::thread([state = m_state] { state->run(); }).detach();
}

TailWorker::~TailWorker()
{
    std::unique_lock lock(m_state->mutex);
    m_state->ending = true;
    m_state->starts.clear();
    // All are told to stop before the first is waited for.
    for (auto& [id, running] : m_state->running)
        running.reading->stop();
    m_state->changed.notify_all();
    lock.unlock();
    m_state->source->cancel();
    lock.lock();
    m_state->changed.wait_for(lock, 1500ms, [this] { return m_state->done; });
}

void TailWorker::start(const Start& start)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->starts.push_back(start);
    m_state->changed.notify_all();
}

void TailWorker::stop(quint64 id)
{
    bool cancel = false;
    {
        const std::lock_guard lock(m_state->mutex);
        std::erase_if(m_state->starts, [id](const Start& start) { return start.id == id; });
        if (m_state->starting == id)
            cancel = m_state->startingCancelled = true;
        const auto [from, to] = m_state->running.equal_range(id);
        for (auto running = from; running != to; ++running) {
            running->second.reading->stop();
            m_state->ended.push_back(std::move(running->second));
        }
        m_state->running.erase(from, to);
        m_state->changed.notify_all();
    }
    if (cancel)
        m_state->source->cancel();
}

void TailWorker::setPaused(bool paused)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->paused = paused;
    for (auto& [id, running] : m_state->running)
        paused ? running.reading->pause() : running.reading->resume();
}

bool TailWorker::resumeStalled()
{
    const std::lock_guard lock(m_state->mutex);
    bool any = false;
    for (auto& [id, running] : m_state->running) {
        if (running.sink->isStalled() && !m_state->paused) {
            running.reading->resume();
            any = true;
        }
    }
    return any;
}

std::pair<quint64, quint64> TailWorker::counts(quint64 id) const
{
    const std::lock_guard lock(m_state->mutex);
    std::pair<quint64, quint64> sum{ 0, 0 };
    const auto [from, to] = m_state->running.equal_range(id);
    for (auto running = from; running != to; ++running) {
        sum.first += running->second.sink->recordsRead();
        sum.second += running->second.sink->bytesRead();
    }
    return sum;
}

void TailWorker::State::run()
{
    std::unique_lock lock(mutex);
    for (;;) {
        changed.wait(lock, [this] { return ending || !starts.empty() || !ended.empty(); });
        if (!ended.empty()) {
            std::vector<Running> gone = std::exchange(ended, {});
            lock.unlock();
            gone.clear();
            lock.lock();
        } else if (ending) {
            break;
        } else {
            const Start start = std::move(starts.front());
            starts.pop_front();
            starting = start.id;
            startingCancelled = false;
            lock.unlock();
            begin(start);
            lock.lock();
        }
    }
    auto left = std::exchange(running, {});
    lock.unlock();
    left.clear();
    lock.lock();
    done = true;
    changed.notify_all();
}

void TailWorker::State::begin(const Start& start)
{
    auto begun = read(start);
    std::unique_lock lock(mutex);
    starting.reset();
    if (startingCancelled || ending) {
        lock.unlock();
        return; // destroys what was begun, on this thread
    }
    if (!begun) {
        mailbox->put(TailEvent{ .kind = TailEvent::Kind::StartFailed, .start = start.id, .error = begun.error() });
        return;
    }
    if (paused)
        begun->reading->pause();
    const int partitions = start.firstPartition + static_cast<int>(begun->sink->partitions());
    running.emplace(start.id, std::move(*begun));
    mailbox->put(TailEvent{ .kind = TailEvent::Kind::Started, .start = start.id, .partitions = partitions });
}

Result<Running> TailWorker::State::read(const Start& start)
{
    kafka::ReadRequest request;
    request.topics = QStringList(start.name);
    request.from = start.from;
    request.to.kind = kafka::ReadTo::Kind::Follow;
    // One reader brings far more records than anybody can watch, and each costs threads and connections.
    request.maxReaders = 1;
    auto ranges = source->resolve(request);
    if (!ranges)
        return Failure(ranges.error());
    std::erase_if(
        *ranges, [&](const kafka::PartitionRange& range) { return range.partition.value < start.firstPartition; });
    if (ranges->empty()) {
        return Failure(Error{ .code = ErrorCode::NotFound,
            .message = QStringLiteral("Topic %1 has no partitions that can be read").arg(start.name),
            .hint = {},
            .retriable = true });
    }
    if (start.from.kind == kafka::ReadFrom::Kind::LastN) {
        const auto partitions = static_cast<qint64>(ranges->size());
        const qint64 each = (start.from.value + partitions - 1) / partitions;
        for (kafka::PartitionRange& range : *ranges)
            range.start = std::max(range.start, Offset(range.high.value - each));
    }
    auto sink = std::make_shared<TailSink>(mailbox, start.topic, start.id);
    sink->setPartitions(ranges->size());
    auto reading = source->start(request, std::move(*ranges), *sink);
    if (!reading)
        return Failure(reading.error());
    return Running{ std::move(sink), std::move(*reading) };
}

} // namespace spillway
