// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/kafkaservice.h"

namespace spillway {

/// What a service would do on its cluster, known before it is started.
struct ServiceFacts {
    QString bootstrapServers;
    QString topicPrefix;
    QString groupId;
    QStringList topics; ///< created where they are missing
    QStringList groups; ///< joined
    int partitions = 0; ///< of a topic it creates
    int replicationFactor = 0;
    std::vector<RoutingTable::Route> routes;
    std::optional<Error> refusal; ///< why it may not be started: read-only, a bad KAFKA_* value, switched off
};

/// How a service is at one moment. Immutable, shared between threads; lists hold at most 200 rows each, the counts are
/// whole.
struct ServiceSnapshot {
    qint64 takenAtUtcMs = 0; ///< milliseconds since 1970 UTC
    ServiceHealth health;
    ServiceStats stats;
    std::vector<RecentError> errors; ///< the newest first
    TopicReport topics; ///< what the start found
    QString instanceId;
    size_t activeDebates = 0;
    size_t decisionCount = 0;
    size_t evolutionCount = 0;
    std::vector<DebateState> debates; ///< active ones
    std::vector<DebateState> completed;
    std::vector<DecisionState> decisions;
    std::vector<EvolutionState> evolutions;
    std::vector<MetricRow> metrics;
};
using ServiceSnapshotPtr = std::shared_ptr<const ServiceSnapshot>;

/// An event somebody wrote by hand.
struct PublishRequest {
    QString eventType; ///< of the contract
    EventValue data; ///< an object
    QString key; ///< empty: the aggregate's id
};

/// A service that can be started and stopped and looked at: the embedded one, or a test's. facts() from any thread and
/// at once; start(), stop() and look() block and come one after the other, publish() may come beside them.
class ServiceSource {
public:
    virtual ~ServiceSource() = default;

    virtual ServiceFacts facts() const = 0;
    virtual Result<> start() = 0; ///< after an error nothing runs
    virtual void stop() = 0;
    virtual ServiceSnapshot look() = 0; ///< 2 s at most
    /// `done` is called exactly once, from any thread, and does not block.
    virtual void publish(const PublishRequest& request, EventTransport::Delivered done) = 0;
};

} // namespace spillway
