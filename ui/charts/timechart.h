// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/charts/chartcolors.h"
#include "ui/charts/legenditem.h"
#include "ui/charts/ticks.h"
#include "ui/charts/timeseries.h"

#include <QPointer>
#include <QSet>
#include <QTimeZone>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

class QGraphicsRectItem;
class QKeyEvent;
class QStackedLayout;

namespace spillway::ui {

class ChartCrosshair;
class ChartLegend;
class ChartMarks;
class ChartPlot;
class ChartTableModel;
class ChartView;
class TableView;
class Theme;

/// Lines over time with legend, gaps, events, crosshair, zoom and a table of the same figures. GUI thread only.
///
/// All setters only note what to show; it is drawn once, when control returns to the event loop, and not at all while
/// the chart is hidden. Names, reasons and words may be hostile: they are shown as plain text with controls made
/// visible. Times are ms since 1970 in UTC.
///
/// Measured on two busy cores, 900 × 300, offscreen, CPU time of a refresh + a paint: 4 lines of 1,000 points 2.3 + 9
/// ms, of 3,600 points 3.5 + 10 ms, 8 lines of 3,600 points 4 + 22 ms, one filled line over the full height up to 1.4 +
/// 30 ms. Give data at most twice a second.
class TimeChart : public QWidget {
    Q_OBJECT

public:
    static constexpr int MaxLines = 8; ///< with more series: the 7 greatest by last value and "other"
    static constexpr int MaxColumns = 498; ///< so at most 1,000 points reach QtCharts per line

    explicit TimeChart(const Theme& theme, QWidget* parent = nullptr);
    ~TimeChart() override;

    /// What the chart shows, for screen readers: "Lag of metrics-rollup". Not painted; the panel has the title.
    void setTitle(const QString& title);
    /// The visible range without zoom, from < to.
    void setRange(qint64 from, qint64 to);
    /// Replaces all lines; identity is the name (hidden lines stay hidden). Any order, NaN and infinities are dropped.
    void setSeries(std::vector<Series> series);
    void setGaps(std::vector<TimeGap> gaps);
    void setEvents(std::vector<TimeEvent> events);
    /// Distance of two points, shown in the read-out ("10 s"); 0 leaves it out.
    void setResolution(qint64 ms);
    /// Round steps and how figures are written. ValueKind::Number as made.
    void setValueKind(ValueKind kind);
    /// Overrides how legend, read-out and table write a figure; empty goes back to the kind's own.
    void setValueFormat(std::function<QString(double)> format);
    /// In place of the lines while there is no point: "Collecting since 11:02:40, first figures in 10 s".
    void setEmptyText(const QString& text);
    /// The system's zone as made.
    void setTimeZone(const QTimeZone& zone);

    /// The legend stands above the chart until a page puts it elsewhere (Panel::addTitleWidget); it stays ours to fill.
    ChartLegend* legend() const;
    TableView* table() const { return m_table; }

    bool isTableShown() const;
    void setTableShown(bool shown);
    void setLineHidden(const QString& name, bool hidden);
    /// Shows this line alone; again shows all.
    void isolateLine(const QString& name);
    QStringList hiddenLines() const { return m_hidden.values(); }

    /// What is in sight now, zoom included.
    std::pair<qint64, qint64> visibleRange() const;
    bool isZoomed() const { return m_zoom.has_value(); }
    void zoomTo(qint64 from, qint64 to);
    void resetZoom();

    /// Time under the crosshair, if it is shown, and the read-out as a screen reader says it.
    std::optional<qint64> crosshair() const { return m_cursor; }
    QString readOut() const;

    QSize sizeHint() const override { return { 480, 220 }; }
    QSize minimumSizeHint() const override { return { 160, 90 }; }

signals:
    /// By the user's zooming or panning; a page may give finer data.
    void visibleRangeChanged(qint64 from, qint64 to);
    void tableShownChanged(bool shown);

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Reading {
        const Series* series;
        const TimePoint* point; ///< nullptr: nothing known there
    };

    void schedule();
    void refresh();
    void takeColors();
    void prepareSeries();
    void drawLines();
    void drawMarks();
    void fillLegend();
    void fillTable();
    void describe();
    void drawCrosshair();
    /// Visible lines at the crosshair, greatest value first; empty within a gap.
    std::vector<Reading> readings() const;
    static std::size_t colorOf(const Series& series);
    bool isInGap(qint64 ms, QString* reason = nullptr) const;
    /// True when what is known ends before the range does: the last value is not the current one.
    bool isStale(const Series& series) const;
    QString figure(double value) const;

    void handleKey(QKeyEvent* event);
    void pointAt(qreal x);
    void stepCrosshair(int direction);
    void setCrosshair(std::optional<qint64> ms);
    void zoomAround(qint64 center, double factor);
    void pan(double share);

    const Theme& m_theme;
    ChartColors m_colors;
    std::unique_ptr<ChartPlot> m_plot;
    ChartView* m_view = nullptr;
    QPointer<ChartLegend> m_legend; ///< wherever a page has put it
    ChartMarks* m_marks = nullptr;
    ChartCrosshair* m_crosshair = nullptr;
    QGraphicsRectItem* m_band = nullptr; ///< the range being dragged
    TableView* m_table = nullptr;
    ChartTableModel* m_tableModel = nullptr;
    QStackedLayout* m_stack = nullptr;

    QString m_title;
    QString m_emptyText;
    std::vector<Series> m_given; ///< as set; gaps may come later
    std::vector<Series> m_series; ///< clean, at most MaxLines
    std::vector<TimeGap> m_gaps;
    std::vector<TimeEvent> m_events;
    std::vector<LegendEntry> m_entries; ///< by value, greatest first
    std::vector<std::vector<std::vector<TimePoint>>> m_runs; ///< what is drawn, per series
    std::function<QString(double)> m_format;
    ValueKind m_kind = ValueKind::Number;
    QTimeZone m_zone;
    qint64 m_from = 0, m_to = 0, m_resolution = 0;
    std::optional<std::pair<qint64, qint64>> m_zoom;
    std::optional<qint64> m_cursor;
    bool m_cursorByKey = false;
    QSet<QString> m_hidden;
    QString m_isolated, m_hovered;
    bool m_unprepared = false; ///< series or gaps are new
    bool m_scheduled = false;
};

} // namespace spillway::ui
