// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/letter.h"
#include "core/kafka/recordreader.h"

#include <functional>
#include <stop_token>

/// Reads exact stretches of partitions. Private to core/deadletter.
namespace spillway::deadletter {

/// [from, to) of one partition, within [logStart, high] as just asked. One span per partition and reading.
struct Span {
    TopicPartition partition;
    Offset from;
    Offset to;
    Offset logStart;
    Offset high;
};

struct SpanReading {
    /// Partitions that were not read to their end, and why: refused, gone, held back by an open transaction.
    std::map<TopicPartition, Error> failed;
    bool satisfied = false; ///< `take` said that it has enough
    bool cancelled = false;
    std::optional<Error> trouble; ///< nothing came for `quiet`: the reading is incomplete
};

/// Reads committed records: a letter of an aborted transaction is none. `take` is called per record, always from one
/// and the same other thread while this call waits; false ends the reading. Ends when all spans are read, on `stop`, or
/// when for `quiet` nothing has come.
SpanReading readSpans(const ConnectionSettings& settings, const std::vector<Span>& spans,
    const std::function<bool(const TopicPartition&, const kafka::RecordRef&)>& take, std::stop_token stop,
    kafka::Milliseconds quiet);

Error cancelled(const QString& doing);

} // namespace spillway::deadletter
