// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/eventprocessor.h"

#include "core/events/recentids.h"
#include "core/events/routing.h"
#include "core/kafka/background.h"
#include "core/service/staterebuild.h"

#include <QLoggingCategory>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace spillway {

namespace {

Q_LOGGING_CATEGORY(log, "kafka.processor", QtInfoMsg)

constexpr std::chrono::seconds DerivedPatience{ 30 };
constexpr std::chrono::seconds DerivedPatienceAtStop{ 2 };
constexpr size_t IdsPerPartition = 50'000;

EventTime now()
{
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

BatchAnswer givenBack(size_t handled)
{
    return { handled,
        Error{ .code = ErrorCode::Cancelled,
            .message = QStringLiteral("the processor was stopped, or its partition went"),
            .hint = {} },
        true };
}

} // namespace

/// What is known of an assigned partition. Used during a Visit, except what says otherwise.
struct EventProcessor::Assigned {
    Assigned(TopicPartition p, std::stop_token stop)
        : partition(std::move(p))
        , givenUp(std::move(stop))
    {
    }
    const TopicPartition partition;
    const std::stop_token givenUp;
    RecentIds ids{ IdsPerPartition };
    bool owed = false; ///< its state is to be rebuilt before the first event is processed, once more
    std::optional<Error> trouble; ///< what is missing of its state; guarded by Private::mutex
    std::atomic<bool> gone{ false }; ///< it was revoked, or the processor stopped; any thread
};

/// From a consumer to the processor, from one start to its stop; outlives both with a call that was left behind.
struct EventProcessor::Way {
    Way(EventProcessor* target, std::shared_ptr<std::mutex> mutex)
        : processor(target)
        , holder(target->weak_from_this())
        , held(!holder.expired())
        , visiting(std::move(mutex))
    {
    }
    EventProcessor* const processor;
    const std::weak_ptr<EventProcessor> holder;
    const bool held; ///< by a shared_ptr; else stop() waits for visits
    /// Held during each visit. When one was left behind and the processor was started again, the new ones wait.
    const std::shared_ptr<std::mutex> visiting;
    std::atomic<bool> open{ true };
    std::atomic<std::thread::id> visitor{};
};

/// A call from a consumer: keeps the processor until it returns.
class EventProcessor::Visit {
public:
    explicit Visit(Way& way)
        : m_way(way)
        , m_processor(way.holder.lock())
    {
        if (way.held && !m_processor)
            return;
        m_lock = std::unique_lock(*way.visiting);
        way.visitor = std::this_thread::get_id();
        m_welcome = way.open;
    }
    ~Visit()
    {
        if (!m_lock)
            return;
        m_way.visitor = std::thread::id();
        m_lock.unlock();
        // the last one: its destructor may wait for the thread this runs on
        if (m_processor.use_count() == 1)
            kafka::inBackground([last = std::move(m_processor)]() mutable { last.reset(); });
    }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    /// False: it was stopped or is gone.
    explicit operator bool() const { return m_welcome; }

private:
    Way& m_way;
    std::shared_ptr<EventProcessor> m_processor;
    std::unique_lock<std::mutex> m_lock;
    bool m_welcome = false;
};

struct EventProcessor::Private {
    std::shared_ptr<EventTransport> transport;
    RebuildBounds bounds;
    const std::shared_ptr<std::mutex> visiting = std::make_shared<std::mutex>(); ///< see Way
    QString id;

    mutable std::mutex mutex; // of all that follows
    std::condition_variable arrived;
    std::unique_ptr<EventConsumer> consumer;
    bool running = false;
    std::chrono::steady_clock::time_point stoppedAt; ///< while it does not run
    ProcessorStats stats;
    quint64 numbers = 0;
    std::map<quint64, size_t> awaited; ///< derived events that must arrive and have not: whose in the batch
    std::vector<std::pair<size_t, Error>> notArrived; ///< whose in the batch, and why

    /// Until what was derived from the batch is with the broker, or will not be. Locked.
    void awaitDerived(std::unique_lock<std::mutex>& lock);

    std::map<TopicPartition, std::shared_ptr<Assigned>> assigned;
    std::shared_ptr<Way> way; ///< of the newest start

    // of visits
    bool rebuilding = false;
    size_t inHand = 0; ///< in the batch

