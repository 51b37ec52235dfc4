// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/recordreader.h"

#include <functional>
#include <span>

namespace spillway {

/// A record in a handler's hands, valid during the call. ref.headers() and ref.toRecord(topic) give the rest.
struct ConsumedRecord {
    const kafka::RecordRef& ref;
    const QString& topic;
    int attempt = 1; ///< 1: for the first time

    TopicPartition partition() const { return { topic, ref.partition }; }
};

/// What a handler says of a record.
class Handled {
public:
    enum class Kind { Done, Failed, Poison, Later, NotReached };

    Handled() = default; ///< done
    /// A handler may return bool: false is a failure.
    Handled(bool ok); // NOLINT(google-explicit-constructor)
    Handled(const Result<>& result); // NOLINT(google-explicit-constructor)
    /// Tried again with backoff, then dead-lettered; the class goes into dlq.error-class.
    static Handled failed(QString message, QString errorClass = QStringLiteral("processing"), QString stack = {});
    /// Trying again cannot help: dead-lettered at once.
    static Handled poison(QString message, QString errorClass = QStringLiteral("deserialization"), QString stack = {});
    /// Through no fault of the record: what it needs is away. Given again about every second until that works; it is no
    /// attempt and never dead-lettered.
    static Handled later(QString message);
    /// Not looked at; given again in its turn.
    static Handled notReached();

    Kind kind() const { return m_kind; }
    const QString& message() const { return m_message; }
    const QString& errorClass() const { return m_errorClass; }
    const QString& stack() const { return m_stack; }

private:
    Kind m_kind = Kind::Done;
    QString m_message;
    QString m_errorClass;
    QString m_stack;
};

/// One record at a time, in the order of its partition. What it throws counts as a failure.
using RecordHandler = std::function<Handled(const ConsumedRecord&)>;
/// Records of one partition, in order, at most maxPollRecords. outcomes[i] is of records[i] and says "done" unless
/// changed; when it throws, all of them are given again, one by one.
using BatchHandler = std::function<void(std::span<const ConsumedRecord> records, std::span<Handled> outcomes)>;

} // namespace spillway
