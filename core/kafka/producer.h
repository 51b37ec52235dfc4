// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/recordreader.h"

#include <functional>
#include <future>

namespace spillway::kafka {

/// What became of a record handed to the producer.
struct Delivery {
    Partition partition;
    Offset offset;
    qint64 timestampMs = -1;
};

/// Takes the outcome of one record, exactly once, on the producer's own thread (or the destructor's): must not block,
/// and must not send, for only that thread makes room. For many records: no allocation per record, the caller owns it.
class Ticket {
public:
    virtual void delivered(const Delivery& delivery) = 0;
    /// `record` is valid during the call: what it takes to send it again. `topic` is its name.
    virtual void failed(const Error& error, const RecordRef& record, const QString& topic) = 0;

protected:
    Ticket() = default;
    ~Ticket() = default;
    Ticket(const Ticket&) = default;
    Ticket& operator=(const Ticket&) = default;
};

struct ProducerSettings {
    QString acks = QStringLiteral("all"); ///< anything else switches idempotence off
    int lingerMs = 5;
    int batchSizeBytes = 16384;
    QString compression = QStringLiteral("none"); ///< none, gzip, snappy, lz4, zstd
    Milliseconds deliveryTimeout{ 30000 };
    bool recordTimestamps = false; ///< Record::timestampMs is written where it is not -1
    qint32 maxMessageBytes = 10'000'000;
    int queueMessages = 10'000; ///< records queued and in flight
    int queueKbytes = 65'536; ///< their bytes
    /// To each broker, 1 to 8; the queue is divided among them. A broker handles the requests of a connection one after
    /// the other, so that two carry more; records of one key go by one of them and keep their order.
    int connections = 1;
    Milliseconds longestWait{ 30'000 }; ///< of a caller of send() while the queue is full
};

/// Idempotent producer: acks=all, at most 5 in flight, murmur2 partitioning as Java has it, topics never created by
/// accident. One delivery callback per record, exactly once, from the producer's own thread (or the destructor's): it
/// must not block, and must not send while the queue may be full, for only that thread makes room.
class Producer {
public:
    using Callback = std::function<void(Result<Delivery>)>;

    static Result<std::unique_ptr<Producer>> create(
        const ConnectionSettings& settings, const ProducerSettings& producer = {});
    /// Waits up to 2 s for what is in flight; then reports it as TimedOut. At most 3 s in all.
    ~Producer();

    /// Hands over one record; blocks while the queue (10,000 records or 64 MiB) is full, up to the delivery timeout or
    /// `longestWait`, and then fails with a clear error; up to 1.5 s for the first record of a topic while no broker
    /// answers, then it waits in the queue like those of a known topic. `partition` nullopt: by key (murmur2); without
    /// a key to one partition until its batch is full, then to the next, as Java's clients do (KIP-794), past those
    /// that have no leader. record.offset is ignored, its timestamp unless ProducerSettings::recordTimestamps. Any
    /// thread.
    Result<> send(const Record& record, std::optional<Partition> partition, Callback done);
    std::future<Result<Delivery>> send(const Record& record, std::optional<Partition> partition = {});
    /// The same; `ticket` lives until it has its outcome. After an error it gets none.
    Result<> send(const Record& record, std::optional<Partition> partition, Ticket& ticket);
    /// Waits until all is delivered or failed.
    Result<> flush(Milliseconds timeout);
    /// Why it is of no use any more; nullopt: it is.
    std::optional<Error> fatalError() const;
    /// Newest reason librdkafka gave about a broker since a record was delivered; empty: none.
    QString brokerTrouble() const;

private:
    struct Private;
    explicit Producer(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// Whether a record that failed with this error may have been written all the same: nobody saw how it ended. Sending it
/// again could write it twice.
bool mayHaveBeenWritten(const Error& error);

/// The partition Java's default partitioner gives a key: (murmur2(key) & 0x7fffffff) % partitions.
Partition murmur2Partition(std::string_view key, int partitions);

} // namespace spillway::kafka
