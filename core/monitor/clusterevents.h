// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"

#include <QString>

#include <vector>

namespace spillway {

/// Something that changed between two looks at the cluster. `subject` is a name from Kafka: hostile text.
struct ClusterEvent {
    enum class Kind {
        GroupAppeared,
        GroupGone,
        GroupStatusChanged, ///< see status and formerStatus
        TopicCreated,
        TopicDeleted,
        PartitionsAdded, ///< amount: how many now
        UnderReplicated, ///< amount: partitions now; subject empty
        FullyReplicated,
        Leaderless, ///< amount: partitions now
        LeadersBack,
        BrokerLost, ///< subject: id and address
        BrokerBack,
        ConnectionLost, ///< subject: the reason
        ConnectionBack, ///< amount: milliseconds it was gone
        Asleep, ///< amount: milliseconds without figures
    } kind
        = Kind::GroupAppeared;
    qint64 utcMs = 0;
    QString subject;
    GroupStatus status = GroupStatus::Unknown;
    GroupStatus formerStatus = GroupStatus::Unknown;
    qint64 amount = 0;

    friend bool operator==(const ClusterEvent&, const ClusterEvent&) = default;
};

/// What differs, in the order of Kind and name. Parts that one of the two could not read do not count as gone. Changes
/// among OK, CatchingUp and NoCommit are everyday life and no event.
std::vector<ClusterEvent> changesBetween(const ClusterSnapshot& before, const ClusterSnapshot& after);

} // namespace spillway
