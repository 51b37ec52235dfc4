// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/eventbus.h"

#include <QLoggingCategory>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace spillway {

namespace {

Q_LOGGING_CATEGORY(log, "kafka.bus", QtInfoMsg)

constexpr size_t MostInABatch = 512;

struct Entry {
    quint64 id = 0;
    QString eventType; ///< empty: all
    EventBus::Subscriber one;
    EventBus::BatchSubscriber many;
    std::mutex running; ///< held during a call
    bool ended = false; ///< guarded by running, set by others than the dispatcher under it
};
using Entries = std::vector<std::shared_ptr<Entry>>;

} // namespace

struct EventBus::Private {
    EventBusSettings settings;

    mutable std::mutex mutex; // of everything below
    std::condition_variable filled;
    std::condition_variable roomMade;
    std::deque<std::pair<DomainEventPtr, size_t>> queue;
    size_t queuedBytes = 0;
    enum class State { New, Running, Stopping, Stopped } state = State::New;
    bool giveUp = false;
    std::shared_ptr<const Entries> entries = std::make_shared<Entries>(); ///< replaced, never changed
    quint64 nextId = 0;
    EventBusStats stats;
    std::thread thread;
    std::thread::id dispatcher;
    std::condition_variable finished;
    bool running = false;

    bool full(size_t times) const
    {
        return queue.size() >= settings.maxEvents * times || queuedBytes >= settings.maxBytes * times;
    }
    Queued push(std::span<const DomainEventPtr> events, bool wait);
    BusSubscription add(std::shared_ptr<Entry> entry, const std::shared_ptr<Private>& self);
    void remove(const std::shared_ptr<Entry>& entry);
    void dispatch();
    void give(const Entries& to, std::span<const DomainEventPtr> batch);
    template <class Call> void guarded(Entry& entry, Call&& call);
};

EventBus::EventBus(EventBusSettings settings)
    : d(std::make_shared<Private>())
{
    d->settings = settings;
}

EventBus::~EventBus()
{
    stop();
}

void EventBus::start()
{
    const std::lock_guard lock(d->mutex);
    if (d->running || d->thread.joinable())
        return;
    d->state = Private::State::Running;
    d->giveUp = false;
    d->running = true;
    d->thread = std::thread([state = d] { state->dispatch(); });
    d->dispatcher = d->thread.get_id();
}

bool EventBus::stop(std::chrono::milliseconds patience)
{
    std::unique_lock lock(d->mutex);
    if (d->state == Private::State::New || d->state == Private::State::Running)
        d->state = Private::State::Stopping;
    d->filled.notify_all();
    d->roomMade.notify_all();
    bool ended = d->finished.wait_for(lock, patience, [this] { return !d->running; });
    if (!ended) {
        d->giveUp = true;
        ended = d->finished.wait_for(lock, std::chrono::milliseconds(200), [this] { return !d->running; });
    }
    d->stats.abandoned += d->queue.size();
    const bool drained = d->queue.empty() && ended;
    d->queue.clear();
    d->queuedBytes = 0;
    d->state = Private::State::Stopped;
    std::thread thread = std::move(d->thread);
    lock.unlock();
    if (!thread.joinable())
        return drained;
    if (ended)
        thread.join();
    else {
        qCWarning(log, "a subscriber does not return; its thread is left behind");
        thread.detach(); // it holds the state it uses
    }
    return drained;
}

bool EventBus::isRunning() const
{
    const std::lock_guard lock(d->mutex);
    return d->state == Private::State::Running;
}

EventBus::Queued EventBus::Private::push(std::span<const DomainEventPtr> events, bool wait)
{
    std::vector<size_t> sizes;
    sizes.reserve(events.size());
    for (const DomainEventPtr& event : events)
        sizes.push_back(event->approximateBytes());
    const auto until = std::chrono::steady_clock::now() + settings.publishPatience;
    std::unique_lock lock(mutex);
    const bool fromSubscriber = running && std::this_thread::get_id() == dispatcher;
    for (size_t i = 0; i < events.size(); ++i) {
        if (full(fromSubscriber ? 2 : 1) && wait && !fromSubscriber && state == State::Running) {
            filled.notify_one();
            roomMade.wait_until(lock, until, [this] { return !full(1) || state != State::Running; });
        }
        if (state == State::Stopped || (state == State::Stopping && !fromSubscriber)) {
            stats.refused += events.size() - i;
            return { i,
                Error{ .code = ErrorCode::Cancelled,
                    .message
                    = QStringLiteral("The event bus is stopped: %1 was not published").arg(events[i]->eventType()),
                    .hint = QStringLiteral("start() it again") } };
        }
        if (full(fromSubscriber ? 2 : 1)) {
            stats.refused += events.size() - i;
            return { i,
                Error{ .code = ErrorCode::TimedOut,
                    .message = QStringLiteral("The event bus is full (%1 events): %2 was not published")
                                   .arg(queue.size())
                                   .arg(events[i]->eventType()),
                    .hint = QStringLiteral("a subscriber is slower than the publishers; publish again later"),
                    .retriable = true } };
        }
        queue.emplace_back(events[i], sizes[i]);
        queuedBytes += sizes[i];
        ++stats.published;
    }
    lock.unlock();
    filled.notify_one();
    return { events.size(), {} };
}

