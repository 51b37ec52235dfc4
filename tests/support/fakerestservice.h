// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/http/restservice.h"

#include <atomic>
#include <functional>

namespace spillway {

/// A service that answers as a test says. What is set while the server runs must be safe to call from its threads.
class FakeRestService : public RestService {
public:
    std::function<Result<QString>(const QString&, const EventValue&, const QString&, const Delivered&)> onPublish
        = [](const QString& type, const EventValue&, const QString&, const Delivered& done) -> Result<QString> {
        done(kafka::Delivery{ Partition{ 2 }, Offset{ 9'007'199'254'740'993 } }); // beyond what a double can hold
        return QStringLiteral("demo.") + type;
    };
    std::function<ServiceHealth()> onHealth = [] {
        ServiceHealth health;
        health.serviceRunning = health.kafkaAvailable = health.componentsHealthy = true;
        return health;
    };
    std::function<Result<QStringList>()> onTopics = [] {
        return QStringList{ QStringLiteral("demo.debate-events"), QStringLiteral("other") };
    };
    std::function<Result<TopicDetails>(const QString&)> onTopic = [](const QString& name) -> Result<TopicDetails> {
        TopicDetails details;
        details.info.name = name;
        details.info.partitions
            = { { Partition{ 0 }, BrokerId{ 1 }, { BrokerId{ 1 }, BrokerId{ 2 } }, { BrokerId{ 1 } } },
                  { Partition{ 1 }, std::nullopt, { BrokerId{ 1 } }, {} } };
        details.watermarks = { { Offset{ 3 }, Offset{ 7 }, {} }, {} };
        details.config = { { QStringLiteral("retention.ms"), QStringLiteral("604800000"), {}, false, false, false },
            { QStringLiteral("secret"), std::nullopt, {}, false, false, true } };
        return details;
    };
    std::function<Result<QString>(const QString&, std::optional<int>, std::optional<int>)> onCreate
        = [](const QString& type, std::optional<int>, std::optional<int>) -> Result<QString> {
        return QStringLiteral("demo.") + type;
    };
    std::function<Result<GroupLag>()> onGroups = [] {
        GroupLag answer;
        answer.groups.resize(2);
        answer.groups[0].id = QStringLiteral("readers");
        answer.groups[0].state = GroupState::Stable;
        answer.groups[0].members.emplace(3);
        answer.groups[1].id = QStringLiteral("silent");
        answer.groups[1].error = Error{ .message = QStringLiteral("did not answer"), .hint = {} };
        const QString topic = QStringLiteral("demo.debate-events");
        answer.rows = { { QStringLiteral("readers"), { topic, Partition{ 0 } }, Offset{ 5 }, Offset{ 7 }, {}, Lag{ 2 },
                            LagStatus::Behind },
            { QStringLiteral("readers"), { topic, Partition{ 1 } }, {}, Offset{ 4 }, {}, {}, LagStatus::NoCommit } };
        return answer;
    };
    ServiceStats nextStats;
    CircuitBreaker::Picture nextCircuit;
    std::atomic<int> published{ 0 };

    Result<QString> publish(
        const QString& eventType, const EventValue& data, const QString& partitionKey, Delivered done) override
    {
        ++published;
        return onPublish(eventType, data, partitionKey, done);
    }
    ServiceHealth health() override { return onHealth(); }
    ServiceStats stats() override { return nextStats; }
    Result<QStringList> topics() override { return onTopics(); }
    Result<TopicDetails> topic(const QString& nameOrSuffix) override { return onTopic(nameOrSuffix); }
    Result<QString> createTopic(
        const QString& eventType, std::optional<int> partitions, std::optional<int> replicationFactor) override
    {
        return onCreate(eventType, partitions, replicationFactor);
    }
    Result<GroupLag> groupLag() override { return onGroups(); }
    CircuitBreaker::Picture circuit() const override { return nextCircuit; }
};

} // namespace spillway
