// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/letter.h"
#include "core/types/result.h"

#include <QDateTime>

#include <memory>
#include <span>

namespace spillway::deadletter {

/// One line of the journal: something done about one letter.
struct JournalEntry {
    enum class What {
        Begun, ///< is about to be sent; without a later line of the same job nobody knows
        Sent, ///< acknowledged
        Failed, ///< surely not written
        Discarded,
        Reopened,
    } what
        = What::Begun;
    Coordinates letter;
    qint64 timestampMs = -1; ///< of the letter: a topic created anew has other records at the same offsets
    QString job; ///< plan id; empty for Discarded and Reopened
    QString target; ///< topic; empty for Discarded and Reopened
    std::optional<Partition> toPartition;
    std::optional<Offset> toOffset;
    QString reason;
    qint64 atMs = 0; ///< when, milliseconds since 1970 UTC
    QString actor;

    friend bool operator==(const JournalEntry&, const JournalEntry&) = default;
};
/// "begun", "sent", "failed", "discarded", "reopened".
QString journalWord(JournalEntry::What what);

/// What was done about letters, per cluster: a local append-only file of one JSON object per line, readable by its
/// owner only, each append flushed to the disk. It is what makes the same replay command skip what is done. Lines that
/// cannot be read (torn by a crash) are counted and skipped. Callable from any thread.
class ReplayJournal {
public:
    /// `folder` is made when something is first written. An empty journal when there is none yet.
    static Result<std::unique_ptr<ReplayJournal>> open(const QString& folder, const QString& clusterId, QString actor);
    ~ReplayJournal();

    /// Reads what other programs have appended since. Cost: about 3 µs a line.
    Result<> refresh();
    Result<> append(std::span<const JournalEntry> entries);

    struct State {
        LetterState state = LetterState::Open;
        QString remark;
    };
    /// Of a letter with this timestamp. With `target`: Replayed and Uncertain count for that topic only.
    State stateOf(const Coordinates& letter, qint64 timestampMs, const QString& target = {}) const;
    /// Letters of the partition in [from, to) that are not open, whatever their timestamp.
    qint64 handled(const TopicPartition& partition, Offset from, Offset to) const;
    /// The newest `most` lines, newest last.
    std::vector<JournalEntry> entries(size_t most = 1000) const;
    qint64 unreadableLines() const;
    QString path() const;

    /// Only one replay per cluster and user at a time: held until destroyed. Refused names who holds it.
    class Lock {
    public:
        explicit Lock(int descriptor)
            : m_descriptor(descriptor)
        {
        }
        ~Lock();
        Lock(const Lock&) = delete;
        Lock& operator=(const Lock&) = delete;

    private:
        int m_descriptor; ///< closing it gives the lock back; so does a crash
    };
    Result<std::unique_ptr<Lock>> lock();

private:
    struct Private;
    explicit ReplayJournal(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// …/spillway/deadletters in the data folder of this user.
QString defaultJournalFolder();

} // namespace spillway::deadletter
