// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/chunkbuilder.h"

#include "core/browse/headerblock.h"

#include <algorithm>
#include <cstring>

namespace spillway {

namespace {
constexpr size_t FirstBlockBytes = 4096;
// The index must not outgrow what a block is meant to cost when records are tiny.
constexpr size_t MaxRows = 4096;

char* copyBytes(char* to, BytesView from)
{
    if (from.size > 0)
        std::memcpy(to, from.data, from.size);
    return to + from.size;
}
}

ChunkBuilder::ChunkBuilder(size_t blockBytes)
    : m_blockBytes(blockBytes)
{
}

char* ChunkBuilder::reserve(const RecordView& view, size_t headersSize)
{
    const size_t size = view.key.size + view.value.size + headersSize;
    const size_t needed = m_used + size;
    if (!m_rows.empty() && (needed > m_blockBytes || m_rows.size() >= MaxRows))
        return nullptr;
    if (needed > m_capacity || !m_block) {
        size_t capacity = std::max(m_capacity, FirstBlockBytes);
        while (capacity < needed && capacity < m_blockBytes)
            capacity *= 2;
        capacity = std::max(std::min(capacity, m_blockBytes), needed);
        std::unique_ptr<char[]> grown(new char[std::max<size_t>(1, capacity)]);
        if (m_used > 0)
            std::memcpy(grown.get(), m_block.get(), m_used);
        m_block = std::move(grown);
        m_capacity = capacity;
    }
    RecordChunk::Row row{};
    row.offset = view.offset.value;
    row.timestampMs = view.timestampMs;
    row.position = static_cast<quint32>(m_used);
    row.keySize = view.key.isNull() ? RecordChunk::NullSize : static_cast<quint32>(view.key.size);
    row.valueSize = view.value.isNull() ? RecordChunk::NullSize : static_cast<quint32>(view.value.size);
    row.headersSize = static_cast<quint32>(headersSize);
    row.topic = view.topic;
    row.partition = view.partition.value & 0x1fffffff;
    row.timestampType = static_cast<quint32>(view.timestampType) & 3U;
    m_rows.push_back(row);
    char* at = m_block.get() + m_used;
    m_used = needed;
    at = copyBytes(at, view.key);
    return copyBytes(at, view.value);
}

bool ChunkBuilder::append(const RecordView& view, std::span<const HeaderView> headers)
{
    char* at = reserve(view, headerBlockSize(headers));
    if (at)
        packHeaders(at, headers);
    return at != nullptr;
}

bool ChunkBuilder::append(const RecordView& packed)
{
    char* at = reserve(packed, packed.headerBlock.size);
    if (at)
        copyBytes(at, packed.headerBlock);
    return at != nullptr;
}

RecordView ChunkBuilder::row(size_t row) const
{
    Q_ASSERT(row < m_rows.size());
    return RecordChunk::viewOf(m_rows[row], m_block.get());
}

ChunkPtr ChunkBuilder::take()
{
    if (m_rows.empty())
        return nullptr;
    auto chunk = std::make_shared<RecordChunk>();
    // The builder keeps its index vector; the chunk gets one without spare room.
    chunk->m_rows.assign(m_rows.begin(), m_rows.end());
    if (m_used * 4 >= m_capacity * 3) {
        chunk->m_block = std::move(m_block);
        chunk->m_blockBytes = m_capacity;
        m_capacity = 0;
    } else {
        chunk->m_blockBytes = std::max<size_t>(1, m_used);
        chunk->m_block.reset(new char[chunk->m_blockBytes]);
        std::memcpy(chunk->m_block.get(), m_block.get(), m_used);
    }
    m_rows.clear();
    m_used = 0;
    return chunk;
}

} // namespace spillway
