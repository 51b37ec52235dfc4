// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/admin.h"
#include "core/types/record.h"

#include <functional>
#include <span>

struct rd_kafka_message_s;

namespace spillway::kafka {

/// A record as it lies in librdkafka's memory: valid only during the call that hands it over. Nothing is copied;
/// headers are parsed when asked for.
class RecordRef {
public:
    quint32 topic = 0; ///< index into ReadRequest::topics
    Partition partition;
    Offset offset;
    qint64 timestampMs = -1;
    TimestampType timestampType = TimestampType::NotAvailable;
    BytesView key;
    BytesView value;

    /// Appends the headers in order, repeated names kept. Cost: one parse of the header block.
    void headers(std::vector<HeaderView>& out) const;
    Record toRecord(const QString& topicName) const;

    rd_kafka_message_s* message = nullptr; ///< librdkafka's own; for this folder only
};

/// Where reading begins in each partition.
struct ReadFrom {
    enum class Kind { Beginning, End, Offset, Time, LastN } kind = Kind::Beginning;
    qint64 value = 0; ///< Offset: the offset; Time: ms since 1970 UTC; LastN: N records before the end, per partition
};

/// Where reading ends in each partition. `End` is the high watermark as it was when reading started, so a topic that
/// grows meanwhile still ends; Offset and Time are exclusive.
struct ReadTo {
    enum class Kind { Follow, End, Offset, Time } kind = Kind::End;
    qint64 value = 0;
};

struct ReadRequest {
    QStringList topics;
    std::vector<Partition> partitions; ///< empty: all
    ReadFrom from;
    ReadTo to;
    bool readCommitted = false;
    /// read_committed and bounded: an open transaction of anybody hides all behind it. True: the partition ends there,
    /// as BlockedByTransaction; false: wait until it is committed, aborted or expired.
    bool stopAtOpenTransaction = true;
    int maxReaders = 0; ///< 0: as many as cores allow
    std::map<TopicPartition, Offset> starts; ///< when given: exactly these partitions from these offsets, `from` unused
};

/// One partition's part in a reading, resolved to numbers before anything is assigned (a logical offset costs a fixed
/// 500 ms, measured).
struct PartitionRange {
    quint32 topic = 0;
    Partition partition;
    Offset start;
    std::optional<Offset> end; ///< exclusive; nullopt: follow
    Offset logStart;
    Offset high;
    std::optional<Error> error; ///< leaderless or refused: not read, reported as Failed
};

/// What happened in a partition besides records. Sent once per occurrence.
struct PartitionEvent {
    enum class Kind {
        ReachedEnd, ///< caught up with the broker (following) or read to its end (bounded)
        Gap, ///< records from..to expired before they could be read; reading went on at `to`
        Failed, ///< this partition is not read any further; the others are
        BlockedByTransaction, ///< read_committed: an open transaction holds everything from `from` back
    } kind
        = Kind::ReachedEnd;
    quint32 topic = 0;
    Partition partition;
    Offset from;
    Offset to;
    std::optional<Error> error;
};

/// Takes what a reading delivers. Calls come from reader threads: from several at once, but for one partition always
/// from the same one and in order.
class RecordSink {
public:
    virtual ~RecordSink() = default;
    enum class Answer {
        Continue,
        Pause, ///< full: these records were taken, but send no more until RecordReader::resume()
        Stop, ///< enough: end the whole reading
    };
    /// `reader` is 0…readers-1 and tells sinks apart that keep state per thread.
    virtual Answer records(int reader, std::span<const RecordRef> batch) = 0;
    virtual void partitionEvent(int reader, const PartitionEvent& event) = 0;
    /// Trouble that is not one partition's: brokers down (retriable: reading goes on when they come back).
    virtual void readerError(int reader, const Error& error) = 0;
    /// A reader has ended: all its partitions are done, failed or stopped. Called once per reader, last.
    virtual void finished(int reader) = 0;
};

/// Reads ranges of partitions as fast as the wire: assign-only, offsets resolved before assigning, several handles over
/// the partitions, batches by reference, back-pressure, exact end on empty, compacted and transactional partitions (end
/// = position reached, by EOF or by record; never "offset ≥ high watermark - 1"). Never joins a group, never commits.
/// Created and destroyed on one thread; the reading itself is on threads of its own.
class RecordReader {
public:
    /// Resolves the request to ranges. Blocks up to the admin's deadline. Unknown topics are an error that names them.
    static Result<std::vector<PartitionRange>> resolve(Admin& admin, const ReadRequest& request);

    /// Starts reading; `sink` must outlive the reader.
    static Result<std::unique_ptr<RecordReader>> start(const ConnectionSettings& settings, const ReadRequest& request,
        std::vector<PartitionRange> ranges, RecordSink& sink);
    /// Stops and waits at most 2 s; a reader whose handle hangs is abandoned.
    ~RecordReader();

    int readers() const;
    /// After Pause: go on. From any thread.
    void resume();
    /// Pause from outside: the sink gets at most one more batch per reader. From any thread.
    void pause();
    /// Ends the reading soon; finished() still comes from each reader. From any thread, never blocks.
    void stop();
    /// Waits until every reader has finished; false on timeout.
    bool wait(Milliseconds timeout);

private:
    struct Private;
    explicit RecordReader(std::shared_ptr<Private> d);
    std::shared_ptr<Private> d;
};

} // namespace spillway::kafka
