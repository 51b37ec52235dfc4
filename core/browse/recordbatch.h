// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/record.h"

#include <memory>
#include <vector>

namespace spillway {

/// One record inside a chunk, by reference: valid as long as somebody holds the chunk.
struct RecordView {
    quint32 topic = 0; ///< index into the topic names of whoever filled the chunk (RecordBuffer::topicName)
    Partition partition;
    Offset offset;
    qint64 timestampMs = -1; ///< milliseconds since 1970 UTC; -1 when timestampType is NotAvailable
    TimestampType timestampType = TimestampType::NotAvailable;
    BytesView key;
    BytesView value;
    BytesView headerBlock; ///< packed headers, decoded by headers() only when they are looked at

    /// Appends the headers in order, repeated names kept.
    void headers(std::vector<HeaderView>& out) const;
    /// One copy of everything.
    Record toRecord(const QString& topicName) const;
    /// Key, value and headers as Kafka carried them, without the packing.
    size_t payloadBytes() const;
};

/// Some hundred records whose bytes lie in one block of memory, with an index. Immutable once built, so it may be read
/// from every thread. Made by ChunkBuilder.
class RecordChunk {
public:
    size_t rows() const { return m_rows.size(); }
    /// `row` must be below rows().
    RecordView row(size_t row) const;
    /// What the chunk takes of memory: block, index and itself.
    size_t bytes() const;

private:
    friend class ChunkBuilder;
    static constexpr quint32 NullSize = 0xffffffffU;
    struct Row {
        qint64 offset;
        qint64 timestampMs;
        quint32 position; ///< of the key in the block; value and headers follow it
        quint32 keySize; ///< NullSize: null
        quint32 valueSize;
        quint32 headersSize;
        quint32 topic;
        qint32 partition : 30; ///< no cluster has 2^29 partitions in a topic
        quint32 timestampType : 2;
    };
    static RecordView viewOf(const Row& row, const char* block);

    std::unique_ptr<char[]> m_block;
    size_t m_blockBytes = 0;
    std::vector<Row> m_rows;
};
using ChunkPtr = std::shared_ptr<const RecordChunk>;

/// A chunk on its way to a buffer, with what a filter found in it. filterNumber says which filter that was; see
/// FilteredBuffer.
struct RecordBatch {
    ChunkPtr chunk;
    quint64 filterNumber = 0;
    bool allMatch = true; ///< `matches` is unused
    std::vector<quint32> matches; ///< rows of the chunk that match, ascending
};

} // namespace spillway
