// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/clustersnapshot.h"

#include <algorithm>

namespace spillway {

const GroupFigures* ClusterSnapshot::group(const QString& id) const
{
    const auto at = std::lower_bound(groups.begin(), groups.end(), id,
        [](const GroupFigures& g, const QString& wanted) { return g.info.id < wanted; });
    return at != groups.end() && at->info.id == id ? &*at : nullptr;
}

std::span<const GroupPartition> ClusterSnapshot::partitionsOf(const GroupFigures& group) const
{
    return std::span(groupPartitions).subspan(group.first, group.count);
}

const TopicFigures* ClusterSnapshot::topic(const QString& name) const
{
    const TopicInfo* info = metadata.find(name);
    return info ? &topics[std::size_t(info - metadata.topics.data())] : nullptr;
}

std::span<const Watermarks> ClusterSnapshot::watermarksOf(const TopicFigures& topic) const
{
    return std::span(watermarks).subspan(topic.first, topic.count);
}

} // namespace spillway