namespace {
Result<> one(EventBus::Queued queued)
{
    return queued.error ? Result<>(Failure(std::move(*queued.error))) : Result<>();
}
} // namespace

Result<> EventBus::publish(DomainEventPtr event)
{
    return one(d->push(std::span(&event, 1), true));
}

EventBus::Queued EventBus::publish(std::span<const DomainEventPtr> events)
{
    return d->push(events, true);
}

EventBus::Publish EventBus::publishing() const
{
    return [weak = std::weak_ptr(d)](std::span<const DomainEventPtr> events) -> Queued {
        if (const auto alive = weak.lock())
            return alive->push(events, true);
        return { 0,
            Error{ .code = ErrorCode::Cancelled, .message = QStringLiteral("The event bus is gone"), .hint = {} } };
    };
}

Result<> EventBus::tryPublish(DomainEventPtr event)
{
    return one(d->push(std::span(&event, 1), false));
}

BusSubscription EventBus::Private::add(std::shared_ptr<Entry> entry, const std::shared_ptr<Private>& self)
{
    {
        const std::lock_guard lock(mutex);
        entry->id = ++nextId;
        auto next = std::make_shared<Entries>(*entries);
        next->push_back(entry);
        entries = std::move(next);
    }
    return BusSubscription([weak = std::weak_ptr(self), entry] {
        if (const auto alive = weak.lock())
            alive->remove(entry);
    });
}

void EventBus::Private::remove(const std::shared_ptr<Entry>& entry)
{
    std::unique_lock lock(mutex);
    auto next = std::make_shared<Entries>(*entries);
    std::erase(*next, entry);
    entries = std::move(next);
    const bool inside = running && std::this_thread::get_id() == dispatcher;
    lock.unlock();
    if (inside) { // its own call or one beside it on this thread: nobody else runs it
        entry->ended = true;
        return;
    }
    const std::lock_guard during(entry->running); // a call that runs returns first
    entry->ended = true;
}

BusSubscription EventBus::subscribeAll(Subscriber subscriber)
{
    auto entry = std::make_shared<Entry>();
    entry->one = std::move(subscriber);
    return d->add(std::move(entry), d);
}

BusSubscription EventBus::subscribeBatches(BatchSubscriber subscriber)
{
    auto entry = std::make_shared<Entry>();
    entry->many = std::move(subscriber);
    return d->add(std::move(entry), d);
}

BusSubscription EventBus::subscribe(const QString& eventType, Subscriber subscriber)
{
    auto entry = std::make_shared<Entry>();
    entry->eventType = eventType;
    entry->one = std::move(subscriber);
    return d->add(std::move(entry), d);
}

template <class Call> void EventBus::Private::guarded(Entry& entry, Call&& call)
{
    QString what;
    try {
        call();
        return;
    } catch (const std::exception& error) {
        what = QString::fromUtf8(error.what());
    } catch (...) {
        what = QStringLiteral("an exception of unknown kind");
    }
    qCWarning(log, "a subscriber%s threw: %s",
        entry.eventType.isEmpty() ? "" : qPrintable(QStringLiteral(" of ") + entry.eventType), qPrintable(what));
    const std::lock_guard lock(mutex);
    ++stats.subscriberErrors;
    stats.lastError = what;
}

void EventBus::Private::give(const Entries& to, std::span<const DomainEventPtr> batch)
{
    for (const auto& entry : to) {
        const std::lock_guard during(entry->running);
        if (entry->ended)
            continue;
        if (entry->many) {
            guarded(*entry, [&] { entry->many(batch); });
            continue;
        }
        for (const DomainEventPtr& event : batch) {
            if (entry->ended)
                break;
            if (entry->eventType.isEmpty() || entry->eventType == event->eventType())
                guarded(*entry, [&] { entry->one(event); });
        }
    }
}

void EventBus::Private::dispatch()
{
    std::vector<DomainEventPtr> batch;
    std::unique_lock lock(mutex);
    dispatcher = std::this_thread::get_id();
    for (;;) {
        filled.wait(lock, [this] { return !queue.empty() || state != State::Running; });
        if (giveUp || (queue.empty() && state != State::Running))
            break;
        batch.clear();
        while (!queue.empty() && batch.size() < MostInABatch) {
            batch.push_back(std::move(queue.front().first));
            queuedBytes -= queue.front().second;
            queue.pop_front();
        }
        const auto to = entries;
        lock.unlock();
        roomMade.notify_all();
        give(*to, batch);
        lock.lock();
        stats.delivered += batch.size();
    }
    running = false;
    dispatcher = {};
    finished.notify_all();
}

EventBusStats EventBus::stats() const
{
    const std::lock_guard lock(d->mutex);
    EventBusStats stats = d->stats;
    stats.waiting = d->queue.size();
    return stats;
}

} // namespace spillway
