// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordbatch.h"

#include <span>

namespace spillway {

/// Copies records one after the other into a block of memory and hands it over as an immutable chunk. The block starts
/// small and grows, so that a quiet topic does not hold a large one. For one thread at a time.
class ChunkBuilder {
public:
    /// `blockBytes`: full size of a block; a record larger than that gets a block of its own.
    explicit ChunkBuilder(size_t blockBytes = 256 * 1024);

    /// One copy of the record's bytes. False: it does not fit; take() and append again, which always succeeds.
    /// `view.headerBlock` is unused, the headers come apart.
    bool append(const RecordView& view, std::span<const HeaderView> headers);
    /// The same for a record that already lies in a chunk.
    bool append(const RecordView& packed);

    bool isEmpty() const { return m_rows.empty(); }
    size_t rows() const { return m_rows.size(); }
    /// Memory in use by what was appended.
    size_t bytes() const { return m_used + m_rows.size() * sizeof(RecordChunk::Row); }
    /// The record appended last, or nth; valid until the next append.
    RecordView row(size_t row) const;
    /// Everything appended since the last take; nullptr when there is nothing.
    ChunkPtr take();

private:
    char* reserve(const RecordView& view, size_t headersSize);

    size_t m_blockBytes;
    std::unique_ptr<char[]> m_block;
    size_t m_capacity = 0;
    size_t m_used = 0;
    std::vector<RecordChunk::Row> m_rows;
};

} // namespace spillway
