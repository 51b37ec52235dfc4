// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/groupconsumer.h"
#include "core/kafka/producer.h"
#include "core/profile/connectionsettings.h"
#include "core/serde/schemaregistry.h"

#include <QProcessEnvironment>

namespace spillway {

/// One thing that is wrong with a configuration. A secret is never quoted.
struct ConfigProblem {
    QString variable; ///< e.g. KAFKA_ACKS
    QString value; ///< as given; empty for a secret
    QString accepted; ///< what would be right

    QString text() const;
    friend bool operator==(const ConfigProblem&, const ConfigProblem&) = default;
};

/// Everything the service core is configured with (requirements §1), one field per environment variable, all
/// defaulted. A value: fill in what differs, ask problems(), hand it to KafkaClient.
struct KafkaConfig {
    // connection; unused when `connection` is given
    QString bootstrapServers = QStringLiteral("localhost:9092");
    QString securityProtocol = QStringLiteral("PLAINTEXT");
    QString saslMechanism = QStringLiteral("PLAIN");
    QString saslUsername;
    Secret saslPassword;
    QString sslCaFile;
    QString sslCertFile;
    QString sslKeyFile;
    Secret sslKeyPassword;
    QString debug; ///< librdkafka's contexts, e.g. "broker,topic,msg"
    /// A connection known otherwise (a profile, -X options) takes the place of the fields above.
    std::optional<ConnectionSettings> connection;
    // topics
    QString topicPrefix = QStringLiteral("zamaz-debate");
    int numPartitions = 3; ///< 1…10000
    int replicationFactor = 1; ///< 1…100
    // consumers
    QString groupId = QStringLiteral("zamaz-debate-group");
    QString autoOffsetReset = QStringLiteral("latest"); ///< latest, earliest, error
    bool enableAutoCommit = true; ///< both ways an offset moves only after its record was handled or dead-lettered
    int maxPollRecords = 500; ///< 1…100000; of one call of a handler
    int sessionTimeoutMs = 45000; ///< 1000…1800000
    int heartbeatIntervalMs = 3000; ///< 100…, at most a third of the session timeout
    int autoCommitIntervalMs = 5000; ///< 100…3600000
    // producer
    QString acks = QStringLiteral("all"); ///< all, -1, 0, 1; other than all: not idempotent
    int retries = 3; ///< 0…100; further attempts of a handler, and of sending what definitely failed
    int batchSize = 16384; ///< 1…16777216 bytes
    int lingerMs = 5; ///< 0…900000
    QString compressionType = QStringLiteral("snappy"); ///< none, gzip, snappy, lz4, zstd
    double retryDelaySeconds = 5; ///< 0.001…3600; first of the exponential backoff 5, 10, 20 s …
    // service
    bool enabled = true; ///< false: the service never connects (R4)
    QString eventFormat = QStringLiteral("json"); ///< json, avro: how events are written; JSON is always read
    /// The default, empty: events in Avro are foreign bytes, unless eventFormat is avro. See readsAvro().
    QString schemaRegistryUrl = defaultRegistryUrl();
    bool schemaRegistryGiven = false; ///< the address is meant, though it may be the default's own
    QString schemaRegistryUser;
    Secret schemaRegistryPassword;
    QString schemaRegistryCaFile; ///< PEM; empty: the system's certificates

    /// Reads the KAFKA_* variables. An error holds every problem, one per line; no bad value becomes its default.
    static Result<KafkaConfig> fromEnvironment(
        const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment());
    /// What is wrong; empty: nothing.
    std::vector<ConfigProblem> problems() const;
    /// problems() as one InvalidConfiguration.
    Result<> validate() const;
    /// What is allowed but hardly meant, e.g. acks=1, for the log.
    QStringList warnings() const;

    /// The connection, by the rules of core/profile.
    Result<ConnectionSettings> connectionSettings() const;
    kafka::ProducerSettings producerSettings() const;
    kafka::GroupConsumerSettings consumerSettings(const QString& group, const QStringList& topics) const;
    /// Of the fields above; what stands in them wins over "user:password@" in the address.
    Result<RegistrySettings> registry() const;
    /// Whether a registry is meant to be there: Avro is written, or its address is given or not the default.
    bool readsAvro() const;
    static QString defaultRegistryUrl() { return QStringLiteral("http://localhost:8081"); }
    bool idempotent() const { return acks == QLatin1String("all") || acks == QLatin1String("-1"); }
    /// "{prefix}.{suffix}"
    QString topicName(const QString& suffix) const { return topicPrefix + u'.' + suffix; }
};

} // namespace spillway
