// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/http/metricstext.h"
#include "core/http/restserver.h"

#include <array>
#include <atomic>
#include <map>
#include <mutex>

namespace spillway {

/// Counts requests: per route and status, and how long they took. Any thread.
class RestMeter {
public:
    /// `route` nullptr: none was found.
    void answered(const char* method, const char* route, int status, double seconds);
    void write(MetricsText& out) const;
    RestCounts counts() const;

    std::atomic<qint64> inFlight{ 0 };
    std::atomic<qint64> connections{ 0 };
    std::atomic<quint64> timedOut{ 0 };

private:
    static constexpr std::array Bounds{ 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0 };
    struct Route {
        std::map<int, quint64> byStatus;
        std::array<quint64, Bounds.size() + 1> buckets{}; ///< not cumulative
        double seconds = 0;
    };
    mutable std::mutex m_mutex;
    std::map<std::pair<QString, QString>, Route> m_routes; ///< method, path; as many as there are routes
    quint64 m_requests = 0;
    quint64 m_refused = 0;
};

} // namespace spillway
