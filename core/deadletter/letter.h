// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/deadletter.h"
#include "core/types/error.h"

namespace spillway::deadletter {

/// Where a letter lies: topic, partition, offset.
struct Coordinates {
    QString topic;
    Partition partition;
    Offset offset;

    TopicPartition topicPartition() const { return { topic, partition }; }
    friend bool operator==(const Coordinates&, const Coordinates&) = default;
    friend auto operator<=>(const Coordinates& a, const Coordinates& b)
    {
        const auto byPartition = a.topicPartition() <=> b.topicPartition();
        return byPartition != 0 ? byPartition : a.offset <=> b.offset;
    }
};
/// "orders-dlt:3:18204", as the command line takes it.
QString toText(const Coordinates& at);

/// What was done about a letter, from the local journal.
enum class LetterState {
    Open, ///< nothing
    Replayed, ///< written to a topic and acknowledged
    Uncertain, ///< a replay began and nobody saw how it ended: it may have been written
    Discarded, ///< marked so by somebody, with a reason
};
/// "open", "replayed", "uncertain", "discarded".
QString stateName(LetterState state);

/// One dead letter: the record byte for byte and what its headers mean.
struct Letter {
    Record record;
    DeadLetter error;
    LetterState state = LetterState::Open;
    QString remark; ///< to the state: where it was replayed to, or why it was discarded

    Coordinates at() const { return { record.topic, record.partition, record.offset }; }
    friend bool operator==(const Letter&, const Letter&) = default;
};

/// The record a letter stands for, fetched from where its headers say it was.
struct Original {
    enum class Kind {
        Found,
        Expired, ///< retention or DeleteRecords removed it: before the log start
        BeyondEnd, ///< the partition ends before it: recreated topic, or the header is wrong
        CompactedAway, ///< between log start and end, but no record is there (compaction, or an aborted transaction)
        NoSuchTopic, ///< topic or partition does not exist any more
        NotAllowed, ///< no right to read it
        NotNamed, ///< the headers do not say where it was
        Unreachable, ///< no answer in time; see error
    } kind
        = Kind::NotNamed;
    std::optional<Record> record; ///< Found
    std::optional<Offset> logStart; ///< where the partition begins and ends, as far as asked
    std::optional<Offset> end;
    std::optional<Error> error;
    QString explanation; ///< one sentence for people, also for Found

    bool found() const { return kind == Kind::Found; }
};

/// A letter beside its original.
struct HeaderChange {
    enum class Kind { Added, Removed, Changed } kind = Kind::Added;
    QByteArray name;
    std::optional<QByteArray> before; ///< Removed, Changed; a null value is nullopt
    std::optional<QByteArray> after; ///< Added, Changed
    bool errorHeader = false; ///< of a family's: expected

    friend bool operator==(const HeaderChange&, const HeaderChange&) = default;
};
struct Comparison {
    bool keyIdentical = false;
    bool valueIdentical = false;
    std::vector<HeaderChange> headers; ///< in the order of the letter, removed ones last
    size_t headersKept = 0; ///< identical in both

    /// "key identical; value differs; 9 error headers added".
    QString summary() const;
};
/// Headers are compared name by name: the n-th of a name with the n-th of that name.
Comparison compare(const Record& original, const Record& letter);

} // namespace spillway::deadletter
