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

/// Its REST API, where it has one that can be switched on.
struct RestPicture {
    QString url; ///< "http://127.0.0.1:8000"; empty: nothing listens
    std::optional<Error> error; ///< why nothing does, though it is to
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
    RestPicture rest;
};
using ServiceSnapshotPtr = std::shared_ptr<const ServiceSnapshot>;

/// An event somebody wrote by hand.
struct PublishRequest {
    QString eventType; ///< of the contract
    EventValue data; ///< an object
    QString key; ///< empty: the aggregate's id
};

/// A service that can be started and stopped and looked at: the embedded one, or a test's. facts() from any thread and
/// at once; start(), stop(), look() and serveRest() block and come one after the other, publish() may come beside them.
class ServiceSource {
public:
    virtual ~ServiceSource() = default;

    virtual ServiceFacts facts() const = 0;
    virtual Result<> start() = 0; ///< after an error nothing runs
    virtual void stop() = 0;
    virtual ServiceSnapshot look() = 0; ///< 2 s at most
    /// REST on this port of loopback (0: any free one), or off; between start() and stop(), and gone with stop(). What
    /// became of it is in the next look().
    virtual void serveRest(std::optional<quint16> port) = 0;
    /// `done` is called exactly once, from any thread, and does not block.
    virtual void publish(const PublishRequest& request, EventTransport::Delivered done) = 0;
};

} // namespace spillway
