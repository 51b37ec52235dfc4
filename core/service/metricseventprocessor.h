// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/boundedstates.h"
#include "core/service/eventprocessor.h"
#include "core/service/metricwindow.h"

#include <functional>
#include <map>
#include <mutex>

namespace spillway {

/// One metric, or all metrics of one type when `name` is empty.
struct MetricRow {
    QString type; ///< metric_type, e.g. "debate"; "untyped" when an event names none
    QString name; ///< metric_name
    QString unit; ///< of the newest value
    std::optional<double> last;
    std::optional<EventTime> lastAt;
    MetricSummary minute;
    MetricSummary hour;

    friend bool operator==(const MetricRow&, const MetricRow&) = default;
};

/// Collects and aggregates metric_recorded (R33): count, sum, min, max, mean, p50, p95, p99 over the last minute and
/// the last hour, by the time the event occurred, per metric and per metric type. Sends nothing: it would feed itself.
/// At most 256 metrics per partition, the one not heard of for longest leaves first. The clock is for tests.
class MetricsEventProcessor : public EventProcessor {
public:
    static constexpr size_t MostMetrics = 256;
    using Clock = std::function<EventTime()>;

    explicit MetricsEventProcessor(EventClient client, const QString& id = QStringLiteral("metrics-processor"),
        size_t mostMetrics = MostMetrics, Clock clock = {});
    ~MetricsEventProcessor() override;

    QStringList eventTypes() const override;
    bool processEvent(const DomainEvent& event) override;
    EventValue state() const override;

    /// By type and name. Any thread; cost: a merge of the windows, about 0.1 ms per metric.
    std::vector<MetricRow> metrics() const;
    /// One row per metric type.
    std::vector<MetricRow> metricTypes() const;

protected:
    bool keepsState() const override { return true; }
    void rebuildFrom(const DomainEvent& event) override { add(event); }
    void forget(const TopicPartition& partition) override;
    quint64 evicted() const override;
    size_t stateCount() const override;

private:
    struct Metric {
        QString type;
        QString name;
        QString unit;
        double last = 0;
        EventTime lastAt;
        MetricWindow minute{ std::chrono::seconds(60) };
        MetricWindow hour{ std::chrono::seconds(3600) };
    };
    bool add(const DomainEvent& event);
    std::vector<MetricRow> rows(bool byName) const;

    const size_t m_most;
    const Clock m_clock;
    mutable std::mutex m_mutex;
    std::map<TopicPartition, BoundedStates<Metric>> m_metrics; ///< merged when looked at
    quint64 m_evictedBefore = 0; ///< of partitions that went elsewhere
};

} // namespace spillway
