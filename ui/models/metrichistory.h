// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/servicesource.h"
#include "ui/charts/timeseries.h"

#include <QHash>

#include <deque>

namespace spillway::ui {

/// What the windows of each metric said over the last hour, for its chart: one point per 5 s, at most 720 of each of
/// the 256 metrics heard of last. GUI thread; about 8 MB when full.
class MetricHistory {
public:
    static constexpr qint64 StepMs = 5000;
    static constexpr size_t MostPoints = 720;
    static constexpr qsizetype MostMetrics = 256;

    /// Of a running service. Looks that come too soon are left out.
    void record(const ServiceSnapshot& seen);
    /// Time without a running service is a gap from here to the next look.
    void interrupt();

    /// Mean, p50, p95 and p99 of the minute before each point; empty for a metric that is not known.
    std::vector<Series> seriesOf(const QString& metricId) const;
    const std::vector<TimeGap>& gaps() const { return m_gaps; }
    qsizetype size() const { return m_metrics.size(); }

private:
    struct Point {
        qint64 ms;
        double mean, p50, p95, p99;
    };
    struct Track {
        std::deque<Point> points;
        qint64 lastMs = 0;
    };
    QHash<QString, Track> m_metrics;
    std::vector<TimeGap> m_gaps; ///< at most 50
    qint64 m_lastMs = 0;
    bool m_interrupted = false;
};

} // namespace spillway::ui
