// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/metrichistory.h"

#include "ui/models/servicerows.h"

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr size_t MostGaps = 50;

} // namespace

void MetricHistory::interrupt()
{
    m_interrupted = m_lastMs > 0;
}

void MetricHistory::record(const ServiceSnapshot& seen)
{
    if (m_lastMs > 0 && seen.takenAtUtcMs - m_lastMs < StepMs)
        return;
    if (std::exchange(m_interrupted, false)) {
        m_gaps.push_back({ m_lastMs + 1, seen.takenAtUtcMs, QStringLiteral("stopped") });
        if (m_gaps.size() > MostGaps)
            m_gaps.erase(m_gaps.begin());
    }
    m_lastMs = seen.takenAtUtcMs;
    for (const MetricRow& metric : seen.metrics) {
        const MetricSummary& minute = metric.minute;
        if (minute.count == 0 || !minute.mean || !minute.p50 || !minute.p95 || !minute.p99)
            continue; // nothing came in: no point, not a zero
        Track& track = m_metrics[servicerows::metricId(metric)];
        track.lastMs = seen.takenAtUtcMs;
        track.points.push_back({ seen.takenAtUtcMs, *minute.mean, *minute.p50, *minute.p95, *minute.p99 });
        if (track.points.size() > MostPoints)
            track.points.pop_front();
    }
    while (m_metrics.size() > MostMetrics) {
        auto oldest = m_metrics.begin();
        for (auto at = m_metrics.begin(); at != m_metrics.end(); ++at)
            if (at->lastMs < oldest->lastMs)
                oldest = at;
        m_metrics.erase(oldest);
    }
}

std::vector<Series> MetricHistory::seriesOf(const QString& metricId) const
{
    const auto at = m_metrics.constFind(metricId);
    if (at == m_metrics.constEnd())
        return {};
    std::vector<Series> lines{ { QStringLiteral("p99"), 3, {} }, { QStringLiteral("p95"), 1, {} },
        { QStringLiteral("p50"), 0, {} }, { QStringLiteral("mean"), 2, {} } };
    for (const Point& point : at->points) {
        lines[0].points.push_back({ point.ms, point.p99 });
        lines[1].points.push_back({ point.ms, point.p95 });
        lines[2].points.push_back({ point.ms, point.p50 });
        lines[3].points.push_back({ point.ms, point.mean });
    }
    return lines;
}

} // namespace spillway::ui
