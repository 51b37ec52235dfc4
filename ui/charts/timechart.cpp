// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/timechart.h"

#include "core/serde/text.h"
#include "ui/charts/chartcrosshair.h"
#include "ui/charts/chartlegend.h"
#include "ui/charts/chartmarks.h"
#include "ui/charts/chartplot.h"
#include "ui/charts/charttablemodel.h"
#include "ui/charts/chartview.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tableview.h"

#include <QGraphicsRectItem>
#include <QKeyEvent>
#include <QShortcut>
#include <QStackedLayout>
#include <QVBoxLayout>
#include <QtCharts/QChart>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace spillway::ui {

namespace {

constexpr qreal LineWidth = 1.6;
constexpr qreal HoveredWidth = 2.8;
constexpr int GroundAlpha = 22;
constexpr int DashedShare = 4;
constexpr int BandAlpha = 40;
constexpr int HatchAlpha = 100;
constexpr qreal UnderLines = 0.5; // QtCharts: plot area 0, grid 2, lines 4 and more
constexpr qreal AboveAll = 100;
constexpr int LeastTimeTick = 100; // px a time label takes with its distance
constexpr int LeastValueTick = 34;
constexpr double ZoomStep = 0.7;

std::span<const TimePoint> within(const std::vector<TimePoint>& points, qint64 from, qint64 to)
{
    const auto byTime = [](const TimePoint& a, const TimePoint& b) { return a.ms < b.ms; };
    const auto first = std::lower_bound(points.begin(), points.end(), TimePoint{ from, 0 }, byTime);
    return { first, std::upper_bound(first, points.end(), TimePoint{ to, 0 }, byTime) };
}

} // namespace

TimeChart::TimeChart(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_plot(std::make_unique<ChartPlot>())
    , m_view(new ChartView(m_plot->chart(), this))
    , m_legend(new ChartLegend(this))
    , m_marks(new ChartMarks(m_plot->chart()))
    , m_crosshair(new ChartCrosshair(m_plot->chart()))
    , m_band(new QGraphicsRectItem(m_plot->chart()))
    , m_table(new TableView(theme, TableView::Density::Dense, this))
    , m_tableModel(new ChartTableModel(this))
    , m_stack(new QStackedLayout)
    , m_emptyText(tr("No figures yet"))
    , m_zone(format::isUtc() ? QTimeZone::utc() : QTimeZone::systemTimeZone())
{
    m_view->setLayoutDirection(Qt::LeftToRight); // time runs to the right in every language
    m_marks->setZValue(UnderLines);
    m_crosshair->setZValue(AboveAll);
    m_crosshair->hide();
    m_band->setZValue(AboveAll - 1);
    m_band->hide();
    m_table->setModel(m_tableModel);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_table);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_legend);
    layout->addLayout(m_stack, 1);
    setFocusProxy(m_view);

    connect(m_legend, &ChartLegend::toggleAsked, this,
        [this](const QString& name) { setLineHidden(name, !m_hidden.contains(name)); });
    connect(m_legend, &ChartLegend::isolateAsked, this, &TimeChart::isolateLine);
    connect(m_legend, &ChartLegend::hoverChanged, this, [this](const QString& name, bool on) {
        m_hovered = on ? name : QString();
        schedule();
    });
    connect(m_view, &ChartView::hovered, this, [this](const QPointF& position) { pointAt(position.x()); });
    connect(m_view, &ChartView::left, this, [this] {
        if (!m_cursorByKey)
            setCrosshair({});
    });
    connect(m_view, &ChartView::keyPressed, this, &TimeChart::handleKey);
    connect(m_view, &ChartView::dragged, this, [this](qreal fromX, qreal toX) {
        const QRectF plot = m_plot->area();
        const qreal a = std::clamp(std::min(fromX, toX), plot.left(), plot.right());
        const qreal b = std::clamp(std::max(fromX, toX), plot.left(), plot.right());
        m_band->setRect(QRectF(a, plot.top(), b - a, plot.height()));
        m_band->show();
    });
    connect(m_view, &ChartView::dragCancelled, this, [this] { m_band->hide(); });
    connect(m_view, &ChartView::dragEnded, this, [this](qreal fromX, qreal toX) {
        m_band->hide();
        zoomTo(m_plot->msAt(std::min(fromX, toX)), m_plot->msAt(std::max(fromX, toX)));
    });
    connect(m_view, &ChartView::doubleClicked, this, &TimeChart::resetZoom);
    connect(m_view, &ChartView::zoomWheelTurned, this,
        [this](int steps, qreal x) { zoomAround(m_plot->msAt(x), std::pow(ZoomStep, steps)); });
    connect(m_view, &ChartView::resized, this, &TimeChart::schedule);
    connect(m_plot->chart(), &QChart::plotAreaChanged, this, [this] {
        drawMarks();
        drawCrosshair();
    });
    auto* toTable = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_T), this);
    toTable->setContext(Qt::WidgetWithChildrenShortcut);
    connect(toTable, &QShortcut::activated, this, [this] { setTableShown(!isTableShown()); });
    connect(&theme, &Theme::changed, this, &TimeChart::takeColors);
    takeColors();
}

