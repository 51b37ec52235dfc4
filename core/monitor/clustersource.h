// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/cluster.h"
#include "core/types/result.h"

#include <QStringList>

#include <vector>

namespace spillway {

/// Where the monitor's knowledge comes from: a cluster (AdminSource) or a script in tests. Calls block until answered
/// or until the source's own deadline and come from one worker thread; only cancel() may come from any thread.
class ClusterSource {
public:
    virtual ~ClusterSource() = default;

    virtual Result<ClusterMetadata> metadata() = 0;
    /// LogStart, high and last stable offset of all given partitions, in the order asked.
    virtual Result<std::vector<Watermarks>> watermarks(
        const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata)
        = 0;
    /// All groups with members and commits; a group that did not answer carries its own error.
    virtual Result<std::vector<ConsumerGroup>> groups() = 0;
    /// Both, at the same time where the source can.
    struct Both {
        Result<std::vector<Watermarks>> watermarks;
        Result<std::vector<ConsumerGroup>> groups;
    };
    virtual Both watermarksAndGroups(const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata)
    {
        auto marks = watermarks(partitions, metadata);
        return { std::move(marks), groups() };
    }
    virtual Result<std::vector<ConfigEntry>> topicConfig(const QString& topic) = 0;
    /// A source that knows no brokers' settings says so.
    virtual Result<std::vector<ConfigEntry>> brokerConfig(BrokerId broker);
    /// What is known to be wrong with brokers, one line per broker; empty when all is well.
    virtual QStringList brokerErrors() const = 0;
    /// Running and later calls end soon with Cancelled. Any thread.
    virtual void cancel() = 0;
};

} // namespace spillway
