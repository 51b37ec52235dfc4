// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the hand and the keys do with a TimeChart; drawing is in timechart.cpp.

#include "ui/charts/chartcrosshair.h"
#include "ui/charts/chartplot.h"
#include "ui/charts/chartview.h"
#include "ui/charts/timechart.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tableview.h"

#include <QKeyEvent>
#include <QStackedLayout>

#include <algorithm>
#include <cmath>

namespace spillway::ui {

namespace {

constexpr double ZoomIn = 0.5;
constexpr double PanShare = 0.2;
constexpr qint64 LeastRange = 2000; // ms

} // namespace

bool TimeChart::isTableShown() const
{
    return m_stack->currentWidget() == m_table;
}

void TimeChart::setTableShown(bool shown)
{
    if (shown == isTableShown())
        return;
    const bool hadFocus = isAncestorOf(focusWidget()) && focusWidget()->hasFocus();
    QWidget* front = shown ? static_cast<QWidget*>(m_table) : static_cast<QWidget*>(m_view);
    if (shown)
        fillTable();
    m_stack->setCurrentWidget(front);
    setFocusProxy(front);
    if (hadFocus)
        front->setFocus(Qt::ShortcutFocusReason);
    schedule();
    emit tableShownChanged(shown);
}

void TimeChart::setLineHidden(const QString& name, bool hidden)
{
    if (hidden)
        m_hidden.insert(name);
    else
        m_hidden.remove(name);
    if (name != m_isolated)
        m_isolated.clear();
    schedule();
}

void TimeChart::isolateLine(const QString& name)
{
    if (m_unprepared)
        prepareSeries();
    m_hidden.clear();
    if (std::exchange(m_isolated, m_isolated == name ? QString() : name) != name) {
        for (const Series& series : m_series) {
            if (series.name != name)
                m_hidden.insert(series.name);
        }
    }
    schedule();
}

void TimeChart::zoomTo(qint64 from, qint64 to)
{
    const qint64 least = std::max(LeastRange, 3 * m_resolution);
    if (m_from >= m_to)
        return;
    const qint64 length = std::max(to - from, least);
    if (length >= m_to - m_from) {
        resetZoom();
        return;
    }
    const qint64 start = std::clamp(from + (to - from - length) / 2, m_from, m_to - length);
    m_zoom = { start, start + length };
    schedule();
    emit visibleRangeChanged(m_zoom->first, m_zoom->second);
}

void TimeChart::resetZoom()
{
    if (!m_zoom)
        return;
    m_zoom.reset();
    schedule();
    emit visibleRangeChanged(m_from, m_to);
}

void TimeChart::zoomAround(qint64 center, double factor)
{
    const auto [from, to] = visibleRange();
    const auto length = qint64(double(to - from) * factor);
    const double share = std::clamp(double(center - from) / double(std::max<qint64>(1, to - from)), 0.0, 1.0);
    const qint64 start = center - qint64(share * double(length));
    zoomTo(start, start + length);
}

void TimeChart::pan(double share)
{
    if (!m_zoom)
        return;
    const auto by = qint64(double(m_zoom->second - m_zoom->first) * share);
    zoomTo(m_zoom->first + by, m_zoom->second + by);
}

void TimeChart::handleKey(QKeyEvent* event)
{
    const auto [from, to] = visibleRange();
    const qint64 center = m_cursor.value_or(to); // without crosshair what is newest matters
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int direction = event->key() == Qt::Key_Left ? -1 : 1;
        if (shift)
            pan(direction * PanShare);
        else
            stepCrosshair(direction);
        break;
    }
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomAround(center, ZoomIn);
        break;
    case Qt::Key_Minus:
        zoomAround(center, 1 / ZoomIn);
        break;
    case Qt::Key_0:
        resetZoom();
        break;
    case Qt::Key_Escape:
        if (!m_cursor)
            return;
        setCrosshair({});
        break;
    default:
        return;
    }
    event->accept();
}

