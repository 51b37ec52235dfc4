// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/error.h"
#include "core/types/topicpartition.h"

#include <QList>
#include <QString>

#include <optional>
#include <vector>

/// Values that describe a cluster, its topics and its consumer groups, as brokers answered. All are plain data, safe to
/// hand between threads.
namespace spillway {

struct Broker {
    BrokerId id;
    QString host;
    quint16 port = 0;

    friend bool operator==(const Broker&, const Broker&) = default;
};

struct PartitionInfo {
    Partition partition;
    std::optional<BrokerId> leader; ///< nullopt: leaderless, its offsets cannot be asked
    std::vector<BrokerId> replicas;
    std::vector<BrokerId> inSyncReplicas;

    bool underReplicated() const { return inSyncReplicas.size() < replicas.size(); }
    friend bool operator==(const PartitionInfo&, const PartitionInfo&) = default;
};

struct TopicInfo {
    QString name;
    std::vector<PartitionInfo> partitions; ///< in order of their number
    std::optional<Error> error; ///< this topic's own trouble (not authorised, leader election), the others are fine

    int replicationFactor() const
    {
        return partitions.empty() ? 0 : static_cast<int>(partitions.front().replicas.size());
    }
    /// Kafka's own topics, "__consumer_offsets" and the like.
    bool internal() const { return name.startsWith(QLatin1String("__")); }
    friend bool operator==(const TopicInfo&, const TopicInfo&) = default;
};

/// One answer to Metadata. KRaft brokers name a random live broker as controller, so it is not kept.
struct ClusterMetadata {
    QString clusterId;
    std::vector<Broker> brokers; ///< by id
    std::vector<TopicInfo> topics; ///< by name

    const TopicInfo* find(const QString& topic) const;
    friend bool operator==(const ClusterMetadata&, const ClusterMetadata&) = default;
};

/// A topic's or broker's setting.
struct ConfigEntry {
    QString name;
    std::optional<QString> value; ///< nullopt: the broker keeps it secret (sensitive)
    QString source; ///< "default", "topic", "broker default", … in words
    bool isDefault = false;
    bool readOnly = false;
    bool sensitive = false;

    friend bool operator==(const ConfigEntry&, const ConfigEntry&) = default;
};

enum class GroupState { Unknown, PreparingRebalance, CompletingRebalance, Stable, Dead, Empty };
/// Kafka's own word for the state, e.g. "Stable", "PreparingRebalance".
QString groupStateName(GroupState state);

struct GroupMember {
    QString memberId;
    QString clientId;
    QString groupInstanceId; ///< static membership; empty without
    QString host;
    std::vector<TopicPartition> assignment; ///< sorted

    friend bool operator==(const GroupMember&, const GroupMember&) = default;
};

/// A committed offset of a group. `offset` nullopt: the group names the partition but has no commit there.
struct CommittedOffset {
    TopicPartition partition;
    std::optional<Offset> offset;
    std::optional<Error> error;

    friend bool operator==(const CommittedOffset&, const CommittedOffset&) = default;
};

struct ConsumerGroup {
    QString id;
    GroupState state = GroupState::Unknown;
    /// KIP-848 groups ("consumer" protocol) cannot be described by librdkafka 2.0.2: members is nullopt then, state is
    /// what listing said.
    bool newProtocol = false;
    QString assignor; ///< partition assignor, e.g. "range"; empty when unknown
    std::optional<BrokerId> coordinator;
    std::optional<std::vector<GroupMember>> members; ///< nullopt: not available
    std::vector<CommittedOffset> offsets; ///< sorted by partition; empty: no commits at all
    std::optional<Error> error; ///< this group did not answer; the others are fine

    friend bool operator==(const ConsumerGroup&, const ConsumerGroup&) = default;
};

} // namespace spillway
