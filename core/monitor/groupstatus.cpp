// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/groupstatus.h"

#include <algorithm>

namespace spillway {

QString groupStatusName(GroupStatus status)
{
    switch (status) {
    case GroupStatus::Stopped:
        return QStringLiteral("Stopped");
    case GroupStatus::Stalled: // of a group: on one partition at least, which decides, as in Burrow
        return QStringLiteral("Stalled");
    case GroupStatus::FallingBehind:
        return QStringLiteral("Falling behind");
    case GroupStatus::Rewound:
        return QStringLiteral("Rewound");
    case GroupStatus::CatchingUp:
        return QStringLiteral("Catching up");
    case GroupStatus::Ok:
        return QStringLiteral("OK");
    case GroupStatus::NoCommit:
        return QStringLiteral("No commit");
    case GroupStatus::Unknown:
        return QStringLiteral("Unknown");
    }
    return QStringLiteral("Unknown");
}

bool inTrouble(GroupStatus status)
{
    return status <= GroupStatus::Rewound;
}

void LagTrend::add(qint64 nowMs, qint64 lag)
{
    if (m_size > 0 && nowMs - m_openedMs < BucketMs) {
        auto& open = m_minima[std::size_t(m_size - 1)];
        open = std::min(open, lag);
        return;
    }
    if (m_size == Buckets) {
        std::copy(m_minima.begin() + 1, m_minima.end(), m_minima.begin());
        --m_size;
    }
    m_minima[std::size_t(m_size++)] = lag;
    m_openedMs = nowMs;
}

LagTrend::Direction LagTrend::direction(std::optional<double> inPerSecond) const
{
    // Two closed buckets and a third one begun: 20 s at least.
    if (m_size < 3)
        return Direction::Unknown;
    const qint64 before = m_minima[0];
    // The open bucket may not have seen a commit yet, so it may only speak for shrinking.
    const qint64 closed = m_minima[std::size_t(m_size - 2)];
    const qint64 now = std::min(closed, m_minima[std::size_t(m_size - 1)]);
    const double noise = std::max({ 10.0, 2.0 * inPerSecond.value_or(0.0), 0.1 * double(std::min(before, closed)) });
    if (double(closed - before) > noise && now > before)
        return Direction::Growing;
    if (double(before - now) > noise)
        return Direction::Shrinking;
    return Direction::Steady;
}

GroupStatus partitionStatus(const PartitionFacts& facts)
{
    if (!facts.lag)
        return facts.committed ? GroupStatus::Unknown : GroupStatus::NoCommit;
    if (*facts.lag == 0)
        return GroupStatus::Ok;
    if (facts.state == GroupState::Empty || facts.state == GroupState::Dead)
        return GroupStatus::Stopped;
    if (facts.state == GroupState::Unknown)
        return GroupStatus::Unknown;
    if (facts.silentMs >= StalledAfterMs)
        return GroupStatus::Stalled;
    if (facts.rewound)
        return GroupStatus::Rewound;
    switch (facts.trend) {
    case LagTrend::Direction::Growing:
        return GroupStatus::FallingBehind;
    case LagTrend::Direction::Shrinking:
        return GroupStatus::CatchingUp;
    case LagTrend::Direction::Steady:
        return GroupStatus::Ok;
    case LagTrend::Direction::Unknown:
        break;
    }
    // Not watched for long: what arrived since the last commit, which comes every 5 s by default, is nothing to worry
    // about.
    const double usual = std::max(10.0, 5.0 * facts.inPerSecond.value_or(0.0));
    return double(*facts.lag) <= usual ? GroupStatus::Ok : GroupStatus::Unknown;
}

CatchUp partitionCatchUp(const PartitionFacts& facts, GroupStatus status)
{
    if (!facts.lag)
        return {};
    if (*facts.lag == 0)
        return { CatchUp::Kind::CaughtUp, 0 };
    if (status == GroupStatus::Stopped || status == GroupStatus::Stalled)
        return { CatchUp::Kind::Never, 0 };
    if (!facts.outPerSecond || !facts.inPerSecond)
        return {};
    // A group that keeps up reads what waits at the rate it reads; one that is behind must read faster than records
    // arrive.
    const bool keepsUp = status == GroupStatus::Ok;
    const double gain = keepsUp ? *facts.outPerSecond : *facts.outPerSecond - *facts.inPerSecond;
    if (gain <= 0)
        return { keepsUp || status == GroupStatus::Unknown ? CatchUp::Kind::Unknown : CatchUp::Kind::NotAtThisRate, 0 };
    return { CatchUp::Kind::Estimated, double(*facts.lag) / gain };
}

CatchUp later(const CatchUp& a, const CatchUp& b)
{
    const auto rank = [](const CatchUp& c) {
        switch (c.kind) {
        case CatchUp::Kind::CaughtUp:
            return 0;
        case CatchUp::Kind::Estimated:
            return 1;
        case CatchUp::Kind::Unknown:
            return 2;
        case CatchUp::Kind::NotAtThisRate:
            return 3;
        case CatchUp::Kind::Never:
            return 4;
        }
        return 2;
    };
    if (rank(a) != rank(b))
        return rank(a) > rank(b) ? a : b;
    return a.seconds >= b.seconds ? a : b;
}

} // namespace spillway
