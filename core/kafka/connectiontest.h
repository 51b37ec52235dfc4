// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionsettings.h"
#include "core/types/cluster.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace spillway::kafka {

/// What is tried, in this order; Resolve, Connect, Tls and Authenticate once per bootstrap address until one works.
enum class ConnectionStep { Configuration, Resolve, Connect, Tls, Authenticate, Metadata, Brokers, Authorise };
/// "configuration", "resolve", "connect", "tls", "authenticate", "metadata", "brokers", "authorise".
QString connectionStepName(ConnectionStep step);

struct ConnectionStepResult {
    ConnectionStep step = ConnectionStep::Configuration;
    bool ok = false;
    std::chrono::microseconds took{ 0 };
    QString detail; ///< what was found, or the real reason of the failure; plain text, never a secret
    QString hint; ///< what to do; empty when ok
    ErrorCode code = ErrorCode::Failed; ///< kind of the failure; meaningless when ok
    /// Where the certificate is for other names than the address has, and nothing else is wrong with it: the address'
    /// host and those names, without patterns, at most 10.
    QString host = {};
    QStringList certificateNames = {};
};

struct ConnectionReport {
    std::vector<ConnectionStepResult> steps; ///< those that were tried
    QString clusterId; ///< empty: not reached
    std::vector<Broker> brokers;

    bool ok() const; ///< every step of the way that was gone is ok
    bool reached() const { return !brokers.empty(); }
};

/// Tries a connection step by step and tells the real reason of a failure. librdkafka alone is vague about TLS and
/// SASL, so the socket, the handshake (with the certificate's names and dates) and the first requests of the Kafka
/// protocol (ApiVersions, SaslHandshake; KIP-35, KIP-43) are tried by hand before it. Changes nothing on the cluster,
/// but that asking for the right to groups makes a fresh broker create its __consumer_offsets, as any client with a
/// group does. Blocks: for a worker thread or a command line. Each step has the deadline `patience`; `stop` ends it
/// within 200 ms. `streamed` is called on the same thread with each step as it ends. A wrong password is tried once.
ConnectionReport testConnection(const ConnectionSettings& settings, std::chrono::milliseconds patience,
    const std::stop_token& stop = {}, const std::function<void(const ConnectionStepResult&)>& streamed = {});

/// The same for a window: runs on a thread of its own, signals come on the thread of this object. start() while running
/// cancels the test before it and drops what it still says. Destroying it cancels and does not wait.
class ConnectionTest : public QObject {
    Q_OBJECT

public:
    explicit ConnectionTest(QObject* parent = nullptr);
    ~ConnectionTest() override;

    void start(const ConnectionSettings& settings, std::chrono::milliseconds patience = std::chrono::seconds(10));
    void cancel(); ///< finished() does not come any more
    bool isRunning() const;

signals:
    void stepEnded(const spillway::kafka::ConnectionStepResult& result);
    void finished(const spillway::kafka::ConnectionReport& report);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace spillway::kafka