    void delivered(quint64 number, const Result<kafka::Delivery>& result);
};

EventProcessor::EventProcessor(EventClient client, QString id)
    : d(std::make_shared<Private>())
{
    d->transport = std::move(client.transport);
    d->bounds = client.rebuild;
    d->id = std::move(id);
}

EventProcessor::~EventProcessor()
{
    if (isRunning()) {
        qCWarning(log, "%s was destroyed while it ran: stop it before", qPrintable(d->id));
        stop();
    }
}

const QString& EventProcessor::id() const
{
    const std::lock_guard lock(d->mutex);
    if (d->id.isEmpty())
        d->id = eventTypes().join(u'+') + QStringLiteral("-processor");
    return d->id;
}

Result<> EventProcessor::start()
{
    if (isRunning())
        return {};
    const RoutingTable routing = RoutingTable::standard();
    EventSubscription wanted;
    wanted.id = id();
    QStringList types; // empty: all of the topics
    bool whole = false;
    for (const QString& type : eventTypes()) {
        const auto suffix = routing.suffixOf(type);
        whole |= !suffix;
        types.append(type);
        if (!wanted.suffixes.contains(suffix.value_or(type)))
            wanted.suffixes.append(suffix.value_or(type));
    }
    if (wanted.suffixes.isEmpty())
        return Failure(Error{ .code = ErrorCode::InvalidArgument,
            .message = QStringLiteral("Processor %1 names no event types").arg(wanted.id),
            .hint = QStringLiteral("eventTypes() returns topic suffixes or domain types") });
    if (whole)
        types.clear();
    const auto way = std::make_shared<Way>(this, d->visiting);
    wanted.handler = [way, types](std::span<const DomainEventPtr> events) {
        const Visit visit(*way);
        return visit ? way->processor->handle(events, types) : givenBack(0);
    };
    wanted.hooks.assigned = [way](const kafka::AssignedPartition& partition, const std::stop_token& givenUp) {
        if (const Visit visit(*way); visit)
            way->processor->assign(partition, givenUp);
    };
    wanted.hooks.revoked = [this](const TopicPartition& partition) { revoke(partition); }; // never after stop()
    if (auto made = d->transport->ensureTopics(wanted.suffixes); !made)
        return made;
    {
        const std::lock_guard lock(d->mutex);
        d->running = true; // the first events may come before consume() returns
        d->way = way;
    }
    auto consumer = d->transport->consume(std::move(wanted));
    const std::lock_guard lock(d->mutex);
    if (!consumer) {
        d->running = false;
        return Failure(consumer.error());
    }
    d->consumer = std::move(*consumer);
    return {};
}

void EventProcessor::stop()
{
    std::unique_lock lock(d->mutex);
    d->running = false;
    d->stoppedAt = std::chrono::steady_clock::now();
    auto consumer = std::move(d->consumer);
    const auto way = std::move(d->way);
    d->arrived.notify_all();
    lock.unlock();
    consumer.reset();
    if (way) {
        way->open = false;
        if (!way->held && way->visitor.load() != std::this_thread::get_id())
            const std::lock_guard wait(*way->visiting); // nothing else keeps this for it
    }
    lock.lock();
    const auto assigned = std::exchange(d->assigned, {});
    d->stats.partitions = 0;
    lock.unlock();
    for (const auto& [partition, known] : assigned) {
        known->gone = true;
        forget(partition);
    }
}

bool EventProcessor::isRunning() const
{
    const std::lock_guard lock(d->mutex);
    return d->running;
}

std::optional<Error> EventProcessor::trouble() const
{
    const std::lock_guard lock(d->mutex);
    if (!d->consumer)
        return {};
    if (auto trouble = d->consumer->trouble())
        return trouble;
    std::optional<Error> first;
    int more = 0;
    for (const auto& [partition, known] : d->assigned) {
        if (!known->trouble)
            continue;
        more += first ? 1 : 0;
        if (!first)
            first = known->trouble;
    }
    if (more > 0)
        first->message += QStringLiteral(" (so it is with %1 more)").arg(more);
    return first;
}

ProcessorStats EventProcessor::stats() const
{
    const quint64 left = evicted();
    const size_t states = stateCount();
    const std::lock_guard lock(d->mutex);
    ProcessorStats stats = d->stats;
    stats.evicted = left;
    stats.states = states;
    return stats;
}

void EventProcessor::assign(const kafka::AssignedPartition& assigned, const std::stop_token& givenUp)
{
    const TopicPartition& partition = assigned.partition;
    forget(partition);
    const auto known = std::make_shared<Assigned>(partition, givenUp);
    {
        const std::lock_guard lock(d->mutex);
        d->assigned[partition] = known;
        d->stats.partitions = d->assigned.size();
        if (keepsState() && !assigned.known) {
            known->owed = true;
            known->trouble = Error{ .code = ErrorCode::TimedOut,
                .message = QStringLiteral("state of %1 [%2] is missing: where its group stood could not be read")
                               .arg(partition.topic)
                               .arg(partition.partition.value),
                .hint = QStringLiteral("it is read again when the next event comes") };
        }
    }
    if (keepsState() && assigned.known && assigned.committed)
        rebuild(*known, *assigned.committed);
    if (known->gone) // meanwhile
        forget(partition);
}

void EventProcessor::rebuild(Assigned& known, Offset end)
{
    const bool again = std::exchange(known.owed, false);
    quint64 rebuilt = 0;
    PastSink sink;
    sink.take = [&](const DomainEventPtr& event) {
        if (known.gone || !known.ids.insert(event->eventId()))
            return;
        ++rebuilt;
        try {
            rebuildFrom(*event);
        } catch (...) { // it failed when it was new, too, and was dead-lettered
            qCDebug(log, "%s: an event of the past could not be read", qPrintable(d->id));
        }
    };
    sink.restart = [&] {
        forget(known.partition);
        known.ids.clear();
        rebuilt = 0;
    };
    d->rebuilding = true;
    auto result = rebuildState(*d->transport, known.partition, end, d->bounds, known.givenUp, sink);
    d->rebuilding = false;
    if (result.trouble && !result.done && !again) {
        known.owed = true;
        result.trouble->hint = QStringLiteral("it is tried again when the next event comes");
    }
    if (result.trouble)
        qCWarning(log, "%s: %s", qPrintable(d->id), qPrintable(toText(*result.trouble)));
    const std::lock_guard lock(d->mutex);
    d->stats.rebuilt += rebuilt;
    if (result.trouble)
        d->stats.lastError = result.trouble->message;
    known.trouble = std::move(result.trouble);
}

void EventProcessor::revoke(const TopicPartition& partition)
{
    {
        const std::lock_guard lock(d->mutex);
        const auto found = d->assigned.find(partition);
        if (found != d->assigned.end()) {
            found->second->gone = true; // who has an event of it in hand forgets once more
            d->assigned.erase(found);
        }
        d->stats.partitions = d->assigned.size();
    }
    forget(partition);
}

bool EventProcessor::process(const DomainEvent& event, QString& why)
{
    try {
        if (processEvent(event))
            return true;
        why = QStringLiteral("processEvent returned false");
    } catch (const std::exception& error) {
        why = QString::fromUtf8(error.what());
    } catch (...) {
        why = QStringLiteral("an exception of unknown kind");
    }
    return false;
}

BatchAnswer EventProcessor::handle(std::span<const DomainEventPtr> events, const QStringList& types)
{
    if (events.empty())
        return {};
    const TopicPartition partition = partitionOf(*events.front());
    std::shared_ptr<Assigned> known;
    {
        const std::lock_guard lock(d->mutex);
        auto& entry = d->assigned[partition];
        if (!entry)
            entry = std::make_shared<Assigned>(partition, std::stop_token());
        known = entry;
    }
    if (known->owed && events.front()->origin()) // nothing of it was processed yet
        rebuild(*known, events.front()->origin()->offset);
    RecentIds& ids = known->ids;
    quint64 skipped = 0;
    quint64 repeats = 0;
    quint64 processed = 0;
    BatchAnswer answer;
    QString why;
    for (size_t i = 0; i < events.size(); ++i) {
        const DomainEvent& event = *events[i];
        if (known->gone) {
            answer = givenBack(i);
            break;
        }
        if (!types.isEmpty() && !types.contains(event.eventType())) {
            ++skipped;
        } else if (!ids.insert(event.eventId())) {
            ++repeats;
        } else {
            d->inHand = i;
            if (!process(event, why)) {
                ids.remove(event.eventId());
                answer.failed
                    = Error{ .message = event.eventType() + QStringLiteral(": ") + why, .hint = {}, .retriable = true };
                break;
            }
            ++processed;
        }
        ++answer.handled;
    }
    std::unique_lock lock(d->mutex);
    d->awaitDerived(lock);
    if (!d->awaited.empty() || !d->notArrived.empty()) {
        // which of the batch must come again: those whose consequence did not arrive, and they alone are not known
        std::map<size_t, Error> again;
        for (const auto& [number, index] : d->awaited)
            again.emplace(index,
                Error{ .code = ErrorCode::TimedOut, .message = QStringLiteral("no answer in time"), .hint = {} });
        for (const auto& [index, error] : d->notArrived)
            again.insert_or_assign(index, error);
        for (const auto& [index, error] : again) {
            ids.remove(events[index]->eventId());
            if (index < answer.handled)
                --processed;
        }
        if (const auto& [first, cause] = *again.begin(); first < answer.handled) {
            answer = { first,
                Error{ .code = cause.code,
                    .message = QStringLiteral("an event derived from %1 did not arrive: %2")
                                   .arg(events[first]->eventType(), cause.message),
                    .hint = cause.hint,
                    .retriable = true },
                // the event is in order, Kafka is not: it must not end among the dead letters for that
                cause.retriable || cause.code == ErrorCode::Unreachable || cause.code == ErrorCode::TimedOut
                    || cause.code == ErrorCode::NotAuthorized || cause.code == ErrorCode::AuthenticationFailed };
        }
    }
    d->awaited.clear();
    d->notArrived.clear();
    d->stats.processed += processed;
    d->stats.skipped += skipped;
    d->stats.duplicates += repeats;
    if (processed > 0)
        d->stats.lastProcessedAt = now();
    if (answer.failed && !known->gone) {
        d->stats.failed += answer.later ? 0 : 1;
        d->stats.lastError = answer.failed->message;
        qCWarning(log, "%s: %s", qPrintable(d->id), qPrintable(answer.failed->message));
    }
    lock.unlock();
    if (known->gone)
        forget(partition);
    return answer;
}

void EventProcessor::Private::awaitDerived(std::unique_lock<std::mutex>& lock)
{
    using Clock = std::chrono::steady_clock;
    auto until = Clock::now() + DerivedPatience;
    while (!awaited.empty() && Clock::now() < until) {
        if (!running)
            until = std::min(until, stoppedAt + DerivedPatienceAtStop);
        arrived.wait_until(lock, until);
    }
}

void EventProcessor::Private::delivered(quint64 number, const Result<kafka::Delivery>& result)
{
    const std::lock_guard lock(mutex);
    if (result) {
        ++stats.derived;
    } else {
        ++stats.deriveErrors;
        stats.lastError = result.error().message;
        qCWarning(log, "%s: a derived event was not sent: %s", qPrintable(id), qPrintable(toText(result.error())));
    }
    const auto waiting = awaited.find(number); // gone: nobody waited for it, or not any more
    if (waiting == awaited.end())
        return;
    if (!result)
        notArrived.emplace_back(waiting->second, result.error());
    awaited.erase(waiting);
    if (awaited.empty())
        arrived.notify_all();
}

void EventProcessor::send(const DomainEventPtr& event, const QString& suffix, bool mustArrive)
{
    if (d->rebuilding)
        return;
    quint64 number = 0;
    if (mustArrive) {
        const std::lock_guard lock(d->mutex);
        number = ++d->numbers;
        d->awaited.emplace(number, d->inHand);
    }
    auto handed = d->transport->publish({ event, suffix, {}, false },
        [state = d, number](const Result<kafka::Delivery>& result) { state->delivered(number, result); });
    if (!handed)
        d->delivered(number, Failure(handed.error()));
}

void EventProcessor::sendMetric(const DomainEvent& cause, const QString& name, const QString& type, double value,
    const QString& unit, const EventValue& tags)
{
    MetricRecorded metric{ .metricName = name, .metricType = type, .value = value, .unit = unit };
    if (!tags.isNull())
        metric.tags = tags;
    EventFields fields = DomainEvent::consequence(cause, name);
    fields.source = id();
    send(DomainEvent::of(metric, std::move(fields)), QStringLiteral("metrics-events"), true);
}

TopicPartition EventProcessor::partitionOf(const DomainEvent& event)
{
    return event.origin() ? event.origin()->partition : TopicPartition{};
}

} // namespace spillway
