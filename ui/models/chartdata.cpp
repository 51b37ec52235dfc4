// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/chartdata.h"

#include "core/serde/text.h"
#include "ui/theme/format.h"

#include <algorithm>
#include <array>

namespace spillway::ui {

namespace {

constexpr std::array<qint64, 3> Ranges{ 15 * 60'000, 60 * 60'000, 6 * 60 * 60'000 };
constexpr std::size_t MostEvents = 6;

QString eventWord(const ClusterEvent& event, bool nameGroup)
{
    using Kind = ClusterEvent::Kind;
    switch (event.kind) {
    case Kind::GroupStatusChanged:
        if (!inTrouble(event.status) && nameGroup)
            return {};
        return (nameGroup ? visibleText(event.subject) + QLatin1Char(' ') : QString())
            + groupStatusName(event.status).toLower();
    case Kind::BrokerLost:
        return QStringLiteral("broker %1 lost").arg(visibleText(event.subject).section(QLatin1Char(' '), 0, 0));
    case Kind::ConnectionLost:
        return QStringLiteral("connection lost");
    default:
        return {};
    }
}

} // namespace

QStringList rangeNames()
{
    return { QStringLiteral("15 min"), QStringLiteral("1 h"), QStringLiteral("6 h") };
}

qint64 rangeMs(int index)
{
    return Ranges[std::size_t(std::clamp<int>(index, 0, int(Ranges.size()) - 1))];
}

std::vector<TimePoint> chartPoints(const std::vector<HistoryPoint>& points)
{
    std::vector<TimePoint> shown;
    shown.reserve(points.size());
    for (const HistoryPoint& point : points) {
        if (point.min == point.max) {
            shown.push_back({ point.utcMs, double(point.last) });
            continue;
        }
        // Both extremes are drawn, the one nearer to the last value second.
        const bool maxLast = point.max - point.last < point.last - point.min;
        shown.push_back({ point.utcMs, double(maxLast ? point.min : point.max) });
        shown.push_back({ point.utcMs + HistorySeries::CoarseStepMs / 2, double(maxLast ? point.max : point.min) });
    }
    return shown;
}

std::vector<TimeGap> chartGaps(const std::vector<HistoryGap>& gaps, qint64 now)
{
    std::vector<TimeGap> shown;
    for (const HistoryGap& gap : gaps) {
        const qint64 to = gap.toUtcMs == 0 ? now : gap.toUtcMs;
        if (to > gap.fromUtcMs)
            shown.push_back({ gap.fromUtcMs, to, gapReasonName(gap.reason) });
    }
    return shown;
}

std::vector<TimeEvent> chartEvents(const std::deque<ClusterEvent>& events, const QString& group, qint64 from)
{
    std::vector<TimeEvent> shown;
    for (auto event = events.rbegin(); event != events.rend() && shown.size() < MostEvents; ++event) {
        if (event->utcMs < from)
            break;
        if (!group.isEmpty() && (event->kind != ClusterEvent::Kind::GroupStatusChanged || event->subject != group))
            continue;
        if (const QString word = eventWord(*event, group.isEmpty()); !word.isEmpty())
            shown.push_back({ event->utcMs, word });
    }
    std::ranges::reverse(shown);
    return shown;
}

qint64 chartResolution(qint64 rangeMs)
{
    return rangeMs > HistorySeries::FineMs ? HistorySeries::CoarseStepMs : 1000;
}

qint64 chartBegin(qint64 since, qint64 now, qint64 range)
{
    constexpr qint64 least = 60'000;
    const qint64 begin = now - range;
    return since <= begin ? begin : std::max(begin, std::min(since, now - least));
}

QString staleSince(const ClusterMonitor& monitor, qint64 now)
{
    const SnapshotPtr snapshot = monitor.snapshot();
    if (!snapshot)
        return {};
    const bool lost = monitor.connection().kind == ConnectionState::Kind::Lost;
    const bool late = now - snapshot->takenAtUtcMs > 3 * snapshot->intervalMs + 1000;
    return lost || late ? format::timeOfDay(snapshot->takenAtUtcMs, now) : QString();
}

} // namespace spillway::ui
