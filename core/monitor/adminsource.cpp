// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/adminsource.h"

#include <algorithm>
#include <chrono>

namespace spillway {

namespace {
constexpr kafka::Milliseconds Soon{ 3000 };
constexpr kafka::Milliseconds Patient{ 10'000 };
}

AdminSource::AdminSource(std::unique_ptr<kafka::Admin> admin)
    : m_admin(std::move(admin))
{
}

Result<ClusterMetadata> AdminSource::metadata()
{
    // Asking for metadata cannot be interrupted. Where nobody is there to answer, short questions in a row wait as well
    // as a long one and let quitting be quick; a broker that is there but slow gets all the time at once.
    const bool nobodyThere = !m_answers && m_trouble == ErrorCode::Unreachable;
    const auto patience = m_answers ? std::max(Soon, 4 * m_usual) : Patient;
    const auto begun = std::chrono::steady_clock::now();
    const auto spent
        = [begun] { return std::chrono::duration_cast<kafka::Milliseconds>(std::chrono::steady_clock::now() - begun); };
    m_admin->setDeadline(nobodyThere ? kafka::Milliseconds(1000) : patience);
    auto answer = m_admin->metadata();
    while (
        nobodyThere && !answer && answer.error().code == ErrorCode::Unreachable && spent() < patience && !m_cancelled)
        answer = m_admin->metadata();
    m_answers = answer.has_value();
    if (m_answers)
        m_usual = spent();
    else
        m_trouble = answer.error().code;
    // The rest may be large: thousands of groups take longer than a broker that is gone should.
    m_admin->setDeadline(Patient);
    return answer;
}

Result<std::vector<Watermarks>> AdminSource::watermarks(
    const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata)
{
    return m_admin->watermarks(partitions, metadata, true);
}

Result<std::vector<ConsumerGroup>> AdminSource::groups()
{
    return m_admin->groups();
}

ClusterSource::Both AdminSource::watermarksAndGroups(
    const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata)
{
    auto [watermarks, groups] = m_admin->watermarksAndGroups(partitions, metadata, true);
    return { std::move(watermarks), std::move(groups) };
}

Result<std::vector<ConfigEntry>> AdminSource::topicConfig(const QString& topic)
{
    return m_admin->topicConfig(topic);
}

Result<std::vector<ConfigEntry>> AdminSource::brokerConfig(BrokerId broker)
{
    return m_admin->brokerConfig(broker);
}

QStringList AdminSource::brokerErrors() const
{
    return m_admin->brokerErrors();
}

void AdminSource::cancel()
{
    m_cancelled = true;
    m_admin->cancel();
}

} // namespace spillway
