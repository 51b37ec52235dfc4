// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>
#include <QStringView>

#include <string>
#include <string_view>

namespace spillway {

/// Where text goes: in OneLine use a line break and a tab become \n and \t, in MultiLine use they stay.
enum class TextUse { OneLine, MultiLine };

/// How much of a text a table cell shows, in UTF-16 units: more is never laid out.
inline constexpr qsizetype PreviewChars = 500;

/// Hostile text as it may be shown. What cannot be seen or would change how its neighbours look becomes a visible
/// escape: control, format (bidirectional, zero width), line and paragraph separators, private, unassigned and blank
/// characters as \u{202E} (\n \r \t where they are not kept), bytes that are not UTF-8 as \xNN each. For display only:
/// the escapes are not reversible, copies and files are made from the bytes. Thread-safe, like everything here.
///
/// At most maxChars UTF-16 units, plus "…" when something was left out; reads only as much of the bytes as that needs.
QString visibleText(std::string_view utf8, qsizetype maxChars = PreviewChars, TextUse use = TextUse::OneLine);
QString visibleText(QStringView text, TextUse use = TextUse::OneLine);

/// The same, and how many of the bytes it shows.
struct VisiblePrefix {
    QString text;
    size_t bytes = 0;
};
VisiblePrefix visiblePrefix(std::string_view utf8, qsizetype maxChars, TextUse use);

/// Appends the escape or the character itself; the piece both of the above are made of. `use` as there.
void appendVisible(QString& out, char32_t codePoint, TextUse use);
/// True when the character is shown as an escape in OneLine use.
bool needsEscape(char32_t codePoint);

/// The code point at `at` and how many bytes it takes (1–4); 0 bytes when the bytes there are not strict UTF-8
/// (overlong forms, surrogates, more than U+10FFFF, cut off at the end). `at` must be inside.
struct Utf8Step {
    char32_t codePoint = 0;
    size_t bytes = 0;
};
Utf8Step decodeUtf8(std::string_view bytes, size_t at);

/// Strict UTF-8 over all bytes, at memory speed. Empty is valid.
bool isValidUtf8(std::string_view bytes);
/// Where the first byte is that is not; the size when there is none. Byte by byte.
size_t firstInvalidUtf8(std::string_view bytes);

/// Base64 of RFC 4648 with padding.
void appendBase64(std::string& out, std::string_view bytes);

inline std::string_view bytesOf(const QByteArray& bytes)
{
    return { bytes.constData(), size_t(bytes.size()) };
}

} // namespace spillway
