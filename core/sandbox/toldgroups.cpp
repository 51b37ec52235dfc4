// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sandbox/toldgroups.h"

#include <QCryptographicHash>

#include <algorithm>

namespace spillway::sandbox {

namespace {

using std::chrono::milliseconds;

/// How long the groups are said to have been there when one first looks: who leaves has left, who stalls has stalled.
constexpr milliseconds Age{ 600'000 };
constexpr milliseconds CommitEvery{ 1000 };

QString memberIdOf(const QString& clientId)
{
    const QByteArray hash = QCryptographicHash::hash(clientId.toUtf8(), QCryptographicHash::Sha1).toHex();
    return clientId + QLatin1Char('-') + QLatin1String(hash.first(12));
}

} // namespace

ToldGroups::ToldGroups(std::unique_ptr<kafka::Admin> admin, SandboxDirectory& directory, double scale)
    : m_admin(std::move(admin))
    , m_directory(directory)
    , m_scale(scale)
{
    m_admin->setDeadline(kafka::Milliseconds(3000));
}

Result<std::unique_ptr<ToldGroups>> ToldGroups::create(
    const ConnectionSettings& brokers, SandboxDirectory& directory, double scale)
{
    auto admin = kafka::Admin::create(brokers);
    if (!admin)
        return Failure(admin.error());
    return std::unique_ptr<ToldGroups>(new ToldGroups(std::move(*admin), directory, scale));
}

Result<> ToldGroups::join()
{
    const std::vector<DemoMember> plans = demoMembers();
    for (const DemoMember& plan : plans) {
        const auto sameGroup = [&](const DemoMember& other) { return other.group == plan.group; };
        const auto size = std::ranges::count_if(plans, sameGroup);
        const auto place
            = std::ranges::count_if(m_members, [&](const Member& other) { return other.plan.group == plan.group; });
        Member member{ plan, { memberIdOf(plan.clientId), plan.clientId, {}, QStringLiteral("127.0.0.1"), {} }, {} };
        // as Kafka's range assignor: per topic a run of partitions each
        for (const QString& topic : plan.topics) {
            const auto partitions = m_directory.partitionsOf({ topic });
            const auto count = static_cast<qsizetype>(partitions.size());
            for (qsizetype i = place * count / size; i < (place + 1) * count / size; ++i)
                member.told.assignment.push_back(partitions[static_cast<size_t>(i)]);
        }
        std::ranges::sort(member.told.assignment);
        for (const TopicPartition& partition : member.told.assignment)
            member.positions.push_back(
                static_cast<qint64>(static_cast<double>(m_directory.end(partition).value) * plan.readBefore));
        m_directory.memberSeen(plan.group, member.told);
        if (plan.leavesAfter.count() > 0 && Age >= plan.leavesAfter)
            m_directory.memberLeft(plan.group, member.told.memberId);
        member.dirty = true;
        m_members.push_back(std::move(member));
        if (auto done = commit(m_members.back()); !done)
            return done;
    }
    return {};
}

Result<> ToldGroups::commit(Member& member)
{
    if (!member.dirty || !member.plan.commits)
        return {};
    std::vector<CommittedOffset> offsets;
    for (size_t i = 0; i < member.positions.size(); ++i)
        offsets.push_back({ member.told.assignment[i], Offset{ member.positions[i] }, {} });
    member.dirty = false;
    return m_admin->commitOffsets(member.plan.group, offsets);
}

Result<> ToldGroups::advance(milliseconds sinceStart, milliseconds tick)
{
    for (Member& member : m_members) {
        const milliseconds from = Age + sinceStart - tick;
        if (member.plan.leavesAfter.count() > 0 && from >= member.plan.leavesAfter)
            continue;
        int most = allowance(member.plan, from, tick, m_scale);
        for (size_t i = 0; i < member.positions.size() && most > 0; ++i) {
            const qint64 waiting = m_directory.end(member.told.assignment[i]).value - member.positions[i];
            // each partition its part of what is left, so that none is starved
            const auto rest = static_cast<qint64>(member.positions.size() - i);
            const qint64 taken = std::clamp<qint64>(waiting, 0, (most + rest - 1) / rest);
            member.positions[i] += taken;
            most -= static_cast<int>(taken);
            member.dirty = member.dirty || taken > 0;
        }
    }
    if (sinceStart - m_committed < CommitEvery)
        return {};
    m_committed = sinceStart;
    for (Member& member : m_members)
        if (auto done = commit(member); !done)
            return done;
    return {};
}

} // namespace spillway::sandbox
