// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/headervalue.h"

#include "core/serde/recordjson.h"
#include "core/serde/text.h"

#include <QDateTime>

#include <algorithm>
#include <charconv>

namespace spillway::deadletter {

namespace {

/// Two's complement, big-endian, 1 to 8 bytes.
qint64 bigEndian(std::string_view bytes)
{
    quint64 value = (static_cast<unsigned char>(bytes.front()) & 0x80) != 0 ? ~quint64(0) : 0;
    for (const char byte : bytes)
        value = value << 8 | static_cast<unsigned char>(byte);
    return static_cast<qint64>(value);
}

/// Digits with an optional minus; nullopt when it is anything else, or too large.
std::optional<qint64> decimal(std::string_view text)
{
    qint64 value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

QString shown(std::string_view bytes)
{
    if (isValidUtf8(bytes) && std::ranges::none_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
        return QLatin1Char('"') + visibleText(bytes, 40) + QLatin1Char('"');
    return QStringLiteral("%1 bytes").arg(bytes.size());
}

} // namespace

NumberValue readNumber(BytesView value, Form form)
{
    if (value.isNull())
        return { std::nullopt, QStringLiteral("null") };
    const std::string_view bytes = value.text();
    if (bytes.empty())
        return { std::nullopt, QStringLiteral("empty") };
    const size_t size = bytes.size();
    switch (form) {
    case Form::Int32:
    case Form::Int64:
    case Form::IntShort:
    case Form::BigInteger: {
        const size_t width = form == Form::Int32 || form == Form::IntShort ? 4 : 8;
        if (size == width || (form == Form::IntShort && size == 1) || (form == Form::BigInteger && size <= 8))
            return { bigEndian(bytes), {} };
        if (const auto number = decimal(bytes))
            return { number,
                QStringLiteral("text %1 where an integer of %2 bytes belongs").arg(shown(bytes)).arg(width) };
        if (size == 4 || size == 8)
            return { bigEndian(bytes), QStringLiteral("%1 bytes where an integer of %2 belongs").arg(size).arg(width) };
        return { std::nullopt, QStringLiteral("%1 where an integer of %2 bytes belongs").arg(shown(bytes)).arg(width) };
    }
    case Form::Time:
        // RFC 3339, and what .NET writes: seven digits of a second
        if (const auto number = decimal(bytes))
            return { number, {} };
        if (size <= 64) {
            const QDateTime time
                = QDateTime::fromString(QString::fromLatin1(bytes.data(), qsizetype(size)), Qt::ISODate);
            if (time.isValid())
                return { time.toMSecsSinceEpoch(), {} };
        }
        return { std::nullopt, QStringLiteral("%1 is no time").arg(shown(bytes)) };
    case Form::Decimal:
    case Form::Text:
    case Form::Bytes:
        break;
    }
    if (const auto number = decimal(bytes))
        return { number, {} };
    const bool binary = std::ranges::any_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if ((size == 4 || size == 8) && binary)
        return { bigEndian(bytes), QStringLiteral("an integer of %1 bytes where digits belong").arg(size) };
    return { std::nullopt, QStringLiteral("%1 is no number").arg(shown(bytes)) };
}

TextValue readText(BytesView value, qsizetype most)
{
    if (value.isNull())
        return { std::nullopt, {} }; // Streams and Connect write null for an exception without a message
    std::string_view bytes = value.text();
    TextValue read;
    if (bytes.size() > static_cast<size_t>(most)) {
        read.problem = QStringLiteral("%1 bytes, cut at %2").arg(bytes.size()).arg(most);
        bytes = bytes.substr(0, static_cast<size_t>(most));
        for (int i = 0; i < 4 && !isValidUtf8(bytes.substr(bytes.size() - std::min<size_t>(4, bytes.size()))); ++i)
            bytes.remove_suffix(1); // not through the middle of a character, as far as that is one
    }
    if (read.problem.isEmpty() && !isValidUtf8(bytes))
        read.problem = QStringLiteral("not UTF-8");
    read.text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    return read;
}

QString timeText(qint64 ms)
{
    const std::string text = rfc3339(ms);
    return text.empty() ? QString::number(ms) : QString::fromStdString(text);
}

} // namespace spillway::deadletter
