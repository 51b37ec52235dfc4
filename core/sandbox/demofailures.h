// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/record.h"

namespace spillway::sandbox {

/// How a consumer failed at a record, and so which framework put it aside in its way.
enum class FailureKind {
    Deserialization, ///< ours: the value is broken
    Processing, ///< ours: the handler threw
    Timeout, ///< ours
    Refused, ///< ours: the other side answered with an error
    SpringListener, ///< Spring Kafka's DeadLetterPublishingRecoverer: numbers are big-endian bytes
    ConnectSink, ///< Kafka Connect's sink with context headers: all text
    StreamsTask, ///< Kafka Streams (KIP-1034): all text
};

/// The dead letter of `original`, which is complete with its coordinates: key, value and headers as they are, the
/// framework's headers behind them (requirements §4, field notes A1).
struct DeadLetter {
    Record record;
    std::optional<Partition> partition; ///< where its framework puts it; nullopt: by key
};
DeadLetter deadLetterOf(const Record& original, FailureKind failure, qint64 failedAtMs);

} // namespace spillway::sandbox