TimeChart::~TimeChart()
{
    // the scene goes with the view, after this; what it would tell has nobody left to hear it
    m_plot->chart()->disconnect(this);
    m_view->disconnect(this);
    delete m_legend; // it may live in a panel's title row by now
}

ChartLegend* TimeChart::legend() const
{
    return m_legend;
}

void TimeChart::setTitle(const QString& title)
{
    m_title = visibleText(title);
    schedule();
}

void TimeChart::setRange(qint64 from, qint64 to)
{
    if (from >= to)
        return;
    m_from = from;
    m_to = to;
    if (m_zoom) { // what was zoomed into stays as long as the range still holds it
        const qint64 length = m_zoom->second - m_zoom->first;
        if (length >= to - from) {
            m_zoom.reset();
        } else {
            const qint64 start = std::clamp(m_zoom->first, from, to - length);
            m_zoom = { start, start + length };
        }
    }
    schedule();
}

void TimeChart::setSeries(std::vector<Series> series)
{
    m_given = std::move(series);
    for (Series& one : m_given)
        one.name = visibleText(one.name);
    m_unprepared = true;
    schedule();
}

void TimeChart::setGaps(std::vector<TimeGap> gaps)
{
    m_gaps = std::move(gaps);
    std::erase_if(m_gaps, [](const TimeGap& gap) { return gap.from >= gap.to; });
    for (TimeGap& gap : m_gaps)
        gap.reason = visibleText(gap.reason);
    m_unprepared = true;
    schedule();
}

void TimeChart::setEvents(std::vector<TimeEvent> events)
{
    m_events = std::move(events);
    for (TimeEvent& event : m_events)
        event.word = visibleText(event.word);
    std::stable_sort(
        m_events.begin(), m_events.end(), [](const TimeEvent& a, const TimeEvent& b) { return a.at < b.at; });
    schedule();
}

void TimeChart::setResolution(qint64 ms)
{
    m_resolution = std::max<qint64>(0, ms);
    schedule();
}

void TimeChart::setValueKind(ValueKind kind)
{
    m_kind = kind;
    schedule();
}

void TimeChart::setValueFormat(std::function<QString(double)> format)
{
    m_format = std::move(format);
    schedule();
}

void TimeChart::setEmptyText(const QString& text)
{
    m_emptyText = text;
    schedule();
}

void TimeChart::setTimeZone(const QTimeZone& zone)
{
    m_zone = zone;
    schedule();
}

void TimeChart::schedule()
{
    if (m_scheduled || !isVisible())
        return; // showEvent() brings a hidden chart up to date
    m_scheduled = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_scheduled = false;
            if (isVisible())
                refresh();
        },
        Qt::QueuedConnection);
}

void TimeChart::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void TimeChart::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LocaleChange)
        takeColors();
}

void TimeChart::takeColors()
{
    m_colors = chartColors(m_theme.tokens());
    m_plot->setColors(m_colors);
    m_plot->setFont(m_theme.labelFont());
    if (m_legend) {
        m_legend->setFont(m_theme.smallFont());
        m_legend->setColors(m_colors);
    }
    m_view->setFocusColor(m_colors.accent);
    QColor band = m_colors.accent;
    m_band->setPen(QPen(band, 1));
    band.setAlpha(BandAlpha);
    m_band->setBrush(band);
    schedule();
}

void TimeChart::refresh()
{
    if (m_unprepared)
        prepareSeries();
    drawLines();
    drawMarks();
    fillLegend();
    drawCrosshair();
    if (isTableShown())
        fillTable();
    describe();
}

