// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersource.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace spillway::test {

/// A cluster made of numbers, written by a test while a monitor on another thread reads it through FakeSource.
class FakeCluster {
public:
    /// Topic with `partitions` partitions over all brokers, all offsets 0.
    void addTopic(const QString& name, int partitions);
    void removeTopic(const QString& name);
    void addBroker(int id);
    void removeBroker(int id);
    /// Members "client-0", …; partitions are dealt to them in turn. No members: Empty.
    void addGroup(const QString& id, const QString& topic, int members, bool newProtocol = false);
    void removeGroup(const QString& id);
    void setEnd(const QString& topic, int partition, qint64 end);
    qint64 end(const QString& topic, int partition) const;
    void grow(const QString& topic, qint64 perPartition);
    void commit(const QString& group, const QString& topic, int partition, qint64 offset);
    /// Commits every partition `behind` records before the end.
    void commitAll(const QString& group, const QString& topic, qint64 behind);
    void setUnderReplicated(const QString& topic, int partition, bool underReplicated);

    /// Every question fails like this until it is set back.
    void fail(std::optional<Error> error, const QStringList& brokerErrors = {});
    void failGroups(std::optional<Error> error);
    void failBrokerConfig(std::optional<Error> error);
    /// Questions wait until released; `deaf`: even cancel() does not end them.
    void hang(bool deaf = false);
    void release();
    int questions() const; ///< metadata calls so far

private:
    friend class FakeSource;
    Result<> enter();

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    ClusterMetadata m_metadata;
    std::map<TopicPartition, qint64> m_ends;
    std::map<QString, ConsumerGroup> m_groups;
    std::optional<Error> m_error;
    std::optional<Error> m_groupsError;
    std::optional<Error> m_brokerConfigError;
    QStringList m_brokerErrors;
    bool m_hanging = false;
    bool m_deaf = false;
    bool m_cancelled = false;
    int m_questions = 0;
};

class FakeSource : public ClusterSource {
public:
    explicit FakeSource(std::shared_ptr<FakeCluster> cluster)
        : m_cluster(std::move(cluster))
    {
    }
    Result<ClusterMetadata> metadata() override;
    Result<std::vector<Watermarks>> watermarks(
        const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata) override;
    Result<std::vector<ConsumerGroup>> groups() override;
    Result<std::vector<ConfigEntry>> topicConfig(const QString& topic) override;
    Result<std::vector<ConfigEntry>> brokerConfig(BrokerId broker) override;
    QStringList brokerErrors() const override;
    void cancel() override;

private:
    std::shared_ptr<FakeCluster> m_cluster;
};

} // namespace spillway::test
