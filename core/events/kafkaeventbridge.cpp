// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/kafkaeventbridge.h"

#include "core/events/recentids.h"

#include <QLoggingCategory>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <thread>

namespace spillway {

namespace {

Q_LOGGING_CATEGORY(log, "kafka.bridge", QtInfoMsg)

struct NamedHandler {
    QString name; ///< domain type or suffix
    KafkaEventBridge::Handler call;
    std::mutex running{}; ///< held during a call
    std::atomic<std::thread::id> caller{}; ///< who calls it now
    bool ended = false; ///< guarded by `running`
};
using Handlers = std::vector<std::shared_ptr<NamedHandler>>;

/// From a consumer to the bridge, from one start to its stop; outlives both with a call that was left behind.
struct Way {
    std::atomic<bool> open{ true };
};

BatchAnswer givenBack()
{
    return { 0, Error{ .code = ErrorCode::Cancelled, .message = QStringLiteral("the bridge was stopped"), .hint = {} },
        true };
}

constexpr size_t MostAtOnce = 512; ///< events sent between two looks at the outbox
constexpr size_t RoomStep = 64; ///< deliveries between two times that who waits for room is woken

/// Whether sending again may help. A record of unknown fate, too, is sent again: the event id makes a repeat known.
bool worthRetrying(const Error& error)
{
    return error.retriable || error.code == ErrorCode::TimedOut || error.code == ErrorCode::Unreachable;
}

} // namespace

struct KafkaEventBridge::Private {
    Private(EventBus& b, EventTransport& t, RoutingTable r, BridgeSettings s)
        : bus(b)
        , toBus(b.publishing())
        , transport(t)
        , instance(t.instanceId())
        , prefix(t.topicPrefix())
        , routing(std::move(r))
        , settings(std::move(s))
    {
    }
    EventBus& bus; ///< not for the consumer's thread, which may be left behind
    const EventBus::Publish toBus;
    EventTransport& transport; ///< as `bus`
    const QString instance;
    const QString prefix; ///< of topics
    const RoutingTable routing;
    const BridgeSettings settings;

    /// An event and its approximate size.
    using Sized = std::pair<OutgoingEvent, size_t>;
    /// What send() takes out of the outbox at once; goes with the last outcome.
    struct Flight {
        std::shared_ptr<Private> bridge;
        std::vector<Sized> events;
    };

    // counted per delivery, without the lock
    std::atomic<size_t> inFlight{ 0 };
    std::atomic<size_t> outboxBytes{ 0 }; ///< of all that waits and in flight
    std::atomic<quint64> published{ 0 };
    std::atomic<bool> sendTroubled{ false }; ///< sendTrouble holds something
    std::atomic<int> waitingForRoom{ 0 }; ///< how many wait until something was delivered

    mutable std::mutex mutex; // of all down to `handlersMutex`
    std::condition_variable changed;
    std::deque<Sized> outbox;
    std::deque<Sized> again; ///< failed and to be sent before the outbox, in the order they failed
    std::atomic<quint64> failures{ 0 }; ///< that went there
    bool running = false;
    bool stopping = false;
    bool giveUp = false;
    BridgeStats stats;
    std::optional<Error> sendTrouble; ///< of the newest attempt to send, none after a success
    BusSubscription subscription;
    std::unique_ptr<EventConsumer> consumer;
    /// Of one topic that handlers name and the routing does not.
    struct Own {
        std::unique_ptr<EventConsumer> consumer; ///< null: it is being made, or could not be
        std::optional<Error> error;
    };
    std::map<QString, Own> own; ///< by suffix
    std::shared_mutex making; ///< held shared while one is made, by whoever adds a handler: the transport must not go
    std::thread sender;
    std::shared_ptr<Way> way; ///< of the newest start

    std::mutex handlersMutex;
    std::shared_ptr<const Handlers> handlers = std::make_shared<Handlers>(); ///< replaced, never changed

