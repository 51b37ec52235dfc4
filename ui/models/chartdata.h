// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustermonitor.h"
#include "ui/charts/timeseries.h"

/// The monitor's history as charts take it, and what both monitoring pages ask of the clock.
namespace spillway::ui {

/// The ranges that history can fill, as a segmented control shows them.
QStringList rangeNames();
qint64 rangeMs(int index);

std::vector<TimePoint> chartPoints(const std::vector<HistoryPoint>& points);
/// Gaps that go on reach to `now`.
std::vector<TimeGap> chartGaps(const std::vector<HistoryGap>& gaps, qint64 now);
/// What is worth a dashed line: trouble of `group`, or, when it is empty, of any group, brokers and the connection. At
/// most six, the newest.
std::vector<TimeEvent> chartEvents(const std::deque<ClusterEvent>& events, const QString& group, qint64 from);
/// Distance of two points of a range: 10 s beyond what is kept by the second.
qint64 chartResolution(qint64 rangeMs);
/// Where a chart begins: while its range is not full yet, where the figures begin (`since`, 0 without any), but at
/// least a minute back. A quarter of an hour of nothing with a few seconds at its right edge says nothing.
qint64 chartBegin(qint64 since, qint64 now, qint64 range);

/// "10:58:09" when what is known is old: the connection is lost, or three cycles went by. Empty while it is fresh.
QString staleSince(const ClusterMonitor& monitor, qint64 now);

} // namespace spillway::ui
