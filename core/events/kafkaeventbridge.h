// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/eventbus.h"
#include "core/events/eventtransport.h"
#include "core/events/routing.h"

namespace spillway {

struct BridgeSettings {
    QString consumerId = QStringLiteral("event-bridge");
    /// Topics to read besides those of the routing table.
    QStringList moreSuffixes{ pullRequestSuffix() };
    bool consume = true; ///< false: only from the bus to Kafka
    size_t maxOutbox = 20'000; ///< events waiting for Kafka or its answer; beyond that the bus is held up
    size_t maxOutboxBytes = size_t{ 128 } << 20;
    std::chrono::milliseconds retryDelay{ 500 }; ///< before what could not be sent is tried again
};

/// True counts since it was made (Stats JSON, `event_bridge`).
struct BridgeStats {
    quint64 eventsPublishedToKafka = 0; ///< acknowledged by the broker
    quint64 eventsReceivedFromKafka = 0;
    quint64 eventsForwardedToBus = 0;
    quint64 routingErrors = 0; ///< no route for the type: not sent
    quint64 publishErrors = 0; ///< given up: refused for good, or left over at stop
    quint64 publishRetries = 0;
    quint64 echoesStopped = 0; ///< from Kafka, so not sent there again; or ours, so not on our bus again
    quint64 duplicates = 0; ///< same event_id as one just forwarded
    quint64 handlerErrors = 0;
    size_t waiting = 0; ///< in the outbox and in flight
    QString lastError;

    friend bool operator==(const BridgeStats&, const BridgeStats&) = default;
};

/// Between the EventBus and Kafka, both ways (R23–R29). Out: every event of the bus that was made here goes to the
/// topic of its type; it is kept and tried again while Kafka is away, in a bounded outbox that holds up the bus when it
/// is full; what failed goes before what was not handed to the transport yet, so that events of a key keep their order
/// (R69) as far as the transport keeps it for what it has. In: records of all routed topics go to the handlers
/// registered for their type or topic and then to the bus. No echo: what came from Kafka is never sent there again,
/// whoever hands it to the bus; what had been on our bus before is not given to it a second time. Works without
/// processors (R83). All functions from any thread; the bus and the transport must outlive it.
class KafkaEventBridge {
public:
    /// An error is retried and at last dead-lettered, as is a thrown exception.
    using Handler = std::function<Result<>(const DomainEvent&)>;

    KafkaEventBridge(EventBus& bus, EventTransport& transport, RoutingTable routing = RoutingTable::standard(),
        BridgeSettings settings = {});
    ~KafkaEventBridge(); ///< as stop()
    KafkaEventBridge(const KafkaEventBridge&) = delete;
    KafkaEventBridge& operator=(const KafkaEventBridge&) = delete;

    /// After an error nothing runs.
    Result<> start();
    /// Leaves the bus, sends what is in the outbox for at most `patience`, stops reading. True: nothing was left over.
    bool stop(std::chrono::milliseconds patience = std::chrono::milliseconds(1500));
    bool isRunning() const;

    /// By domain type ("debate_initiated") or topic suffix ("debate-events"), R27, R43. A suffix of one's own is told
    /// from a type by its '-' or '.': its topic is made where it is missing and read by a consumer of its own, from
    /// start() or, in a running bridge, from now on (this call then blocks for that, 10 s at most; where it fails
    /// trouble() says so). Dead letters go to the handlers of their topic alone, not to the bus. Handlers are called
    /// from the consumer's thread, at least once per record, and again when one beside them failed. A handler may
    /// return nothing, bool (false: failed) or Result<>. Holds until the returned subscription ends; a handler may add
    /// and end some, its own too. One that outlasts stop() is left behind: its record comes again, and what it uses
    /// itself must live until it returns.
    template <class Call> [[nodiscard]] BusSubscription addHandler(const QString& typeOrSuffix, Call call)
    {
        return add(typeOrSuffix, [call = std::move(call)](const DomainEvent& event) mutable -> Result<> {
            using Answer = std::invoke_result_t<Call&, const DomainEvent&>;
            if constexpr (std::is_void_v<Answer>) {
                call(event);
                return {};
            } else if constexpr (std::is_same_v<Answer, bool>) {
                return call(event)
                    ? Result<>()
                    : Failure(Error{ .message = QStringLiteral("the handler returned false"), .hint = {} });
            } else {
                return call(event);
            }
        });
    }

    const RoutingTable& routing() const;
    BridgeStats stats() const;
    /// Why it does not work, though started; nullopt: it does.
    std::optional<Error> trouble() const;

private:
    BusSubscription add(const QString& typeOrSuffix, Handler handler);
    struct Private;
    std::shared_ptr<Private> d;
};

} // namespace spillway
