// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/cluster.h"

#include <QString>

#include <array>
#include <optional>

namespace spillway {

/// How a group, or a group on one partition, is doing. Worst first: sorting by value is sorting by severity, and what
/// is not known comes last.
enum class GroupStatus {
    Stopped, ///< records wait and no member is there to read them
    Stalled, ///< members are there, records wait, but no commit has moved for a while
    FallingBehind, ///< lag grows
    Rewound, ///< a commit went backwards and has not come back to where it was
    CatchingUp, ///< lag shrinks
    Ok, ///< keeps up
    NoCommit, ///< nothing committed: lag cannot be told, which is not lag 0
    Unknown, ///< not answered, or not observed for long enough
};
/// In words for people: "Falling behind".
QString groupStatusName(GroupStatus status);
/// Whether somebody should look: Stopped, Stalled, FallingBehind, Rewound.
bool inTrouble(GroupStatus status);

/// When a group will have read all there is.
struct CatchUp {
    enum class Kind { Unknown, CaughtUp, Estimated, NotAtThisRate, Never } kind = Kind::Unknown;
    double seconds = 0; ///< Estimated only

    friend bool operator==(const CatchUp&, const CatchUp&) = default;
};

/// Lag over the last minute as minima of 10 s: the minimum is what is left right after a commit, so commits that move
/// in steps do not look like growing and shrinking. Monotonic milliseconds.
class LagTrend {
public:
    enum class Direction { Unknown, Steady, Growing, Shrinking };

    void add(qint64 nowMs, qint64 lag);
    void clear() { m_size = 0; }
    /// `inPerSecond`: what arrives; a change of less than two seconds' worth, 10 records or a tenth of the lag is
    /// noise.
    Direction direction(std::optional<double> inPerSecond) const;

private:
    static constexpr qint64 BucketMs = 10'000;
    static constexpr int Buckets = 6;
    std::array<qint64, Buckets> m_minima{}; ///< oldest first, the last one still open
    int m_size = 0;
    qint64 m_openedMs = 0;
};

/// What is known about a group on one partition.
struct PartitionFacts {
    GroupState state = GroupState::Unknown; ///< of the group
    bool committed = false;
    std::optional<qint64> lag;
    qint64 silentMs = 0; ///< observed time with records waiting and no commit
    bool rewound = false;
    LagTrend::Direction trend = LagTrend::Direction::Unknown;
    std::optional<double> inPerSecond;
    std::optional<double> outPerSecond;
};

/// A group that has members but does not commit for this long while records wait has stalled. Half a minute is six
/// times the interval at which clients commit by default.
inline constexpr qint64 StalledAfterMs = 30'000;

GroupStatus partitionStatus(const PartitionFacts& facts);
/// `status` as partitionStatus() said.
CatchUp partitionCatchUp(const PartitionFacts& facts, GroupStatus status);
/// The later of two; what is not known or never wins.
CatchUp later(const CatchUp& a, const CatchUp& b);

} // namespace spillway
