// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

#include <string_view>
#include <vector>

namespace spillway {

enum class JsonTokenKind : quint8 { Key, String, Number, Literal, Punct };

/// A token as written in the source: strings with their quotes and escapes, numbers digit for digit.
struct JsonToken {
    JsonTokenKind kind = JsonTokenKind::Punct;
    std::string_view text;
};

/// Reads the tokens of one JSON text (RFC 8259) in order and checks its grammar on the way, without recursion, without
/// copying and without turning anything into values: a number beyond 64 bits, a repeated key or 100,000 levels come out
/// as they were written. UTF-8 is the caller's to check. The bytes must outlive the tokens. One thread at a time.
class JsonScanner {
public:
    explicit JsonScanner(std::string_view json)
        : m_json(json)
    {
    }

    /// False at the end of a whole document and at the first error; which of the two, failed() says.
    bool next(JsonToken& token);

    bool failed() const { return m_failed; }
    /// Bytes read so far; after an error, where it is.
    size_t position() const { return m_at; }
    /// Open objects and arrays.
    size_t depth() const { return m_open.size(); }
    /// A \uD800–\uDFFF escape without its partner was read: allowed by the grammar, refused by many parsers.
    bool sawLoneSurrogate() const { return m_loneSurrogate; }

private:
    enum class Expect : quint8 { Value, ValueOrEnd, Key, KeyOrEnd, Colon, CommaOrEnd, Nothing };

    bool fail();
    bool take(JsonToken& token, JsonTokenKind kind, size_t bytes);
    bool open(JsonToken& token, char bracket);
    bool close(JsonToken& token, char bracket);
    bool scanString(JsonToken& token, JsonTokenKind kind);
    bool scanNumber(JsonToken& token);
    bool scanLiteral(JsonToken& token, std::string_view word);
    bool scanValue(JsonToken& token);
    size_t escapeLength(size_t at, bool& afterHighSurrogate);
    void afterValue() { m_expect = m_open.empty() ? Expect::Nothing : Expect::CommaOrEnd; }

    std::string_view m_json;
    std::vector<char> m_open;
    size_t m_at = 0;
    Expect m_expect = Expect::Value;
    bool m_failed = false;
    bool m_loneSurrogate = false;
};

/// True for a whole JSON object or array with nothing but white space around it; a bare number or string is text to
/// Kafka.
bool isJsonObjectOrArray(std::string_view bytes);
/// The cheap half of it: the first byte that is not white space opens an object or array.
bool opensJson(std::string_view bytes);

} // namespace spillway
