// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/record.h"

#include <QString>

#include <optional>
#include <set>
#include <vector>

/// What the headers of a dead letter say, whoever wrote them. Values, safe to hand between threads.
namespace spillway::deadletter {

/// Who wrote the error headers. The names of each family are in dialects.cpp.
enum class Dialect {
    None, ///< no error headers at all
    Spillway, ///< our own dlq.* (requirements §4)
    SpringDlt, ///< Spring Kafka's DeadLetterPublishingRecoverer, kafka_dlt-*
    SpringRetry, ///< Spring Kafka's retry topics, kafka_original-* and kafka_exception-*
    Connect, ///< Kafka Connect sinks, __connect.errors.*
    Streams, ///< Kafka Streams, KIP-1034
    ShareGroup, ///< share groups, KIP-1191; the record may be a pointer without key and value
    SmallRye, ///< Quarkus / SmallRye Reactive Messaging, dead-letter-*
    CloudStream, ///< Spring Cloud Stream's Kafka binder, x-original-* and x-exception-*
    Watermill, ///< Watermill (Go), *_poisoned
    DlqManager, ///< kafka-dlq-manager, x-dlq-*
    MassTransit, ///< MassTransit, MT-*
};
/// As in JSON: "spring_dlt", "connect", …; "none".
QString dialectName(Dialect dialect);
/// For people: "Spring", "Kafka Connect", …
QString dialectTitle(Dialect dialect);

/// Where the record that failed came from; what the headers do not say, or say wrongly, is nullopt.
struct Origin {
    std::optional<QString> topic;
    std::optional<Partition> partition;
    std::optional<Offset> offset;
    std::optional<qint64> timestampMs; ///< milliseconds since 1970 UTC

    bool hasCoordinates() const { return topic && partition && offset; }
    friend bool operator==(const Origin&, const Origin&) = default;
};

/// A header that was not as its family writes it. Its value may have been understood all the same.
struct HeaderProblem {
    QByteArray header; ///< name
    QString what; ///< "6 bytes where an integer of 4 belongs", "null", …

    friend bool operator==(const HeaderProblem&, const HeaderProblem&) = default;
};

/// An earlier failure of a letter that was dead-lettered again.
struct EarlierFailure {
    Origin origin;
    std::optional<QString> errorClass;
    std::optional<QString> errorMessage;

    friend bool operator==(const EarlierFailure&, const EarlierFailure&) = default;
};

/// Something else the family tells: connector, stage, listener, …
struct Detail {
    QByteArray header;
    QString label; ///< for people: "Connector"
    QString value;

    friend bool operator==(const Detail&, const Detail&) = default;
};

/// The decoded error headers of one record. Texts are as the headers have them (hostile: show with visibleText), what
/// is not UTF-8 in them is replaced, each is cut at MaxTextBytes.
struct DeadLetter {
    Dialect dialect = Dialect::None;
    Origin origin;
    /// The class of what was thrown: the cause's where the family names one (Spring's own class is a wrapper).
    std::optional<QString> errorClass;
    std::optional<QString> wrapperClass; ///< when errorClass is the cause's
    std::optional<QString> errorMessage;
    std::optional<QString> stack;
    std::optional<QString> consumerGroup;
    std::optional<qint64> attempts;
    std::optional<qint64> failedAtMs; ///< milliseconds since 1970 UTC; most families do not say
    bool keyFailed = false; ///< the key could not be deserialized
    /// KIP-1191 without a copy: no key and no value, only coordinates. Never to be replayed as it is.
    bool pointer = false;
    std::vector<Detail> details;
    std::vector<EarlierFailure> earlier; ///< newest first, at most MaxEarlier
    std::vector<HeaderProblem> problems; ///< at most MaxProblems
    size_t moreProblems = 0; ///< beyond those
    size_t errorHeaders = 0; ///< how many headers replay removes
    std::vector<Dialect> alsoCarries; ///< other families whose headers are there, e.g. of an earlier failure

    static constexpr qsizetype MaxTextBytes = 262'144;
    static constexpr size_t MaxEarlier = 32;
    static constexpr size_t MaxProblems = 32;

    bool recognised() const { return dialect != Dialect::None; }
    friend bool operator==(const DeadLetter&, const DeadLetter&) = default;
};

} // namespace spillway::deadletter
