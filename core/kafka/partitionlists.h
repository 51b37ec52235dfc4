// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/groupconsumer.h"
#include "core/kafka/handles.h"

namespace spillway::kafka {

/// librdkafka's lists of partitions to ours and back.
PartitionListHandle listOf(const std::vector<TopicPartition>& partitions);
PartitionListHandle listOf(const std::vector<std::pair<TopicPartition, Offset>>& offsets);
std::vector<TopicPartition> partitionsOf(const rd_kafka_topic_partition_list_t& list);
/// With the offsets in the list as committed ones and starts; without one where it is a logical one.
std::vector<AssignedPartition> assignedOf(const rd_kafka_topic_partition_list_t& list);

/// Finds where reading of newly assigned partitions begins, as GroupConsumerSettings::commitsStarts says, writes the
/// offsets into `assigned` and commits those that had no commit. Blocks on the cluster, 5 s per question; what cannot
/// be resolved is left to librdkafka, which then begins at the oldest record.
///
/// Which partitions are new to a topic and which new to the group? The member with partition 0 of a topic nobody has
/// committed to commits the start of all its partitions in one request, so afterwards a partition without a commit
/// beside others with one was added later.
std::vector<AssignedPartition> resolveStarts(
    rd_kafka_t* client, const GroupConsumerSettings& settings, rd_kafka_topic_partition_list_t& assigned);

} // namespace spillway::kafka
