// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/jsonescape.h"

#include <QtGlobal>

#include <array>
#include <bit>
#include <cstring>

namespace spillway {

namespace {

constexpr quint64 repeat(quint8 byte)
{
    return 0x0101010101010101u * byte;
}
constexpr quint64 HighBits = repeat(0x80);

// The high bit of every byte that is below 0x20, '"', '\\', 0x7F or not ASCII. Borrows and carries can only mark a byte
// above one that is rightly marked, so the lowest mark, the only one used, is exact.
quint64 specialBytes(quint64 word, EscapeWhat what)
{
    quint64 marks = word | (word + repeat(0x01));
    if (what == EscapeWhat::String) {
        const quint64 quote = word ^ repeat('"');
        const quint64 slash = word ^ repeat('\\');
        marks |= word - repeat(0x20);
        marks |= (quote - repeat(0x01)) & ~quote;
        marks |= (slash - repeat(0x01)) & ~slash;
    }
    return marks & HighBits;
}

char* writeUnicodeEscape(char* to, unsigned value)
{
    static constexpr std::string_view Digits = "0123456789abcdef";
    *to++ = '\\';
    *to++ = 'u';
    for (int shift = 12; shift >= 0; shift -= 4)
        *to++ = Digits[value >> shift & 0xF];
    return to;
}

char* writeAscii(char* to, unsigned char c, EscapeWhat what)
{
    if (c == 0x7F)
        return writeUnicodeEscape(to, c);
    if (what == EscapeWhat::String) {
        char letter = 0;
        switch (c) {
        case '"':
            letter = '"';
            break;
        case '\\':
            letter = '\\';
            break;
        case '\n':
            letter = 'n';
            break;
        case '\r':
            letter = 'r';
            break;
        case '\t':
            letter = 't';
            break;
        case '\b':
            letter = 'b';
            break;
        case '\f':
            letter = 'f';
            break;
        default:
            break;
        }
        if (letter != 0) {
            *to++ = '\\';
            *to++ = letter;
            return to;
        }
        if (c < 0x20)
            return writeUnicodeEscape(to, c);
    }
    *to++ = char(c);
    return to;
}

bool isDangerous(unsigned c)
{
    return (c >= 0x80 && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
}

// One character beyond ASCII; `length` gets its bytes. All dangerous ones take two or three.
char* writeMultiByte(char* to, std::string_view text, size_t at, size_t& length)
{
    const auto byte = [&](size_t i) { return unsigned(static_cast<unsigned char>(text[at + i])); };
    unsigned value = 0;
    if (byte(0) < 0xE0) {
        length = 2;
        value = (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    } else if (byte(0) < 0xF0) {
        length = 3;
        value = (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    } else {
        length = 4;
    }
    if (value != 0 && isDangerous(value))
        return writeUnicodeEscape(to, value);
    std::memcpy(to, text.data() + at, length);
    return to + length;
}

} // namespace

char* writeEscaped(char* to, std::string_view text, EscapeWhat what)
{
    size_t at = 0;
    while (at < text.size()) {
        if constexpr (std::endian::native == std::endian::little) {
            while (text.size() - at >= 8) {
                quint64 word = 0;
                std::memcpy(&word, text.data() + at, 8);
                std::memcpy(to, &word, 8);
                const quint64 marks = specialBytes(word, what);
                const size_t clean = marks == 0 ? 8 : size_t(std::countr_zero(marks)) / 8;
                at += clean;
                to += clean;
                if (clean < 8)
                    break;
            }
            if (at == text.size())
                break;
        }
        // Up to the next word: one character by hand. A run of non-ASCII text stays in this loop.
        do {
            const auto c = static_cast<unsigned char>(text[at]);
            if (c < 0x80) {
                to = writeAscii(to, c, what);
                ++at;
                break;
            }
            size_t length = 0;
            to = writeMultiByte(to, text, at, length);
            at += length;
        } while (at < text.size());
    }
    return to;
}

} // namespace spillway
