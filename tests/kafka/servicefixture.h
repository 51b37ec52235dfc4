// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/routing.h"
#include "core/kafka/admin.h"
#include "core/service/kafkaservice.h"

#include <QTemporaryDir>
#include <QTest>
#include <QUuid>

namespace spillway::test {

constexpr int Patience = 30'000;

/// A configuration with a prefix and group of its own on the shared broker, and the gate of a test.
class ServiceFixture {
public:
    KafkaConfig config;
    std::shared_ptr<kafka::Gate> gate;

    /// `connection`: a cluster other than the shared broker.
    explicit ServiceFixture(std::optional<ConnectionSettings> connection = {})
    {
        config.connection = std::move(connection);
        const QString id = QUuid::createUuid().toString(QUuid::Id128).left(10);
        config.bootstrapServers = qEnvironmentVariable("SPILLWAY_TEST_BOOTSTRAP");
        config.topicPrefix = QStringLiteral("svc-") + id;
        config.groupId = QStringLiteral("svc-group-") + id;
        config.autoOffsetReset = QStringLiteral("earliest");
        config.numPartitions = 2;
        config.retries = 1;
        config.retryDelaySeconds = 0.05;
        config.sessionTimeoutMs = 6000;
        config.heartbeatIntervalMs = 1000;
        gate = std::make_shared<kafka::Gate>(kafka::GateSettings{ .readOnly = false,
            .journalPath = m_directory.filePath(QStringLiteral("audit.ndjson")),
            .actor = QStringLiteral("test"),
            .cluster = config.bootstrapServers });
    }
    ~ServiceFixture()
    {
        if (config.connection)
            return;
        if (auto admin = kafka::Admin::create(
                { .bootstrapServers = config.bootstrapServers, .properties = {}, .secrets = {}, .local = {} })) {
            if (const auto metadata = (*admin)->metadata()) {
                for (const TopicInfo& topic : metadata->topics) {
                    if (topic.name.startsWith(config.topicPrefix))
                        (void)(*admin)->deleteTopic(topic.name);
                }
            }
        }
    }
    KafkaServiceSettings settings() const { return { .config = config, .gate = gate, .bridge = {} }; }

    /// Every event of a topic, read without a group.
    std::vector<DomainEventPtr> eventsOf(KafkaService& service, const QString& suffix) const
    {
        std::vector<DomainEventPtr> events;
        for (int partition = 0; partition < config.numPartitions; ++partition) {
            const TopicPartition tp{ config.topicName(suffix), Partition{ partition } };
            auto admin = kafka::Admin::create(*config.connectionSettings());
            const auto metadata = (*admin)->metadata();
            if (!metadata)
                continue;
            const auto marks = (*admin)->watermarks({ tp }, *metadata);
            if (!marks || !marks->front().high || marks->front().high->value == 0)
                continue;
            (void)service.transport()->readBack({ tp, *marks->front().high, 1'000'000, std::chrono::seconds(20), {} },
                [&](const DomainEventPtr& event) { events.push_back(event); });
        }
        return events;
    }

private:
    QTemporaryDir m_directory;
};

} // namespace spillway::test
