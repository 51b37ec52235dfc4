// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/eventtypes.h"
#include "core/service/eventclient.h"

#include <chrono>
#include <memory>

namespace spillway {

/// True counts since the processor was made (Stats JSON, `processors{id{…}}`).
struct ProcessorStats {
    quint64 processed = 0;
    quint64 failed = 0; ///< attempts; each is retried, the last one dead-letters the record
    quint64 skipped = 0; ///< of other types, or foreign records
    quint64 duplicates = 0; ///< same event_id as before
    quint64 rebuilt = 0; ///< read again to rebuild state
    quint64 derived = 0; ///< events it sent, acknowledged
    quint64 deriveErrors = 0;
    quint64 evicted = 0; ///< states that left because of their bound
    size_t partitions = 0; ///< assigned now
    size_t states = 0; ///< kept now: debates, decisions, metrics, …
    std::optional<EventTime> lastProcessedAt;
    QString lastError;

    friend bool operator==(const ProcessorStats&, const ProcessorStats&) = default;
};

/// Reads the events of some topics and does something with each (R30–R36). Derive from it, name the topics and process
/// events; give it to a ProcessorManager or start() it by itself. Instances with the same id share the partitions.
/// Held by a shared_ptr, as a ProcessorManager does, it may be stopped while processEvent() hangs: the call keeps it
/// until it returns. See docs/custom-processors.md.
class EventProcessor : public std::enable_shared_from_this<EventProcessor> {
public:
    /// `id` empty: made of the event types, e.g. "custom-events-processor".
    explicit EventProcessor(EventClient client, QString id = {});
    /// A derived class stops in its own destructor, or its manager stops it before: events may be on their way to it.
    virtual ~EventProcessor();
    EventProcessor(const EventProcessor&) = delete;
    EventProcessor& operator=(const EventProcessor&) = delete;

    /// Topic suffixes ("custom-events") or domain types ("debate_initiated", read from their topic). Constant.
    virtual QStringList eventTypes() const = 0;
    /// One event, from the consumer's thread, in the order of its partition; not for repeats it already returned true
    /// for. False or an exception: tried again later, at last dead-lettered.
    virtual bool processEvent(const DomainEvent& event) = 0;
    /// State for people and pages, bounded; a null when it keeps none. Any thread.
    virtual EventValue state() const { return {}; }

    const QString& id() const;
    /// Makes sure that its topics exist and begins to read. After an error nothing runs. Any thread.
    Result<> start();
    /// Finishes the event in hand, commits, leaves the group. Any thread. A processEvent() that does not return within
    /// some seconds is left behind when a shared_ptr holds this; else it is waited for, however long it takes.
    void stop();
    bool isRunning() const;
    ProcessorStats stats() const;
    /// Why it does not read, or of which partition it does not have the state, or not all, though it keeps one.
    std::optional<Error> trouble() const;

protected:
    /// Sends an event derived from the one in hand; while state is rebuilt nothing is sent. With `mustArrive`
    /// the event in hand counts as processed only when the broker has it; it is processed again when that fails, and
    /// must then send the same again. Waited for once per batch.
    void send(const DomainEventPtr& event, const QString& suffix, bool mustArrive = false);
    /// metric_recorded with a deterministic event id; `value` in `unit`. It must arrive, as with send().
    void sendMetric(const DomainEvent& cause, const QString& name, const QString& type, double value,
        const QString& unit, const EventValue& tags = {});

    /// Whether a partition's events are read again, up to where the group stood, when it is assigned.
    virtual bool keepsState() const { return false; }
    /// An event of the past, for state only. Called like processEvent(), without repeats.
    virtual void rebuildFrom(const DomainEvent&) { }
    /// The partition went elsewhere: its state, too. May be called beside processEvent() of another partition.
    virtual void forget(const TopicPartition&) { }
    virtual quint64 evicted() const { return 0; }
    virtual size_t stateCount() const { return 0; } ///< any thread
    /// Of the record in hand.
    static TopicPartition partitionOf(const DomainEvent& event);

private:
    struct Assigned;
    struct Way;
    class Visit;
    struct Private;
    void assign(const kafka::AssignedPartition& partition, const std::stop_token& givenUp);
    void rebuild(Assigned& known, Offset end);
    void revoke(const TopicPartition& partition);
    BatchAnswer handle(std::span<const DomainEventPtr> events, const QStringList& types);
    bool process(const DomainEvent& event, QString& why);
    std::shared_ptr<Private> d;
};

} // namespace spillway
