// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"
#include "core/monitor/historyseries.h"

#include <QHash>
#include <QString>

#include <mutex>
#include <vector>

namespace spillway {

/// Time for which there are no figures, and why.
struct HistoryGap {
    enum class Reason { ConnectionLost, Paused, Asleep } reason = Reason::ConnectionLost;
    qint64 fromUtcMs = 0;
    qint64 toUtcMs = 0; ///< 0: still going on

    friend bool operator==(const HistoryGap&, const HistoryGap&) = default;
};
/// "connection lost", "paused", "asleep".
QString gapReasonName(HistoryGap::Reason reason);

/// A partition's past within one group.
struct PartitionHistory {
    TopicPartition partition;
    std::vector<HistoryPoint> points;
};

/// What the monitor remembers of one cluster: records in and out per second, every group's total lag and, as far as the
/// bound allows, its lag per partition. In memory only. Thread-safe: the worker records, pages read copies.
///
/// Bound: `maxBytes` (64 MiB by default: about 500 groups for 6 h and 500 busy partitions beside). At the bound the
/// per-partition history of groups goes first that are not in trouble, were not looked at and have the least lag, then
/// whole groups in the same order; evicted() counts series that left.
class LagHistory {
public:
    explicit LagHistory(qsizetype maxBytes = 64 * 1024 * 1024);

    void record(const ClusterSnapshot& snapshot);
    /// A gap begins, or its reason changes; the next record() ends it.
    void interrupt(HistoryGap::Reason reason, qint64 utcMs);

    std::vector<HistoryPoint> recordsIn(qint64 fromMs, qint64 toMs) const;
    std::vector<HistoryPoint> recordsOut(qint64 fromMs, qint64 toMs) const;
    std::vector<HistoryPoint> totalLag(qint64 fromMs, qint64 toMs) const;
    std::vector<HistoryPoint> groupLag(const QString& group, qint64 fromMs, qint64 toMs) const;
    /// By partition. Asking marks the group as looked at: its partitions are kept longer from now on.
    std::vector<PartitionHistory> partitionLag(const QString& group, qint64 fromMs, qint64 toMs);
    std::vector<HistoryGap> gaps(qint64 fromMs, qint64 toMs) const;

    /// Total lag for a sparkline, see GroupFigures::trend.
    std::vector<float> groupTrend(const QString& group, qint64 nowMs, int count) const;
    std::vector<float> recordsInTrend(qint64 nowMs, int count) const;
    /// The greatest rate of records in within the time; 0 without any.
    double peakIn(qint64 fromMs, qint64 toMs) const;

    qsizetype bytes() const;
    qint64 evicted() const;
    /// When the oldest figure was taken; 0 without any.
    qint64 sinceUtcMs() const;

private:
    struct PartitionSeries {
        TopicPartition partition;
        HistorySeries series;
    };
    struct GroupHistory {
        HistorySeries total;
        std::vector<PartitionSeries> partitions; ///< sorted
        bool withoutPartitions = false; ///< they were evicted; looking at the group begins them anew
        bool lookedAt = false;
        bool inTrouble = false;
        qint64 lag = 0;
        qint64 seenUtcMs = 0;
    };
    void recordGroup(const ClusterSnapshot& snapshot, const GroupFigures& figures);
    void evict();
    qsizetype countBytes() const;

    const qsizetype m_maxBytes;
    mutable std::mutex m_mutex;
    HistorySeries m_in;
    HistorySeries m_out;
    HistorySeries m_lag;
    QHash<QString, GroupHistory> m_groups;
    std::vector<HistoryGap> m_gaps; ///< oldest first, at most 1000
    qint64 m_sinceUtcMs = 0;
    qint64 m_evicted = 0;
    qsizetype m_bytes = 0;
};

} // namespace spillway
