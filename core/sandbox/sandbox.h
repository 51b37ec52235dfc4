// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionsettings.h"

#include <chrono>
#include <memory>

namespace spillway::sandbox {

struct SandboxSettings {
    quint32 seed = 42; ///< the same seed gives the same records
    int historyRecords = 3000; ///< of the last five minutes
    bool live = true; ///< false: after the history nothing happens but by advance()
};

/// A cluster inside this process, with something to look at: brokers, topics, a history of some minutes, then records
/// at changing rates, dead letters and consumer groups of every kind. Everything that works with a cluster works with
/// connection(); it is told apart by ConnectionSettings::local alone.
///
/// Needs no broker, no disk and no network beyond 127.0.0.1. Figures: `./dev bench sandbox`.
class Sandbox {
public:
    /// Returns when the brokers listen (about 10 ms); topics and history are made on a thread of its own, and
    /// kafka::Admin::metadata() waits for those.
    static Result<std::unique_ptr<Sandbox>> start(const SandboxSettings& settings = {});
    /// Ends the demo within a second; then the brokers are gone, so whatever uses them should end before.
    ~Sandbox();
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    ConnectionSettings connection() const;

    /// Not live: what happens in the `tick` that ends `sinceStart` after the history. Records are dated `nowUtcMs`.
    Result<> advance(std::chrono::milliseconds sinceStart, std::chrono::milliseconds tick, qint64 nowUtcMs);

private:
    struct Private;
    explicit Sandbox(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace spillway::sandbox
