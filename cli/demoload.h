// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/exitcode.h"
#include "core/kafka/gate.h"
#include "core/profile/connectionsettings.h"

#include <chrono>
#include <functional>
#include <stop_token>

namespace spillway::cli {

/// Gives a cluster something to look at: topics like those of the requirements with a history, 50 to 300 records/s that
/// swing with time, and consumer groups of every kind: one that keeps up with two members, one that falls behind, one
/// that stopped, one that lags and catches up, one that never commits. Takes a few percent of a processor.
class DemoLoad {
public:
    using Remark = std::function<void(const QString&)>;

    /// `gate` must outlive it.
    DemoLoad(ConnectionSettings settings, kafka::Gate& gate, Remark remark);

    /// Makes the topics and runs until stopped; an error when the cluster cannot be reached or refuses.
    Result<> run(std::stop_token stop);

private:
    Result<> makeTopics();
    Result<> produce(const std::stop_token& stop);

    const ConnectionSettings m_settings;
    kafka::Gate& m_gate;
    const Remark m_remark;
    bool m_fresh = false; ///< the topics are new and get a history
};

/// The program spillway-demo-load: --bootstrap or the KAFKA_* variables, until Ctrl-C or SIGTERM.
ExitCode runDemoLoad(const QStringList& arguments);

} // namespace spillway::cli
