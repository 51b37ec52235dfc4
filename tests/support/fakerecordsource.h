// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordsource.h"

#include <QByteArray>

#include <condition_variable>
#include <thread>

namespace spillway::test {

struct FakeRecord {
    Partition partition;
    Offset offset;
    qint64 timestampMs = 0;
    QByteArray value;
};

/// Topics in memory that behave as RecordReader does: one thread per reading, batches by reference, pause, resume,
/// stop, ReachedEnd once per partition. Everything may be called from every thread.
class FakeRecordSource : public RecordSource {
public:
    ~FakeRecordSource() override;

    void createTopic(const QString& name, int partitions);
    void addPartitions(const QString& name, int count);
    /// Appends with the next offset; returns it.
    Offset append(const QString& topic, int partition, qint64 timestampMs, const QByteArray& value);
    void deleteTopic(const QString& name); ///< partitions being read fail
    void setBatchSize(size_t records) { m_batchSize = records; }
    void failResolve(std::optional<Error> error); ///< until called without
    void hangResolve(bool hang); ///< resolve() waits until cancel()
    void reportTrouble(const Error& error); ///< to every reading
    int openReadings() const { return m_open; }
    int resolves() const { return m_resolves; }
    qint64 delivered() const { return m_delivered; }

    Result<std::vector<kafka::PartitionRange>> resolve(const kafka::ReadRequest& request) override;
    Result<std::unique_ptr<Reading>> start(
        const kafka::ReadRequest& request, std::vector<kafka::PartitionRange> ranges, kafka::RecordSink& sink) override;
    void cancel() override;

private:
    friend class FakeReading;
    struct Log {
        std::vector<std::vector<FakeRecord>> partitions;
        bool deleted = false;
    };
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<QString, std::shared_ptr<Log>> m_topics;
    std::optional<Error> m_resolveError;
    std::optional<Error> m_trouble;
    int m_troubles = 0;
    bool m_hang = false;
    int m_cancels = 0;
    std::atomic<size_t> m_batchSize = 100;
    std::atomic<int> m_open = 0;
    std::atomic<int> m_resolves = 0;
    std::atomic<qint64> m_delivered = 0;
};

} // namespace spillway::test