void TimeChart::prepareSeries()
{
    m_unprepared = false;
    m_series.clear();
    for (const Series& given : m_given)
        m_series.push_back({ given.name, given.colorIndex, cleaned(given.points, m_gaps) });
    m_series = withOther(std::move(m_series), MaxLines, tr("other"));
}

std::pair<qint64, qint64> TimeChart::visibleRange() const
{
    return m_zoom.value_or(std::pair{ m_from, m_to });
}

QString TimeChart::figure(double value) const
{
    return m_format ? m_format(value) : valueText(value, m_kind);
}

std::size_t TimeChart::colorOf(const Series& series)
{
    return std::size_t((series.colorIndex % MaxLines + MaxLines) % MaxLines);
}

bool TimeChart::isInGap(qint64 ms, QString* reason) const
{
    for (const TimeGap& gap : m_gaps) {
        if (ms > gap.from && ms < gap.to) {
            if (reason)
                *reason = gap.reason;
            return true;
        }
    }
    return false;
}

bool TimeChart::isStale(const Series& series) const
{
    return series.points.empty() || std::any_of(m_gaps.begin(), m_gaps.end(), [&](const TimeGap& gap) {
        return gap.to >= m_to && gap.from >= series.points.back().ms;
    });
}

void TimeChart::drawLines()
{
    const auto [from, to] = visibleRange();
    if (from >= to)
        return;
    // the area is as wide as it was; a width that changes with the labels matters little to the columns
    const int columns = std::clamp(int(m_plot->area().width()), 16, MaxColumns);
    double least = 0;
    double greatest = 0;
    m_runs.assign(m_series.size(), {});
    std::vector<ChartPlot::Line> lines;
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        const Series& series = m_series[i];
        if (m_hidden.contains(series.name))
            continue;
        const std::size_t color = colorOf(series);
        // dashing a line that turns at every pixel is slow and shows nothing but dots
        const int ownColumns = m_colors.dashes[color].isEmpty() ? columns : columns / DashedShare;
        m_runs[i] = splitAtGaps(decimated(series.points, from, to, ownColumns), m_gaps);
        for (const auto& run : m_runs[i]) {
            for (const TimePoint& point : run) {
                least = std::min(least, point.value);
                greatest = std::max(greatest, point.value);
            }
        }
        lines.push_back({ m_runs[i], m_colors.series[color], m_colors.dashes[color],
            series.name == m_hovered ? HoveredWidth : LineWidth });
    }

    const ValueTicks values = valueTicks(least, greatest, m_kind, std::clamp(m_view->height() / LeastValueTick, 2, 5));
    QStringList labels;
    for (const double value : values.at)
        labels << tickText(value, values.step, m_kind, locale());
    m_plot->setValues(values, labels);
    const TimeTicks times = timeTicks(from, to, std::clamp(m_view->width() / LeastTimeTick, 2, 7), m_zone);
    labels.clear();
    for (const qint64 time : times.at)
        labels << timeTickText(time, times.step, m_zone, locale());
    m_plot->setTimes(from, to, times.at, labels);
    m_plot->setValueAxisVisible(
        std::any_of(m_runs.begin(), m_runs.end(), [](const auto& runs) { return !runs.empty(); }));
    m_plot->setLines(lines);
}

