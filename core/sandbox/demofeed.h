// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/producer.h"
#include "core/sandbox/demorecords.h"

#include <functional>
#include <stop_token>

namespace spillway::sandbox {

struct DemoFeedSettings {
    quint32 seed = 42;
    double scale = 1; ///< of 50 to 300 records/s
    /// Topics that never fill their share of a bounded log may grow by this much in all, in bytes; as it is used up
    /// they are written to less and less. 0: no bound.
    qint64 quietBytes = 0;
};

/// Writes demo records at a rate that swings with time, and behind them the dead letters of those at which somebody
/// failed: each with the coordinates the broker gave its original. Used by one thread; the producer must write records'
/// timestamps.
class DemoFeed {
public:
    using Remark = std::function<void(const QString&)>;

    /// `remark` hears of deliveries that fail, from the producer's thread. `producer` must outlive it.
    DemoFeed(kafka::Producer& producer, const DemoFeedSettings& settings, Remark remark);

    /// Records/s wanted so long after the start, at scale 1.
    static double rateAt(std::chrono::milliseconds sinceStart);

    /// Writes `count` records with timestamps spread over the time, waits for them, then their dead letters.
    Result<> writeHistory(int count, qint64 fromUtcMs, qint64 toUtcMs, const std::stop_token& stop);
    /// Writes what is due in the `tick` that ends `sinceStart` after the start.
    Result<> advance(std::chrono::milliseconds sinceStart, std::chrono::milliseconds tick, qint64 nowUtcMs);
    /// The dead letters of what failed until now and has been delivered.
    Result<> writeDeadLetters(qint64 nowUtcMs);

private:
    struct Failed;
    Result<> write(qint64 nowUtcMs);
    bool tooMuch(const Record& record);

    kafka::Producer& m_producer;
    const DemoFeedSettings m_settings;
    DemoRecords m_records;
    std::mt19937 m_random;
    std::shared_ptr<Failed> m_failed; ///< shared with delivery reports
    std::map<QString, qint64> m_written; ///< bytes per topic
    double m_due = 0;
};

} // namespace spillway::sandbox