    std::mutex calls; ///< held during one from a consumer: when one was left behind, those of the next start wait
    // of calls
    RecentIds forwarded{ 20'000 };
    std::vector<DomainEventPtr> forBus;
    std::vector<size_t> forBusAt;
    // counted per record without a lock
    std::atomic<quint64> received{ 0 };
    std::atomic<quint64> forwardedToBus{ 0 };
    std::atomic<quint64> echoes{ 0 };
    std::atomic<quint64> duplicates{ 0 };

    void takeFromBus(std::span<const DomainEventPtr> events);
    void send(const std::shared_ptr<Private>& self);
    bool isFull() const
    {
        return again.size() + outbox.size() + inFlight >= settings.maxOutbox || outboxBytes >= settings.maxOutboxBytes;
    }
    void delivered(Sized& event, const Result<kafka::Delivery>& result);
    void failed(Sized& event, const Error& error);
    /// Not sent after all: what of `events` is left from `sent` on, the first `old` of which were sent before. Locked.
    void putBack(std::vector<Sized>& events, size_t sent, size_t old);
    BatchAnswer takeFromKafka(std::span<const DomainEventPtr> events, const Way& from);
    Result<> callHandlers(const DomainEvent& event);
    static Result<> callOne(NamedHandler& handler, const DomainEvent& event);
    void remove(const std::shared_ptr<NamedHandler>& handler);
    bool isOwnSuffix(const QString& name) const;
    /// Reads the topic, unless it is read already or `name` is no suffix of one's own.
    static void readOwn(const std::shared_ptr<Private>& self, const QString& name);
};

KafkaEventBridge::KafkaEventBridge(
    EventBus& bus, EventTransport& transport, RoutingTable routing, BridgeSettings settings)
    : d(std::make_shared<Private>(bus, transport, std::move(routing), std::move(settings)))
{
}

KafkaEventBridge::~KafkaEventBridge()
{
    stop();
}

Result<> KafkaEventBridge::start()
{
    {
        const std::lock_guard lock(d->mutex);
        if (d->running)
            return {};
        d->running = true;
        d->stopping = d->giveUp = false;
    }
    if (d->settings.consume) {
        EventSubscription wanted;
        wanted.id = d->settings.consumerId;
        wanted.suffixes = d->routing.suffixes() + d->settings.moreSuffixes;
        wanted.suffixes.removeDuplicates();
        const auto way = std::make_shared<Way>();
        wanted.handler
            = [state = d, way](std::span<const DomainEventPtr> events) { return state->takeFromKafka(events, *way); };
        auto made = d->transport.consume(std::move(wanted));
        if (!made) {
            const std::lock_guard lock(d->mutex);
            d->running = false;
            return Failure(made.error());
        }
        {
            const std::lock_guard lock(d->mutex);
            d->consumer = std::move(*made);
            d->way = way;
        }
        std::shared_ptr<const Handlers> now;
        {
            const std::lock_guard lock(d->handlersMutex);
            now = d->handlers;
        }
        for (const auto& handler : *now)
            Private::readOwn(d, handler->name);
    }
    const std::lock_guard lock(d->mutex);
    d->sender = std::thread([state = d] { state->send(state); });
    d->subscription = d->bus.subscribeBatches(
        [state = d.get()](std::span<const DomainEventPtr> events) { state->takeFromBus(events); });
    return {};
}

bool KafkaEventBridge::stop(std::chrono::milliseconds patience)
{
    std::unique_lock lock(d->mutex);
    if (!d->running)
        return true;
    d->running = false;
    // first nothing new comes in, from either side; a subscriber that waits for room is let go
    BusSubscription subscription = std::move(d->subscription);
    auto consumer = std::move(d->consumer);
    auto own = std::exchange(d->own, {});
    const auto way = std::move(d->way);
    d->stopping = true;
    d->changed.notify_all();
    lock.unlock();
    subscription.unsubscribe();
    consumer.reset();
    own.clear();
    if (way)
        way->open = false;
    {
        const std::unique_lock made(d->making);
    }
    lock.lock();
    const auto empty = [this] { return d->again.empty() && d->outbox.empty() && d->inFlight == 0; };
    ++d->waitingForRoom;
    const bool drained = d->changed.wait_for(lock, patience, empty);
    --d->waitingForRoom;
    d->giveUp = true;
    d->changed.notify_all();
    std::thread sender = std::move(d->sender);
    lock.unlock();
    if (sender.joinable())
        sender.join();
    lock.lock();
    const size_t left = d->again.size() + d->outbox.size();
    if (left > 0)
        qCWarning(log, "%zu events were not sent when the bridge stopped", left);
    d->stats.publishErrors += left;
    for (auto* queue : { &d->again, &d->outbox }) {
        for (const auto& [event, bytes] : *queue)
            d->outboxBytes -= bytes;
        queue->clear();
    }
    return drained;
}

bool KafkaEventBridge::isRunning() const
{
    const std::lock_guard lock(d->mutex);
    return d->running;
}

void KafkaEventBridge::Private::takeFromBus(std::span<const DomainEventPtr> events)
{
    std::vector<Sized> taken;
    taken.reserve(events.size());
    for (const DomainEventPtr& event : events) {
        if (event->origin()) {
            ++echoes; // from Kafka: never there again
            continue;
        }
        const auto suffix = routing.suffixOf(event->eventType());
        if (!suffix) {
            const std::lock_guard lock(mutex);
            ++stats.routingErrors;
            stats.lastError = QStringLiteral("No topic for events of type %1").arg(event->eventType());
            qCWarning(log, "%s", qPrintable(stats.lastError));
            continue;
        }
        qCDebug(log, "%s %s is routed to %s", qPrintable(event->eventType()), qPrintable(event->eventId()),
            qPrintable(*suffix));
        taken.emplace_back(OutgoingEvent{ event, *suffix, {}, true }, event->approximateBytes());
    }
    std::unique_lock lock(mutex);
    for (Sized& event : taken) {
        // Kafka is away or slow: what does not fit any more holds up the bus, and the bus its publishers
        if (isFull()) {
            changed.notify_all();
            ++waitingForRoom;
            changed.wait(lock, [this] { return stopping || !isFull(); });
            --waitingForRoom;
        }
        outboxBytes += event.second;
        outbox.push_back(std::move(event));
    }
    lock.unlock();
    changed.notify_all();
}

void KafkaEventBridge::Private::send(const std::shared_ptr<Private>& self)
{
    std::unique_lock lock(mutex);
    for (;;) {
        changed.wait(lock, [this] { return !again.empty() || !outbox.empty() || giveUp; });
        if (giveUp)
            return;
        const auto flight = std::make_shared<Flight>(Flight{ self, {} });
        const size_t old = std::min(again.size(), MostAtOnce);
        const size_t count = std::min(again.size() + outbox.size(), MostAtOnce);
        flight->events.reserve(count);
        for (size_t i = 0; i < count; ++i) {
            auto& queue = i < old ? again : outbox;
            flight->events.push_back(std::move(queue.front()));
            queue.pop_front();
        }
        inFlight += count;
        const quint64 before = failures;
        lock.unlock();
        std::optional<Error> refused;
        size_t sent = 0;
        for (; sent < count && failures == before; ++sent) { // what failed now goes before the rest
            auto handed
                = transport.publish(flight->events[sent].first, [flight, sent](const Result<kafka::Delivery>& result) {
                      flight->bridge->delivered(flight->events[sent], result);
                  });
            if (handed)
                continue;
            if (!worthRetrying(handed.error())) {
                delivered(flight->events[sent], Failure(handed.error()));
                continue;
            }
            refused = handed.error();
            break;
        }
        lock.lock();
        putBack(flight->events, sent, old);
        if (refused) {
            ++stats.publishRetries;
            stats.lastError = refused->message;
            sendTrouble = refused;
            sendTroubled = true;
            changed.wait_for(lock, settings.retryDelay, [this] { return giveUp; });
        }
    }
}

void KafkaEventBridge::Private::putBack(std::vector<Sized>& events, size_t sent, size_t old)
{
    // in the order they had, to the front; those sent before go before what failed only now
    for (size_t i = events.size(); i > sent; --i)
        (i <= old ? again : outbox).push_front(std::move(events[i - 1]));
    inFlight -= events.size() - sent;
}

void KafkaEventBridge::Private::delivered(Sized& event, const Result<kafka::Delivery>& result)
{
    if (result) {
        ++published;
        outboxBytes -= event.second;
        if (sendTroubled.exchange(false)) {
            const std::lock_guard lock(mutex);
            sendTrouble.reset();
        }
        event.first.event.reset();
    } else {
        failed(event, result.error());
    }
    const size_t left = --inFlight;
    // who waits has said so before looking at inFlight; the lock is free only when it sleeps
    if (waitingForRoom > 0 && (left % RoomStep == 0 || left < RoomStep)) {
        const std::lock_guard lock(mutex);
        changed.notify_all();
    }
}

void KafkaEventBridge::Private::failed(Sized& event, const Error& error)
{
    const std::lock_guard lock(mutex);
    stats.lastError = error.message;
    sendTrouble = error;
    sendTroubled = true;
    if (worthRetrying(error) && !giveUp) {
        ++stats.publishRetries;
        again.push_back(std::move(event));
        ++failures;
        changed.notify_all();
    } else {
        ++stats.publishErrors;
        outboxBytes -= event.second;
        qCWarning(
            log, "%s was not published: %s", qPrintable(event.first.event->eventType()), qPrintable(toText(error)));
    }
}

bool KafkaEventBridge::Private::isOwnSuffix(const QString& name) const
{
    // domain types are in snake case, and a topic must not be made for one
    return (name.contains(u'-') || name.contains(u'.')) && !routing.suffixOf(name) && !routing.suffixes().contains(name)
        && !settings.moreSuffixes.contains(name);
}

void KafkaEventBridge::Private::readOwn(const std::shared_ptr<Private>& self, const QString& name)
{
    std::shared_ptr<Way> from;
    const std::shared_lock use(self->making);
    {
        const std::lock_guard lock(self->mutex);
        if (!self->way || !self->isOwnSuffix(name) || !self->own.try_emplace(name).second)
            return;
        from = self->way;
    }
    EventSubscription wanted;
    wanted.id = self->settings.consumerId + u'-' + name;
    wanted.suffixes = QStringList{ name };
    wanted.handler
        = [self, from](std::span<const DomainEventPtr> events) { return self->takeFromKafka(events, *from); };
    Result<> there;
    if (!name.endsWith(deadLetterSuffix())) // those are made with their topic
        there = self->transport.ensureTopics({ name });
    auto made = there ? self->transport.consume(std::move(wanted))
                      : Result<std::unique_ptr<EventConsumer>>(Failure(there.error()));
    std::unique_lock lock(self->mutex);
    if (self->way != from) { // stopped meanwhile; what was made goes without the lock
        lock.unlock();
        return;
    }
    Own& entry = self->own[name];
    if (made) {
        entry.consumer = std::move(*made);
        return;
    }
    entry.error = made.error();
    entry.error->message = QStringLiteral("The handler of %1 is not called: %2").arg(name, made.error().message);
    self->stats.lastError = entry.error->message;
    qCWarning(log, "%s", qPrintable(toText(*entry.error)));
}

Result<> KafkaEventBridge::Private::callHandlers(const DomainEvent& event)
{
    std::shared_ptr<const Handlers> now; // without the lock: a handler may add and end some
    {
        const std::lock_guard lock(handlersMutex);
        now = handlers;
    }
    if (now->empty())
        return {};
    QStringView suffix;
    if (event.origin()) {
        suffix = event.origin()->partition.topic;
        if (suffix.startsWith(prefix))
            suffix = suffix.mid(prefix.size());
    }
    const bool letter = suffix.endsWith(deadLetterSuffix());
    Result<> all;
    for (const auto& handler : *now) {
        if (handler->name != suffix && (letter || handler->name != event.eventType()))
            continue;
        if (auto answer = callOne(*handler, event); !answer) {
            answer.error().message = QStringLiteral("Handler of %1: %2").arg(handler->name, answer.error().message);
            all = std::move(answer); // the others are called all the same
        }
    }
    return all;
}

Result<> KafkaEventBridge::Private::callOne(NamedHandler& handler, const DomainEvent& event)
{
    const std::lock_guard during(handler.running);
    if (handler.ended)
        return {};
    handler.caller = std::this_thread::get_id();
    Result<> answer;
    try {
        answer = handler.call(event);
    } catch (const std::exception& error) {
        answer = Failure(Error{ .message = QString::fromUtf8(error.what()), .hint = {} });
    } catch (...) {
        answer = Failure(Error{ .message = QStringLiteral("an exception of unknown kind"), .hint = {} });
    }
    handler.caller = std::thread::id();
    return answer;
}

void KafkaEventBridge::Private::remove(const std::shared_ptr<NamedHandler>& handler)
{
    {
        const std::lock_guard lock(handlersMutex);
        auto next = std::make_shared<Handlers>(*handlers);
        std::erase(*next, handler);
        handlers = std::move(next);
    }
    if (handler->caller.load() == std::this_thread::get_id()) { // from inside its own call
        handler->ended = true;
        return;
    }
    const std::lock_guard during(handler->running); // a call that runs returns first
    handler->ended = true;
}

BatchAnswer KafkaEventBridge::Private::takeFromKafka(std::span<const DomainEventPtr> events, const Way& from)
{
    const std::lock_guard call(calls);
    if (!from.open)
        return givenBack();
    BatchAnswer answer;
    forBus.clear();
    forBusAt.clear();
    for (; answer.handled < events.size(); ++answer.handled) {
        const DomainEventPtr& event = events[answer.handled];
        if (auto handled = callHandlers(*event); !handled) {
            const std::lock_guard lock(mutex);
            ++stats.handlerErrors;
            stats.lastError = handled.error().message;
            answer.failed = handled.error();
            break;
        }
        if (!from.open) { // stopped meanwhile: all of it comes again
            for (const DomainEventPtr& given : forBus)
                forwarded.remove(given->eventId());
            return givenBack();
        }
        const auto& origin = *event->origin();
        if (origin.partition.topic.endsWith(deadLetterSuffix()))
            continue; // a letter is no event
        if (origin.fromBus && origin.instance == instance) {
            ++echoes; // ours, and it was on our bus before
        } else if (!forwarded.insert(event->eventId())) {
            ++duplicates;
        } else {
            forBus.push_back(event);
            forBusAt.push_back(answer.handled);
        }
    }
    const auto queued = toBus(forBus);
    forwardedToBus += queued.count;
    qCDebug(log, "%zu events came from Kafka, %zu of them went to the bus", events.size(), size_t(queued.count));
    if (queued.error) { // a full bus: the consumer comes back with the rest
        answer = { forBusAt[queued.count], queued.error, true };
        for (size_t i = queued.count; i < forBus.size(); ++i)
            forwarded.remove(forBus[i]->eventId());
    }
    received += answer.handled;
    return answer;
}

BusSubscription KafkaEventBridge::add(const QString& typeOrSuffix, Handler handler)
{
    auto named = std::make_shared<NamedHandler>();
    named->name = typeOrSuffix;
    named->call = std::move(handler);
    {
        const std::lock_guard lock(d->handlersMutex);
        auto next = std::make_shared<Handlers>(*d->handlers);
        next->push_back(named);
        d->handlers = std::move(next);
    }
    Private::readOwn(d, typeOrSuffix);
    return BusSubscription([weak = std::weak_ptr(d), named] {
        if (const auto state = weak.lock())
            state->remove(named);
    });
}

const RoutingTable& KafkaEventBridge::routing() const
{
    return d->routing;
}

BridgeStats KafkaEventBridge::stats() const
{
    const std::lock_guard lock(d->mutex);
    BridgeStats stats = d->stats;
    stats.eventsPublishedToKafka = d->published;
    stats.eventsReceivedFromKafka = d->received;
    stats.eventsForwardedToBus = d->forwardedToBus;
    stats.echoesStopped = d->echoes;
    stats.duplicates = d->duplicates;
    stats.waiting = d->again.size() + d->outbox.size() + d->inFlight;
    return stats;
}

std::optional<Error> KafkaEventBridge::trouble() const
{
    const std::lock_guard lock(d->mutex);
    if (d->sendTrouble)
        return d->sendTrouble;
    if (d->consumer) {
        if (auto trouble = d->consumer->trouble())
            return trouble;
    }
    for (const auto& [suffix, own] : d->own) {
        if (own.error)
            return own.error;
        auto trouble = own.consumer ? own.consumer->trouble() : std::nullopt;
        if (trouble)
            return trouble;
    }
    return {};
}

} // namespace spillway
