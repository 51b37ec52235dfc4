// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/record.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace spillway {

/// A record by reference, as readers hand it out; everything must live until append() returns.
struct RecordFields {
    std::string_view topic;
    Partition partition;
    Offset offset;
    qint64 timestampMs = -1; ///< milliseconds since 1970 UTC
    TimestampType timestampType = TimestampType::NotAvailable;
    BytesView key;
    BytesView value;
    std::span<const HeaderView> headers;
};

/// Writes records as NDJSON, one line with its "\n" each:
/// {"topic","partition","offset","timestamp","timestamp_type","key",
/// "key_encoding","value","value_encoding","headers":[[name,value,encoding],…]}. Encodings: "json" (a JSON object or
/// array of at most 1,024 levels, embedded without white space, numbers and keys as written), "utf8", "base64" (not
/// UTF-8), "null". A timestamp that is not available or outside the years 0–9999 is null.
///
/// The line is valid JSON and UTF-8 for any input; terminal control (C1, DEL), bidirectional and line separator
/// characters are always \u escapes. Topic and header names that are not UTF-8 have \xNN for each bad byte. One writer
/// per thread: it keeps its parser and buffers. See the end of the source for its speed.
class RecordJsonWriter {
public:
    RecordJsonWriter();
    ~RecordJsonWriter();
    RecordJsonWriter(RecordJsonWriter&&) noexcept;
    RecordJsonWriter& operator=(RecordJsonWriter&&) noexcept;

    void append(std::string& out, const RecordFields& record);
    void append(std::string& out, const Record& record);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

/// RFC 3339 in UTC with milliseconds, "2026-11-23T10:02:46.918Z", for years 0–9999; empty outside.
std::string rfc3339(qint64 timestampMs);

/// Appends a JSON string with its quotes, escaped as above. `text` need not be valid UTF-8.
void appendJsonString(std::string& out, std::string_view text);

} // namespace spillway
