// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/jsonscanner.h"

namespace spillway {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

int hexValue(char c)
{
    if (isDigit(c))
        return c - '0';
    const char lower = char(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

bool JsonScanner::fail()
{
    m_failed = true;
    return false;
}

bool JsonScanner::take(JsonToken& token, JsonTokenKind kind, size_t bytes)
{
    token = { kind, m_json.substr(m_at, bytes) };
    m_at += bytes;
    return true;
}

bool JsonScanner::open(JsonToken& token, char bracket)
{
    m_open.push_back(bracket);
    m_expect = bracket == '{' ? Expect::KeyOrEnd : Expect::ValueOrEnd;
    return take(token, JsonTokenKind::Punct, 1);
}

bool JsonScanner::close(JsonToken& token, char bracket)
{
    if (m_open.empty() || m_open.back() != (bracket == '}' ? '{' : '['))
        return fail();
    m_open.pop_back();
    afterValue();
    return take(token, JsonTokenKind::Punct, 1);
}

bool JsonScanner::next(JsonToken& token)
{
    if (m_failed)
        return false;
    while (m_at < m_json.size() && isSpace(m_json[m_at]))
        ++m_at;
    if (m_at == m_json.size())
        return m_expect == Expect::Nothing ? false : fail();

    const char c = m_json[m_at];
    switch (m_expect) {
    case Expect::Nothing:
        return fail();
    case Expect::Colon:
        m_expect = Expect::Value;
        return c == ':' ? take(token, JsonTokenKind::Punct, 1) : fail();
    case Expect::CommaOrEnd:
        if (c == '}' || c == ']')
            return close(token, c);
        m_expect = m_open.back() == '{' ? Expect::Key : Expect::Value;
        return c == ',' ? take(token, JsonTokenKind::Punct, 1) : fail();
    case Expect::KeyOrEnd:
        if (c == '}')
            return close(token, c);
        [[fallthrough]];
    case Expect::Key:
        if (c != '"' || !scanString(token, JsonTokenKind::Key))
            return fail();
        m_expect = Expect::Colon;
        return true;
    case Expect::ValueOrEnd:
        if (c == ']')
            return close(token, c);
        [[fallthrough]];
    case Expect::Value:
        return scanValue(token);
    }
    return fail();
}

bool JsonScanner::scanValue(JsonToken& token)
{
    const char c = m_json[m_at];
    if (c == '{' || c == '[')
        return open(token, c);
    bool ok = false;
    if (c == '"')
        ok = scanString(token, JsonTokenKind::String);
    else if (c == '-' || isDigit(c))
        ok = scanNumber(token);
    else if (c == 't')
        ok = scanLiteral(token, "true");
    else if (c == 'f')
        ok = scanLiteral(token, "false");
    else if (c == 'n')
        ok = scanLiteral(token, "null");
    if (!ok)
        return fail();
    afterValue();
    return true;
}

// Length of the escape at `at` (a backslash), 0 when it is none.
size_t JsonScanner::escapeLength(size_t at, bool& afterHighSurrogate)
{
    if (at + 1 >= m_json.size())
        return 0;
    const char kind = m_json[at + 1];
    if (kind != 'u') {
        if (afterHighSurrogate)
            m_loneSurrogate = true;
        afterHighSurrogate = false;
        return std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos ? 0 : 2;
    }
    if (at + 6 > m_json.size())
        return 0;
    unsigned unit = 0;
    for (size_t i = at + 2; i < at + 6; ++i) {
        const int digit = hexValue(m_json[i]);
        if (digit < 0)
            return 0;
        unit = unit << 4 | unsigned(digit);
    }
    const bool high = unit >= 0xD800 && unit < 0xDC00;
    const bool low = unit >= 0xDC00 && unit < 0xE000;
    if (afterHighSurrogate != low)
        m_loneSurrogate = true;
    afterHighSurrogate = high;
    return 6;
}

bool JsonScanner::scanString(JsonToken& token, JsonTokenKind kind)
{
    bool afterHighSurrogate = false;
    size_t at = m_at + 1;
    while (at < m_json.size()) {
        const unsigned char c = static_cast<unsigned char>(m_json[at]);
        if (c == '\\') {
            const size_t length = escapeLength(at, afterHighSurrogate);
            if (length == 0)
                break;
            at += length;
            continue;
        }
        if (afterHighSurrogate) {
            m_loneSurrogate = true;
            afterHighSurrogate = false;
        }
        if (c == '"')
            return take(token, kind, at + 1 - m_at);
        if (c < 0x20)
            break;
        ++at;
    }
    m_at = at;
    return false;
}

bool JsonScanner::scanNumber(JsonToken& token)
{
    size_t at = m_at;
    const auto digits = [&] {
        const size_t first = at;
        while (at < m_json.size() && isDigit(m_json[at]))
            ++at;
        return at > first;
    };
    if (m_json[at] == '-')
        ++at;
    const size_t whole = at;
    bool ok = digits() && (m_json[whole] != '0' || at == whole + 1);
    if (ok && at < m_json.size() && m_json[at] == '.') {
        ++at;
        ok = digits();
    }
    if (ok && at < m_json.size() && (m_json[at] | 0x20) == 'e') {
        ++at;
        if (at < m_json.size() && (m_json[at] == '+' || m_json[at] == '-'))
            ++at;
        ok = digits();
    }
    return ok ? take(token, JsonTokenKind::Number, at - m_at) : false;
}

bool JsonScanner::scanLiteral(JsonToken& token, std::string_view word)
{
    return m_json.substr(m_at, word.size()) == word ? take(token, JsonTokenKind::Literal, word.size()) : false;
}

bool isJsonObjectOrArray(std::string_view bytes)
{
    if (!opensJson(bytes))
        return false;
    JsonScanner scanner(bytes);
    JsonToken token;
    while (scanner.next(token)) { }
    return !scanner.failed();
}

bool opensJson(std::string_view bytes)
{
    const size_t first = bytes.find_first_not_of(" \n\t\r");
    return first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '[');
}

} // namespace spillway
