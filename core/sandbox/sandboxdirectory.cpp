// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sandbox/sandboxdirectory.h"

#include <algorithm>

namespace spillway::sandbox {

namespace {

constexpr size_t MostTimes = 16'384;
constexpr size_t MostTopics = 500;
constexpr int MostPartitions = 5000;

/// What a topic has where nobody set anything: Kafka 4's own defaults of the settings people look for.
constexpr std::pair<const char*, const char*> Defaults[] = { { "cleanup.policy", "delete" },
    { "compression.type", "producer" }, { "delete.retention.ms", "86400000" }, { "max.message.bytes", "1048588" },
    { "message.timestamp.type", "CreateTime" }, { "min.cleanable.dirty.ratio", "0.5" }, { "min.insync.replicas", "1" },
    { "retention.bytes", "-1" }, { "retention.ms", "604800000" }, { "segment.bytes", "1073741824" },
    { "segment.ms", "604800000" }, { "unclean.leader.election.enable", "false" } };

Error unknownTopic(const QString& topic)
{
    return { .code = ErrorCode::NotFound,
        .message = QStringLiteral("Topic does not exist: %1").arg(topic),
        .hint = QStringLiteral("create it, or check the name") };
}

} // namespace

SandboxDirectory::SandboxDirectory(MockCluster& brokers)
    : m_brokers(&brokers)
{
}

bool SandboxDirectory::awaitReady(kafka::Milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, patience, [this] { return m_ready || !m_brokers; });
}

void SandboxDirectory::setReady()
{
    const std::lock_guard lock(m_mutex);
    m_ready = true;
    m_changed.notify_all();
}

void SandboxDirectory::detach()
{
    const std::lock_guard lock(m_mutex);
    m_brokers = nullptr;
    m_changed.notify_all();
}

std::vector<ConsumerGroup> SandboxDirectory::groups() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<ConsumerGroup> groups;
    for (const auto& [id, members] : m_groups) {
        ConsumerGroup group;
        group.id = id;
        group.state = members.empty() ? GroupState::Empty : GroupState::Stable;
        group.assignor = members.empty() ? QString() : QStringLiteral("range");
        group.coordinator = BrokerId{ 1 };
        group.members.emplace();
        for (const auto& [memberId, member] : members)
            group.members->push_back(member);
        groups.push_back(std::move(group));
    }
    return groups;
}

Result<std::vector<ConfigEntry>> SandboxDirectory::topicConfig(const QString& topic) const
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_topics.find(topic);
    if (at == m_topics.end())
        return Failure(unknownTopic(topic));
    std::map<QString, ConfigEntry> entries;
    for (const auto& [name, value] : Defaults)
        entries[QLatin1String(name)]
            = { QLatin1String(name), QString(QLatin1String(value)), QStringLiteral("default"), true };
    for (const auto& [name, value] : at->second.config)
        entries[name] = { name, value, QStringLiteral("topic"), false };
    std::vector<ConfigEntry> list;
    for (auto& [name, entry] : entries)
        list.push_back(std::move(entry));
    return list;
}

Result<> SandboxDirectory::createTopic(const kafka::NewTopic& topic)
{
    const std::lock_guard lock(m_mutex);
    if (!m_brokers)
        return Failure(Error{ ErrorCode::Unreachable, QStringLiteral("The sandbox has ended"), {} });
    int partitions = topic.partitions;
    for (const auto& [name, known] : m_topics)
        partitions += known.partitions;
    if (topic.partitions < 1 || partitions > MostPartitions || m_topics.size() >= MostTopics)
        return Failure(Error{ ErrorCode::InvalidArgument,
            QStringLiteral("Create topic %1: the sandbox takes 1 to %2 partitions in at most %3 topics")
                .arg(topic.name)
                .arg(MostPartitions)
                .arg(MostTopics),
            QStringLiteral("ask for fewer partitions") });
    if (auto made = m_brokers->createTopic(topic.name, topic.partitions); !made)
        return made;
    m_topics[topic.name] = topic;
    return {};
}

Result<> SandboxDirectory::deleteTopic(const QString& topic)
{
    const std::lock_guard lock(m_mutex);
    if (!m_topics.contains(topic))
        return Failure(unknownTopic(topic));
    return Failure(Error{ ErrorCode::Unsupported, QStringLiteral("Delete topic %1: not in the sandbox").arg(topic),
        QStringLiteral("topics of the sandbox go when it ends") });
}

std::optional<Offset> SandboxDirectory::offsetAt(const TopicPartition& partition, qint64 timestampMs) const
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_times.find(partition);
    if (at == m_times.end())
        return {};
    const auto& timestamps = at->second.timestamps; // not sorted: a producer says what it likes
    const auto found = std::ranges::find_if(timestamps, [&](qint64 time) { return time >= timestampMs; });
    if (found == timestamps.end())
        return {};
    return Offset{ at->second.first + (found - timestamps.begin()) };
}

void SandboxDirectory::recordWritten(const TopicPartition& partition, Offset offset, qint64 timestampMs)
{
    const std::lock_guard lock(m_mutex);
    Times& times = m_times[partition];
    const auto size = static_cast<qint64>(times.timestamps.size());
    if (offset.value < times.first)
        return;
    if (offset.value - times.first > size + static_cast<qint64>(MostTimes)) {
        times = { offset.value, { timestampMs } };
        return;
    }
    for (qint64 i = size; i <= offset.value - times.first; ++i)
        times.timestamps.push_back(-1); // between: not ours, or its report comes later
    times.timestamps[static_cast<size_t>(offset.value - times.first)] = timestampMs;
    while (times.timestamps.size() > MostTimes) {
        times.timestamps.pop_front();
        ++times.first;
    }
}

void SandboxDirectory::memberSeen(const QString& group, const GroupMember& member)
{
    const std::lock_guard lock(m_mutex);
    m_groups[group][member.memberId] = member;
}

void SandboxDirectory::memberLeft(const QString& group, const QString& memberId)
{
    const std::lock_guard lock(m_mutex);
    m_groups[group].erase(memberId);
}

std::vector<TopicPartition> SandboxDirectory::partitionsOf(const QStringList& topics) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<TopicPartition> list;
    for (const QString& topic : topics)
        if (const auto at = m_topics.find(topic); at != m_topics.end())
            for (int i = 0; i < at->second.partitions; ++i)
                list.push_back({ topic, Partition{ i } });
    return list;
}

Offset SandboxDirectory::end(const TopicPartition& partition) const
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_times.find(partition);
    return at == m_times.end() ? Offset{ 0 }
                               : Offset{ at->second.first + static_cast<qint64>(at->second.timestamps.size()) };
}

} // namespace spillway::sandbox
