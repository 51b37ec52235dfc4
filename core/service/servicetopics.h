// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/gate.h"
#include "core/service/kafkaconfig.h"

namespace spillway {

/// Retention, size and routing of the contract's topics (requirements §2).
struct TopicPlan {
    QString suffix; ///< "debate-events"
    qint64 retentionMs = 604'800'000; ///< 7 days
    qint64 maxMessageBytes = 1'048'576;
};
const std::vector<TopicPlan>& contractPlans();

/// "{topic}.dead-letter"
QString deadLetterName(const QString& topic);
/// A main topic, by its plan or, for another suffix, with 7 d and 1 MiB; partitions and replication factor nullopt: of
/// the configuration.
kafka::NewTopic mainTopic(const KafkaConfig& config, const QString& suffix, std::optional<int> partitions = {},
    std::optional<int> replicationFactor = {});
/// Its dead-letter topic: as many partitions, 30 days and 256 KiB more.
kafka::NewTopic deadLetterTopic(const kafka::NewTopic& main);
/// All six main topics and their dead-letter topics.
std::vector<kafka::NewTopic> contractTopics(const KafkaConfig& config);

/// An existing topic that differs from what the contract says. Reported, never altered.
struct TopicMismatch {
    QString topic;
    QString setting; ///< "partitions", "replication.factor" or a topic configuration
    QString expected;
    QString actual;

    friend bool operator==(const TopicMismatch&, const TopicMismatch&) = default;
};

struct TopicReport {
    QStringList created;
    QStringList existing;
    std::vector<TopicMismatch> mismatches;
};

struct TopicDetails {
    TopicInfo info;
    std::vector<Watermarks> watermarks; ///< beside info.partitions
    std::vector<ConfigEntry> config;
};
/// Of the first of these names that there is.
Result<TopicDetails> topicDetails(kafka::Admin& admin, const QStringList& names);

/// Compares by describe; a topic that is missing is an error (NotFound).
Result<std::vector<TopicMismatch>> checkTopics(kafka::Admin& admin, const std::vector<kafka::NewTopic>& wanted);
/// Creates through the gate what is missing, then checks all. Doing it twice, or by two instances at once, is harmless.
Result<TopicReport> ensureTopics(kafka::Admin& admin, kafka::Gate& gate, const std::vector<kafka::NewTopic>& wanted);

} // namespace spillway
