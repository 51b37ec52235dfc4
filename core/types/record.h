// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/topicpartition.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <string_view>
#include <vector>

namespace spillway {

enum class TimestampType : quint8 { NotAvailable, CreateTime, LogAppendTime };
/// "CreateTime", "LogAppendTime" or "NotAvailable".
QString timestampTypeName(TimestampType type);

/// Bytes that may be null, which is not the same as empty: a null value is a tombstone.
struct BytesView {
    const char* data = nullptr; ///< nullptr: null
    size_t size = 0;

    constexpr BytesView() = default;
    constexpr BytesView(const char* d, size_t n)
        : data(d)
        , size(n)
    {
    }
    bool isNull() const { return data == nullptr; }
    std::string_view text() const { return { data ? data : "", size }; }
};

/// A header by reference: name as Kafka sent it (any bytes), value null or bytes.
struct HeaderView {
    std::string_view name;
    BytesView value;
};

/// A header of its own.
struct Header {
    QByteArray name;
    std::optional<QByteArray> value;

    friend bool operator==(const Header&, const Header&) = default;
};

/// A record of its own: one copy of everything, for one record that is looked at, exported or produced. What moves in
/// bulk is a RecordBatch (core/browse) or a RecordRef (core/kafka).
struct Record {
    QString topic;
    Partition partition;
    Offset offset;
    qint64 timestampMs = -1; ///< milliseconds since 1970 UTC; -1 when timestampType is NotAvailable
    TimestampType timestampType = TimestampType::NotAvailable;
    std::optional<QByteArray> key;
    std::optional<QByteArray> value;
    std::vector<Header> headers; ///< in order, repeated names kept

    friend bool operator==(const Record&, const Record&) = default;
};

} // namespace spillway
