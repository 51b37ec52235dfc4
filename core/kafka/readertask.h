// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/adminprivate.h"
#include "core/kafka/bell.h"
#include "core/kafka/recordreader.h"

#include <atomic>
#include <deque>
#include <shared_mutex>

namespace spillway::kafka {

/// What all readers of one RecordReader share. The sink can be taken away, so that a reader that hangs and is abandoned
/// never calls into memory that is gone.
struct ReaderShared {
    ReaderShared(const ConnectionSettings& toWhere, const ReadRequest& what, RecordSink* into)
        : settings(toWhere)
        , request(what)
        , sink(into)
    {
    }
    /// const: several threads use them, and a QList that is not const detaches when it is only read.
    const ConnectionSettings settings;
    const ReadRequest request;
    RecordSink* sink; ///< guarded by sinkMutex
    std::shared_mutex sinkMutex;

    std::atomic<bool> stopping{ false };
    /// Bit 0: paused; above it: how often resume() was called, which tells a Pause that a resume() overtook. One word,
    /// so that no pause and no resume is lost between threads.
    std::atomic<quint64> pausing{ 0 };
    bool paused() const { return (pausing & 1) != 0; }

    std::mutex doneMutex;
    std::condition_variable done;
    int running = 0; ///< guarded by doneMutex
};

/// One reader: one librdkafka handle and its share of the partitions, on one thread. Uses the simple consumer, which
/// needs no group and so no right on one.
class ReaderTask {
public:
    ReaderTask(std::shared_ptr<ReaderShared> shared, int number, std::vector<PartitionRange> ranges);
    ~ReaderTask();
    ReaderTask(const ReaderTask&) = delete;
    ReaderTask& operator=(const ReaderTask&) = delete;

    /// The thread's body.
    void run();
    Bell& bell() { return m_bell; }

private:
    struct PartitionState {
        PartitionRange range;
        Offset position; ///< next offset wanted
        bool active = false;
        bool atEnd = false; ///< ReachedEnd was sent for this position
        bool blocked = false;
        Clock::time_point vanishedSince{}; ///< since when brokers say that it does not exist; {}: they do not
        Offset behindAt; ///< where the log ended before `range.end`
        Clock::time_point behindSince{}; ///< since when; {}: it does not
    };

    Result<> open();
    void close();
    void startPartition(PartitionState& state);
    void stopPartition(PartitionState& state);
    void finishPartition(PartitionState& state, PartitionEvent::Kind kind, std::optional<Error> error = {});
    PartitionState* stateOf(const rd_kafka_message_t& message);
    quint32 topicIndex(const rd_kafka_topic_t* topic);
    /// Drains the queue once; false when it was empty.
    bool drain();
    /// Hands the batch over and heeds the sink's answer.
    void handOver();
    void takeRecord(rd_kafka_message_t* message);
    void takeError(const rd_kafka_message_t& message);
    void reachedEndOfLog(PartitionState& state, Offset position);
    /// Fails partitions whose log has ended before their end for too long: librdkafka says so only once.
    void checkTruncated();
    void offsetGone(PartitionState& state);
    /// librdkafka said that a partition does not exist (any more); it goes on asking and says so again each time.
    void takeVanished(rd_kafka_resp_err_t code, const QByteArray& text);
    void drainMain();
    void pauseIfAsked();
    void setFetching(bool fetching);
    void report(const PartitionState& state, PartitionEvent::Kind kind, Offset from, Offset to,
        std::optional<Error> error = {});
    void reportError(const Error& error);

    std::shared_ptr<ReaderShared> m_shared;
    int m_number;
    Bell m_bell;
    std::deque<PartitionState> m_states;
    std::vector<std::vector<PartitionState*>> m_byTopic; ///< [topic][partition], nullptr: not ours
    std::vector<TopicHandle> m_topics; ///< by topic index, empty where not ours
    ClientHandle m_client;
    QueueHandle m_queue;
    QueueHandle m_main;
    size_t m_active = 0;
    std::vector<rd_kafka_message_t*> m_messages;
    std::vector<RecordRef> m_batch;
    std::vector<const rd_kafka_message_t*> m_events; ///< errors and ends of log among the messages being drained
    std::vector<std::pair<rd_kafka_resp_err_t, QByteArray>> m_vanished; ///< said during the last drain
    bool m_anyBehind = false;
    const rd_kafka_topic_t* m_lastTopic = nullptr;
    quint32 m_lastIndex = 0;
    bool m_fetchingStopped = false;
    Clock::time_point m_pausedSince{};
};

} // namespace spillway::kafka
