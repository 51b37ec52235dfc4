// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordbatch.h"

#include <QStringList>

#include <deque>

namespace spillway {

/// The newest records that fit into a bound of bytes and rows: a ring of chunks. A row keeps its number for life
/// (numbers only grow, also over clear()), so views and selections hold numbers, not records. A filter's matches lie
/// beside the chunks: the shown rows have numbers of their own in the same manner. Lookup is O(log chunks). One thread.
class RecordBuffer {
public:
    struct Limits {
        size_t bytes = 64 * 1024 * 1024;
        qint64 rows = 200'000;
    };
    RecordBuffer()
        : RecordBuffer(Limits())
    {
    }
    explicit RecordBuffer(Limits limits);

    Limits limits() const { return m_limits; }
    /// Returns how many rows left because of a tighter bound.
    qint64 setLimits(Limits limits);
    /// Appends and, at a bound, lets whole chunks leave at the old end; the newest chunk always stays. Returns how many
    /// rows left.
    qint64 append(RecordBatch batch);
    void clear();

    qint64 firstRow() const { return m_firstRow; }
    qint64 endRow() const { return m_endRow; }
    qint64 rowCount() const { return m_endRow - m_firstRow; }
    qint64 firstShown() const { return m_firstShown; }
    qint64 endShown() const { return m_endShown; }
    qint64 shownCount() const { return m_endShown - m_firstShown; }
    /// Memory of all chunks and of the matches.
    size_t bytes() const { return m_bytes; }
    /// Rows that left because of a bound since the last clear().
    qint64 droppedRows() const { return m_droppedRows; }

    /// `row` in [firstRow, endRow); the view is valid until the next append or clear.
    RecordView row(qint64 row) const;
    /// Row number of a shown number in [firstShown, endShown).
    qint64 shownRow(qint64 shown) const;
    /// Shown number of a row; of the nearest older shown row when the row itself is not shown; nullopt without one.
    std::optional<qint64> shownAtOrBefore(qint64 row) const;

    struct Entry {
        RecordBatch batch;
        qint64 firstRow = 0;
        qint64 firstShown = 0;

        qint64 rows() const { return static_cast<qint64>(batch.chunk->rows()); }
        qint64 shown() const { return batch.allMatch ? rows() : static_cast<qint64>(batch.matches.size()); }
        size_t bytes() const
        {
            return batch.chunk->bytes() + batch.matches.capacity() * sizeof(quint32) + sizeof(Entry);
        }
    };
    const std::deque<Entry>& entries() const { return m_entries; }
    /// Puts new matches in the place of old ones, by the chunk they belong to; numbers shown rows anew (from a number
    /// higher than all before).
    void replaceMatches(std::vector<RecordBatch> batches);

    /// Index of a topic's name, added when it is new.
    quint32 topicIndex(const QString& name);
    const QString& topicName(quint32 index) const { return m_topics.at(static_cast<qsizetype>(index)); }

private:
    const Entry& entryOfRow(qint64 row) const;
    qint64 dropBeyondLimits();
    void dropFront();

    Limits m_limits;
    std::deque<Entry> m_entries;
    QStringList m_topics;
    qint64 m_firstRow = 0;
    qint64 m_endRow = 0;
    qint64 m_firstShown = 0;
    qint64 m_endShown = 0;
    size_t m_bytes = 0;
    qint64 m_droppedRows = 0;
};

} // namespace spillway
