// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/types/cluster.h"

#include <algorithm>

namespace spillway {

const TopicInfo* ClusterMetadata::find(const QString& topic) const
{
    const auto at = std::lower_bound(
        topics.begin(), topics.end(), topic, [](const TopicInfo& t, const QString& name) { return t.name < name; });
    return at != topics.end() && at->name == topic ? &*at : nullptr;
}

QString groupStateName(GroupState state)
{
    switch (state) {
    case GroupState::Unknown:
        return QStringLiteral("Unknown");
    case GroupState::PreparingRebalance:
        return QStringLiteral("PreparingRebalance");
    case GroupState::CompletingRebalance:
        return QStringLiteral("CompletingRebalance");
    case GroupState::Stable:
        return QStringLiteral("Stable");
    case GroupState::Dead:
        return QStringLiteral("Dead");
    case GroupState::Empty:
        return QStringLiteral("Empty");
    }
    return QStringLiteral("Unknown");
}

} // namespace spillway
