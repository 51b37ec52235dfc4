// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fakecluster.h"

#include <algorithm>

namespace spillway::test {

void FakeCluster::addTopic(const QString& name, int partitions)
{
    const std::scoped_lock lock(m_mutex);
    TopicInfo topic{ name, {}, {} };
    std::vector<BrokerId> replicas;
    for (const Broker& broker : m_metadata.brokers)
        replicas.push_back(broker.id);
    for (int p = 0; p < partitions; ++p) {
        const auto leader = replicas.empty() ? std::nullopt : std::optional(replicas[std::size_t(p) % replicas.size()]);
        topic.partitions.push_back({ Partition{ p }, leader, replicas, replicas });
        m_ends[{ name, Partition{ p } }] = 0;
    }
    m_metadata.topics.push_back(std::move(topic));
    std::ranges::sort(m_metadata.topics, {}, &TopicInfo::name);
}

void FakeCluster::removeTopic(const QString& name)
{
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_metadata.topics, [&](const TopicInfo& t) { return t.name == name; });
    std::erase_if(m_ends, [&](const auto& end) { return end.first.topic == name; });
}

void FakeCluster::addBroker(int id)
{
    const std::scoped_lock lock(m_mutex);
    m_metadata.brokers.push_back({ BrokerId{ id }, QStringLiteral("kafka-%1.example").arg(id), 9092 });
    std::ranges::sort(m_metadata.brokers, {}, &Broker::id);
}

void FakeCluster::removeBroker(int id)
{
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_metadata.brokers, [&](const Broker& b) { return b.id.value == id; });
}

void FakeCluster::addGroup(const QString& id, const QString& topic, int members, bool newProtocol)
{
    const std::scoped_lock lock(m_mutex);
    ConsumerGroup group;
    group.id = id;
    group.state = members > 0 ? GroupState::Stable : GroupState::Empty;
    group.newProtocol = newProtocol;
    group.assignor = newProtocol ? QString() : QStringLiteral("range");
    if (!newProtocol) {
        group.members.emplace();
        for (int m = 0; m < members; ++m)
            group.members->push_back({ QStringLiteral("client-%1-uuid").arg(m), QStringLiteral("client-%1").arg(m), {},
                QStringLiteral("/10.20.4.%1").arg(31 + m), {} });
        if (const TopicInfo* info = m_metadata.find(topic); info && members > 0)
            for (const PartitionInfo& p : info->partitions)
                (*group.members)[std::size_t(p.partition.value % members)].assignment.push_back({ topic, p.partition });
    }
    m_groups[id] = std::move(group);
}

void FakeCluster::removeGroup(const QString& id)
{
    const std::scoped_lock lock(m_mutex);
    m_groups.erase(id);
}

void FakeCluster::setEnd(const QString& topic, int partition, qint64 end)
{
    const std::scoped_lock lock(m_mutex);
    m_ends[{ topic, Partition{ partition } }] = end;
}

qint64 FakeCluster::end(const QString& topic, int partition) const
{
    const std::scoped_lock lock(m_mutex);
    return m_ends.at({ topic, Partition{ partition } });
}

void FakeCluster::grow(const QString& topic, qint64 perPartition)
{
    const std::scoped_lock lock(m_mutex);
    for (auto& [partition, end] : m_ends)
        if (partition.topic == topic)
            end += perPartition;
}

void FakeCluster::commit(const QString& group, const QString& topic, int partition, qint64 offset)
{
    const std::scoped_lock lock(m_mutex);
    auto& offsets = m_groups[group].offsets;
    const TopicPartition tp{ topic, Partition{ partition } };
    const auto at = std::ranges::lower_bound(offsets, tp, {}, &CommittedOffset::partition);
    if (at != offsets.end() && at->partition == tp)
        at->offset = Offset{ offset };
    else
        offsets.insert(at, { tp, Offset{ offset }, {} });
}

void FakeCluster::commitAll(const QString& group, const QString& topic, qint64 behind)
{
    std::map<TopicPartition, qint64> ends;
    {
        const std::scoped_lock lock(m_mutex);
        ends = m_ends;
    }
    for (const auto& [partition, end] : ends)
        if (partition.topic == topic)
            commit(group, topic, partition.partition.value, end - behind);
}

void FakeCluster::setUnderReplicated(const QString& topic, int partition, bool underReplicated)
{
    const std::scoped_lock lock(m_mutex);
    for (TopicInfo& info : m_metadata.topics)
        if (info.name == topic) {
            PartitionInfo& p = info.partitions[std::size_t(partition)];
            p.inSyncReplicas = p.replicas;
            if (underReplicated)
                p.inSyncReplicas.pop_back();
        }
}

