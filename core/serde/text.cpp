// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/text.h"

#include <simdjson.h>

#include <QChar>

#include <array>

namespace spillway {

namespace {

constexpr std::string_view HexDigits = "0123456789ABCDEF";

void appendHex(QString& out, char32_t value)
{
    std::array<char16_t, 8> digits;
    qsizetype n = 0;
    do {
        digits[size_t(n++)] = char16_t(HexDigits[value & 0xF]);
        value >>= 4;
    } while (value != 0 || n < 2);
    while (n > 0)
        out.append(QChar(digits[size_t(--n)]));
}

void appendBadByte(QString& out, char byte)
{
    out.append(QLatin1String("\\x"));
    appendHex(out, static_cast<unsigned char>(byte));
}

bool isPlainAscii(char32_t c)
{
    return c >= 0x20 && c < 0x7F;
}

// Takes back what went over the limit: pieces are whole characters or whole escapes, so the cut is before the last one.
bool overLimit(QString& out, qsizetype before, qsizetype maxChars)
{
    if (out.size() <= maxChars)
        return false;
    out.truncate(before);
    out.append(QChar(0x2026));
    return true;
}

} // namespace

bool needsEscape(char32_t c)
{
    if (isPlainAscii(c))
        return false;
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        break;
    }
    // Letters and marks that are drawn as nothing: combining grapheme joiner, the Hangul fillers, the second block of
    // variation selectors (the first one, which emoji use, stays).
    return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || c == 0x3164 || c == 0xFFA0
        || (c >= 0xE0100 && c <= 0xE01EF);
}

void appendVisible(QString& out, char32_t c, TextUse use)
{
    if (isPlainAscii(c)) {
        out.append(QChar(char16_t(c)));
        return;
    }
    if (c == U'\n' || c == U'\t') {
        if (use == TextUse::MultiLine)
            out.append(QChar(char16_t(c)));
        else
            out.append(c == U'\n' ? QLatin1String("\\n") : QLatin1String("\\t"));
        return;
    }
    if (c == U'\r') {
        out.append(QLatin1String("\\r"));
        return;
    }
    if (needsEscape(c)) {
        out.append(QLatin1String("\\u{"));
        appendHex(out, c);
        out.append(QLatin1Char('}'));
        return;
    }
    for (const char16_t unit : QChar::fromUcs4(c))
        out.append(QChar(unit));
}

QString visibleText(std::string_view utf8, qsizetype maxChars, TextUse use)
{
    return visiblePrefix(utf8, maxChars, use).text;
}

VisiblePrefix visiblePrefix(std::string_view utf8, qsizetype maxChars, TextUse use)
{
    QString out;
    out.reserve(qMin(qsizetype(utf8.size()), maxChars) + 16);
    size_t at = 0;
    while (at < utf8.size()) {
        const qsizetype before = out.size();
        const Utf8Step step = decodeUtf8(utf8, at);
        if (step.bytes == 0)
            appendBadByte(out, utf8[at]);
        else
            appendVisible(out, step.codePoint, use);
        if (overLimit(out, before, maxChars))
            break;
        at += step.bytes == 0 ? 1 : step.bytes;
    }
    return { std::move(out), at };
}

QString visibleText(QStringView text, TextUse use)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        char32_t c = text[at].unicode();
        if (text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate()) {
            c = QChar::surrogateToUcs4(text[at], text[at + 1]);
            ++at;
        }
        appendVisible(out, c, use);
    }
    return out;
}

Utf8Step decodeUtf8(std::string_view bytes, size_t at)
{
    const auto byte = [&](size_t i) { return char32_t(static_cast<unsigned char>(bytes[i])); };
    const char32_t first = byte(at);
    if (first < 0x80)
        return { first, 1 };
    size_t length = 0;
    char32_t least = 0;
    char32_t value = 0;
    if ((first & 0xE0) == 0xC0) {
        length = 2;
        least = 0x80;
        value = first & 0x1F;
    } else if ((first & 0xF0) == 0xE0) {
        length = 3;
        least = 0x800;
        value = first & 0x0F;
    } else if ((first & 0xF8) == 0xF0) {
        length = 4;
        least = 0x10000;
        value = first & 0x07;
    }
    if (length == 0 || bytes.size() - at < length)
        return {};
    for (size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80)
            return {};
        value = (value << 6) | (byte(at + i) & 0x3F);
    }
    if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return {};
    return { value, length };
}

bool isValidUtf8(std::string_view bytes)
{
    return simdjson::validate_utf8(bytes.data(), bytes.size());
}

size_t firstInvalidUtf8(std::string_view bytes)
{
    size_t at = 0;
    while (at < bytes.size()) {
        const size_t length = decodeUtf8(bytes, at).bytes;
        if (length == 0)
            break;
        at += length;
    }
    return at;
}

void appendBase64(std::string& out, std::string_view bytes)
{
    static constexpr std::string_view Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const size_t start = out.size();
    out.resize(start + (bytes.size() + 2) / 3 * 4);
    char* to = out.data() + start;
    const auto byte = [&](size_t i) { return quint32(static_cast<unsigned char>(bytes[i])); };
    size_t at = 0;
    for (; at + 3 <= bytes.size(); at += 3) {
        const quint32 group = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
        *to++ = Alphabet[group >> 18];
        *to++ = Alphabet[group >> 12 & 0x3F];
        *to++ = Alphabet[group >> 6 & 0x3F];
        *to++ = Alphabet[group & 0x3F];
    }
    const size_t rest = bytes.size() - at;
    if (rest == 0)
        return;
    const quint32 group = byte(at) << 16 | (rest == 2 ? byte(at + 1) << 8 : 0);
    *to++ = Alphabet[group >> 18];
    *to++ = Alphabet[group >> 12 & 0x3F];
    *to++ = rest == 2 ? Alphabet[group >> 6 & 0x3F] : '=';
    *to++ = '=';
}

} // namespace spillway
