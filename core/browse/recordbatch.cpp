// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/recordbatch.h"

#include "core/browse/headerblock.h"

namespace spillway {

namespace {
std::optional<QByteArray> owned(BytesView bytes)
{
    if (bytes.isNull())
        return std::nullopt;
    return QByteArray(bytes.data, static_cast<qsizetype>(bytes.size));
}
}

void RecordView::headers(std::vector<HeaderView>& out) const
{
    HeaderBlockReader reader(headerBlock);
    while (const auto header = reader.next())
        out.push_back(*header);
}

Record RecordView::toRecord(const QString& topicName) const
{
    Record record{ .topic = topicName,
        .partition = partition,
        .offset = offset,
        .timestampMs = timestampMs,
        .timestampType = timestampType,
        .key = owned(key),
        .value = owned(value),
        .headers = {} };
    HeaderBlockReader reader(headerBlock);
    while (const auto header = reader.next()) {
        record.headers.push_back(
            { QByteArray(header->name.data(), static_cast<qsizetype>(header->name.size())), owned(header->value) });
    }
    return record;
}

size_t RecordView::payloadBytes() const
{
    size_t bytes = key.size + value.size;
    HeaderBlockReader reader(headerBlock);
    while (const auto header = reader.next())
        bytes += header->name.size() + header->value.size;
    return bytes;
}

RecordView RecordChunk::row(size_t row) const
{
    Q_ASSERT(row < m_rows.size());
    return viewOf(m_rows[row], m_block.get());
}

RecordView RecordChunk::viewOf(const Row& r, const char* block)
{
    const char* at = block + r.position;
    RecordView view;
    view.topic = r.topic;
    view.partition = Partition(r.partition);
    view.offset = Offset(r.offset);
    view.timestampMs = r.timestampMs;
    view.timestampType = static_cast<TimestampType>(r.timestampType);
    if (r.keySize != NullSize) {
        view.key = BytesView(at, r.keySize);
        at += r.keySize;
    }
    if (r.valueSize != NullSize) {
        view.value = BytesView(at, r.valueSize);
        at += r.valueSize;
    }
    view.headerBlock = BytesView(at, r.headersSize);
    return view;
}

size_t RecordChunk::bytes() const
{
    return sizeof(RecordChunk) + m_blockBytes + m_rows.capacity() * sizeof(Row);
}

} // namespace spillway
