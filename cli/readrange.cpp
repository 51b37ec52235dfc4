// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/readrange.h"

#include <QDateTime>

namespace spillway::cli {

namespace {

Failure notAccepted(const char* option, const QString& word, const char* accepted)
{
    return Failure(Error{ ErrorCode::InvalidArgument,
        QStringLiteral("--%1 %2 is not accepted; give %3").arg(QLatin1String(option), word, QLatin1String(accepted)),
        {}, false, false });
}

constexpr const char* FromAccepted = "beginning, end, -N, offset:N or time:RFC3339 (time:2026-11-23T10:00:00Z)";
constexpr const char* ToAccepted = "end, offset:N or time:RFC3339 (time:2026-11-23T10:00:00Z)";

std::optional<qint64> count(const QString& digits)
{
    bool ok = false;
    const qint64 number = digits.toLongLong(&ok);
    const bool plain = !digits.isEmpty() && digits.front().isDigit();
    return ok && plain ? std::optional(number) : std::nullopt;
}

/// ms since 1970 UTC; a time without a zone is local.
std::optional<qint64> instant(const QString& text)
{
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    return time.isValid() && text.contains(QLatin1Char('T')) ? std::optional(time.toMSecsSinceEpoch()) : std::nullopt;
}

QString after(const QString& word, const char* prefix)
{
    const QLatin1String begin(prefix);
    return word.startsWith(begin) ? word.mid(begin.size()) : QString();
}

} // namespace

Result<kafka::ReadFrom> parseReadFrom(const QString& word)
{
    using Kind = kafka::ReadFrom::Kind;
    if (word == QLatin1String("beginning"))
        return kafka::ReadFrom{ Kind::Beginning, 0 };
    if (word == QLatin1String("end"))
        return kafka::ReadFrom{ Kind::End, 0 };
    if (const auto n = count(after(word, "-")))
        return kafka::ReadFrom{ Kind::LastN, *n };
    if (const auto offset = count(after(word, "offset:")))
        return kafka::ReadFrom{ Kind::Offset, *offset };
    if (const auto time = instant(after(word, "time:")))
        return kafka::ReadFrom{ Kind::Time, *time };
    return notAccepted("from", word, FromAccepted);
}

Result<kafka::ReadTo> parseReadTo(const QString& word)
{
    using Kind = kafka::ReadTo::Kind;
    if (word == QLatin1String("end"))
        return kafka::ReadTo{ Kind::End, 0 };
    if (const auto offset = count(after(word, "offset:")))
        return kafka::ReadTo{ Kind::Offset, *offset };
    if (const auto time = instant(after(word, "time:")))
        return kafka::ReadTo{ Kind::Time, *time };
    return notAccepted("to", word, ToAccepted);
}

} // namespace spillway::cli
