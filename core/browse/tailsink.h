// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/chunkbuilder.h"
#include "core/browse/tailmailbox.h"
#include "core/kafka/recordreader.h"

#include <atomic>
#include <set>

namespace spillway {

/// The end of one topic's reading in a tail: copies records into chunks, looks for the filter and puts the chunks into
/// the mailbox, all in the reader threads.
class TailSink : public kafka::RecordSink {
public:
    /// `topic` is the buffer's index of the topic, `start` names this start of it in events.
    TailSink(std::shared_ptr<TailMailbox> mailbox, quint32 topic, quint64 start);
    /// Before reading starts: how many partitions there are to catch up with.
    void setPartitions(size_t count) { m_partitions = count; }
    size_t partitions() const { return m_partitions; }

    Answer records(int reader, std::span<const kafka::RecordRef> batch) override;
    void partitionEvent(int reader, const kafka::PartitionEvent& event) override;
    void readerError(int reader, const Error& error) override;
    void finished(int reader) override;

    /// Counted as records arrive; from any thread.
    quint64 recordsRead() const { return m_records; }
    quint64 bytesRead() const { return m_bytes; }
    /// The last answer was Pause, and nothing came since: resume() the reading once there is room.
    bool isStalled() const { return m_stalled; }

private:
    void seal(const TailMailbox::Filter& filter, std::vector<RecordBatch>& out);
    void recovered();

    const std::shared_ptr<TailMailbox> m_mailbox;
    const quint32 m_topic;
    const quint64 m_start;
    size_t m_partitions = 0;
    std::atomic<quint64> m_records = 0;
    std::atomic<quint64> m_bytes = 0;
    std::atomic<bool> m_stalled = false;
    std::atomic<bool> m_troubled = false;
    std::mutex m_mutex; ///< of what follows: a reading may have several readers
    ChunkBuilder m_builder;
    std::vector<HeaderView> m_headers;
    std::set<Partition> m_atEnd;
};

} // namespace spillway
