// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/letter.h"
#include "core/deadletter/replayplan.h"
#include "core/deadletter/topicnames.h"
#include "core/kafka/gate.h"

#include <atomic>
#include <functional>
#include <map>
#include <stop_token>

namespace spillway::deadletter {

/// What a topic is, judged by its name and by the headers of its newest records.
struct DeadLetterTopic {
    enum class Verdict {
        DeadLetters, ///< records with error headers were seen
        LooksLike, ///< by its name only: the records looked at carry no error headers
        Empty, ///< by its name only: no records to look at
        NotLooked, ///< by its name only: could not be read; see error
    };
    QString name;
    Verdict verdict = Verdict::LooksLike;
    std::optional<QString> nameRule; ///< which naming convention it meets; nullopt: found by headers alone
    qint64 sampled = 0; ///< records looked at, the newest of each partition
    qint64 withHeaders = 0; ///< of these, with error headers
    std::map<Dialect, qint64> dialects; ///< of these
    int partitions = 0;
    std::optional<qint64> depth; ///< offsets between log start and end: at least the number of letters
    std::optional<qint64> open; ///< depth without those replayed or discarded here
    std::optional<double> inflowPerMinute; ///< mean of the last 10 min, by record time
    std::optional<qint64> oldestMs; ///< time of the oldest record, milliseconds since 1970 UTC
    std::optional<qint64> newestMs;
    std::optional<Error> error;

    /// "looks like a dead-letter topic (ends with -dlq), no error headers in 20 records", "Spring headers in 20 of 20".
    QString remark() const;
};
struct TopicsRequest {
    TopicNames names;
    int samplesPerPartition = 3;
    /// Topics without a telling name are sampled as well, at most so many (0: none), smallest names first.
    int othersSampled = 200;
};
struct TopicsResult {
    QString clusterId;
    std::vector<DeadLetterTopic> topics; ///< by name
    qint64 othersNotSampled = 0; ///< topics nobody looked into because of the bound
    double seconds = 0;
};

/// A bounded listing of one topic's letters, newest first.
struct ScanRequest {
    QString topic;
    qint64 limit = 500; ///< letters kept, over all partitions
    std::optional<Partition> partition; ///< nullopt: all
    std::map<Partition, Offset> before; ///< more on demand: ScanResult::next of the scan before
    size_t maxBytes = 64 * 1024 * 1024; ///< of memory; fewer letters when they are huge
};
struct ScanResult {
    std::vector<Letter> letters; ///< newest first by record time, within a partition by offset
    qint64 withoutHeaders = 0; ///< of these, records without error headers (a foreign record, or no dead-letter topic)
    std::map<Partition, Offset> next; ///< where a further scan goes on (exclusive); empty: nothing is left
    qint64 depth = 0; ///< offsets between log start and end of the partitions read
    bool memoryBound = false; ///< fewer than asked for because of maxBytes
    std::vector<Error> failed; ///< partitions that could not be read, each naming its partition
    double seconds = 0;

    bool complete() const { return failed.empty(); }
};
/// How far a scan, plan or replay is; written by worker threads.
struct Progress {
    std::atomic<qint64> done = 0;
    std::atomic<qint64> expected = 0; ///< 0 until known
    std::atomic<qint64> replayed = 0;
    std::atomic<qint64> failed = 0;
};

/// Where dead letters come from and what can be done about them. Calls block (each within a deadline of its own), so
/// they belong on a worker thread or in a command line; a page uses LetterDesk. `stop` ends a call soon with Cancelled.
/// Callable from any thread, several at once.
class LetterSource {
public:
    virtual ~LetterSource() = default;

    virtual Result<TopicsResult> topics(const TopicsRequest& request, std::stop_token stop) = 0;
    virtual Result<ScanResult> scan(const ScanRequest& request, Progress& progress, std::stop_token stop) = 0;
    /// One letter by its coordinates; NotFound says whether it expired.
    virtual Result<Letter> letter(const Coordinates& at, std::stop_token stop) = 0;
    /// Trouble is part of the answer (Original::kind), not an error.
    virtual Original original(const DeadLetter& letter, std::stop_token stop) = 0;

    /// Reads the picked letters and says what a replay would do; changes nothing.
    virtual Result<ReplayPlan> plan(const ReplayRequest& request, Progress& progress, std::stop_token stop) = 0;
    /// Does it, through the gate. `stop` ends it after the records under way; the report says what was done. An error
    /// only when nothing was sent; `each` (may be empty) is called per record, from this thread, as outcomes arrive.
    virtual Result<ReplayReport> replay(const ReplayPlan& plan, kafka::Confirmation confirmation, Progress& progress,
        std::stop_token stop, const std::function<void(const ReplayOutcome&)>& each)
        = 0;
    /// Marks letters as discarded, or (empty reason) as open again; local, changes nothing at the cluster.
    virtual Result<> discard(const std::vector<Coordinates>& letters, const QString& reason, std::stop_token stop) = 0;
};

} // namespace spillway::deadletter
