// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/servicelog.h"
#include "core/service/kafkaservice.h"

#include <chrono>
#include <stop_token>

namespace spillway::cli {

struct HealthWatchSettings {
    std::chrono::milliseconds every{ 1000 }; ///< between two looks
    std::chrono::seconds statsEvery{ 60 }; ///< between two lines of figures; 0: none
};

/// Looks at a running service until told to stop: says when its health or the circuit breaker changes, writes figures
/// (counts, states kept, resident memory) now and then, and tells the service manager that it is alive. A look takes at
/// most 2 s, so a change is in the log within 3 s of the first failing answer.
class HealthWatch {
public:
    /// Both must outlive it.
    HealthWatch(KafkaService& service, ServiceLog& log, HealthWatchSettings settings = {});

    /// Blocks.
    void run(const std::stop_token& stop);
    /// The figures as they are now.
    void writeStats(const QString& message);

private:
    void look();

    KafkaService& m_service;
    ServiceLog& m_log;
    const HealthWatchSettings m_settings;
    std::optional<bool> m_healthy;
    QString m_trouble;
    CircuitBreaker::State m_circuit = CircuitBreaker::State::Closed;
    std::chrono::steady_clock::time_point m_since;
};

/// Resident memory of this process in KiB; nullopt when the system does not say.
std::optional<qint64> residentKib();

} // namespace spillway::cli
