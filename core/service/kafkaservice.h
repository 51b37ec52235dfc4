// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/kafkaeventbridge.h"
#include "core/service/kafkaclient.h"
#include "core/service/processormanager.h"
#include "core/service/recenterrors.h"

#include <QJsonObject>

namespace spillway {

struct KafkaServiceSettings {
    std::optional<KafkaConfig> config; ///< nullopt: from the environment as it is when the service is made
    /// nullptr: a gate of its own with this user's audit journal. Must allow changes, or start() is refused, unless
    /// `watchOnly`.
    std::shared_ptr<kafka::Gate> gate;
    bool processors = true; ///< false: the bridge alone (R83), until processors are added
    /// Answers questions about the cluster and changes nothing: no topic is made, nothing is published or consumed.
    bool watchOnly = false;
    BridgeSettings bridge;
    RebuildBounds rebuild{}; ///< of the processors' state
};

/// Health JSON (requirements §4).
struct ServiceHealth {
    bool serviceRunning = false;
    bool kafkaAvailable = false; ///< a broker answered just now
    bool componentsHealthy = false;
    QString lastError; ///< why it is not, else the newest error; empty: none
    double uptimeSeconds = 0;
    KafkaHealth client;
    bool bridgeRunning = false;
    std::optional<Error> bridgeTrouble;
    bool processorsRunning = false;
    std::vector<std::pair<QString, std::optional<Error>>> processors; ///< id, trouble
    CircuitBreaker::Picture circuit;
    bool enabled = true; ///< false: KAFKA_ENABLED=false

    bool healthy() const { return serviceRunning && kafkaAvailable && componentsHealthy; }
    QJsonObject toJson() const;
};

/// Stats JSON (requirements §4).
struct ServiceStats {
    KafkaClientStats client;
    BridgeStats bridge;
    std::vector<std::pair<QString, ProcessorStats>> processors;
    double uptimeSeconds = 0;

    QJsonObject toJson() const;
};

/// The whole of the service in one hand (R37–R45): client, bridge, processors. Any thread; start(), stop() and
/// healthCheck() block (12 s, 12 s and 2 s at most), so not the GUI thread.
class KafkaService {
public:
    /// The bus must outlive it and is started and stopped by its owner.
    explicit KafkaService(EventBus& bus, KafkaServiceSettings settings = {});
    KafkaService(EventBus& bus, KafkaConfig config);
    ~KafkaService(); ///< as stop()
    KafkaService(const KafkaService&) = delete;
    KafkaService& operator=(const KafkaService&) = delete;

    /// Connects, creates the topics, starts bridge and processors. After an error nothing runs, and health says why.
    /// With KAFKA_ENABLED=false it does nothing and is no error (R4). A second start is harmless.
    Result<> start();
    /// Drains: what is on its way to Kafka is sent, what is in a handler's hands is finished and committed. False: some
    /// events of the bus could not be sent in time.
    bool stop();
    bool isRunning() const;
    bool isEnabled() const;

    /// An event of our envelope to the topic of a *suffix*, "debate-events" (R42). Its event_type is
    /// data["event_type"], else the suffix; correlation_id, causation_id and user_id of the data go into the envelope,
    /// too. Ends in the broker's acknowledgement or an error. The call itself waits while the producer's queue is full,
    /// and the first event of a topic for the brokers' word about it (see kafka::Producer::send()): not for a GUI
    /// thread.
    std::future<Result<kafka::Delivery>> publishEvent(
        const QString& eventType, const EventValue& data, const QString& partitionKey = {});
    /// The same with a callback, called once unless an error is returned; it must not block.
    Result<> publishEvent(
        const QString& eventType, const EventValue& data, const QString& partitionKey, EventTransport::Delivered done);

    /// For a domain type or a topic suffix (R43), before or after start(); kept for good. See
    /// KafkaEventBridge::addHandler(): one that hangs does not hold up stop() or the destructor.
    template <class Call> void addEventHandler(const QString& typeOrSuffix, Call call)
    {
        keep(bridge().addHandler(typeOrSuffix, std::move(call)));
    }
    /// Runs at once in a running service, else from start() on.
    Result<> addProcessor(std::shared_ptr<EventProcessor> processor);

    ServiceHealth healthCheck();
    ServiceStats stats() const;
    std::vector<RecentError> recentErrors() const;
    const RoutingTable& routing() const;
    QString instanceId() const;

    /// The client, for consumers and topics of one's own and for processors (R34); valid until the service goes.
    KafkaClient& kafkaClient();
    std::shared_ptr<EventTransport> transport() const;
    ProcessorManager& processorManager();
    KafkaEventBridge& bridge();

private:
    void keep(BusSubscription handler);
    struct Private;
    std::unique_ptr<Private> d;
};

/// One call that starts it all (R45): a service on the bus, which is started if it was not.
Result<std::unique_ptr<KafkaService>> initializeKafkaService(EventBus& bus, KafkaServiceSettings settings = {});

} // namespace spillway
