// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/chartcrosshair.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr qreal Padding = 8;
constexpr qreal Swatch = 14;
constexpr qreal Gap = 6;
constexpr qreal ColumnGap = 16;
constexpr qreal LongestName = 180;
constexpr qreal Distance = 1; // the box touches the line
constexpr qreal Ring = 3.5;

QFont bold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

ChartCrosshair::ChartCrosshair(QGraphicsItem* parent)
    : QGraphicsItem(parent)
{
    setAcceptedMouseButtons(Qt::NoButton);
}

void ChartCrosshair::setContent(Content content)
{
    prepareGeometryChange();
    m_content = std::move(content);
    const QFontMetricsF metrics(m_content.font);
    const QRectF& plot = m_content.plot;
    const qreal lineHeight = metrics.height() + 2;
    const auto fitting = std::size_t(std::max(1.0, (plot.height() - 2 * Padding) / lineHeight - 1));
    m_left.clear();
    if (m_content.rows.size() > fitting) {
        const auto kept = std::max<std::size_t>(1, fitting) - 1;
        m_left = QCoreApplication::translate("spillway::ui::ChartCrosshair", "%n more", nullptr,
            int(std::count_if(m_content.rows.begin() + std::ptrdiff_t(kept), m_content.rows.end(),
                [](const Row& row) { return row.ring || !row.value.isEmpty(); })));
    }
    qreal nameWidth = 0;
    m_valueWidth = 0;
    for (const Row& row : m_content.rows) {
        nameWidth = std::max(nameWidth, std::min(LongestName, metrics.horizontalAdvance(row.name) + 1));
        m_valueWidth = std::max(m_valueWidth, metrics.horizontalAdvance(row.value) + 1);
    }
    const qreal heading = QFontMetricsF(bold(m_content.font)).horizontalAdvance(m_content.time) + ColumnGap
        + metrics.horizontalAdvance(m_content.note) + 2;
    const qreal rowWidth = m_content.rows.empty() ? 0 : Swatch + Gap + nameWidth + ColumnGap + m_valueWidth;
    const qreal width = std::min(2 * Padding + std::max(heading, rowWidth), plot.width());
    const auto lines = 1 + std::min(fitting, m_content.rows.size());
    const qreal height = 2 * Padding - 2 + lineHeight * qreal(lines);
    const bool atLeft
        = m_content.x - Distance - width >= plot.left() || m_content.x - plot.left() >= plot.right() - m_content.x;
    qreal x = atLeft ? m_content.x - Distance - width : m_content.x + Distance;
    x = std::clamp(x, plot.left(), std::max(plot.left(), plot.right() - width));
    m_box = QRectF(x, plot.top() + 2, width, height);
    const QRectF line(m_content.x - Ring - 2, plot.top() - Ring - 2, 2 * Ring + 4, plot.height() + 2 * Ring + 4);
    m_bounds = line.united(m_box.adjusted(-1, -1, 1, 1));
    show();
    update();
}

void ChartCrosshair::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    const QRectF& plot = m_content.plot;
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setPen(QPen(m_content.line, 1));
    painter->drawLine(QPointF(m_content.x, plot.top()), QPointF(m_content.x, plot.bottom()));
    painter->setRenderHint(QPainter::Antialiasing, true);
    for (auto row = m_content.rows.rbegin(); row != m_content.rows.rend(); ++row) {
        if (!row->ring)
            continue;
        painter->setPen(QPen(row->color, 1.6));
        painter->setBrush(m_content.ground);
        painter->drawEllipse(QPointF(m_content.x, row->y), Ring, Ring);
    }
    paintBox(painter);
}

void ChartCrosshair::paintBox(QPainter* painter) const
{
    const QFontMetricsF metrics(m_content.font);
    const qreal lineHeight = metrics.height() + 2;
    painter->setPen(QPen(m_content.outline, 1));
    painter->setBrush(m_content.ground);
    painter->drawRoundedRect(m_box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    QRectF line(m_box.left() + Padding, m_box.top() + Padding - 1, m_box.width() - 2 * Padding, lineHeight);
    const auto right = int(Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine);
    const auto left = int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine);
    painter->setPen(m_content.muted);
    painter->setFont(m_content.font);
    painter->drawText(line, right, m_content.note);
    painter->setPen(m_content.text);
    painter->setFont(bold(m_content.font));
    painter->drawText(line, left, m_content.time);
    painter->setFont(m_content.font);
    for (const Row& row : m_content.rows) {
        line.translate(0, lineHeight);
        if (!m_left.isEmpty() && line.bottom() + lineHeight > m_box.bottom()) {
            painter->setPen(m_content.muted);
            painter->drawText(line, left, m_left);
            return;
        }
        QPen pen(row.color, 2, Qt::SolidLine, Qt::FlatCap);
        if (!row.dash.isEmpty())
            pen.setDashPattern(row.dash);
        painter->setPen(pen);
        painter->drawLine(QPointF(line.left(), line.center().y()), QPointF(line.left() + Swatch, line.center().y()));
        painter->setPen(m_content.text);
        painter->drawText(line, right, row.value);
        painter->setPen(m_content.muted);
        const QRectF name = line.adjusted(Swatch + Gap, 0, -m_valueWidth - Gap, 0);
        painter->drawText(name, left, metrics.elidedText(row.name, Qt::ElideLeft, name.width()));
    }
}

} // namespace spillway::ui
