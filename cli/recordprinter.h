// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/outputwriter.h"
#include "core/browse/textfilter.h"
#include "core/kafka/recordreader.h"
#include "core/serde/recordjson.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace spillway::cli {

struct PrinterSettings {
    QStringList topics; ///< as in the ReadRequest
    TextFilter filter;
    std::optional<qint64> most; ///< print at most so many, exactly, over all readers
    bool follow = false; ///< hand on what there is after each batch, so that a pipe sees it at once
};

/// Prints records as they are read: formatted in the reader threads, each into a buffer of its own, and written in
/// large pieces under one lock, so that records of a partition stay in order and lines stay whole.
class RecordPrinter : public kafka::RecordSink {
public:
    using Remark = std::function<void(const QString&)>;

    /// `readers`: at most so many will call. `ranges` tells what to expect of each topic.
    RecordPrinter(PrinterSettings settings, OutputWriter& output, size_t readers,
        const std::vector<kafka::PartitionRange>& ranges, Remark remark);
    ~RecordPrinter() override;

    Answer records(int reader, std::span<const kafka::RecordRef> batch) override;
    void partitionEvent(int reader, const kafka::PartitionEvent& event) override;
    void readerError(int reader, const Error& error) override;
    void finished(int reader) override;

    /// Writes what closes the output. Call it once, after the reader was destroyed.
    void end();

    qint64 printed() const { return m_printed; }
    /// Records or events have come since the last call.
    bool progressed() { return m_progress.exchange(false); }
    /// A broker made trouble since the last progress.
    bool troubled() const { return m_troubled; }
    /// --max was reached or nobody reads the output any more: the reading was ended by us.
    bool satisfied() const { return m_satisfied; }
    /// Something of what was asked for was not read.
    bool incomplete() const { return m_incomplete; }
    /// When no partition could be read: why.
    std::optional<Error> failure() const;

private:
    struct ReaderState;
    void append(ReaderState& state, const kafka::RecordRef& record);
    void appendRow(std::string& out, const kafka::RecordRef& record, size_t headers);
    void flush(ReaderState& state);
    void topicGone(quint32 topic);

    const PrinterSettings m_settings;
    OutputWriter& m_output;
    const Remark m_remark;
    std::vector<std::string> m_topics; ///< UTF-8
    std::vector<std::unique_ptr<ReaderState>> m_readers;
    std::map<std::pair<quint32, Partition>, Offset> m_starts;
    std::map<quint32, size_t> m_expected; ///< partitions per topic

    std::mutex m_outputMutex;
    bool m_first = true; ///< guarded by m_outputMutex: nothing was written yet
    std::atomic<qint64> m_taken{ 0 };
    std::atomic<qint64> m_printed{ 0 };
    std::atomic<bool> m_satisfied{ false };
    std::atomic<bool> m_incomplete{ false };
    std::atomic<bool> m_progress{ false };
    std::atomic<bool> m_troubled{ false };

    mutable std::mutex m_eventMutex; ///< guards what follows
    std::map<quint32, std::map<Partition, Offset>> m_gone; ///< where partitions of deleted topics ended
    std::optional<Error> m_lastFailure;
    size_t m_failed = 0;
    QString m_lastTrouble;
};

} // namespace spillway::cli