void TimeChart::pointAt(qreal x)
{
    const QRectF plot = m_plot->area();
    if (x < plot.left() || x > plot.right() || m_from >= m_to) {
        setCrosshair({});
        return;
    }
    m_cursorByKey = false;
    const qint64 ms = m_plot->msAt(x);
    if (isInGap(ms)) {
        setCrosshair(ms);
        return;
    }
    const auto [from, to] = visibleRange();
    std::optional<qint64> best;
    for (const Series& series : m_series) {
        const TimePoint* point = m_hidden.contains(series.name) ? nullptr : nearest(series.points, ms);
        if (point && point->ms >= from && point->ms <= to && (!best || std::abs(point->ms - ms) < std::abs(*best - ms)))
            best = point->ms;
    }
    setCrosshair(best);
}

void TimeChart::stepCrosshair(int direction)
{
    const auto [from, to] = visibleRange();
    m_cursorByKey = true;
    // at least a pixel, or many points would take many presses without anything to see
    const qint64 pixel = std::max<qint64>(1, (to - from) / std::max(1, int(m_plot->area().width())));
    const bool fresh = !m_cursor || *m_cursor < from || *m_cursor > to;
    const qint64 limit = fresh ? to : *m_cursor + direction * pixel;
    std::optional<qint64> best;
    for (const Series& series : m_series) {
        if (m_hidden.contains(series.name))
            continue;
        for (const TimePoint& point : series.points) {
            const bool ahead = fresh || direction < 0 ? point.ms <= limit : point.ms >= limit;
            if (!ahead || point.ms < from || point.ms > to)
                continue;
            if (!best || (fresh || direction < 0 ? point.ms > *best : point.ms < *best))
                best = point.ms;
        }
    }
    if (best)
        setCrosshair(best);
}

void TimeChart::setCrosshair(std::optional<qint64> ms)
{
    if (!ms)
        m_cursorByKey = false;
    if (m_cursor == ms)
        return;
    m_cursor = ms;
    drawCrosshair();
    m_view->setAccessibleDescription(m_cursor ? readOut() : accessibleDescription());
}

std::vector<TimeChart::Reading> TimeChart::readings() const
{
    std::vector<Reading> result;
    if (!m_cursor || isInGap(*m_cursor))
        return result;
    const auto [from, to] = visibleRange();
    // lines whose points lie beside those of others still have a value here, within a point's distance or a few pixels
    const qint64 reach = std::max<qint64>(m_resolution, 3 * (to - from) / std::max(1, int(m_plot->area().width())));
    for (const Series& series : m_series) {
        if (m_hidden.contains(series.name))
            continue;
        const TimePoint* point = nearest(series.points, *m_cursor);
        result.push_back({ &series, point && std::abs(point->ms - *m_cursor) <= reach ? point : nullptr });
    }
    std::stable_sort(result.begin(), result.end(),
        [](const Reading& a, const Reading& b) { return a.point && (!b.point || a.point->value > b.point->value); });
    return result;
}

QString TimeChart::readOut() const
{
    if (!m_cursor)
        return {};
    QStringList parts{ timeText(*m_cursor, m_to, m_zone, locale()) };
    if (QString reason; isInGap(*m_cursor, &reason))
        parts << reason;
    for (const Reading& reading : readings()) {
        if (reading.point)
            parts << reading.series->name + QLatin1Char(' ') + figure(reading.point->value);
    }
    return parts.join(QStringLiteral(", "));
}

void TimeChart::drawCrosshair()
{
    const auto [from, to] = visibleRange();
    if (!m_cursor || *m_cursor < from || *m_cursor > to) {
        m_crosshair->hide();
        return;
    }
    ChartCrosshair::Content content;
    content.plot = m_plot->area();
    content.x = m_plot->xOf(*m_cursor);
    content.time = timeText(*m_cursor, m_to, m_zone, locale());
    if (!isInGap(*m_cursor, &content.note) && m_resolution > 0)
        content.note = durationText(m_resolution);
    for (const Reading& reading : readings()) {
        const auto color = colorOf(*reading.series);
        content.rows.push_back({ reading.series->name,
            reading.point ? figure(reading.point->value) : QStringLiteral("–"), m_colors.series[color],
            m_colors.dashes[color], reading.point ? m_plot->yOf(reading.point->value) : 0, reading.point != nullptr });
    }
    content.text = m_colors.text;
    content.muted = m_colors.muted;
    content.line = m_colors.control;
    content.ground = m_colors.surface;
    content.outline = m_colors.control;
    content.font = m_theme.smallFont();
    m_crosshair->setContent(std::move(content));
}

} // namespace spillway::ui
