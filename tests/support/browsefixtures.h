// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/chunkbuilder.h"

/// Small records for tests of buffers and models.
namespace spillway::test {

inline RecordView recordView(Offset offset, const QByteArray& key, const QByteArray& value, qint64 timestampMs = 1000)
{
    RecordView view;
    view.offset = offset;
    view.timestampMs = timestampMs;
    view.timestampType = TimestampType::CreateTime;
    if (!key.isNull())
        view.key = BytesView(key.constData(), static_cast<size_t>(key.size()));
    if (!value.isNull())
        view.value = BytesView(value.constData(), static_cast<size_t>(value.size()));
    return view;
}

/// A batch of `count` records with offsets from `first`, keys "k<offset>" and the given value.
inline RecordBatch batchOf(qint64 first, int count, const QByteArray& value = "value", quint32 topic = 0)
{
    ChunkBuilder builder(64 * 1024 * 1024);
    for (qint64 offset = first; offset < first + count; ++offset) {
        const QByteArray key = "k" + QByteArray::number(offset);
        RecordView view = recordView(Offset(offset), key, value, 1000 + offset);
        view.topic = topic;
        builder.append(view, {});
    }
    RecordBatch batch;
    batch.chunk = builder.take();
    return batch;
}

} // namespace spillway::test
