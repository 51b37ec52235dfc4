// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/result.h"

#include <nlohmann/json_fwd.hpp>

#include <QStringList>

#include <string>
#include <string_view>
#include <vector>

namespace spillway::cli {

using Json = nlohmann::ordered_json; ///< keys stay in the order the contract names them

enum class OutputFormat { Table, JsonDocument, Ndjson };

/// One column of a table: the key of the value in each row and what stands above it.
struct Column {
    const char* key;
    const char* title;
};

/// Writes what a command found to a file descriptor (stdout) in the format asked for. JSON is valid UTF-8 without
/// terminal control or bidirectional characters; in tables hostile text is made visible, null is "-". Not for several
/// threads at once. Whoever reads a pipe may leave: that is an end, not an error.
class OutputWriter {
public:
    OutputWriter(int descriptor, OutputFormat format);

    OutputFormat format() const { return m_format; }
    /// A list: a table, a JSON array, or a line per row.
    void rows(const std::vector<Column>& columns, const Json& rows);
    /// One thing: "name: value" lines or one JSON object. Nested lists are left to the caller in table format.
    void object(const std::vector<Column>& fields, const Json& object);
    /// A heading or remark of table format; nothing in the others.
    void text(const QString& line);
    /// Bytes as they are.
    void raw(std::string_view bytes);

    /// The reader of the pipe has gone.
    bool closed() const { return m_closed; }
    /// The first error of writing, e.g. no space left.
    const Result<>& status() const { return m_status; }

private:
    int m_descriptor;
    OutputFormat m_format;
    bool m_closed = false;
    Result<> m_status;
};

/// One line of JSON, safe on a terminal.
std::string toLine(const Json& json);
/// What a table shows of a value.
QString cellText(const Json& value);

} // namespace spillway::cli
