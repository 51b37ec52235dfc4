// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"
#include "core/monitor/ratetracker.h"
#include "core/types/result.h"

#include <QHash>

#include <vector>

namespace spillway {

/// Both clocks, read together. Monotonic milliseconds measure, UTC milliseconds are shown.
struct MonitorTime {
    qint64 monotonicMs = 0;
    qint64 utcMs = 0;
};

/// What one cycle of questions brought. `partitions` and the watermarks run in parallel.
struct CycleAnswers {
    ClusterMetadata metadata;
    std::vector<TopicPartition> partitions;
    Result<std::vector<Watermarks>> watermarks;
    Result<std::vector<ConsumerGroup>> groups;
    MonitorTime at;
    qint64 cycleMs = 0;
};

/// All partitions of all topics, in metadata's order.
std::vector<TopicPartition> allPartitions(const ClusterMetadata& metadata);

/// Turns answers into snapshots and remembers what rates, trends and status need between them. No threads, no clocks.
class ClusterPicture {
public:
    /// `at` must not go backwards on the monotonic clock.
    ClusterSnapshot advance(CycleAnswers answers);
    /// After time that was not observed: rates, trends and silences start anew. What was rewound stays known.
    void interrupt();

    // What a group's partition is remembered by.
    struct PartitionTrack {
        TopicPartition partition;
        RateTracker commits;
        LagTrend trend;
        std::optional<qint64> end;
        qint64 waitingSinceMs = -1; ///< monotonic; since when records wait and no commit moved; -1: not
        std::optional<qint64> lastCommit;
        std::optional<qint64> rewoundFrom; ///< committed offset before it went backwards
    };

private:
    struct TopicTrack {
        std::vector<RateTracker> ends; ///< by index in the topic
        quint64 seen = 0;
    };
    struct GroupTrack {
        std::vector<PartitionTrack> partitions; ///< sorted
        std::optional<GroupStatus> status;
        qint64 sinceUtcMs = 0;
        bool sinceStart = true;
        quint64 seen = 0;
    };

    void figureTopics(ClusterSnapshot& snapshot, std::vector<std::optional<double>>& rates);
    void figureGroups(ClusterSnapshot& snapshot, std::vector<ConsumerGroup> groups,
        const std::vector<TopicPartition>& partitions, const std::vector<std::optional<double>>& rates);
    void figureGroup(ClusterSnapshot& snapshot, GroupFigures& group, GroupTrack& track);

    QHash<QString, TopicTrack> m_topics;
    QHash<QString, GroupTrack> m_groups;
    quint64 m_number = 0;
};

} // namespace spillway
