// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <array>
#include <atomic>
#include <cmath>

namespace spillway::ui::format {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Format", text);
}

/// The C locale groups no digits; who runs without a locale reads English.
QLocale locale()
{
    const QLocale system;
    return system.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates) : system;
}

QString oneDecimal(double value)
{
    return locale().toString(value, 'f', 1);
}

QString whole(double value)
{
    return locale().toString(static_cast<qlonglong>(std::llround(value)));
}

QString scaledBytes(double number, double digitBelow)
{
    static constexpr std::array<const char*, 6> units{ "B", "KiB", "MiB", "GiB", "TiB", "PiB" };
    std::size_t unit = 0;
    // 1,023.96 KiB would be shown as 1,024.0 KiB.
    while (number >= (unit == 0 ? 1024 : 1023.95) && unit + 1 < units.size()) {
        number /= 1024;
        ++unit;
    }
    const QString text = unit == 0 || number >= digitBelow ? whole(number) : oneDecimal(number);
    return text + QChar(0x00A0) + QLatin1String(units[unit]);
}

QString unit(qint64 value, const char* name)
{
    return locale().toString(value) + QChar(0x00A0) + QLatin1String(name);
}

/// "6 h 02 min": the smaller part with two digits, left out when it is nothing.
QString parts(qint64 big, const char* bigUnit, qint64 small, const char* smallUnit, bool pad)
{
    QString text = unit(big, bigUnit);
    if (small == 0)
        return text;
    text += QChar(0x00A0);
    if (pad && small < 10)
        text += locale().zeroDigit();
    return text + unit(small, smallUnit);
}

std::atomic<bool>& inUtc()
{
    static std::atomic<bool> utc = false;
    return utc;
}

QString dated(qint64 time, qint64 now, const QString& format)
{
    const Qt::TimeSpec spec = isUtc() ? Qt::UTC : Qt::LocalTime;
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(time, spec);
    const bool today = local.date() == QDateTime::fromMSecsSinceEpoch(now, spec).date();
    return local.toString(today ? format : QStringLiteral("yyyy-MM-dd ") + format);
}

} // namespace

QString count(qint64 number)
{
    return locale().toString(number);
}

QString count(std::optional<qint64> number)
{
    return number ? count(*number) : unknown();
}

QString rate(double perSecond)
{
    if (!std::isfinite(perSecond))
        return unknown();
    if (perSecond <= 0)
        return locale().toString(0);
    if (perSecond < 0.05)
        return QStringLiteral("< ") + oneDecimal(0.1);
    return perSecond < 99.95 ? oneDecimal(perSecond) : whole(perSecond);
}

QString rate(std::optional<double> perSecond)
{
    return perSecond ? rate(*perSecond) : notApplicable();
}

QString bytes(double number)
{
    return scaledBytes(number, 1e9);
}

QString byteRate(double perSecond)
{
    return scaledBytes(perSecond, 9.95) + QStringLiteral("/s");
}

QString percent(double part)
{
    const double value = part * 100;
    QString text;
    if (value <= 0)
        text = locale().toString(0);
    else if (value < 0.05)
        text = QStringLiteral("< ") + oneDecimal(0.1);
    else
        text = value < 9.95 ? oneDecimal(value) : whole(value);
    return text + QChar(0x00A0) + locale().percent();
}

QString duration(qint64 milliseconds)
{
    if (milliseconds <= 0)
        return unit(0, "s");
    if (milliseconds < 50)
        return QStringLiteral("< ") + oneDecimal(0.1) + QChar(0x00A0) + QLatin1Char('s');
    if (milliseconds < 9950)
        return oneDecimal(static_cast<double>(milliseconds) / 1000) + QChar(0x00A0) + QLatin1Char('s');
    const qint64 seconds = (milliseconds + 500) / 1000;
    if (seconds < 60)
        return unit(seconds, "s");
    if (seconds < 3600)
        return parts(seconds / 60, "min", seconds % 60, "s", true);
    const qint64 minutes = seconds / 60;
    if (minutes < 24 * 60)
        return parts(minutes / 60, "h", minutes % 60, "min", true);
    const qint64 hours = minutes / 60;
    return parts(hours / 24, "d", hours % 24, "h", false);
}

QString age(qint64 milliseconds)
{
    return tr("%1 ago").arg(duration(milliseconds));
}

QString freshness(qint64 ageMilliseconds, bool stale)
{
    return stale ? tr("Stale, %1 old").arg(duration(ageMilliseconds)) : tr("Updated %1").arg(age(ageMilliseconds));
}

void setUtc(bool utc)
{
    inUtc() = utc;
}

bool isUtc()
{
    return inUtc();
}

QString timestamp(qint64 time, qint64 now)
{
    return dated(time, now, QStringLiteral("HH:mm:ss.zzz"));
}

QString timeOfDay(qint64 time, qint64 now)
{
    return dated(time, now, QStringLiteral("HH:mm:ss"));
}

QString utc(qint64 time)
{
    return QDateTime::fromMSecsSinceEpoch(time, Qt::UTC).toString(Qt::ISODateWithMs);
}

QString timeZone(qint64 now)
{
    if (isUtc())
        return tr("Times in UTC");
    const int seconds = QDateTime::fromMSecsSinceEpoch(now).offsetFromUtc();
    const int minutes = std::abs(seconds) / 60;
    QString offset = QStringLiteral("UTC");
    if (seconds != 0) {
        offset += seconds < 0 ? QChar(0x2212) : QLatin1Char('+');
        offset += QString::number(minutes / 60);
        if (minutes % 60 != 0)
            offset += QLatin1Char(':') + QString::number(minutes % 60).rightJustified(2, QLatin1Char('0'));
    }
    return tr("Local time, %1").arg(offset);
}

QString notApplicable()
{
    return QStringLiteral("–");
}

QString notRead()
{
    return QStringLiteral("?");
}

QString unknown()
{
    return tr("unknown");
}

QString noCommit()
{
    return tr("no commit");
}

} // namespace spillway::ui::format
