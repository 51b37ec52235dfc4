// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/recordreader.h"

#include <functional>

namespace spillway::kafka {

struct GroupConsumerSettings {
    QString group;
    QString clientId = QStringLiteral("spillway");
    QStringList topics;
    QString autoOffsetReset
        = QStringLiteral("earliest"); ///< where a partition without a commit begins: earliest, latest
    Milliseconds sessionTimeout{ 10000 };
};

/// A member of a consumer group: subscribes, polls, commits what was polled when told to. Partitions are assigned by
/// Kafka's default assignors (range, roundrobin). For the demo load, and later for the service; monitoring never joins
/// a group. One thread at a time; poll() at least every 5 min, or the group takes the member for dead.
class GroupConsumer {
public:
    /// Never blocks: the group is joined during poll().
    static Result<std::unique_ptr<GroupConsumer>> create(
        const ConnectionSettings& settings, const GroupConsumerSettings& consumer);
    /// Leaves the group; waits for that at most 1.5 s. What was not committed is not.
    ~GroupConsumer();
    GroupConsumer(const GroupConsumer&) = delete;
    GroupConsumer& operator=(const GroupConsumer&) = delete;

    /// The record is valid during the call only; its `topic` is the index into GroupConsumerSettings::topics.
    using Take = std::function<void(const RecordRef&)>;
    /// Waits for a first record at most `wait`, then takes what is there, at most `most`. The number taken; an error
    /// when the group or the cluster refuses (brokers that are away are waited for).
    Result<int> poll(Milliseconds wait, int most, const Take& take);
    /// Commits the position after the last polled record of each partition, in the background.
    Result<> commit();

    /// What is assigned now, sorted.
    std::vector<TopicPartition> assignment() const;

private:
    struct Private;
    explicit GroupConsumer(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace spillway::kafka
