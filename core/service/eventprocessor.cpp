// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/eventprocessor.h"

#include "core/events/recentids.h"
#include "core/events/routing.h"

#include <QLoggingCategory>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

namespace spillway {

namespace {

Q_LOGGING_CATEGORY(log, "kafka.processor")

constexpr std::chrono::seconds DerivedPatience{ 30 };
constexpr std::chrono::seconds DerivedPatienceAtStop{ 2 };
constexpr size_t IdsPerPartition = 50'000;

EventTime now()
{
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

} // namespace

struct EventProcessor::Private {
    std::shared_ptr<EventTransport> transport;
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

    std::map<TopicPartition, std::shared_ptr<RecentIds>> seen; ///< each used by the consumer's thread alone

    // of the consumer's thread alone
    bool rebuilding = false;
    size_t inHand = 0; ///< in the batch

    void delivered(quint64 number, const Result<kafka::Delivery>& result);
};

EventProcessor::EventProcessor(EventClient client, QString id)
    : d(std::make_shared<Private>())
{
    d->transport = std::move(client.transport);
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
    wanted.handler = [this, types](std::span<const DomainEventPtr> events) { return handle(events, types); };
    wanted.hooks.assigned
        = [this](const TopicPartition& partition, std::optional<Offset> committed) { assign(partition, committed); };
    wanted.hooks.revoked = [this](const TopicPartition& partition) {
        {
            const std::lock_guard lock(d->mutex);
            d->seen.erase(partition);
            d->stats.partitions = d->seen.size();
        }
        forget(partition);
    };
    if (auto made = d->transport->ensureTopics(wanted.suffixes); !made)
        return made;
    {
        const std::lock_guard lock(d->mutex);
        d->running = true; // the first events may come before consume() returns
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
    d->arrived.notify_all();
    lock.unlock();
    consumer.reset();
    lock.lock();
    const auto seen = std::exchange(d->seen, {});
    d->stats.partitions = 0;
    lock.unlock();
    for (const auto& [partition, ids] : seen)
        forget(partition);
}

bool EventProcessor::isRunning() const
{
    const std::lock_guard lock(d->mutex);
    return d->running;
}

std::optional<Error> EventProcessor::trouble() const
{
    const std::lock_guard lock(d->mutex);
    return d->consumer ? d->consumer->trouble() : std::nullopt;
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

void EventProcessor::assign(const TopicPartition& partition, std::optional<Offset> committed)
{
    forget(partition);
    const auto known = std::make_shared<RecentIds>(IdsPerPartition);
    RecentIds& ids = *known;
    {
        const std::lock_guard lock(d->mutex);
        d->seen[partition] = known;
    }
    quint64 rebuilt = 0;
    if (keepsState() && committed && committed->value > 0) {
        d->rebuilding = true;
        const RebuildBounds bounds;
        const auto read = d->transport->readBack(
            partition, *committed, bounds.maxOffsets, bounds.patience, [&](const DomainEventPtr& event) {
                if (!ids.insert(event->eventId()))
                    return;
                ++rebuilt;
                try {
                    rebuildFrom(*event);
                } catch (...) { // it failed when it was new, too, and was dead-lettered
                    qCDebug(log, "%s: an event of the past could not be read", qPrintable(d->id));
                }
            });
        d->rebuilding = false;
        if (!read) {
            qCWarning(log, "%s: state of %s [%d] was not rebuilt: %s", qPrintable(d->id), qPrintable(partition.topic),
                partition.partition.value, qPrintable(toText(read.error())));
            const std::lock_guard lock(d->mutex);
            d->stats.lastError = read.error().message;
        }
    }
    const std::lock_guard lock(d->mutex);
    d->stats.rebuilt += rebuilt;
    d->stats.partitions = d->seen.size();
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
    std::shared_ptr<RecentIds> known;
    {
        const std::lock_guard lock(d->mutex);
        auto& entry = d->seen[partition];
        if (!entry)
            entry = std::make_shared<RecentIds>(IdsPerPartition);
        known = entry;
    }
    RecentIds& ids = *known;
    quint64 skipped = 0;
    quint64 repeats = 0;
    quint64 processed = 0;
    BatchAnswer answer;
    QString why;
    for (size_t i = 0; i < events.size(); ++i) {
        const DomainEvent& event = *events[i];
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
                cause.retriable || cause.code == ErrorCode::Unreachable || cause.code == ErrorCode::TimedOut };
        }
    }
    d->awaited.clear();
    d->notArrived.clear();
    d->stats.processed += processed;
    d->stats.skipped += skipped;
    d->stats.duplicates += repeats;
    if (processed > 0)
        d->stats.lastProcessedAt = now();
    if (answer.failed) {
        d->stats.failed += answer.later ? 0 : 1;
        d->stats.lastError = answer.failed->message;
        qCWarning(log, "%s: %s", qPrintable(d->id), qPrintable(answer.failed->message));
    }
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
