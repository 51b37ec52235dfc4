// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/recordbuffer.h"

#include "core/browse/chunkbuilder.h"

#include <algorithm>
#include <unordered_map>

namespace spillway {

namespace {

// A quiet topic brings a record now and then: chunks of one row would cost more index than payload.
bool isSmall(const RecordBatch& batch)
{
    return batch.chunk->rows() < 64 && batch.chunk->bytes() < 32 * 1024;
}

RecordBatch joined(const RecordBatch& first, const RecordBatch& second)
{
    ChunkBuilder builder;
    for (const RecordBatch* batch : { &first, &second }) {
        for (size_t row = 0; row < batch->chunk->rows(); ++row)
            builder.append(batch->chunk->row(row));
    }
    RecordBatch both{ builder.take(), first.filterNumber, first.allMatch, first.matches };
    for (const quint32 match : second.matches)
        both.matches.push_back(match + static_cast<quint32>(first.chunk->rows()));
    return both;
}

} // namespace

RecordBuffer::RecordBuffer(Limits limits)
    : m_limits(limits)
{
}

qint64 RecordBuffer::append(RecordBatch batch)
{
    if (!batch.chunk || batch.chunk->rows() == 0)
        return 0;
    const bool join = !m_entries.empty() && isSmall(batch) && isSmall(m_entries.back().batch)
        && batch.filterNumber == m_entries.back().batch.filterNumber
        && batch.allMatch == m_entries.back().batch.allMatch;
    Entry entry{ std::move(batch), m_endRow, m_endShown };
    if (join) {
        const Entry& last = m_entries.back();
        entry = Entry{ joined(last.batch, entry.batch), last.firstRow, last.firstShown };
        m_bytes -= last.bytes();
        m_entries.pop_back();
    }
    m_endRow = entry.firstRow + entry.rows();
    m_endShown = entry.firstShown + entry.shown();
    m_bytes += entry.bytes();
    m_entries.push_back(std::move(entry));
    return dropBeyondLimits();
}

qint64 RecordBuffer::setLimits(Limits limits)
{
    m_limits = limits;
    return dropBeyondLimits();
}

qint64 RecordBuffer::dropBeyondLimits()
{
    const qint64 before = m_firstRow;
    while (m_entries.size() > 1 && (m_bytes > m_limits.bytes || rowCount() > m_limits.rows))
        dropFront();
    m_droppedRows += m_firstRow - before;
    return m_firstRow - before;
}

void RecordBuffer::dropFront()
{
    const Entry& front = m_entries.front();
    m_firstRow += front.rows();
    m_firstShown += front.shown();
    m_bytes -= front.bytes();
    m_entries.pop_front();
}

void RecordBuffer::clear()
{
    m_entries.clear();
    m_firstRow = m_endRow;
    m_firstShown = m_endShown;
    m_bytes = 0;
    m_droppedRows = 0;
}

const RecordBuffer::Entry& RecordBuffer::entryOfRow(qint64 row) const
{
    Q_ASSERT(row >= m_firstRow && row < m_endRow);
    const auto after = std::upper_bound(m_entries.begin(), m_entries.end(), row,
        [](qint64 value, const Entry& entry) { return value < entry.firstRow; });
    return *std::prev(after);
}

RecordView RecordBuffer::row(qint64 row) const
{
    const Entry& entry = entryOfRow(row);
    return entry.batch.chunk->row(static_cast<size_t>(row - entry.firstRow));
}

qint64 RecordBuffer::shownRow(qint64 shown) const
{
    Q_ASSERT(shown >= m_firstShown && shown < m_endShown);
    // Chunks without a match share their first shown number with the next; the last of those equal is the one.
    const auto after = std::upper_bound(m_entries.begin(), m_entries.end(), shown,
        [](qint64 value, const Entry& entry) { return value < entry.firstShown; });
    const Entry& entry = *std::prev(after);
    const auto nth = static_cast<size_t>(shown - entry.firstShown);
    return entry.firstRow + (entry.batch.allMatch ? static_cast<qint64>(nth) : entry.batch.matches[nth]);
}

std::optional<qint64> RecordBuffer::shownAtOrBefore(qint64 row) const
{
    if (row < m_firstRow || m_entries.empty())
        return std::nullopt;
    const Entry& entry = entryOfRow(std::min(row, m_endRow - 1));
    qint64 shown = entry.firstShown - 1;
    if (entry.batch.allMatch) {
        shown += std::min(row - entry.firstRow + 1, entry.rows());
    } else {
        const auto& matches = entry.batch.matches;
        shown += std::upper_bound(matches.begin(), matches.end(), row - entry.firstRow) - matches.begin();
    }
    return shown < m_firstShown ? std::nullopt : std::optional(shown);
}

void RecordBuffer::replaceMatches(std::vector<RecordBatch> batches)
{
    std::unordered_map<const RecordChunk*, RecordBatch*> byChunk;
    for (RecordBatch& batch : batches)
        byChunk.emplace(batch.chunk.get(), &batch);
    m_firstShown = m_endShown;
    m_bytes = 0;
    for (Entry& entry : m_entries) {
        if (const auto found = byChunk.find(entry.batch.chunk.get()); found != byChunk.end())
            entry.batch = std::move(*found->second);
        entry.firstShown = m_endShown;
        m_endShown += entry.shown();
        m_bytes += entry.bytes();
    }
}

quint32 RecordBuffer::topicIndex(const QString& name)
{
    qsizetype index = m_topics.indexOf(name);
    if (index < 0) {
        index = m_topics.size();
        m_topics << name;
    }
    return static_cast<quint32>(index);
}

} // namespace spillway
