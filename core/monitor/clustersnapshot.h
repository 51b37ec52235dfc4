// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/groupstatus.h"
#include "core/types/cluster.h"
#include "core/types/lag.h"

#include <QMetaType>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace spillway {

/// One topic's figures; `first` and `count` are its range in ClusterSnapshot::watermarks, by partition.
struct TopicFigures {
    std::size_t first = 0;
    std::size_t count = 0;
    std::optional<qint64> records; ///< kept now: high - log start; nullopt when a partition is unknown
    std::optional<double> inPerSecond; ///< records per second; nullopt until observed
    int underReplicated = 0;
    int leaderless = 0;
};

/// One partition a group reads: the lag row and how it has been moving.
struct GroupPartition {
    PartitionLag lag;
    std::optional<Offset> logStart;
    std::optional<double> inPerSecond;
    std::optional<double> outPerSecond; ///< progress of commits
    GroupStatus status = GroupStatus::Unknown;
    CatchUp catchUp;
    qint64 silentMs = 0; ///< observed time with records waiting and no commit moving
    qint64 rewoundBy = 0; ///< records, while status is Rewound
    int member = -1; ///< index in the group's members; -1: nobody, or not known
};

/// One group. `info.offsets` is empty here, ClusterSnapshot::partitionsOf() has them as lag rows.
struct GroupFigures {
    ConsumerGroup info;
    std::size_t first = 0; ///< range in ClusterSnapshot::groupPartitions, by topic and partition
    std::size_t count = 0;
    int topics = 0;
    std::optional<Lag> lag; ///< sum over partitions with a commit; nullopt when there is none
    std::optional<double> inPerSecond;
    std::optional<double> outPerSecond;
    GroupStatus status = GroupStatus::Unknown;
    qint64 statusSinceUtcMs = 0; ///< when the status became what it is, or when watching began
    bool sinceStart = true; ///< the status is as old as the watching: it may be older in truth
    int worst = -1; ///< index into the group's partitions that decides the status; -1: none
    double shareOfLag = 0; ///< 0…1, what the partition with the most lag holds
    int largest = -1; ///< index of the partition with the most lag; -1: no lag
    CatchUp catchUp;
    std::optional<double> retentionUsed; ///< 0…1: lag of what its partitions keep, worst partition
    std::vector<float>
        trend; ///< total lag of the last 15 min, evenly spaced, oldest first; of what there is when it is younger
};

/// The cluster as it was at one moment. Immutable once published, shared between threads.
struct ClusterSnapshot {
    quint64 number = 0; ///< 1, 2, …
    qint64 takenAtUtcMs = 0;
    qint64 takenAtMs = 0; ///< monotonic: what ages and rates are computed from
    qint64 cycleMs = 0; ///< how long asking took
    qint64 intervalMs = 0; ///< from one cycle to the next
    int requests = 0; ///< estimate: what this cycle cost the brokers

    ClusterMetadata metadata;
    std::vector<TopicFigures> topics; ///< in parallel with metadata.topics
    std::vector<Watermarks> watermarks;
    std::vector<GroupFigures> groups; ///< by id
    std::vector<GroupPartition> groupPartitions;
    bool groupsRead = false; ///< false: groups are unknown in this cycle, not none
    int groupsAnswered = 0;
    std::vector<Error> errors; ///< parts that could not be had in this cycle; what is shown for them is unknown

    int partitions = 0;
    int underReplicated = 0;
    int leaderless = 0;
    std::optional<qint64> recordsKept;
    std::optional<double> inPerSecond;
    std::optional<double> outPerSecond; ///< all groups
    Lag totalLag;
    int groupsInTrouble = 0;

    const GroupFigures* group(const QString& id) const;
    std::span<const GroupPartition> partitionsOf(const GroupFigures& group) const;
    const TopicFigures* topic(const QString& name) const;
    std::span<const Watermarks> watermarksOf(const TopicFigures& topic) const;
};

using SnapshotPtr = std::shared_ptr<const ClusterSnapshot>;

} // namespace spillway

Q_DECLARE_METATYPE(spillway::SnapshotPtr)
