// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/avroschema.h"

namespace spillway {

/// What decoding and encoding may cost. Besides maxItems, decoding n bytes gives at most 65,536 + 64 n values, so that
/// five bytes that declare 2^40 nulls cost next to nothing.
struct AvroLimits {
    size_t maxBytes = 16u << 20; ///< of the binary form
    size_t maxDepth = 64; ///< records, arrays and maps inside each other
    size_t maxItems = 1'000'000; ///< values, also those that are skipped
};

/// Avro binary encoding (specification 1.11, "Binary Encoding", "Schema Resolution"), own code: avro-C allocates what a
/// length declares (AVRO-4293). The bytes must be exactly one value. Unions give the value of their branch; enums give
/// text; floats the shortest number that is the same float; logical types as in avrological.h.
///
/// Refused with an Error (code Protocol) that names the path and the byte: truncated or left-over bytes, a length,
/// count, index or boolean that cannot be, text or map keys that are not UTF-8, a repeated map key, more than the
/// limits. Memory and time go with the limits and the bytes there are, never with what they declare. Thread-safe.
Result<EventValue> decodeAvro(const AvroSchema& writer, std::string_view bytes, const AvroLimits& limits = {});

/// The same, resolved to another schema: fields by name or the reader's alias, defaults, promotions (int → long →
/// float → double, string ↔ bytes), the reader's enum default, unions on either side; records, enums and fixed match by
/// unqualified name or the reader's alias. Not supported: logical types of different units are not converted, the
/// reader's is applied to the number as it is.
Result<EventValue> decodeAvro(
    const AvroSchema& writer, const AvroSchema& reader, std::string_view bytes, const AvroLimits& limits = {});

/// The opposite of decodeAvro(). Of a union the first branch that fits exactly is taken, else the first that fits by
/// conversion (whole numbers to float and double, a Time to text, …); {"branch": value} is not supported. A missing
/// member takes the field's default; one the record does not know is refused. Errors (code InvalidArgument) name the
/// path. `preferredRecord`: where a record of this unqualified name is a branch and fits, it is taken before others.
Result<QByteArray> encodeAvro(const AvroSchema& schema, const EventValue& value, const AvroLimits& limits = {},
    const QString& preferredRecord = {});

} // namespace spillway
