// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QtGlobal>

#include <span>
#include <vector>

namespace spillway::ui {

/// Times are milliseconds since 1970 in UTC. Pure values and functions, usable from any thread.
struct TimePoint {
    qint64 ms = 0;
    double value = 0;

    friend bool operator==(const TimePoint&, const TimePoint&) = default;
};

/// A line of a chart. The name identifies it from one setting to the next and is shown as plain text; the colour
/// follows the entity (topic, partition number), not the rank, and is taken modulo 8.
struct Series {
    QString name;
    int colorIndex = 0;
    std::vector<TimePoint> points;
};

/// Time without data, from < to. The reason is a word or two: "asleep", "no data", "connection lost".
struct TimeGap {
    qint64 from = 0;
    qint64 to = 0;
    QString reason;
};

/// Something that happened: a dashed vertical with its time and this word.
struct TimeEvent {
    qint64 at = 0;
    QString word;
};

/// Ascending in time without NaN, infinities, points strictly inside a gap, and repeated times (the last one counts).
std::vector<TimePoint> cleaned(std::vector<TimePoint> points, std::span<const TimeGap> gaps = {});

/// At most 2 * (columns + 1) + 2 points of `points` (ascending): the least and the greatest of each column of
/// (to - from) / columns ms, so peaks stay exact, and the neighbours just outside of the range, so lines reach its
/// edges. Columns are counted from 1970, not from `from`: a range that moves on does not make the line flicker. O(n).
std::vector<TimePoint> decimated(std::span<const TimePoint> points, qint64 from, qint64 to, int columns);

/// Runs of points with no gap between neighbours; O(points + gaps log gaps).
std::vector<std::vector<TimePoint>> splitAtGaps(std::span<const TimePoint> points, std::span<const TimeGap> gaps);

/// The point nearest in time, or nullptr when there is none. `points` ascending; O(log n).
const TimePoint* nearest(std::span<const TimePoint> points, qint64 ms);

/// The `most` - 1 series with the greatest last values, in their given order, and the sum of the others as one more,
/// named `otherName` with colour index 7. A series holds its value between its points, and its first value counts from
/// its first point on. Unchanged when there are no more than `most`. Points must be clean.
std::vector<Series> withOther(std::vector<Series> series, int most, const QString& otherName);

/// "rising", "falling" or "steady" over the last quarter of the points: what a screen reader says of the line.
enum class Trend { Steady, Rising, Falling };
Trend trend(std::span<const TimePoint> points);

} // namespace spillway::ui
