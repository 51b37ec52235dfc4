// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/cluster.h"

#include <QString>

#include <optional>

namespace spillway {

/// How a group stands on a partition, worst last.
enum class LagStatus {
    Ok, ///< nothing left to read
    Behind, ///< records wait; whether the group gains on them takes history (see monitor)
    NoCommit, ///< nothing committed here: not the same as lag 0
    Unknown, ///< end or committed offset could not be had
    Stopped, ///< records wait and the group has no members
};
/// As printed in JSON: "ok", "behind", "no_commit", "unknown", "stopped".
QString lagStatusName(LagStatus status);

/// One row of `spillwayctl lag`. `lag` counts to the high watermark, as Kafka's own tool does, and is never negative: a
/// commit beyond the end gives 0.
struct PartitionLag {
    QString group;
    TopicPartition partition;
    std::optional<Offset> committed; ///< nullopt: no commit
    std::optional<Offset> end; ///< high watermark; nullopt: unknown
    std::optional<Offset> lastStable; ///< where read_committed consumers stop; nullopt: unknown or not asked
    std::optional<Lag> lag; ///< nullopt without a commit or an end
    LagStatus status = LagStatus::Unknown;

    friend bool operator==(const PartitionLag&, const PartitionLag&) = default;
};

/// max(0, end - committed).
Lag lagBetween(Offset committed, Offset end);

} // namespace spillway
