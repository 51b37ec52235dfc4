// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/domainevent.h"
#include "core/kafka/groupconsumer.h"
#include "core/kafka/producer.h"

#include <functional>
#include <stop_token>

namespace spillway {

/// An event on its way to a topic.
struct OutgoingEvent {
    DomainEventPtr event;
    QString suffix; ///< of the topic, e.g. "debate-events"
    QString key; ///< empty: the event's aggregate id
    bool fromBus = false; ///< it was on our bus already: when it comes back it is not given to it again
};

/// What is called about partitions of a consumer: assigned, then any number of records, both on the consumer's thread,
/// then revoked, on another one while records of other partitions may be in hand. Both may take some seconds.
struct PartitionHooks {
    /// `givenUp`: asked to stop when the partition goes or the consumer stops; it should return soon then.
    std::function<void(const kafka::AssignedPartition&, const std::stop_token& givenUp)> assigned;
    /// Not once the consumer was destroyed.
    std::function<void(const TopicPartition&)> revoked;
};

/// Part of a partition's past, to be read again.
struct PastEvents {
    TopicPartition partition;
    Offset end; ///< exclusive
    qint64 most = 0; ///< so many offsets before `end`
    std::chrono::milliseconds patience{};
    std::stop_token stop{}; ///< ends it early
};

/// What a handler says of a batch: the first `handled` events are done, and the offset moves past them. With `failed`
/// the next one failed: it is tried again with backoff and at last dead-lettered; with `later`, too, it was not the
/// event's fault, and it is tried again for as long as it takes. What follows it comes again in its turn.
struct BatchAnswer {
    size_t handled = 0;
    std::optional<Error> failed{};
    bool later = false;
};

/// Which events to read and what to do with them.
struct EventSubscription {
    QString id; ///< of the consumer; consumers of one id share the partitions, whichever instance they are in
    QStringList suffixes;
    /// Events of one partition, in order, from the consumer's thread.
    std::function<BatchAnswer(std::span<const DomainEventPtr>)> handler;
    PartitionHooks hooks;
};

/// Stops reading when it goes: what is in hand is finished, offsets are committed, the group is left. A handler that
/// does not return in time is left behind and may return at any time after.
class EventConsumer {
public:
    virtual ~EventConsumer() = default;
    /// Trouble that keeps it from reading; nullopt: none.
    virtual std::optional<Error> trouble() const = 0;
};

/// The way events travel, so that core/events knows no client: core/service implements it over KafkaClient, tests in
/// memory. All functions from any thread.
class EventTransport {
public:
    using Delivered = std::function<void(Result<kafka::Delivery>)>;

    virtual ~EventTransport() = default;
    /// Who we are, in the header `origin`.
    virtual QString instanceId() const = 0;
    /// What stands before the suffix in the name of each topic, its point included. Constant.
    virtual QString topicPrefix() const = 0;
    /// Hands one event over; `done` is called exactly once, unless an error is returned, from any thread, and must not
    /// block. May block while the producer's queue is full, within its deadline. May be called for as long as the
    /// transport is there, whatever else is stopped or gone.
    virtual Result<> publish(const OutgoingEvent& event, Delivered done) = 0;
    /// Makes sure the topics (and their dead-letter topics) exist.
    virtual Result<> ensureTopics(const QStringList& suffixes) = 0;
    virtual Result<std::unique_ptr<EventConsumer>> consume(EventSubscription subscription) = 0;
    /// Reads events of the past, oldest first; how many were given to `take`. TimedOut: those up to `end` did not come
    /// within `patience`; Cancelled: it was stopped. For rebuilding state.
    virtual Result<qint64> readBack(const PastEvents& past, const std::function<void(const DomainEventPtr&)>& take) = 0;
};

} // namespace spillway