void FakeCluster::fail(std::optional<Error> error, const QStringList& brokerErrors)
{
    const std::scoped_lock lock(m_mutex);
    m_error = std::move(error);
    m_brokerErrors = brokerErrors;
}

void FakeCluster::failGroups(std::optional<Error> error)
{
    const std::scoped_lock lock(m_mutex);
    m_groupsError = std::move(error);
}

void FakeCluster::failBrokerConfig(std::optional<Error> error)
{
    const std::scoped_lock lock(m_mutex);
    m_brokerConfigError = std::move(error);
}

void FakeCluster::hang(bool deaf)
{
    const std::scoped_lock lock(m_mutex);
    m_hanging = true;
    m_deaf = deaf;
}

void FakeCluster::release()
{
    const std::scoped_lock lock(m_mutex);
    m_hanging = false;
    m_changed.notify_all();
}

int FakeCluster::questions() const
{
    const std::scoped_lock lock(m_mutex);
    return m_questions;
}

Result<> FakeCluster::enter()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_hanging || (m_cancelled && !m_deaf); });
    if (m_cancelled)
        return Failure(Error{ ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, false, false });
    if (m_error)
        return Failure(*m_error);
    return {};
}

Result<ClusterMetadata> FakeSource::metadata()
{
    {
        const std::scoped_lock lock(m_cluster->m_mutex);
        ++m_cluster->m_questions;
    }
    if (auto in = m_cluster->enter(); !in)
        return Failure(in.error());
    const std::scoped_lock lock(m_cluster->m_mutex);
    return m_cluster->m_metadata;
}

Result<std::vector<Watermarks>> FakeSource::watermarks(
    const std::vector<TopicPartition>& partitions, const ClusterMetadata&)
{
    if (auto in = m_cluster->enter(); !in)
        return Failure(in.error());
    const std::scoped_lock lock(m_cluster->m_mutex);
    std::vector<Watermarks> answers;
    for (const TopicPartition& partition : partitions) {
        const auto end = m_cluster->m_ends.find(partition);
        answers.push_back(end == m_cluster->m_ends.end()
                ? Watermarks{}
                : Watermarks{ Offset{ 0 }, Offset{ end->second }, Offset{ end->second } });
    }
    return answers;
}

Result<std::vector<ConsumerGroup>> FakeSource::groups()
{
    if (auto in = m_cluster->enter(); !in)
        return Failure(in.error());
    const std::scoped_lock lock(m_cluster->m_mutex);
    if (m_cluster->m_groupsError)
        return Failure(*m_cluster->m_groupsError);
    std::vector<ConsumerGroup> groups;
    for (const auto& [id, group] : m_cluster->m_groups)
        groups.push_back(group);
    return groups;
}

Result<std::vector<ConfigEntry>> FakeSource::topicConfig(const QString& topic)
{
    if (auto in = m_cluster->enter(); !in)
        return Failure(in.error());
    return std::vector<ConfigEntry>{ { QStringLiteral("of"), topic, QStringLiteral("topic"), false, false, false } };
}

Result<std::vector<ConfigEntry>> FakeSource::brokerConfig(BrokerId broker)
{
    if (auto in = m_cluster->enter(); !in)
        return Failure(in.error());
    const std::scoped_lock lock(m_cluster->m_mutex);
    if (m_cluster->m_brokerConfigError)
        return Failure(*m_cluster->m_brokerConfigError);
    const auto number = QString::number(broker.value);
    return std::vector<ConfigEntry>{
        { QStringLiteral("broker.rack"), QStringLiteral("rack-") + number, QStringLiteral("broker"), false, true,
            false },
        { QStringLiteral("log.retention.ms"), QStringLiteral("604800000"), QStringLiteral("default"), true, false,
            false },
        { QStringLiteral("node.id"), number, QStringLiteral("broker"), false, true, false },
        { QStringLiteral("ssl.keystore.password"), std::nullopt, QStringLiteral("broker"), false, true, true },
    };
}

QStringList FakeSource::brokerErrors() const
{
    const std::scoped_lock lock(m_cluster->m_mutex);
    return m_cluster->m_brokerErrors;
}

void FakeSource::cancel()
{
    const std::scoped_lock lock(m_cluster->m_mutex);
    m_cluster->m_cancelled = true;
    m_cluster->m_changed.notify_all();
}

} // namespace spillway::test
