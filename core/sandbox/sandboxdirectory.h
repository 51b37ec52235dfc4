// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/localcluster.h"
#include "core/sandbox/mockcluster.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

namespace spillway::sandbox {

/// What the sandbox knows about its cluster beyond what the mock's brokers answer: configurations, groups and their
/// members, times of records (the newest 16,384 of each partition). Outlives the brokers, for copies of
/// ConnectionSettings may.
class SandboxDirectory : public kafka::LocalCluster {
public:
    explicit SandboxDirectory(MockCluster& brokers);

    bool awaitReady(kafka::Milliseconds patience) override;
    std::vector<ConsumerGroup> groups() const override;
    Result<std::vector<ConfigEntry>> topicConfig(const QString& topic) const override;
    /// At most 500 topics and 5,000 partitions: each partition may keep 5 MB.
    Result<> createTopic(const kafka::NewTopic& topic) override;
    /// Unsupported: the mock cannot.
    Result<> deleteTopic(const QString& topic) override;
    std::optional<Offset> offsetAt(const TopicPartition& partition, qint64 timestampMs) const override;
    void recordWritten(const TopicPartition& partition, Offset offset, qint64 timestampMs) override;
    void memberSeen(const QString& group, const GroupMember& member) override;
    void memberLeft(const QString& group, const QString& memberId) override;

    void setReady();
    /// From here on nothing reaches the brokers.
    void detach();
    /// Partitions of the topics, in order; none of a topic that is not known.
    std::vector<TopicPartition> partitionsOf(const QStringList& topics) const;
    /// One after the newest record that was written, 0 when none was.
    Offset end(const TopicPartition& partition) const;

private:
    struct Times {
        qint64 first = 0; ///< offset of the first
        std::deque<qint64> timestamps; ///< milliseconds since 1970 UTC; -1: not known
    };

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    MockCluster* m_brokers; ///< null when they are gone
    bool m_ready = false;
    std::map<QString, kafka::NewTopic> m_topics;
    std::map<QString, std::map<QString, GroupMember>> m_groups; ///< group, member id
    std::map<TopicPartition, Times> m_times;
};

} // namespace spillway::sandbox
