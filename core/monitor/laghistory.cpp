// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/laghistory.h"

#include <algorithm>
#include <tuple>

namespace spillway {

namespace {
constexpr std::size_t MaxGaps = 1000;
}

QString gapReasonName(HistoryGap::Reason reason)
{
    switch (reason) {
    case HistoryGap::Reason::ConnectionLost:
        return QStringLiteral("connection lost");
    case HistoryGap::Reason::Paused:
        return QStringLiteral("paused");
    case HistoryGap::Reason::Asleep:
        return QStringLiteral("asleep");
    }
    return {};
}

LagHistory::LagHistory(qsizetype maxBytes)
    : m_maxBytes(maxBytes)
{
}

void LagHistory::record(const ClusterSnapshot& snapshot)
{
    const qint64 now = snapshot.takenAtUtcMs;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_sinceUtcMs == 0 || now < m_sinceUtcMs)
            m_sinceUtcMs = now;
        // To the second, as points are kept: the first point after the gap must not lie within it.
        if (!m_gaps.empty() && m_gaps.back().toUtcMs == 0)
            m_gaps.back().toUtcMs = std::max(now / 1000 * 1000, m_gaps.back().fromUtcMs);
        if (snapshot.inPerSecond)
            m_in.add(now, float(*snapshot.inPerSecond));
        if (snapshot.outPerSecond)
            m_out.add(now, float(*snapshot.outPerSecond));
        m_lag.add(now, float(snapshot.totalLag.value));
    }
    // Group by group: who paints a chart meanwhile does not wait for 50,000 partitions.
    for (const GroupFigures& group : snapshot.groups) {
        const std::scoped_lock lock(m_mutex);
        recordGroup(snapshot, group);
    }
    const std::scoped_lock lock(m_mutex);
    // A group that has been gone for longer than its past reaches has nothing left to show.
    m_groups.removeIf([now](const QHash<QString, GroupHistory>::iterator& at) {
        return now - at->seenUtcMs > HistorySeries::CoarseMs;
    });
    m_bytes = countBytes();
    if (m_bytes > m_maxBytes)
        evict();
}

void LagHistory::recordGroup(const ClusterSnapshot& snapshot, const GroupFigures& figures)
{
    if (!figures.lag)
        return;
    GroupHistory& group = m_groups[figures.info.id];
    const qint64 now = snapshot.takenAtUtcMs;
    group.seenUtcMs = now;
    group.lag = figures.lag->value;
    group.inTrouble = inTrouble(figures.status);
    group.total.add(now, float(figures.lag->value));
    if (group.withoutPartitions)
        return;

    const auto rows = snapshot.partitionsOf(figures);
    auto at = group.partitions.begin();
    for (const GroupPartition& row : rows) {
        if (!row.lag.lag)
            continue;
        while (at != group.partitions.end() && at->partition < row.lag.partition)
            ++at;
        if (at == group.partitions.end() || at->partition != row.lag.partition)
            at = group.partitions.insert(at, { row.lag.partition, {} });
        at->series.add(now, float(row.lag.lag->value));
    }
}

void LagHistory::interrupt(HistoryGap::Reason reason, qint64 utcMs)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_gaps.empty() && m_gaps.back().toUtcMs == 0) {
        if (m_gaps.back().reason == reason)
            return;
        m_gaps.back().toUtcMs = utcMs;
    }
    if (m_gaps.size() == MaxGaps)
        m_gaps.erase(m_gaps.begin());
    m_gaps.push_back({ reason, utcMs, 0 });
    m_in.interrupt();
    m_out.interrupt();
    m_lag.interrupt();
    for (GroupHistory& group : m_groups) {
        group.total.interrupt();
        for (PartitionSeries& partition : group.partitions)
            partition.series.interrupt();
    }
}

