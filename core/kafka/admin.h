// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionsettings.h"
#include "core/types/cluster.h"
#include "core/types/lag.h"
#include "core/types/result.h"

#include <QStringList>

#include <chrono>
#include <map>
#include <memory>
#include <stop_token>
#include <vector>

namespace spillway::kafka {

using Milliseconds = std::chrono::milliseconds;

/// Which end of a partition, or the first offset whose record is at or after a time.
struct OffsetQuestion {
    enum class Kind { LogStart, High, LastStable, Time } kind = Kind::High;
    qint64 timestampMs = 0; ///< Time only: milliseconds since 1970 UTC
};

struct OffsetAnswer {
    TopicPartition partition;
    std::optional<Offset> offset; ///< Time: nullopt when no record is that young
    std::optional<Error> error;
};

/// A topic to be created. replicationFactor nullopt: the broker's default.
struct NewTopic {
    QString name;
    int partitions = 1;
    std::optional<int> replicationFactor;
    std::map<QString, QString> config;
};

struct WatermarksAndGroups {
    Result<std::vector<Watermarks>> watermarks;
    Result<std::vector<ConsumerGroup>> groups;
};

/// Questions to and changes of one cluster. Calls block until answered or until the deadline, so they belong on a
/// worker thread or in a command line; one thread at a time. Partial answers are data: each group, topic and partition
/// carries its own error.
///
/// Inside: two handles, because a handle answers end offsets at its own isolation level (measured): read_uncommitted
/// for everything and the high watermark, read_committed for the last stable offset and the oldest ones; a third for
/// groups where they are asked for beside offsets, since a broker answers one connection's requests one by one. Handles
/// that miss their deadline twice in a row are abandoned on a thread of their own and replaced. Costs (2 cores, Kafka
/// 4.3.1 on the same machine): see `./dev bench lag`.
class Admin {
public:
    /// Never blocks: librdkafka connects in the background. Fails on settings librdkafka refuses.
    static Result<std::unique_ptr<Admin>> create(const ConnectionSettings& settings);
    ~Admin();
    Admin(const Admin&) = delete;
    Admin& operator=(const Admin&) = delete;

    /// How long one call may take; default 10 s, at least 100 ms.
    void setDeadline(Milliseconds deadline);
    /// Makes running and later calls end soon with Cancelled. Callable from any thread.
    void cancel();

    Result<ClusterMetadata> metadata();
    /// Answers in the order asked. Leaderless and unknown partitions get their own error and do not hold up the rest.
    Result<std::vector<OffsetAnswer>> offsets(
        const std::vector<TopicPartition>& partitions, OffsetQuestion question, const ClusterMetadata& metadata);
    /// LogStart and High (and LastStable where wanted) of all given partitions, in the order asked.
    Result<std::vector<Watermarks>> watermarks(
        const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata, bool lastStable = false);

    Result<std::vector<ConfigEntry>> topicConfig(const QString& topic);
    /// Answered by that broker itself; needs the right to describe the cluster's configuration.
    Result<std::vector<ConfigEntry>> brokerConfig(BrokerId broker);
    Result<> createTopic(const NewTopic& topic);
    Result<> deleteTopic(const QString& topic);

    /// All groups: one description per broker, and the committed offsets of all groups in flight together. Groups with
    /// members not seen before are described one by one as well (see groupdescription.h).
    Result<std::vector<ConsumerGroup>> groups();
    /// watermarks() and groups() at the same time, which takes hardly longer than one of them; each fails by itself.
    WatermarksAndGroups watermarksAndGroups(
        const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata, bool lastStable = false);
    /// The groups named; one that does not exist comes back as Dead without offsets.
    Result<std::vector<ConsumerGroup>> groups(const QStringList& ids);

    /// Commits offsets for a group that has no members (Kafka refuses it otherwise, with UnknownMember). A change:
    /// belongs behind the gate.
    Result<> commitOffsets(const QString& group, const std::vector<CommittedOffset>& offsets);

    /// What librdkafka said about brokers since the last successful answer: one line per broker, newest reason.
    QStringList brokerErrors() const;

private:
    Result<std::vector<ConfigEntry>> describeConfig(int resourceType, const QString& name, const QString& doing);

    struct Private;
    explicit Admin(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// Joins groups, their commits and watermarks to lag rows, sorted by group, topic, partition; also a row per partition
/// that a member is assigned without a commit. `partitions` and `watermarks` run in parallel.
std::vector<PartitionLag> joinLag(const std::vector<ConsumerGroup>& groups,
    const std::vector<TopicPartition>& partitions, const std::vector<Watermarks>& watermarks);

} // namespace spillway::kafka
