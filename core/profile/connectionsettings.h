// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/secret.h"
#include "core/types/result.h"

#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <map>
#include <memory>

namespace spillway {

namespace kafka {
class LocalCluster;
}

/// How to reach one cluster: librdkafka properties that passed the allow-list, secrets apart from them. A value.
struct ConnectionSettings {
    QString bootstrapServers = QStringLiteral("localhost:9092"); ///< HOST:PORT[,…]
    std::map<QString, QString> properties; ///< librdkafka name -> value; never a secret
    std::map<QString, Secret> secrets; ///< librdkafka name -> secret, e.g. sasl.password
    std::shared_ptr<kafka::LocalCluster> local; ///< the sandbox: answers what its brokers cannot; null: a real cluster
    bool readOnly = false; ///< the gate refuses every operation that changes the cluster

    friend bool operator==(const ConnectionSettings&, const ConnectionSettings&) = default;
};

/// What is wrong with a list of bootstrap addresses, e.g. "is empty"; empty when nothing is.
QString bootstrapProblem(const QString& servers);

/// Reads the KAFKA_* variables of the connection (requirements: KAFKA_BOOTSTRAP_SERVERS, KAFKA_SECURITY_PROTOCOL,
/// KAFKA_SASL_*, KAFKA_SSL_*, KAFKA_DEBUG). A bad value is an error that names variable, value and what is accepted;
/// all of them are reported in one message.
Result<ConnectionSettings> connectionFromEnvironment(const QProcessEnvironment& environment);

/// Applies `-X name=value` options. Refuses names that are not on the allow-list and secrets on the command line: argv
/// is visible to every user of the machine. A secret may be given as name=@FILE instead: the first line of the file, of
/// a *.pem property all of it. On an error, which names all that is wrong, the settings are as before.
Result<> applyProperties(ConnectionSettings& settings, const QStringList& assignments);

/// What the settings say, one "name=value" per line, with every secret as "[redacted]". For logs and diagnostics.
QString redacted(const ConnectionSettings& settings);

} // namespace spillway
