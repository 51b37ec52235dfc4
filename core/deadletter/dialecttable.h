// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/deadletter.h"

#include <span>
#include <string_view>

/// The families of error headers as data. Private to core/deadletter.
namespace spillway::deadletter {

/// What a header means.
enum class Field : quint8 {
    Topic,
    PartitionNumber,
    OffsetNumber,
    Timestamp,
    TimestampType,
    Class, ///< of what was thrown, maybe a wrapper
    CauseClass,
    Message,
    CauseMessage,
    Stack,
    KeyClass, ///< the same for a key that could not be deserialized
    KeyMessage,
    KeyStack,
    Group,
    Attempts,
    FailedAt,
    Other, ///< shown as a Detail
    Ignored, ///< an error header whose bytes are for nobody (Java-serialised)
};

/// How the family writes it.
enum class Form : quint8 {
    Text, ///< UTF-8
    Decimal, ///< digits as text
    Int32, ///< 4 bytes big-endian
    Int64, ///< 8 bytes big-endian
    IntShort, ///< 1 or 4 bytes big-endian (Spring's attempts)
    BigInteger, ///< 1 to 8 bytes, two's complement, big-endian (Spring's times)
    Time, ///< RFC 3339 text, or milliseconds as digits
    Bytes,
};

struct HeaderRule {
    std::string_view name;
    Field field = Field::Other;
    Form form = Form::Text;
    const char* label = ""; ///< of a Detail
    /// It alone shows that the family is there; others (a group, a count) may stand in for several families.
    bool identifies = true;
};

struct DialectRules {
    Dialect dialect = Dialect::None;
    const char* name = "";
    const char* title = "";
    /// The newest header of a name is the last; SmallRye puts its own in front.
    bool newestFirst = false;
    std::span<const HeaderRule> headers;
};

/// All families, in the order of Dialect.
std::span<const DialectRules> dialectTable();

} // namespace spillway::deadletter
