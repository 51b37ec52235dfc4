// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/detect.h"

#include "core/serde/jsonpretty.h"
#include "core/serde/wireformat.h"

#include <QLocale>

namespace spillway {

namespace {

constexpr size_t PreviewBytes = 64; // as hex, three characters each: wider than any cell

std::optional<qint32> schemaIdOf(std::string_view bytes)
{
    const auto wire = wireFormat(bytes);
    return wire ? std::optional(wire->schemaId) : std::nullopt;
}

QString count(size_t n)
{
    return QLocale().toString(qulonglong(n));
}

Detection ofText(std::string_view text)
{
    if (!opensJson(text))
        return { PayloadKind::Text, QStringLiteral("text, no schema id, valid UTF-8"), {} };
    JsonScanner scanner(text);
    JsonToken token;
    while (scanner.next(token)) { }
    if (!scanner.failed())
        return { PayloadKind::Json, QStringLiteral("JSON, no schema id, valid UTF-8"), {} };
    const QString why = scanner.position() >= text.size()
        ? QStringLiteral("it ends too early")
        : QStringLiteral("error at byte %1").arg(count(scanner.position()));
    return { PayloadKind::Text, QStringLiteral("text, valid UTF-8, looks like JSON but is not: %1").arg(why), {} };
}

// The window may end inside a character; that alone makes nothing binary.
std::string_view withoutCutCharacter(std::string_view window)
{
    for (size_t back = 1; back <= 3 && back <= window.size(); ++back) {
        const auto byte = static_cast<unsigned char>(window[window.size() - back]);
        if ((byte & 0xC0) == 0x80)
            continue;
        if (byte >= 0xC0 && decodeUtf8(window, window.size() - back).bytes == 0)
            window.remove_suffix(back);
        break;
    }
    return window;
}

} // namespace

Detection detectPayload(BytesView bytes)
{
    if (bytes.isNull())
        return { PayloadKind::Null, QStringLiteral("null"), {} };
    const std::string_view text = bytes.text();
    if (text.empty())
        return { PayloadKind::Empty, QStringLiteral("empty, no bytes"), {} };
    if (const auto id = schemaIdOf(text))
        return { PayloadKind::Binary, QStringLiteral("bytes, starts with magic byte 0 and schema id %1").arg(*id), id };
    if (!isValidUtf8(text)) {
        const QString where = count(firstInvalidUtf8(text));
        return { PayloadKind::Binary, QStringLiteral("bytes, no schema id, not UTF-8 at byte %1").arg(where), {} };
    }
    if (text.find('\0') != std::string_view::npos)
        return { PayloadKind::Binary, QStringLiteral("bytes, no schema id, has NUL bytes"), {} };
    return ofText(text);
}

Preview previewPayload(BytesView bytes, qsizetype maxChars)
{
    if (bytes.isNull())
        return { PayloadKind::Null, {} };
    const std::string_view all = bytes.text();
    if (all.empty())
        return { PayloadKind::Empty, {} };
    // Four bytes a character, and as much again for white space between JSON tokens.
    const size_t windowBytes = size_t(qMax(qsizetype(1), maxChars)) * 8;
    std::string_view window = all.substr(0, windowBytes);
    const bool cut = window.size() < all.size();
    if (cut)
        window = withoutCutCharacter(window);
    if (schemaIdOf(all) || !isValidUtf8(window) || window.find('\0') != std::string_view::npos)
        return { PayloadKind::Binary, hexText(all, qMin(PreviewBytes, size_t(maxChars))) };

    Preview preview{ PayloadKind::Text, {} };
    if (opensJson(window)) {
        JsonText json = oneLineJson(window, maxChars);
        // A window's end breaks the JSON in it; broken before that, it is text.
        if (!json.broken || cut)
            preview = { PayloadKind::Json, std::move(json.text) };
    }
    if (preview.kind == PayloadKind::Text)
        preview.text = visibleText(window, maxChars);
    if (cut && !preview.text.endsWith(QChar(0x2026)))
        preview.text.append(QChar(0x2026));
    return preview;
}

QString hexText(std::string_view bytes, size_t maxBytes)
{
    static constexpr std::string_view Digits = "0123456789abcdef";
    QString out;
    const size_t shown = qMin(bytes.size(), maxBytes);
    out.reserve(qsizetype(shown * 3 + 2));
    for (size_t i = 0; i < shown; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if (i > 0)
            out.append(QLatin1Char(' '));
        out.append(QLatin1Char(Digits[byte >> 4]));
        out.append(QLatin1Char(Digits[byte & 0xF]));
    }
    if (shown < bytes.size())
        out.append(QStringLiteral(" …"));
    return out;
}

} // namespace spillway
