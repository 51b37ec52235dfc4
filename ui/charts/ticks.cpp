// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/ticks.h"

#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace spillway::ui {

namespace {

constexpr qint64 Second = 1000;
constexpr qint64 Minute = 60 * Second;
constexpr qint64 Hour = 60 * Minute;
constexpr qint64 Day = 24 * Hour;
constexpr std::array TimeSteps{ Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 30 * Second, Minute,
    2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute, 30 * Minute, Hour, 2 * Hour, 3 * Hour, 6 * Hour, 12 * Hour, Day,
    2 * Day, 7 * Day, 14 * Day, 28 * Day, 91 * Day, 364 * Day };

QString word(const char* text)
{
    return QCoreApplication::translate("spillway::ui::ticks", text);
}

/// The least of 1, 2, 5 × 10^n that is not below `least`.
double decimalStep(double least)
{
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : { 1.0, 2.0, 5.0 }) {
        if (factor * power >= least * (1 - 1e-9))
            return factor * power;
    }
    return 10 * power;
}

double stepFor(double least, ValueKind kind)
{
    switch (kind) {
    case ValueKind::Number:
        return decimalStep(least);
    case ValueKind::Count:
        return std::max(1.0, decimalStep(least));
    case ValueKind::Bytes:
        return std::max(1.0, std::exp2(std::ceil(std::log2(least) - 1e-9))); // round in KiB as in MiB
    case ValueKind::Duration:
        if (least <= double(Second))
            return std::max(1.0, decimalStep(least));
        for (const qint64 step : TimeSteps) {
            if (double(step) >= least)
                return double(step);
        }
        return double(Day) * decimalStep(least / double(Day));
    }
    return 1;
}

qint64 floorDivided(qint64 value, qint64 by)
{
    const qint64 quotient = value / by;
    return value % by < 0 ? quotient - 1 : quotient;
}

/// The clock's reading as if it were UTC, in ms, and back. A reading the zone skips comes back as the next one there
/// is.
qint64 toClock(qint64 ms, const QTimeZone& zone)
{
    return ms + qint64(zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC))) * 1000;
}

qint64 fromClock(qint64 clock, const QTimeZone& zone)
{
    const QDateTime reading = QDateTime::fromMSecsSinceEpoch(clock, Qt::UTC);
    return QDateTime(reading.date(), reading.time(), zone).toMSecsSinceEpoch();
}