void TimeChart::drawMarks()
{
    const auto [from, to] = visibleRange();
    if (from >= to)
        return;
    ChartMarks::Content content;
    content.plot = m_plot->area();
    content.hatch = m_colors.control;
    content.hatch.setAlpha(HatchAlpha);
    content.line = m_colors.text;
    content.words = m_colors.muted;
    content.surface = m_colors.surface;
    content.font = m_theme.labelFont();
    for (const TimeGap& gap : m_gaps) {
        if (gap.from < to && gap.to > from)
            content.gaps.push_back(
                { m_plot->xOf(std::max(gap.from, from)), m_plot->xOf(std::min(gap.to, to)), gap.reason });
    }
    for (const TimeEvent& event : m_events) {
        if (event.at >= from && event.at <= to)
            content.events.push_back({ m_plot->xOf(event.at),
                timeTickText(event.at, 60'000, m_zone, locale()) + QLatin1Char(' ') + event.word });
    }
    if (m_series.size() == 1 && m_runs.size() == 1) { // only a single line has a ground
        content.groundColor = m_colors.series[colorOf(m_series.front())];
        content.groundColor.setAlpha(GroundAlpha);
        content.groundY = m_plot->yOf(0);
        for (const auto& run : m_runs.front()) {
            QPolygonF ground;
            for (const TimePoint& point : run)
                ground << QPointF(m_plot->xOf(point.ms), m_plot->yOf(point.value));
            content.grounds.push_back(std::move(ground));
        }
    }
    if (std::all_of(m_series.begin(), m_series.end(), [](const Series& s) { return s.points.empty(); }))
        content.empty = m_emptyText;
    else if (std::all_of(m_series.begin(), m_series.end(), [&](const Series& s) { return m_hidden.contains(s.name); }))
        content.empty = tr("Every line is hidden. A click on its name in the legend shows it.");
    if (!content.empty.isEmpty())
        content.font = m_theme.smallFont();
    m_marks->setContent(std::move(content));
}

void TimeChart::fillLegend()
{
    std::vector<std::size_t> order(m_series.size());
    std::iota(order.begin(), order.end(), std::size_t{ 0 });
    const auto last = [&](std::size_t i) {
        const std::vector<TimePoint>& points = m_series[i].points;
        return points.empty() ? -HUGE_VAL : points.back().value;
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return last(a) > last(b); });
    std::vector<LegendEntry> entries;
    for (const std::size_t i : order) {
        const Series& series = m_series[i];
        const std::size_t color = colorOf(series);
        entries.push_back({ series.name, isStale(series) ? QStringLiteral("–") : figure(series.points.back().value),
            m_colors.series[color], m_colors.dashes[color], m_hidden.contains(series.name) });
    }
    m_entries = entries;
    if (m_legend)
        m_legend->setEntries(std::move(entries));
}

void TimeChart::fillTable()
{
    if (m_unprepared)
        prepareSeries();
    const auto [from, to] = visibleRange();
    ChartTableModel::Content content;
    for (const Series& series : m_series) {
        if (m_hidden.contains(series.name))
            continue;
        const auto points = within(series.points, from, to);
        content.series.push_back({ series.name, series.colorIndex, { points.begin(), points.end() } });
    }
    const auto inRange = [from = from, to = to](qint64 start, qint64 end) { return start <= to && end >= from; };
    std::copy_if(m_gaps.begin(), m_gaps.end(), std::back_inserter(content.gaps),
        [&](const TimeGap& gap) { return inRange(gap.from, gap.to); });
    std::copy_if(m_events.begin(), m_events.end(), std::back_inserter(content.events),
        [&](const TimeEvent& event) { return inRange(event.at, event.at); });
    content.timeText = [this](qint64 ms) { return timeText(ms, m_to, m_zone, locale()); };
    content.valueText = [this](double value) { return figure(value); };
    const int columns = m_tableModel->columnCount();
    m_tableModel->setContent(std::move(content));
    if (m_tableModel->columnCount() != columns) {
        for (int column = 0; column < m_tableModel->columnCount(); ++column)
            m_table->setNumberColumn(column, 120);
        if (!m_gaps.empty() || !m_events.empty())
            m_table->setTextColumn(m_tableModel->columnCount() - 1, 240);
    }
}

void TimeChart::describe()
{
    const auto [from, to] = visibleRange();
    QStringList parts{ durationText(to - from) };
    constexpr int MostSpoken = 3;
    for (const LegendEntry& entry : m_entries) {
        if (entry.hidden || parts.size() > MostSpoken)
            continue;
        const auto series
            = std::find_if(m_series.begin(), m_series.end(), [&](const Series& s) { return s.name == entry.name; });
        if (series == m_series.end() || series->points.empty())
            continue;
        const QString name = m_series.size() > 1 ? entry.name + QLatin1Char(' ') : QString();
        if (isStale(*series)) {
            parts << name + tr("not known now");
            continue;
        }
        const Trend direction = trend(within(series->points, from, to));
        const QString word = direction == Trend::Rising ? tr("rising")
            : direction == Trend::Falling               ? tr("falling")
                                                        : tr("steady");
        parts << name + tr("now %1, %2").arg(entry.value, word);
    }
    if (parts.size() == 1)
        parts << m_emptyText;
    const QString description = parts.join(QStringLiteral(", "));
    for (QWidget* widget :
        { static_cast<QWidget*>(this), static_cast<QWidget*>(m_view), static_cast<QWidget*>(m_table) }) {
        if (widget->accessibleName() != m_title)
            widget->setAccessibleName(m_title);
    }
    if (accessibleDescription() != description) {
        setAccessibleDescription(description);
        if (!m_cursor)
            m_view->setAccessibleDescription(description);
    }
}

} // namespace spillway::ui
