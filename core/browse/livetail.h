// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/filteredbuffer.h"
#include "core/browse/recordsource.h"

#include <QElapsedTimer>
#include <QTimer>

#include <deque>
#include <functional>

namespace spillway {

class TailMailbox;
class TailWorker;
struct TailEvent;

/// Follows several topics at once into one bounded buffer. Reader threads copy and filter; this object takes what they
/// have at most every tick and never works longer than a few milliseconds at a time. When the GUI cannot keep up, or
/// pauses, reading pauses: nothing is dropped between broker and buffer. GUI thread; the destructor waits at most 2 s.
class LiveTail : public QObject {
    Q_OBJECT
public:
    struct Options {
        RecordBuffer::Limits buffer;
        size_t mailboxBytes = 24 * 1024 * 1024; ///< at this bound reading pauses
        size_t bytesPerTick = 12 * 1024 * 1024;
        int tickMs = 50;
        int retryMs = 1000; ///< doubled with every failure, at most 15 times this
        std::function<qint64()> nowMs; ///< milliseconds since 1970 UTC; for tests
    };
    enum class State {
        Starting,
        Reading,
        CaughtUp, ///< has been at the end of every partition
        Failed, ///< with an error; retried by itself when the error is retriable
    };
    struct RatePoint {
        qint64 timestampMs = 0;
        double perSecond = 0;
    };
    struct Topic {
        QString name;
        kafka::ReadFrom from;
        State state = State::Starting;
        std::optional<Error> error; ///< why it failed, or what a part of it suffers from
        qint64 lostRecords = 0; ///< expired on the broker before they could be read
        std::deque<RatePoint> rates; ///< records read, one bucket per second, the last 5 minutes
        double bytesPerSecond = 0; ///< of keys and values, in the newest bucket
    };

    explicit LiveTail(std::shared_ptr<RecordSource> source, Options options, QObject* parent = nullptr);
    explicit LiveTail(std::shared_ptr<RecordSource> source, QObject* parent = nullptr);
    ~LiveTail() override;

    FilteredBuffer& rows() { return m_rows; }
    const RecordBuffer& buffer() const { return m_rows.buffer(); }
    QList<Topic> topics() const;
    bool isPaused() const { return m_paused; }
    /// Trouble with the brokers, for all topics; cleared when records come again.
    const std::optional<Error>& error() const { return m_error; }
    /// How old the newest record was when it got here; nullopt before the first and without timestamps.
    std::optional<qint64> delayMs() const { return m_delayMs; }

    /// Follows a topic, from the end if nothing else is said; one that is followed already begins anew. LastN counts
    /// over the whole topic.
    void addTopic(const QString& name, kafka::ReadFrom from = { kafka::ReadFrom::Kind::End });
    void removeTopic(const QString& name); ///< its records stay in the buffer
    /// All topics anew from there; the buffer is cleared.
    void restart(kafka::ReadFrom from);
    void setPaused(bool paused);
    void setFilter(const QString& text);
    /// What topics the cluster has, at every new look at it: librdkafka 2.0.2 does not tell a reader that its topic was
    /// deleted, or has more partitions. A topic that comes back is followed again, from its beginning, and so are
    /// partitions that were added.
    void noteTopics(const std::vector<TopicInfo>& topics);
    /// Bounds of the buffer from now on; what is beyond a tighter one leaves at once and is counted.
    void setBufferLimits(RecordBuffer::Limits limits);
    /// Empties the buffer and what waits for it; reading goes on.
    void clear();

    /// Takes what has arrived; called by itself every tickMs while something arrives.
    void tick();
    /// Closes a bucket of the rates; called by itself every second.
    void sampleRates();

signals:
    void rowsAppended(qint64 first, qint64 last); ///< row numbers of the buffer
    void rowsDropped(qint64 count); ///< left the buffer at a bound
    void topicsChanged(); ///< set of topics, a state or an error
    void topicFailed(const QString& topic, const spillway::Error& error);
    void caughtUp(const QString& topic);
    void pausedChanged(bool paused);
    void errorChanged();
    void ratesSampled();

private:
    struct Followed {
        Topic topic;
        quint64 start = 0;
        int failures = 0;
        bool existed = false; ///< noteTopics() has seen it
        int partitions = 0; ///< being read; 0: not known yet
        quint64 recordsCounted = 0;
        quint64 bytesCounted = 0;
    };
    void begin(Followed& followed);
    void end(Followed& followed);
    void scheduleTick(int delayMs);
    void handle(const TailEvent& event);
    void fail(Followed& followed, const Error& error);
    void setError(const std::optional<Error>& error);
    Followed* byStart(quint64 start);
    void appendBatches(std::vector<RecordBatch> batches);

    const Options m_options;
    FilteredBuffer m_rows;
    std::shared_ptr<TailMailbox> m_mailbox;
    std::unique_ptr<TailWorker> m_worker;
    std::vector<Followed> m_followed;
    std::optional<Error> m_error;
    std::optional<qint64> m_delayMs;
    quint64 m_lastStart = 0;
    qint64 m_lastSampleMs = 0;
    bool m_paused = false;
    QTimer m_tickTimer;
    QTimer m_rateTimer;
    QElapsedTimer m_sinceTick;
};

} // namespace spillway
