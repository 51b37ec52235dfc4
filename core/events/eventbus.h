// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/eventtypes.h"

#include <chrono>
#include <functional>
#include <span>

namespace spillway {

struct EventBusSettings {
    size_t maxEvents = 10'000; ///< waiting to be given out
    size_t maxBytes = size_t{ 64 } << 20; ///< of them, roughly
    std::chrono::milliseconds publishPatience{ 5000 }; ///< how long publish() waits for room
};

/// True counts since start of the bus; every published event is delivered, waiting or abandoned.
struct EventBusStats {
    quint64 published = 0;
    quint64 delivered = 0; ///< given to all who wanted it
    quint64 refused = 0; ///< publish() failed: full, or not open
    quint64 abandoned = 0; ///< left over when stop()'s patience ended
    quint64 subscriberErrors = 0; ///< exceptions that subscribers threw
    size_t waiting = 0;
    QString lastError;
};

/// Ends a subscription when it goes or on unsubscribe(). After that the subscriber is not called any more, and a call
/// that was running has returned (unless it is that call which unsubscribes). May outlive the bus.
class BusSubscription {
public:
    BusSubscription() = default;
    explicit BusSubscription(std::function<void()> end)
        : m_end(std::move(end))
    {
    }
    ~BusSubscription() { unsubscribe(); }
    BusSubscription(BusSubscription&& other) noexcept
        : m_end(std::exchange(other.m_end, {}))
    {
    }
    BusSubscription& operator=(BusSubscription&& other) noexcept
    {
        unsubscribe();
        m_end = std::exchange(other.m_end, {});
        return *this;
    }
    void unsubscribe()
    {
        if (auto end = std::exchange(m_end, {}))
            end();
    }
    /// Leaves the subscription as it is, for good.
    void release() { m_end = {}; }
    bool active() const { return bool(m_end); }

private:
    std::function<void()> m_end;
};

/// In-process events: a bounded queue and one thread that gives each event to all who want it, in the order it was
/// published. A subscriber that throws is logged and counted and stops nobody; one that is slow holds up the others,
/// and, when the queue is full, the publishers (back-pressure): publish() then waits, at most `publishPatience`, and
/// fails with a clear error; nothing is dropped in silence. A subscriber that publishes is not made to wait, for only
/// its own thread makes room: it may fill the queue to twice its bound. All functions from any thread.
class EventBus {
public:
    using Subscriber = std::function<void(const DomainEventPtr&)>;
    /// Events in order, as many as were waiting, at most 512: for those who do better with many.
    using BatchSubscriber = std::function<void(std::span<const DomainEventPtr>)>;

    explicit EventBus(EventBusSettings settings = {});
    /// As stop().
    ~EventBus();
    EventBus(const EventBus&) = delete;
    EventBus& operator=(const EventBus&) = delete;

    /// Starts giving out; what was published before is given out now. A second start is harmless.
    void start();
    /// Refuses new events, gives out what waits for at most `patience`, ends the thread. True: nothing was left over.
    bool stop(std::chrono::milliseconds patience = std::chrono::milliseconds(2000));
    bool isRunning() const;

    /// Queues an event. Fails when the bus was stopped (Cancelled) or stayed full (TimedOut).
    Result<> publish(DomainEventPtr event);
    /// Many at once, in order and with one lock; how many were queued, and why no more.
    struct Queued {
        size_t count = 0;
        std::optional<Error> error;
    };
    Queued publish(std::span<const DomainEventPtr> events);
    /// The same for who may outlive the bus: refused then, as when it was stopped.
    using Publish = std::function<Queued(std::span<const DomainEventPtr>)>;
    Publish publishing() const;
    template <EventPayload Payload> Result<> publish(const Payload& payload, EventFields fields = {})
    {
        return publish(DomainEvent::of(payload, std::move(fields)));
    }
    /// Never waits (GUI thread): full is an error at once.
    Result<> tryPublish(DomainEventPtr event);

    [[nodiscard]] BusSubscription subscribeAll(Subscriber subscriber);
    [[nodiscard]] BusSubscription subscribeBatches(BatchSubscriber subscriber);
    /// By the name of its type, "debate_initiated".
    [[nodiscard]] BusSubscription subscribe(const QString& eventType, Subscriber subscriber);
    /// By its C++ type: subscribe<DebateInitiated>([](const DebateInitiated& e, const DomainEvent& envelope) {…}).
    template <EventPayload Payload, class Call> [[nodiscard]] BusSubscription subscribe(Call call)
    {
        return subscribe(
            QString::fromLatin1(Payload::Type), [call = std::move(call)](const DomainEventPtr& event) mutable {
                if constexpr (std::invocable<Call&, const Payload&, const DomainEvent&>)
                    call(fromEventData<Payload>(event->data()), *event);
                else
                    call(fromEventData<Payload>(event->data()));
            });
    }

    EventBusStats stats() const;

private:
    struct Private;
    std::shared_ptr<Private> d;
};

} // namespace spillway
