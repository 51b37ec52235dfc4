// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/timeseries.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace spillway::ui {

namespace {

constexpr int OtherColor = 7;

bool before(const TimePoint& a, const TimePoint& b)
{
    return a.ms < b.ms;
}

qint64 columnOf(qint64 ms, qint64 width)
{
    const qint64 quotient = ms / width;
    return ms % width < 0 ? quotient - 1 : quotient;
}

/// Sorted and merged where they touch, without empty ones.
std::vector<TimeGap> merged(std::span<const TimeGap> gaps)
{
    std::vector<TimeGap> sorted;
    std::copy_if(gaps.begin(), gaps.end(), std::back_inserter(sorted), [](const TimeGap& g) { return g.from < g.to; });
    std::sort(sorted.begin(), sorted.end(), [](const TimeGap& a, const TimeGap& b) { return a.from < b.from; });
    std::vector<TimeGap> result;
    for (TimeGap& gap : sorted) {
        if (!result.empty() && gap.from <= result.back().to)
            result.back().to = std::max(result.back().to, gap.to);
        else
            result.push_back(std::move(gap));
    }
    return result;
}

double lastValue(const Series& series)
{
    return series.points.empty() ? -HUGE_VAL : series.points.back().value;
}

std::vector<TimePoint> summed(const std::vector<const Series*>& parts)
{
    std::vector<TimePoint> steps; // changes of the sum, by time
    for (const Series* part : parts) {
        double held = 0;
        for (const TimePoint& point : part->points) {
            steps.push_back({ point.ms, point.value - held });
            held = point.value;
        }
    }
    std::stable_sort(steps.begin(), steps.end(), before);
    std::vector<TimePoint> sum;
    double total = 0;
    for (const TimePoint& step : steps) {
        total += step.value;
        if (!sum.empty() && sum.back().ms == step.ms)
            sum.back().value = total;
        else
            sum.push_back({ step.ms, total });
    }
    return sum;
}

} // namespace

std::vector<TimePoint> cleaned(std::vector<TimePoint> points, std::span<const TimeGap> gaps)
{
    std::erase_if(points, [](const TimePoint& p) { return !std::isfinite(p.value); });
    if (!std::is_sorted(points.begin(), points.end(), before))
        std::stable_sort(points.begin(), points.end(), before);
    const std::vector<TimeGap> holes = merged(gaps);
    auto gap = holes.begin();
    std::size_t kept = 0;
    for (const TimePoint& point : points) {
        while (gap != holes.end() && gap->to <= point.ms)
            ++gap;
        if (gap != holes.end() && point.ms > gap->from)
            continue;
        if (kept > 0 && points[kept - 1].ms == point.ms)
            --kept;
        points[kept++] = point;
    }
    points.resize(kept);
    return points;
}

std::vector<TimePoint> decimated(std::span<const TimePoint> points, qint64 from, qint64 to, int columns)
{
    std::vector<TimePoint> result;
    if (points.empty() || from >= to || columns < 1)
        return result;
    auto first = std::lower_bound(points.begin(), points.end(), TimePoint{ from, 0 }, before);
    auto last = std::upper_bound(first, points.end(), TimePoint{ to, 0 }, before);
    if (first != points.begin())
        result.push_back(*std::prev(first));
    const qint64 width = std::max<qint64>(1, (to - from + columns - 1) / columns);
    while (first != last) {
        const qint64 column = columnOf(first->ms, width);
        auto least = first;
        auto greatest = first;
        auto next = std::next(first);
        for (; next != last && columnOf(next->ms, width) == column; ++next) {
            if (next->value < least->value)
                least = next;
            if (next->value > greatest->value)
                greatest = next;
        }
        const auto [earlier, later] = std::minmax(least, greatest);
        result.push_back(*earlier);
        if (later != earlier)
            result.push_back(*later);
        // the newest point is what a reader compares with the figure in the legend
        if (next == points.end() && result.back().ms != points.back().ms)
            result.push_back(points.back());
        first = next;
    }
    if (last != points.end())
        result.push_back(*last);
    return result;
}

std::vector<std::vector<TimePoint>> splitAtGaps(std::span<const TimePoint> points, std::span<const TimeGap> gaps)
{
    const std::vector<TimeGap> holes = merged(gaps);
    std::vector<std::vector<TimePoint>> runs;
    auto gap = holes.begin();
    for (const TimePoint& point : points) {
        bool apart = runs.empty();
        while (gap != holes.end() && gap->to <= point.ms) {
            apart = apart || gap->from >= runs.back().back().ms;
            ++gap;
        }
        // gap->to lies ahead; a gap that began since the last point and still lasts parts them as well
        apart = apart || (gap != holes.end() && gap->from < point.ms && gap->from >= runs.back().back().ms);
        if (apart)
            runs.emplace_back();
        runs.back().push_back(point);
    }
    return runs;
}

const TimePoint* nearest(std::span<const TimePoint> points, qint64 ms)
{
    if (points.empty())
        return nullptr;
    const auto after = std::lower_bound(points.begin(), points.end(), TimePoint{ ms, 0 }, before);
    if (after == points.begin())
        return &*after;
    const auto earlier = std::prev(after);
    return after == points.end() || ms - earlier->ms <= after->ms - ms ? &*earlier : &*after;
}

std::vector<Series> withOther(std::vector<Series> series, int most, const QString& otherName)
{
    if (most < 1 || std::ssize(series) <= most)
        return series;
    std::vector<std::size_t> order(series.size());
    std::iota(order.begin(), order.end(), std::size_t{ 0 });
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t a, std::size_t b) { return lastValue(series[a]) > lastValue(series[b]); });
    std::vector<bool> stays(series.size(), false);
    for (std::size_t rank = 0; rank + 1 < std::size_t(most); ++rank)
        stays[order[rank]] = true;
    std::vector<const Series*> rest;
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (!stays[i])
            rest.push_back(&series[i]);
    }
    Series other{ otherName, OtherColor, summed(rest) };
    std::vector<Series> result;
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (stays[i])
            result.push_back(std::move(series[i]));
    }
    result.push_back(std::move(other));
    return result;
}

Trend trend(std::span<const TimePoint> points)
{
    constexpr double Noticeable = 0.05; // of the greater of both values
    if (points.size() < 2)
        return Trend::Steady;
    const qint64 since = points.back().ms - (points.back().ms - points.front().ms) / 4;
    const double now = points.back().value;
    const double then = nearest(points.first(points.size() - 1), since)->value;
    const double scale = std::max(std::abs(now), std::abs(then));
    if (std::abs(now - then) <= Noticeable * scale)
        return Trend::Steady;
    return now > then ? Trend::Rising : Trend::Falling;
}

} // namespace spillway::ui
