// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/admin.h"

namespace spillway::kafka {

/// What a cluster inside this process answers itself, because its brokers cannot (librdkafka 2.0.2's mock: no list or
/// description of groups, no configurations, no making of topics by request, no offsets by time). Where
/// ConnectionSettings carries one, Admin, Producer and GroupConsumer ask and tell it; everything else goes to the
/// brokers as with any cluster. Callable from any thread; only awaitReady() waits.
class LocalCluster {
public:
    virtual ~LocalCluster() = default;

    /// Waits until the cluster has its topics and history, at most `patience`; whether it has.
    virtual bool awaitReady(Milliseconds patience) = 0;
    /// By id, with members, without offsets: those are with the brokers.
    virtual std::vector<ConsumerGroup> groups() const = 0;
    virtual Result<std::vector<ConfigEntry>> topicConfig(const QString& topic) const = 0;
    virtual Result<> createTopic(const NewTopic& topic) = 0;
    virtual Result<> deleteTopic(const QString& topic) = 0;
    /// The first offset whose record is at or after a time (milliseconds since 1970 UTC); nullopt: none is.
    virtual std::optional<Offset> offsetAt(const TopicPartition& partition, qint64 timestampMs) const = 0;

    /// A producer of this process wrote a record.
    virtual void recordWritten(const TopicPartition& partition, Offset offset, qint64 timestampMs) = 0;
    /// A consumer of this process is a member of a group, with this assignment.
    virtual void memberSeen(const QString& group, const GroupMember& member) = 0;
    virtual void memberLeft(const QString& group, const QString& memberId) = 0;
};

} // namespace spillway::kafka