int decimalsOf(double step)
{
    return std::clamp(int(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
}

/// Labels of ticks; figures are written by format::bytes().
QString bytesText(double value, double step, const QLocale& locale)
{
    static constexpr std::array Units{ "B", "KiB", "MiB", "GiB", "TiB", "PiB" };
    std::size_t unit = 0;
    double shown = std::abs(value);
    while (shown >= 1024 && unit + 1 < Units.size()) {
        shown /= 1024;
        step /= 1024;
        ++unit;
    }
    int decimals = 0; // a step is a power of two: 0.5, 0.25, 0.125
    for (; decimals < 3 && step * std::pow(10, decimals) != std::floor(step * std::pow(10, decimals)); ++decimals)
        continue;
    return locale.toString(value < 0 ? -shown : shown, 'f', decimals) + QLatin1Char(' ') + QLatin1String(Units[unit]);
}

} // namespace

ValueTicks valueTicks(double least, double greatest, ValueKind kind, int most)
{
    ValueTicks ticks;
    least = std::isfinite(least) ? std::min(0.0, least) : 0.0;
    greatest = std::isfinite(greatest) ? std::max(0.0, greatest) : 0.0;
    if (greatest - least <= 0)
        greatest = kind == ValueKind::Duration ? double(Second) : 1;
    most = std::max(2, most);
    double smallest = (greatest - least) / most;
    for (;;) {
        ticks.step = stepFor(smallest, kind);
        ticks.bottom = std::floor(least / ticks.step * (1 - 1e-12)) * ticks.step;
        ticks.top = std::ceil(greatest / ticks.step * (1 - 1e-12)) * ticks.step;
        const auto steps = std::llround((ticks.top - ticks.bottom) / ticks.step);
        if (steps <= most) {
            for (int i = 0; i <= int(steps); ++i)
                ticks.at.push_back(ticks.bottom + i * ticks.step);
            return ticks;
        }
        smallest = ticks.step * 1.001; // both ends were rounded outwards
    }
}

TimeTicks timeTicks(qint64 from, qint64 to, int most, const QTimeZone& zone)
{
    TimeTicks ticks;
    if (from >= to)
        return ticks;
    const qint64 least = (to - from) / std::max(1, most);
    const auto found = std::find_if(TimeSteps.begin(), TimeSteps.end(), [&](qint64 step) { return step >= least; });
    ticks.step = found == TimeSteps.end() ? TimeSteps.back() : *found;
    const qint64 end = toClock(to, zone);
    // one step more at either end, because the offset may change within the range
    for (qint64 clock = floorDivided(toClock(from, zone), ticks.step) - 1; clock * ticks.step <= end + ticks.step;
         ++clock) {
        const qint64 ms = fromClock(clock * ticks.step, zone);
        if (ms >= from && ms <= to && (ticks.at.empty() || ms > ticks.at.back()))
            ticks.at.push_back(ms);
    }
    return ticks;
}

QString valueText(double value, ValueKind kind)
{
    if (!std::isfinite(value))
        return format::notApplicable();
    switch (kind) {
    case ValueKind::Number:
        return format::rate(value);
    case ValueKind::Count:
        return format::count(qint64(std::llround(value)));
    case ValueKind::Bytes:
        return format::bytes(value);
    case ValueKind::Duration:
        return format::duration(std::llround(value));
    }
    return {};
}

QString tickText(double value, double step, ValueKind kind, const QLocale& locale)
{
    switch (kind) {
    case ValueKind::Bytes:
        return value == 0 ? locale.toString(0) : bytesText(value, step, locale);
    case ValueKind::Duration:
        return value == 0 ? locale.toString(0) : durationText(std::llround(value));
    case ValueKind::Number:
    case ValueKind::Count:
        break;
    }
    return locale.toString(value, 'f', decimalsOf(step));
}

QString timeTickText(qint64 ms, qint64 step, const QTimeZone& zone, const QLocale& locale)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(ms, zone);
    if (step >= Day || (step >= Hour && at.time() == QTime(0, 0)))
        return locale.toString(at.date(), QStringLiteral("d MMM"));
    return at.time().toString(step < Minute ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
}

QString timeText(qint64 ms, qint64 now, const QTimeZone& zone, const QLocale& locale)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(ms, zone);
    const QString time = at.time().toString(QStringLiteral("HH:mm:ss"));
    if (at.date() == QDateTime::fromMSecsSinceEpoch(now, zone).date())
        return time;
    return locale.toString(at.date(), QStringLiteral("d MMM")) + QLatin1Char(' ') + time;
}

QString durationText(qint64 ms)
{
    if (ms < 0)
        return QStringLiteral("−") + durationText(-ms);
    if (ms < Second)
        return ms == 0 ? word("0 s") : word("%1 ms").arg(ms);
    if (ms < 10 * Second && ms % Second != 0)
        return word("%1 s").arg(QLocale().toString(double(ms) / double(Second), 'f', 1));
    const auto two = [](const QString& great, qint64 rest, const char* small) {
        return rest == 0 ? great : great + QLatin1Char(' ') + word(small).arg(rest);
    };
    if (ms < Minute)
        return word("%1 s").arg(ms / Second);
    if (ms < Hour)
        return two(word("%1 min").arg(ms / Minute), ms % Minute / Second, "%1 s");
    if (ms < Day)
        return two(word("%1 h").arg(ms / Hour), ms % Hour / Minute, "%1 min");
    return two(word("%1 d").arg(ms / Day), ms % Day / Hour, "%1 h");
}

} // namespace spillway::ui
