// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/avroschema.h"

namespace spillway {

/// Avro's logical types (specification 1.11, "Logical Types") as event data: timestamps are Time; dates, times of day
/// and local timestamps are text ("2026-11-24", "10:02:46.000001", "2026-11-24T10:02:46.000001"); decimals are text
/// with all their digits ("-1.50"); a uuid is text; a duration {months, days, millis}. What is outside the years 0–9999
/// or too long stays the number or the bytes it is. Both ways are exact. Thread-safe.
EventValue fromAvroInteger(const AvroNode& node, qint64 value);
/// Of bytes and fixed.
EventValue fromAvroBytes(const AvroNode& node, std::string_view bytes);

/// The opposite; the plain number and the plain bytes are taken as well, an RFC 3339 text as a timestamp. Nothing when
/// the value does not fit the type exactly. Timestamps in milliseconds cut off microseconds.
std::optional<qint64> toAvroInteger(const AvroNode& node, const EventValue& value);
std::optional<QByteArray> toAvroBytes(const AvroNode& node, const EventValue& value);

/// A field's default, written in JSON as the specification says, as decoding would give it; `items` counts its values,
/// at most maxItems. Nothing when it does not fit the type.
std::optional<EventValue> avroDefault(const AvroNode& node, const EventValue& json, size_t maxItems, size_t& items);

} // namespace spillway
