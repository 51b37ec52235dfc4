// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/sparkline.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <vector>

namespace spillway::ui {

namespace {

constexpr double LineWidth = 1.2;
constexpr double DotRadius = 1.8;
constexpr int FillAlpha = 28;
constexpr double LeastRange = 0.2; // of the greatest value: a little noise must not look like a storm

/// Least and greatest of every pixel, in their order, so that a peak is not lost; NaN stays as a break.
std::vector<double> condensed(std::span<const double> values, std::size_t pixels)
{
    if (values.size() <= 2 * pixels || pixels == 0)
        return { values.begin(), values.end() };
    std::vector<double> result;
    result.reserve(2 * pixels);
    for (std::size_t i = 0; i < pixels; ++i) {
        const auto part
            = values.subspan(i * values.size() / pixels, (i + 1) * values.size() / pixels - i * values.size() / pixels);
        double least = NAN;
        double greatest = NAN;
        bool leastFirst = true;
        for (const double value : part) {
            if (!std::isfinite(value))
                continue;
            if (std::isnan(least) || value < least) {
                least = value;
                leastFirst = false;
            }
            if (std::isnan(greatest) || value > greatest) {
                greatest = value;
                leastFirst = true;
            }
        }
        result.push_back(leastFirst ? least : greatest);
        result.push_back(leastFirst ? greatest : least);
    }
    if (std::isfinite(values.back()))
        result.back() = values.back();
    return result;
}

} // namespace

void drawSparkline(QPainter& painter, const QRectF& rect, std::span<const double> values, const QColor& line, bool fill)
{
    // the dot at the end must not be cut
    const QRectF area = rect.adjusted(LineWidth / 2, DotRadius, -DotRadius, -DotRadius);
    if (area.width() <= 0 || area.height() <= 0)
        return;
    const std::vector<double> shown = condensed(values, std::size_t(area.width()));
    double least = HUGE_VAL;
    double greatest = -HUGE_VAL;
    for (const double value : shown) {
        if (std::isfinite(value)) {
            least = std::min(least, value);
            greatest = std::max(greatest, value);
        }
    }
    if (least > greatest)
        return;
    const double widest = std::max(greatest - least, LeastRange * std::max(std::abs(least), std::abs(greatest)));
    if (const double spare = (widest - (greatest - least)) / 2; spare > 0)
        least -= least >= 0 ? std::min(spare, least) : spare;
    const double range = widest;
    const double stepX = shown.size() > 1 ? area.width() / double(shown.size() - 1) : 0;
    const auto place = [&](std::size_t i) {
        const double height = range > 0 ? (shown[i] - least) / range * area.height() : 0;
        return QPointF(shown.size() > 1 ? area.left() + double(i) * stepX : area.right(), area.bottom() - height);
    };

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPointF last;
    for (std::size_t i = 0; i < shown.size();) {
        if (!std::isfinite(shown[i])) {
            ++i;
            continue;
        }
        QPolygonF run;
        for (; i < shown.size() && std::isfinite(shown[i]); ++i)
            run << place(i);
        last = run.last();
        if (fill) {
            QColor ground = line;
            ground.setAlpha(FillAlpha);
            QPolygonF under = run;
            under << QPointF(run.last().x(), area.bottom()) << QPointF(run.first().x(), area.bottom());
            painter.setPen(Qt::NoPen);
            painter.setBrush(ground);
            painter.drawPolygon(under);
        }
        painter.setPen(QPen(line, LineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(run);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(line);
    painter.drawEllipse(last, DotRadius, DotRadius);
    painter.restore();
}

} // namespace spillway::ui
