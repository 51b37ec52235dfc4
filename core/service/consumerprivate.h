// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/consumer.h"
#include "core/service/lane.h"
#include "core/service/pollerrors.h"

#include <condition_variable>
#include <thread>

namespace spillway {

/// Shared by the polling thread, the workers and the outcomes of dead letters, which may come late.
struct Consumer::Private : std::enable_shared_from_this<Consumer::Private> {
    using Clock = Lane::Clock;
    using LanePtr = std::shared_ptr<Lane>;

    explicit Private(ConsumerSettings consumerSettings, std::weak_ptr<EventProducer> producer)
        : settings(std::move(consumerSettings))
        , deadLetters(std::move(producer))
        , pollErrors(settings.errorShown)
    {
    }
    ~Private();
    Private(const Private&) = delete;
    Private& operator=(const Private&) = delete;

    ConsumerSettings settings;
    /// Not shared: an outcome keeps this, and would end the producer on its own thread.
    const std::weak_ptr<EventProducer> deadLetters;
    std::unique_ptr<kafka::GroupConsumer> group; ///< its polling belongs to the polling thread
    std::mutex groupMutex; ///< for who uses `group` from neither the polling thread nor a worker

    mutable std::mutex mutex;
    std::condition_variable work; ///< for workers
    std::condition_variable quiet; ///< a lane is free again, has room, or a worker ended
    std::vector<LanePtr> lanes; ///< guarded by mutex, as all below
    std::vector<LanePtr> left; ///< given up while a handler was running
    size_t turn = 0; ///< lane to look at first
    ConsumerStats counts;
    PollErrors pollErrors;
    bool hung = false; ///< left the group because a handler hangs
    int workersRunning = 0;
    qint64 queuedBytes = 0; ///< of all lanes
    bool stopped = false;
    std::atomic<bool> quit{ false };
    bool over = false; ///< stop() is through, perhaps without a worker: hooks are not called any more
    std::atomic<bool> yielding{ false }; ///< partitions are about to be given up: no new calls
    std::thread poller;
    std::vector<kafka::PolledRecord> polled; ///< of the polling thread: not in a lane yet

    // workers (consumerwork.cpp)
    void runWorker();
    LanePtr pick(Clock::time_point now, Clock::time_point& earliest);
    void workOn(const LanePtr& lane);
    void fillBatch(Lane& lane);
    /// Calls the handler for what is to do from `at`.
    void callHandler(Lane& lane);
    /// Moves `at` over what is done and decides about the first that failed.
    void settle(const LanePtr& lane);
    void postpone(Lane& lane, const QString& why); ///< Handled::later()
    void handled(Lane& lane, Offset next);
    void offerLetter(const LanePtr& lane);
    void letterFailed(Lane& lane, const Error& error);

    // polling thread (consumer.cpp)
    void runPoller();
    void placePolled();
    void tend(); ///< pauses, seeks, hanging handlers
    void askAboutErrors();
    void takeAssigned(const std::vector<kafka::AssignedPartition>& partitions);
    void takeRevoked(const std::vector<TopicPartition>& partitions, bool lost);
    void leave();
    static bool lettersAreDecided(const std::vector<LanePtr>& of); ///< locked
    /// Moves the offset over records whose dead letter arrived after the last worker looked; locked.
    static void passBuried(const std::vector<LanePtr>& of);
    Result<> commitHandled();
    LanePtr find(const TopicPartition& partition) const; ///< locked
    size_t recordLimit() const { return std::min<size_t>(2000, 2 * size_t(settings.maxPollRecords) + 1); }
    void note(const Error& error); ///< not locked
};

} // namespace spillway
