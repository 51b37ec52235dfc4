// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/tailsink.h"

namespace spillway {

TailSink::TailSink(std::shared_ptr<TailMailbox> mailbox, quint32 topic, quint64 start)
    : m_mailbox(std::move(mailbox))
    , m_topic(topic)
    , m_start(start)
{
}

kafka::RecordSink::Answer TailSink::records(int, std::span<const kafka::RecordRef> batch)
{
    const TailMailbox::Filter filter = m_mailbox->filter();
    std::vector<RecordBatch> sealed;
    size_t bytes = 0;
    {
        const std::lock_guard lock(m_mutex);
        for (const kafka::RecordRef& ref : batch) {
            m_headers.clear();
            if (ref.message)
                ref.headers(m_headers);
            RecordView view;
            view.topic = m_topic;
            view.partition = ref.partition;
            view.offset = ref.offset;
            view.timestampMs = ref.timestampMs;
            view.timestampType = ref.timestampType;
            view.key = ref.key;
            view.value = ref.value;
            bytes += ref.key.size + ref.value.size;
            if (!m_builder.append(view, m_headers)) {
                seal(filter, sealed);
                m_builder.append(view, m_headers);
            }
        }
        seal(filter, sealed);
    }
    m_records += batch.size();
    m_bytes += bytes;
    recovered();
    // Set before the batch can be seen: whoever takes it must find the reading stalled, or the resume is lost.
    m_stalled = true;
    if (!m_mailbox->put(m_start, std::move(sealed)))
        return Answer::Pause;
    m_stalled = false;
    return Answer::Continue;
}

void TailSink::seal(const TailMailbox::Filter& filter, std::vector<RecordBatch>& out)
{
    ChunkPtr chunk = m_builder.take();
    if (!chunk)
        return;
    RecordBatch batch{ std::move(chunk), filter.number, filter.filter->isEmpty(), {} };
    if (!batch.allMatch) {
        batch.matches = filter.filter->matches(*batch.chunk);
        batch.matches.shrink_to_fit();
    }
    out.push_back(std::move(batch));
}

void TailSink::recovered()
{
    if (m_troubled && m_troubled.exchange(false))
        m_mailbox->put(TailEvent{ .kind = TailEvent::Kind::Recovered, .start = m_start });
}

void TailSink::partitionEvent(int, const kafka::PartitionEvent& event)
{
    using Kind = kafka::PartitionEvent::Kind;
    TailEvent told{
        .start = m_start, .partition = event.partition, .from = event.from, .to = event.to, .error = event.error
    };
    switch (event.kind) {
    case Kind::ReachedEnd: {
        recovered();
        const std::lock_guard lock(m_mutex);
        // Told once: a live topic reaches its end again after every record.
        if (!m_atEnd.insert(event.partition).second || m_atEnd.size() != m_partitions)
            return;
        told.kind = TailEvent::Kind::CaughtUp;
        break;
    }
    case Kind::Gap:
        told.kind = TailEvent::Kind::Gap;
        break;
    case Kind::Failed:
        told.kind = TailEvent::Kind::PartitionFailed;
        break;
    case Kind::BlockedByTransaction:
        return; // a tail reads uncommitted
    }
    m_mailbox->put(std::move(told));
}

void TailSink::readerError(int, const Error& error)
{
    m_troubled = true;
    m_mailbox->put(TailEvent{ .kind = TailEvent::Kind::Trouble, .start = m_start, .error = error });
}

void TailSink::finished(int)
{
    m_mailbox->put(TailEvent{ .kind = TailEvent::Kind::Ended, .start = m_start });
}

} // namespace spillway
