// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventserializer.h"

#include <span>

namespace spillway {

/// What reading and writing may cost.
struct JsonLimits {
    size_t maxBytes = 16u << 20; ///< of the JSON text
    size_t maxDepth = 64; ///< open objects and arrays
    size_t maxItems = 1'000'000; ///< values of any kind
};

/// Strict RFC 8259: one value, valid UTF-8. Integers without point and exponent are Int and exact, beyond 64 signed
/// bits an error; other numbers Double, beyond its range an error. Refused too: a repeated name, half a surrogate pair,
/// more than the limits. A text exactly as timeText() writes it becomes a Time. Errors (code Protocol) name the byte.
/// About 400 MB/s of what is in order; thread-safe; never recurses, never throws.
Result<EventValue> parseJson(std::string_view json, const JsonLimits& limits = {});

/// NotANumber::Error for the wire; AsText writes "NaN", "Infinity", "-Infinity" as strings, for people.
enum class NotANumber { Error, AsText };
/// UTF-8 without white space, members in order; a Time as timeText(), bytes as base64. Errors (InvalidArgument) name
/// the member: NaN and infinity, a time outside the years 0–9999, half a surrogate pair, more than the limits.
Result<QByteArray> writeJson(
    const EventValue& value, NotANumber notANumber = NotANumber::Error, const JsonLimits& limits = {});

/// A member of an object that is put together where it is written: a text, a value, or neither for null. The name needs
/// no escape.
struct JsonMember {
    std::string_view name;
    const QString* text = nullptr;
    const EventValue* value = nullptr;
};
/// As writeJson() of the object that has these members.
Result<QByteArray> writeJsonObject(std::span<const JsonMember> members);

/// parseJson() and writeJson() as the serializer of events (R52, R53); the top must be an object.
class JsonEventSerializer : public EventSerializer {
public:
    explicit JsonEventSerializer(JsonLimits limits = {})
        : m_limits(limits)
    {
    }
    Result<QByteArray> serialize(const EventValue& value) const override;
    Result<EventValue> deserialize(BytesView bytes) const override;
    QByteArray contentType() const override { return QByteArrayLiteral("application/json"); }

private:
    JsonLimits m_limits;
};

} // namespace spillway
