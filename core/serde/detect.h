// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/text.h"
#include "core/types/record.h"

#include <optional>

namespace spillway {

enum class PayloadKind : quint8 { Null, Empty, Json, Text, Binary };

/// How bytes are to be read, and why, in words for people: "JSON, no schema id, valid UTF-8".
struct Detection {
    PayloadKind kind = PayloadKind::Null;
    QString reason;
    std::optional<qint32> schemaId; ///< of the registry's wire format: magic byte 0, then the id, big-endian
    QByteArray decoded = {}; ///< JSON of what the bytes say by their schema (schemapayload.h); empty: not decoded
};

/// Looks at all bytes (about 2 ms per MB for JSON); for one record that is opened. Json is a whole object or array of
/// any depth; a bare number or string is Text. Never fails. Thread-safe.
Detection detectPayload(BytesView bytes);

/// The same as a guess from the first few KB, with the text for a table cell of at most maxChars: JSON on one line,
/// text with escapes, bytes as "00 00 2a …". No text for Null and Empty: a cell draws those words itself.
struct Preview {
    PayloadKind kind = PayloadKind::Null;
    QString text;
};
Preview previewPayload(BytesView bytes, qsizetype maxChars = PreviewChars);

/// "00 00 2a ff …", at most maxBytes of them.
QString hexText(std::string_view bytes, size_t maxBytes);

} // namespace spillway
