// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clusterevents.h"
#include "core/monitor/clustersnapshot.h"
#include "ui/theme/status.h"

#include <QString>

/// What the monitor found, in words. Names from Kafka come out safe to show.
namespace spillway::ui {

Status statusOf(GroupStatus status);
/// "never", "not at this rate", "1 min 50 s", "< 1 s", "–".
QString catchUpText(const CatchUp& catchUp);
/// "Partition 3", with the topic in front when the group reads several.
QString partitionText(const GroupFigures& group, const TopicPartition& partition);

/// Why a group has its status: a first, short sentence and the rest. Both empty when there is nothing to say (it keeps
/// up).
struct Reason {
    Status status = Status::None; ///< Error, Warning or Note: the tone of a banner
    QString what;
    QString rest;
};
/// `now` is UTC: times of other days get their date.
Reason groupReason(const ClusterSnapshot& snapshot, const GroupFigures& group, qint64 now);

struct EventText {
    Status status = Status::Note;
    QString text;
};
EventText eventText(const ClusterEvent& event);

} // namespace spillway::ui
