// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/metricseventprocessor.h"

#include "core/service/statevalues.h"

namespace spillway {

namespace {

EventValue summary(const MetricSummary& s)
{
    using statevalues::orNull;
    return EventValue::object({ { QStringLiteral("count"), qint64(s.count) }, { QStringLiteral("sum"), s.sum },
        { QStringLiteral("min"), orNull(s.min) }, { QStringLiteral("max"), orNull(s.max) },
        { QStringLiteral("mean"), orNull(s.mean) }, { QStringLiteral("p50"), orNull(s.p50) },
        { QStringLiteral("p95"), orNull(s.p95) }, { QStringLiteral("p99"), orNull(s.p99) } });
}

EventTime systemNow()
{
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

} // namespace

MetricsEventProcessor::MetricsEventProcessor(EventClient client, const QString& id, size_t mostMetrics, Clock clock)
    : EventProcessor(std::move(client), id)
    , m_most(mostMetrics)
    , m_clock(clock ? std::move(clock) : Clock(systemNow))
{
}

MetricsEventProcessor::~MetricsEventProcessor()
{
    stop();
}

QStringList MetricsEventProcessor::eventTypes() const
{
    return { QStringLiteral("metrics-events") };
}

bool MetricsEventProcessor::add(const DomainEvent& event)
{
    const EventValue& data = event.data();
    const auto name = data[u"metric_name"].toText();
    const auto value = data[u"value"].toDouble();
    if (!name || name->isEmpty() || !value)
        return false;
    const QString type = data[u"metric_type"].toText().value_or(QStringLiteral("untyped")).left(200);
    const EventTime now = m_clock();
    const EventTime at = std::min(event.occurredAt(), now); // a clock that is ahead does not make the future
    const TopicPartition partition = partitionOf(event);
    const std::lock_guard lock(m_mutex);
    auto states = m_metrics.find(partition);
    if (states == m_metrics.end())
        states = m_metrics.emplace(partition, BoundedStates<Metric>(m_most)).first;
    const QString key = type + QChar(0) + name->left(200);
    Metric& metric = states->second.touch(key, partition);
    if (metric.name.isEmpty()) {
        metric.type = type;
        metric.name = name->left(200);
    }
    if (at >= metric.lastAt) {
        metric.last = *value;
        metric.lastAt = at;
        metric.unit = data[u"unit"].toText().value_or(QString()).left(50);
    }
    metric.minute.add(at, *value, now);
    metric.hour.add(at, *value, now);
    return true;
}

bool MetricsEventProcessor::processEvent(const DomainEvent& event)
{
    if (event.eventType() != QLatin1String(MetricRecorded::Type) && !event.data().contains(u"metric_name"))
        return true; // foreign records are normal
    if (!add(event))
        throw std::invalid_argument("metric_name or a numeric value is missing");
    return true;
}

void MetricsEventProcessor::forget(const TopicPartition& partition)
{
    const std::lock_guard lock(m_mutex);
    const auto states = m_metrics.find(partition);
    if (states == m_metrics.end())
        return;
    m_evictedBefore += states->second.evicted();
    m_metrics.erase(states);
}

size_t MetricsEventProcessor::stateCount() const
{
    const std::lock_guard lock(m_mutex);
    size_t count = 0;
    for (const auto& [partition, states] : m_metrics)
        count += states.size();
    return count;
}

quint64 MetricsEventProcessor::evicted() const
{
    const std::lock_guard lock(m_mutex);
    quint64 evicted = m_evictedBefore;
    for (const auto& [partition, states] : m_metrics)
        evicted += states.evicted();
    return evicted;
}

std::vector<MetricRow> MetricsEventProcessor::rows(bool byName) const
{
    struct Merged {
        MetricRow row;
        QuantileSketch minute;
        QuantileSketch hour;
    };
    std::map<std::pair<QString, QString>, Merged> merged;
    const EventTime now = m_clock();
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [partition, states] : m_metrics) {
            states.each([&](const QString&, const Metric& metric) {
                Merged& to = merged[{ metric.type, byName ? metric.name : QString() }];
                metric.minute.mergeInto(to.minute, now);
                metric.hour.mergeInto(to.hour, now);
                if (!to.row.lastAt || metric.lastAt > *to.row.lastAt) {
                    to.row.last = metric.last;
                    to.row.lastAt = metric.lastAt;
                    to.row.unit = metric.unit;
                }
            });
        }
    }
    std::vector<MetricRow> rows;
    rows.reserve(merged.size());
    for (auto& [key, from] : merged) {
        from.row.type = key.first;
        from.row.name = key.second;
        from.row.minute = summaryOf(from.minute);
        from.row.hour = summaryOf(from.hour);
        rows.push_back(std::move(from.row));
    }
    return rows;
}

std::vector<MetricRow> MetricsEventProcessor::metrics() const
{
    return rows(true);
}

std::vector<MetricRow> MetricsEventProcessor::metricTypes() const
{
    return rows(false);
}

EventValue MetricsEventProcessor::state() const
{
    const auto row = [](const MetricRow& r) {
        return EventValue::object(
            { { QStringLiteral("metric_type"), r.type }, { QStringLiteral("metric_name"), r.name },
                { QStringLiteral("unit"), r.unit }, { QStringLiteral("last"), statevalues::orNull(r.last) },
                { QStringLiteral("last_at"), statevalues::orNull(r.lastAt) },
                { QStringLiteral("1m"), summary(r.minute) }, { QStringLiteral("1h"), summary(r.hour) } });
    };
    return EventValue::object({ { QStringLiteral("evicted"), qint64(evicted()) },
        { QStringLiteral("metrics"), statevalues::rows(metrics(), row) },
        { QStringLiteral("metric_types"), statevalues::rows(metricTypes(), row) } });
}

} // namespace spillway
