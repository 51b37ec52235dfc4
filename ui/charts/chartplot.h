// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/charts/timeseries.h"

#include <QColor>
#include <QFont>
#include <QRectF>
#include <QStringList>

#include <vector>

class QCategoryAxis;
class QChart;
class QLineSeries;

namespace spillway::ui {

struct ChartColors;
struct ValueTicks;

/// The part of a chart that QtCharts draws: axes with our own ticks, and lines. Knows where a time and a value lie. The
/// chart belongs to the view it is put into; this must not be used after it.
class ChartPlot {
public:
    struct Line {
        std::vector<std::vector<TimePoint>> runs; ///< a line per run, so that a gap stays open
        QColor color;
        QList<qreal> dash;
        qreal width = 1.6;
    };

    ChartPlot();

    QChart* chart() const { return m_chart; }
    void setColors(const ChartColors& colors);
    void setFont(const QFont& font);

    /// from < to, ms; labels beside their times.
    void setTimes(qint64 from, qint64 to, const std::vector<qint64>& ticks, const QStringList& labels);
    void setValues(const ValueTicks& ticks, const QStringList& labels);
    void setValueAxisVisible(bool visible);
    /// Replaces all lines. Points must be finite: QXYSeries::replace() does not look.
    void setLines(const std::vector<Line>& lines);

    QRectF area() const;
    qreal xOf(qint64 ms) const;
    qreal yOf(double value) const;
    /// May lie outside of the range.
    qint64 msAt(qreal x) const;

private:
    QLineSeries* addLine();

    QChart* m_chart = nullptr;
    QCategoryAxis* m_timeAxis = nullptr;
    QCategoryAxis* m_valueAxis = nullptr;
    std::vector<QLineSeries*> m_pool; ///< used again from one setting to the next; the surplus is invisible
    QStringList m_timeLabels, m_valueLabels;
    std::vector<double> m_timeTicks, m_valueTicks;
    qint64 m_from = 0, m_to = 1;
    double m_bottom = 0, m_top = 1;
};

} // namespace spillway::ui
