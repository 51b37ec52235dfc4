// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/chartplot.h"

#include "ui/charts/chartcolors.h"
#include "ui/charts/ticks.h"

#include <QGraphicsLayout>
#include <QPen>
#include <QSignalBlocker>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QLineSeries>

#include <cmath>

namespace spillway::ui {

namespace {

constexpr QMarginsF Margins{ 0, 8, 16, 0 }; // without the outer labels are cut

/// Puts the axis' ticks and range in place. Every append() would lay the chart out anew, so only the last one is heard.
/// Labels go through QTextDocument::setHtml inside QtCharts: they are escaped here.
void setAxis(
    QCategoryAxis* axis, double least, double greatest, const std::vector<double>& ticks, const QStringList& labels)
{
    {
        const QSignalBlocker quiet(axis);
        const QStringList old = axis->categoriesLabels();
        for (const QString& label : old)
            axis->remove(label);
        if (!ticks.empty())
            axis->setStartValue(ticks.front() - (greatest - least));
    }
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        QString label = labels.at(int(i)).toHtmlEscaped();
        while (axis->categoriesLabels().contains(label))
            label += QChar(0x200B); // the same clock twice in a range: labels must differ
        const bool wasBlocked = axis->blockSignals(i + 1 < ticks.size());
        axis->append(label, ticks[i]);
        axis->blockSignals(wasBlocked);
    }
    axis->setRange(least, greatest);
}

} // namespace

ChartPlot::ChartPlot()
    : m_chart(new QChart)
    , m_timeAxis(new QCategoryAxis)
    , m_valueAxis(new QCategoryAxis)
{
    m_chart->setBackgroundVisible(false);
    m_chart->setPlotAreaBackgroundVisible(false);
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->setMargins(Margins.toMargins());
    m_chart->legend()->hide();
    m_chart->setAnimationOptions(QChart::NoAnimation);
    m_chart->addAxis(m_timeAxis, Qt::AlignBottom);
    m_chart->addAxis(m_valueAxis, Qt::AlignLeft);
    for (QCategoryAxis* axis : { m_timeAxis, m_valueAxis }) {
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        axis->setTruncateLabels(false);
        axis->setShadesVisible(false);
        axis->setMinorGridLineVisible(false);
    }
    m_timeAxis->setGridLineVisible(false);
    m_valueAxis->setLineVisible(false);
}

void ChartPlot::setColors(const ChartColors& colors)
{
    m_timeAxis->setLinePen(QPen(colors.control, 1));
    m_valueAxis->setGridLinePen(QPen(colors.grid, 1));
    m_timeAxis->setLabelsBrush(colors.muted);
    m_valueAxis->setLabelsBrush(colors.muted);
}

void ChartPlot::setFont(const QFont& font)
{
    m_timeAxis->setLabelsFont(font);
    m_valueAxis->setLabelsFont(font);
}

void ChartPlot::setTimes(qint64 from, qint64 to, const std::vector<qint64>& ticks, const QStringList& labels)
{
    const std::vector<double> places(ticks.begin(), ticks.end());
    m_from = from;
    m_to = to;
    if (places == m_timeTicks && labels == m_timeLabels) {
        m_timeAxis->setRange(double(from), double(to));
        return;
    }
    m_timeTicks = places;
    m_timeLabels = labels;
    setAxis(m_timeAxis, double(from), double(to), places, labels);
}

void ChartPlot::setValues(const ValueTicks& ticks, const QStringList& labels)
{
    m_bottom = ticks.bottom;
    m_top = ticks.top;
    if (ticks.at == m_valueTicks && labels == m_valueLabels)
        return;
    m_valueTicks = ticks.at;
    m_valueLabels = labels;
    setAxis(m_valueAxis, ticks.bottom, ticks.top, ticks.at, labels);
}

void ChartPlot::setValueAxisVisible(bool visible)
{
    m_valueAxis->setLabelsVisible(visible);
    m_valueAxis->setGridLineVisible(visible);
}

QLineSeries* ChartPlot::addLine()
{
    auto* line = new QLineSeries;
    m_chart->addSeries(line);
    line->attachAxis(m_timeAxis);
    line->attachAxis(m_valueAxis);
    return line;
}

void ChartPlot::setLines(const std::vector<Line>& lines)
{
    std::size_t used = 0;
    const double half = double(m_to - m_from) / std::max(1.0, area().width()) / 2; // ms of half a pixel
    for (const Line& line : lines) {
        QPen pen(
            line.color, line.width, Qt::SolidLine, line.dash.isEmpty() ? Qt::RoundCap : Qt::FlatCap, Qt::RoundJoin);
        if (!line.dash.isEmpty())
            pen.setDashPattern(line.dash);
        for (const std::vector<TimePoint>& run : line.runs) {
            QList<QPointF> points;
            points.reserve(qsizetype(run.size()));
            for (const TimePoint& point : run)
                points.append(QPointF(double(point.ms), point.value));
            if (points.size() == 1) { // a path of one point is not drawn
                points.append(points.first() + QPointF(half, 0));
                points.first().rx() -= half;
            }
            if (used == m_pool.size())
                m_pool.push_back(addLine());
            QLineSeries* series = m_pool[used++];
            if (series->pen() != pen)
                series->setPen(pen);
            series->replace(points);
            series->setVisible(true);
        }
    }
    for (std::size_t i = used; i < m_pool.size(); ++i) {
        if (m_pool[i]->isVisible()) {
            m_pool[i]->replace(QList<QPointF>());
            m_pool[i]->setVisible(false);
        }
    }
}

QRectF ChartPlot::area() const
{
    return m_chart->plotArea();
}

qreal ChartPlot::xOf(qint64 ms) const
{
    const QRectF plot = area();
    return plot.left() + double(ms - m_from) / double(m_to - m_from) * plot.width();
}

qreal ChartPlot::yOf(double value) const
{
    const QRectF plot = area();
    return plot.bottom() - (value - m_bottom) / (m_top - m_bottom) * plot.height();
}

qint64 ChartPlot::msAt(qreal x) const
{
    const QRectF plot = area();
    return plot.width() <= 0 ? m_from : m_from + std::llround((x - plot.left()) / plot.width() * double(m_to - m_from));
}

} // namespace spillway::ui
