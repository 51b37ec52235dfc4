// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLocale>
#include <QString>
#include <QTimeZone>

#include <vector>

namespace spillway::ui {

/// What the values of a chart are: it decides where round ticks lie and how figures are written.
enum class ValueKind {
    Number, ///< rates: one decimal under 100
    Count, ///< whole things: records, members
    Bytes, ///< steps are powers of two, "1.5 MiB"
    Duration, ///< milliseconds, steps round in seconds, minutes, hours, days
};

/// Round positions from `bottom` (0 when nothing is negative) to `top`, both ticks themselves.
struct ValueTicks {
    double bottom = 0;
    double top = 1;
    double step = 1;
    std::vector<double> at; ///< ascending, bottom first
};

/// At most `most` (≥ 2) steps of 1, 2 or 5 times a power of ten (or the like of the kind) that hold least…greatest and
/// zero.
ValueTicks valueTicks(double least, double greatest, ValueKind kind, int most);

/// Round times of the zone's clock within from…to (ms since 1970), at most `most` (≥ 1).
struct TimeTicks {
    qint64 step = 1000; ///< ms
    std::vector<qint64> at; ///< ascending
};
TimeTicks timeTicks(qint64 from, qint64 to, int most, const QTimeZone& zone);

/// "61,918", "14.2", "< 0.1", "1.1 KiB", "3 min 40 s": a figure of the kind, as ui/theme/format.h writes it; "–" when
/// not finite.
QString valueText(double value, ValueKind kind);
/// A tick's label: as many decimals as the step needs.
QString tickText(double value, double step, ValueKind kind, const QLocale& locale);
/// "10:20", "10:20:30" for steps under a minute, "22 Nov" at midnight and for steps of days.
QString timeTickText(qint64 ms, qint64 step, const QTimeZone& zone, const QLocale& locale);
/// "10:55:48", with the date when that is not `now`'s.
QString timeText(qint64 ms, qint64 now, const QTimeZone& zone, const QLocale& locale);
/// "10 s", "15 min", "1 h", "14 d", "3 min 40 s": no more decimals than needed, for steps and ranges.
QString durationText(qint64 ms);

} // namespace spillway::ui
