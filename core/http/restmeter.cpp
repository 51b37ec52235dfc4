// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/restmeter.h"

#include <algorithm>

namespace spillway {

void RestMeter::answered(const char* method, const char* route, int status, double seconds)
{
    const auto bound = size_t(std::ranges::lower_bound(Bounds, seconds) - Bounds.begin());
    const std::pair name{ QString::fromLatin1(route ? method : ""), QString::fromLatin1(route ? route : "none") };
    const std::lock_guard lock(m_mutex);
    Route& one = m_routes[name];
    ++one.byStatus[status];
    ++one.buckets[bound];
    one.seconds += seconds;
    ++m_requests;
    if (status == 401 || status == 403 || status == 429 || status == 431)
        ++m_refused;
}

RestCounts RestMeter::counts() const
{
    const std::lock_guard lock(m_mutex);
    return { .requests = m_requests,
        .timedOut = timedOut,
        .refused = m_refused,
        .inFlight = inFlight,
        .connections = connections };
}

void RestMeter::write(MetricsText& out) const
{
    out.one("spillway_http_connections", "gauge", "Open connections.", double(connections.load()));
    out.one(
        "spillway_http_requests_in_flight", "gauge", "Requests that are not answered yet.", double(inFlight.load()));
    out.one("spillway_http_timeouts_total", "counter", "Requests ended by their deadline.", double(timedOut.load()));
    const std::lock_guard lock(m_mutex);
    out.family("spillway_http_requests_total", "counter", "Requests by route and status.");
    for (const auto& [name, route] : m_routes) {
        for (const auto& [status, times] : route.byStatus)
            out.sample({ { "method", name.first }, { "route", name.second }, { "status", QString::number(status) } },
                double(times));
    }
    out.family("spillway_http_request_duration_seconds", "histogram", "From the request line to the answer.");
    for (const auto& [name, route] : m_routes) {
        quint64 sum = 0;
        for (size_t i = 0; i <= Bounds.size(); ++i) {
            sum += route.buckets[i];
            const QString le = i < Bounds.size() ? QString::number(Bounds[i]) : QStringLiteral("+Inf");
            out.sample({ { "method", name.first }, { "route", name.second }, { "le", le } }, double(sum), "_bucket");
        }
        out.sample({ { "method", name.first }, { "route", name.second } }, route.seconds, "_sum");
        out.sample({ { "method", name.first }, { "route", name.second } }, double(sum), "_count");
    }
}

} // namespace spillway