void LagHistory::evict()
{
    std::vector<QHash<QString, GroupHistory>::iterator> groups;
    for (auto at = m_groups.begin(); at != m_groups.end(); ++at)
        groups.push_back(at);
    std::ranges::sort(groups, {}, [](const auto& at) { return std::tuple(at->inTrouble, at->lookedAt, at->lag); });
    // A tenth more than needed, so that it is not done every second.
    const qsizetype target = m_maxBytes - m_maxBytes / 10;
    for (const auto& at : groups) {
        if (m_bytes <= target)
            return;
        at->withoutPartitions = true;
        for (const PartitionSeries& partition : at->partitions)
            m_bytes -= partition.series.bytes() + qsizetype(sizeof(TopicPartition));
        m_evicted += qint64(at->partitions.size());
        at->partitions = {};
    }
    for (const auto& at : groups) {
        if (m_bytes <= target)
            return;
        m_bytes -= at->total.bytes();
        ++m_evicted;
        at->total = {};
    }
}

qsizetype LagHistory::countBytes() const
{
    qsizetype bytes = m_in.bytes() + m_out.bytes() + m_lag.bytes();
    for (const GroupHistory& group : m_groups) {
        bytes += group.total.bytes();
        for (const PartitionSeries& partition : group.partitions)
            bytes += partition.series.bytes() + qsizetype(sizeof(TopicPartition));
    }
    return bytes;
}

std::vector<HistoryPoint> LagHistory::recordsIn(qint64 fromMs, qint64 toMs) const
{
    const std::scoped_lock lock(m_mutex);
    return m_in.points(fromMs, toMs);
}

std::vector<HistoryPoint> LagHistory::recordsOut(qint64 fromMs, qint64 toMs) const
{
    const std::scoped_lock lock(m_mutex);
    return m_out.points(fromMs, toMs);
}

std::vector<HistoryPoint> LagHistory::totalLag(qint64 fromMs, qint64 toMs) const
{
    const std::scoped_lock lock(m_mutex);
    return m_lag.points(fromMs, toMs);
}

std::vector<HistoryPoint> LagHistory::groupLag(const QString& group, qint64 fromMs, qint64 toMs) const
{
    const std::scoped_lock lock(m_mutex);
    const auto at = m_groups.constFind(group);
    return at == m_groups.constEnd() ? std::vector<HistoryPoint>{} : at->total.points(fromMs, toMs);
}

std::vector<PartitionHistory> LagHistory::partitionLag(const QString& group, qint64 fromMs, qint64 toMs)
{
    const std::scoped_lock lock(m_mutex);
    std::vector<PartitionHistory> histories;
    const auto at = m_groups.find(group);
    if (at == m_groups.end())
        return histories;
    at->lookedAt = true;
    at->withoutPartitions = false;
    histories.reserve(at->partitions.size());
    for (const PartitionSeries& partition : at->partitions)
        histories.push_back({ partition.partition, partition.series.points(fromMs, toMs) });
    return histories;
}

std::vector<HistoryGap> LagHistory::gaps(qint64 fromMs, qint64 toMs) const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<HistoryGap> gaps;
    for (const HistoryGap& gap : m_gaps)
        if (gap.fromUtcMs <= toMs && (gap.toUtcMs == 0 || gap.toUtcMs >= fromMs))
            gaps.push_back(gap);
    return gaps;
}

std::vector<float> LagHistory::groupTrend(const QString& group, qint64 nowMs, int count) const
{
    const std::scoped_lock lock(m_mutex);
    const auto at = m_groups.constFind(group);
    return at == m_groups.constEnd() ? std::vector<float>{}
                                     : at->total.sampled(nowMs - HistorySeries::FineMs, nowMs, count);
}

std::vector<float> LagHistory::recordsInTrend(qint64 nowMs, int count) const
{
    const std::scoped_lock lock(m_mutex);
    return m_in.sampled(nowMs - HistorySeries::FineMs, nowMs, count);
}

double LagHistory::peakIn(qint64 fromMs, qint64 toMs) const
{
    double peak = 0;
    for (const HistoryPoint& point : recordsIn(fromMs, toMs))
        peak = std::max(peak, double(point.max));
    return peak;
}

qsizetype LagHistory::bytes() const
{
    const std::scoped_lock lock(m_mutex);
    return m_bytes;
}

qint64 LagHistory::evicted() const
{
    const std::scoped_lock lock(m_mutex);
    return m_evicted;
}

qint64 LagHistory::sinceUtcMs() const
{
    const std::scoped_lock lock(m_mutex);
    return m_sinceUtcMs;
}

} // namespace spillway
