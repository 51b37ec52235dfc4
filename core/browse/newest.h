// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordbatch.h"
#include "core/browse/recordsource.h"

#include <atomic>
#include <stop_token>

namespace spillway {

/// A few hundred records of one topic, from one side.
struct NewestRequest {
    QString topic;
    /// LastN: the newest records (its value is unused); anything else: the first records from there on. End is empty.
    kafka::ReadFrom from{ kafka::ReadFrom::Kind::LastN };
    qint64 limit = 500; ///< of records kept, over all partitions
    std::optional<Partition> partition; ///< nullopt: all
    bool readCommitted = false;
    size_t maxBytes = 64 * 1024 * 1024; ///< of memory for what is kept; fewer records when they are huge

    bool newestFirst() const { return from.kind == kafka::ReadFrom::Kind::LastN; }
    friend bool operator==(const NewestRequest& a, const NewestRequest& b)
    {
        return a.topic == b.topic && a.from.kind == b.from.kind && a.from.value == b.from.value && a.limit == b.limit
            && a.partition == b.partition && a.readCommitted == b.readCommitted && a.maxBytes == b.maxBytes;
    }
};

/// What a reading did, and what it could not do. Partial answers are data.
struct NewestResult {
    std::vector<ChunkPtr> chunks; ///< the records kept, by time ascending; topic index 0
    qint64 kept = 0;
    qint64 read = 0; ///< records that came over the wire for that
    qint64 offsets = 0; ///< width of the chosen partitions, log start to high watermark: at least the number of records
    bool hasHoles = false; ///< compaction or transactions left offsets without records: `offsets` is an upper bound
    bool memoryBound = false; ///< fewer than asked for were kept because of maxBytes
    double seconds = 0;
    std::vector<kafka::PartitionEvent> gaps; ///< records that expired while they were about to be read
    std::vector<kafka::PartitionEvent> failed; ///< partitions that could not be read; with errors
    std::vector<kafka::PartitionEvent> blocked; ///< held back by an open transaction (read committed)
};

/// How far a reading is; written by reader threads.
struct NewestProgress {
    std::atomic<qint64> read = 0;
    std::atomic<qint64> expected = 0; ///< 0 until known
};

/// Reads [end − n, end) of every partition, merges by timestamp and keeps the newest `limit`; goes further back only in
/// partitions where that can change the answer. Blocks: for a worker thread or a command line. `stop` ends it soon with
/// Cancelled.
Result<NewestResult> readNewest(
    RecordSource& source, const NewestRequest& request, NewestProgress& progress, const std::stop_token& stop);

} // namespace spillway
