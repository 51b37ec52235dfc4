// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/groupconsumer.h"
#include "core/service/eventproducer.h"
#include "core/service/recordhandler.h"

#include <stop_token>

namespace spillway {

struct ConsumerSettings {
    QString id{}; ///< goes into dlq.consumer-id
    kafka::GroupConsumerSettings group{}; ///< its hooks are the consumer's own
    RecordHandler handler{};
    BatchHandler batchHandler{}; ///< in place of handler
    /// Before the first record of a partition is handed over, on the handler's thread; the group is polled meanwhile.
    /// `givenUp` is asked to stop when the partition goes or the consumer stops: it should return soon then.
    std::function<void(const kafka::AssignedPartition&, const std::stop_token& givenUp)> assigned{};
    /// After the last one; on the polling thread. Not once stop() returned.
    std::function<void(const TopicPartition&)> revoked{};
    int workers = 1; ///< threads for handlers; a partition is in the hands of one of them at a time
    int maxPollRecords = 500;
    int retries = 3; ///< further attempts before the dead-letter topic
    std::chrono::milliseconds retryDelay{ 5000 }; ///< doubles with each attempt, ±20 %, up to a minute
    /// Appended to the record's topic. A record of a topic that has it already is tried again for ever instead.
    QString deadLetterSuffix = QStringLiteral(".dead-letter");
    /// How long an error of polling counts as trouble; one of a missing right or topic counts until it is proved wrong,
    /// and is asked about this often.
    std::chrono::milliseconds errorShown{ 30'000 };
    std::chrono::milliseconds drain{ 5000 }; ///< how long a running handler is waited for at stop and rebalance
};

/// True counts since it was made.
struct ConsumerStats {
    quint64 consumed = 0; ///< handled or dead-lettered
    quint64 failures = 0; ///< attempts of handlers that failed, and errors of the consumer
    quint64 retried = 0; ///< attempts after the first
    quint64 deadLettered = 0;
    quint64 deadLetterFailures = 0;
    quint64 commits = 0; ///< synchronous ones
    quint64 commitFailures = 0;
    quint64 rebalances = 0;
    std::vector<TopicPartition> assigned;
    std::vector<TopicPartition> stalled; ///< whose record can neither be handled nor dead-lettered
    qint64 queued = 0; ///< records fetched and not handled yet
    QString lastError;
    bool active = true; ///< not stopped
    std::optional<Error> trouble{}; ///< why it does not work now
};

/// A member of a consumer group that handles records at least once (R19–R22, R56–R59). One thread polls, so that the
/// group never takes a slow handler for dead; workers call the handler. A record that fails is tried again with
/// exponential backoff while its partition is paused and the others go on; then it goes to the dead-letter topic, with
/// its original bytes, and only when that is acknowledged the offset moves. A dead-letter topic that is missing or
/// refuses stops the partition, loudly, and is tried again. A handler that hangs past the poll interval makes the
/// consumer leave the group until it returns. On revoke what was handled is committed. Memory: at most 2,000 records
/// per partition and 32 MiB are queued. A handler that outlasts stop() is left behind: what it uses itself must live
/// until it returns; its record comes again elsewhere, neither committed nor dead-lettered.
class Consumer {
public:
    /// `deadLetters` is not kept: once it is gone, as when it was stopped, nothing is dead-lettered.
    static Result<std::unique_ptr<Consumer>> start(const ConnectionSettings& connection, ConsumerSettings settings,
        const std::shared_ptr<EventProducer>& deadLetters);
    ~Consumer(); ///< as stop()
    Consumer(const Consumer&) = delete;
    Consumer& operator=(const Consumer&) = delete;

    /// Finishes what is in the handlers' hands, commits, leaves the group: drain + 2 s at most.
    void stop();
    ConsumerStats stats() const;
    const QString& id() const;

    /// Of assigned partitions, in the background. What is queued of a paused one is still handled.
    void pause(const std::vector<TopicPartition>& partitions);
    void resume(const std::vector<TopicPartition>& partitions);
    /// Drops what is queued and goes on at `offset`; the record in a handler's hands is finished first.
    void seek(const TopicPartition& partition, Offset offset);
    /// Commits what was handled until now and waits for it.
    Result<> commit();

private:
    struct Private;
    explicit Consumer(std::shared_ptr<Private> d);
    std::shared_ptr<Private> d;
};

} // namespace spillway
