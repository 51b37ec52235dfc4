// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/recordreader.h"

#include <functional>

namespace spillway::kafka {

/// Where reading begins in a partition that was just assigned.
struct AssignedPartition {
    TopicPartition partition;
    std::optional<Offset> committed; ///< nullopt: the group had no commit here
    std::optional<Offset> start; ///< nullopt: could not be resolved; librdkafka finds out
    bool known = true; ///< false: the group's commits could not be read, and `committed` says nothing
};

struct GroupConsumerSettings {
    QString group;
    QString clientId = QStringLiteral("spillway");
    QStringList topics;
    QString autoOffsetReset
        = QStringLiteral("earliest"); ///< where a partition without a commit begins: earliest, latest, error
    Milliseconds sessionTimeout{ 10000 };
    Milliseconds heartbeatInterval{ 3000 };
    Milliseconds maxPollInterval{ 300'000 }; ///< at least the session timeout
    /// True: what was polled counts as done, commit() commits it. False: what store() says.
    bool storesPolled = true;
    std::optional<Milliseconds> autoCommitInterval{}; ///< nullopt: nothing is committed by itself
    /// A partition without a commit gets its resolved start committed before it is read; else a kill before the first
    /// commit would skip records under "latest". One that was added to a topic the group knows starts at its beginning,
    /// whatever autoOffsetReset says; so does one whose committed offset is gone.
    bool commitsStarts = false;
    int queuedMessages = 1000; ///< fetched ahead
    int queuedKbytes = 4096;

    // Called during poll() and next(), on that thread.
    std::function<void(const std::vector<AssignedPartition>&)> assigned{};
    /// Before they are given up. `lost`: they belong to another already, and commits will be refused.
    std::function<void(const std::vector<TopicPartition>&, bool lost)> revoked{};
};

/// What an error of GroupConsumer::next() is about.
struct ErrorPlace {
    QString topic; ///< empty: the group or the cluster
    std::optional<Partition> partition; ///< nullopt: the topic as a whole

    friend bool operator==(const ErrorPlace&, const ErrorPlace&) = default;
};

/// A record that keeps librdkafka's memory until it goes. Goes before its GroupConsumer.
class PolledRecord {
public:
    PolledRecord(rd_kafka_message_s* message, quint32 topic);
    const RecordRef& ref() const { return m_ref; }
    /// Key, value and an allowance for the rest.
    size_t bytes() const { return m_ref.key.size + m_ref.value.size + 256; }

private:
    struct Destroy {
        void operator()(rd_kafka_message_s* message) const;
    };
    std::unique_ptr<rd_kafka_message_s, Destroy> m_message;
    RecordRef m_ref;
};

/// A member of a consumer group: subscribes, polls, commits what was polled, or what was stored, when told to.
/// Partitions are assigned by the eager assignors range and roundrobin (cooperative-sticky of 2.0.2 can loop for ever).
/// For the demo load and the service; monitoring never joins a group. poll(), next(), errorPlace(), subscribe() and
/// unsubscribe() belong to one thread, at least once in maxPollInterval, or the group takes the member for dead; the
/// rest is callable from any thread.
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
    /// The next record, waited for at most `wait`; none when there is none, an error as poll() has it.
    Result<std::optional<PolledRecord>> next(Milliseconds wait);
    /// Of the newest error of next(). librdkafka 2.0.2 tells an error of a right or a topic once, and never that it
    /// ended.
    const ErrorPlace& errorPlace() const;
    /// Has a partition that is not paused fetched anew, so that an error it still has is told again.
    void refetch(const TopicPartition& partition);
    /// Whether the cluster shows this client the topic now; waits for the answer at most `wait`.
    Result<> checkTopic(const QString& topic, Milliseconds wait);
    /// Commits the position after the last polled record of each partition, in the background.
    Result<> commit();

    /// The next offset to read of each partition, to be committed by itself or by commit(). Partitions that are
    /// not assigned any more are passed over.
    void store(const std::vector<std::pair<TopicPartition, Offset>>& next);
    /// Commits these and waits for the answer; 3 s at most.
    Result<> commit(const std::vector<std::pair<TopicPartition, Offset>>& next);
    /// Of a paused partition nothing comes; what librdkafka had fetched is fetched again later.
    void pause(const std::vector<TopicPartition>& partitions);
    void resume(const std::vector<TopicPartition>& partitions);
    Result<> seek(const TopicPartition& partition, Offset offset);
    /// Leaves the group and joins it again.
    void unsubscribe();
    Result<> subscribe();
    /// Newest reason librdkafka gave about a broker since records last came; empty: none.
    QString brokerTrouble() const;

    /// What is assigned now, sorted.
    std::vector<TopicPartition> assignment() const;

private:
    void tellLocal();
    struct Private;
    explicit GroupConsumer(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace spillway::kafka
