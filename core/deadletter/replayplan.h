// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/letter.h"

#include <QStringList>

#include <functional>

namespace spillway::deadletter {

/// Which letters to write again, and where to.
///
/// Partition: with `partition` that one. To the original topic: the original's partition, as the headers name it, while
/// the topic still has it — that keeps the order of a key whichever partitioner its producer uses; a key that murmur2
/// now puts elsewhere is warned of. To another topic, or when the headers name none: by key as Java does (murmur2), the
/// producer's choice without a key.
struct ReplayRequest {
    QString topic; ///< the dead-letter topic
    std::vector<Coordinates> picks; ///< empty: all letters of the topic, oldest first
    std::function<bool(const Record&)> filter; ///< empty: all; called on a worker thread
    std::optional<QString> to; ///< nullopt: each to its original topic
    std::optional<Partition> partition;
    bool keepHeaders = false; ///< false: the error headers of the families present are removed
    bool addLineage = false; ///< append x-spillway-replay-* headers; else nothing is added
    bool again = false; ///< also what the journal says was replayed, may have been, or was discarded
    bool sendTombstones = false; ///< without it a record with a null value is skipped: it would delete its key
    std::optional<qint64> limit; ///< replay at most so many; the same request again goes on
    double perSecond = 0; ///< records per second; 0: as fast as it goes
};

/// What will be done with one letter.
struct PlannedRecord {
    enum class Action {
        Replay,
        Skip, ///< for the reason given
        Already, ///< the journal says it was replayed to that topic
        Uncertain, ///< a replay of it was cut off: it may have been written
    } action
        = Action::Skip;
    Coordinates from;
    qint64 timestampMs = -1; ///< of the letter: another one at these coordinates is not the one planned
    QString toTopic; ///< empty: unknown
    std::optional<Partition> toPartition; ///< nullopt: the producer decides by key
    QString reason; ///< for people, for everything but Replay
    QString warning; ///< for people; empty: none
    qint64 bytes = 0; ///< about what the record will take, key, value and headers
    int headersRemoved = 0;
    int headersKept = 0;
    bool tombstone = false; ///< null value
    std::optional<Coordinates> pointsTo; ///< a pointer record: this original is sent in its place

    friend bool operator==(const PlannedRecord&, const PlannedRecord&) = default;
};
/// "replay", "skip", "already", "uncertain".
QString actionName(PlannedRecord::Action action);

/// A topic that would be written to.
struct ReplayTarget {
    QString topic;
    bool exists = false;
    int partitions = 0;
    std::optional<qint64> maxMessageBytes; ///< nullopt: not known
    bool compacted = false;
    std::optional<QStringList> groups; ///< consumer groups that read it; nullopt: not known
    qint64 records = 0; ///< that would be written to it

    friend bool operator==(const ReplayTarget&, const ReplayTarget&) = default;
};

/// The dry run: everything a person needs to say yes, and what replay() works through.
struct ReplayPlan {
    QString id; ///< of this plan, unique; the job's id when it runs
    QString clusterId;
    ReplayRequest request;
    std::vector<PlannedRecord> records; ///< by partition and offset
    std::vector<ReplayTarget> targets; ///< by name
    bool more = false; ///< letters beyond the limit (or MaxRecords) were left for another time
    qint64 plannedAtMs = 0; ///< "offsets fixed at"
    QStringList warnings; ///< about the whole, for people

    static constexpr size_t MaxRecords = 200'000;

    qint64 count(PlannedRecord::Action action) const;
    /// One question: "Write 3 records to payments.orders?"
    QString question() const;
    /// Lines of name and text: From, To, Key and value, Headers, How, Who sees it.
    std::vector<std::pair<QString, QString>> details() const;
};

/// What became of one letter.
struct ReplayOutcome {
    enum class Kind { Replayed, Already, Skipped, Uncertain, Failed } kind = Kind::Skipped;
    Coordinates from;
    QString toTopic;
    std::optional<Partition> toPartition; ///< as acknowledged
    std::optional<Offset> toOffset;
    QString reason; ///< for everything but Replayed

    friend bool operator==(const ReplayOutcome&, const ReplayOutcome&) = default;
};
/// "replayed", "already", "skipped", "uncertain", "failed".
QString outcomeName(ReplayOutcome::Kind kind);

struct ReplayReport {
    qint64 selected = 0;
    qint64 replayed = 0;
    qint64 already = 0;
    qint64 skipped = 0; ///< for the reasons of the plan, or gone since
    qint64 uncertain = 0; ///< sent, and nobody knows whether it was written
    qint64 failed = 0; ///< surely not written
    bool cancelled = false; ///< the rest was not sent
    double seconds = 0;
    std::vector<ReplayOutcome> outcomes; ///< in order of the plan; what was cancelled is missing
};

/// What the target knows of itself, for planRecord().
struct TargetFacts {
    bool exists = false;
    int partitions = 0;
    std::optional<qint64> maxMessageBytes;
};

/// Decides about one letter by itself: pure, no cluster asked. `facts` describes the target of targetOf(). `handled`:
/// what the journal says of this letter and that target.
PlannedRecord planRecord(
    const Letter& letter, const ReplayRequest& request, const TargetFacts& facts, LetterState handled);
/// The topic a letter would go to; empty: not known.
QString targetOf(const DeadLetter& letter, const ReplayRequest& request);

/// The record as it will be written: key and value as they are, headers as the request says. topic is the target.
Record recordToSend(const Record& letter, const ReplayRequest& request, const QString& target, const QString& planId,
    const Coordinates& from);

} // namespace spillway::deadletter
