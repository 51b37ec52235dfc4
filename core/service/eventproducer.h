// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/producer.h"
#include "core/service/circuitbreaker.h"

#include <span>

namespace spillway {

struct EventProducerSettings {
    kafka::ProducerSettings producer;
    int retries = 3; ///< how many times a definite failure is sent again
    std::chrono::milliseconds retryDelay{ 5000 }; ///< before the first time; doubles, with jitter, up to a minute
    std::chrono::milliseconds stallLimit{ 5000 }; ///< records wait this long and none is delivered: the circuit opens
    CircuitBreakerSettings breaker;
};

/// True counts since it was made.
struct EventProducerStats {
    quint64 delivered = 0; ///< acknowledged by the broker
    quint64 failed = 0; ///< reported as failed, finally; also those refused by the circuit breaker or a full queue
    quint64 resent = 0;
    quint64 renewed = 0; ///< producer instances replaced after a fatal error
    qint64 waiting = 0; ///< handed over and not decided yet
    QString lastError;
    qint64 held = 0; ///< of those waiting: to be sent again, or behind one of their key that is
};

/// The service's producer: each record ends in exactly one of delivered and failed. What failed without a chance of
/// having been written is sent again up to `retries` times; what may have been written never is. Order by key (R69):
/// what is handed over after a record of its topic and key failed waits until that was sent again. What was handed over
/// before it failed may overtake it, as may a record of another key or without one; a delivery timeout longer than an
/// outage keeps all of it in order, for then librdkafka sends again by itself. A fatal error replaces the producer
/// underneath. A circuit breaker in front refuses at once while nothing works. Bounded: 10,000 records or 64 MiB
/// queued, as much again waiting to be sent again.
class EventProducer {
public:
    using Delivered = std::function<void(Result<kafka::Delivery>)>;

    static Result<std::unique_ptr<EventProducer>> create(
        const ConnectionSettings& connection, const EventProducerSettings& settings);
    ~EventProducer(); ///< as stop()
    EventProducer(const EventProducer&) = delete;
    EventProducer& operator=(const EventProducer&) = delete;

    /// Hands one over; blocks while the queue is full, within the delivery timeout. `done` is called once, from another
    /// thread, and must not block; never after an error was returned. Any thread.
    Result<> send(const Record& record, std::optional<Partition> partition, Delivered done);
    std::future<Result<kafka::Delivery>> send(const Record& record, std::optional<Partition> partition = {});
    /// Many at once, without a call or an allocation per record; outcomes are in the order of the records.
    std::future<std::vector<Result<kafka::Delivery>>> sendBatch(std::span<const Record> records);

    Result<> flush(std::chrono::milliseconds timeout);
    /// Flushes at most `patience`, then reports what is left as failed. Later sends are refused.
    void stop(std::chrono::milliseconds patience);

    EventProducerStats stats() const;
    CircuitBreaker::Picture circuit() const;

private:
    struct Private;
    explicit EventProducer(std::shared_ptr<Private> d);
    std::shared_ptr<Private> d;
};

} // namespace spillway
