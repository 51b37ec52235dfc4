// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/chartmarks.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>

namespace spillway::ui {

namespace {

constexpr qreal WordGap = 4;
constexpr int EventRows = 3;

} // namespace

ChartMarks::ChartMarks(QGraphicsItem* parent)
    : QGraphicsItem(parent)
{
}

void ChartMarks::setContent(Content content)
{
    if (content.plot != m_content.plot)
        prepareGeometryChange();
    m_content = std::move(content);
    update();
}

void ChartMarks::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    painter->save();
    painter->setClipRect(m_content.plot);
    painter->setFont(m_content.font);
    if (!m_content.empty.isEmpty()) {
        painter->setPen(m_content.words);
        painter->drawText(
            m_content.plot.adjusted(12, 12, -12, -12), int(Qt::AlignCenter | Qt::TextWordWrap), m_content.empty);
    } else {
        paintGaps(painter);
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_content.groundColor);
        // in pieces and without smoothing (the line covers the edge): one polygon of a thousand corners takes 250 ms
        painter->setRenderHint(QPainter::Antialiasing, false);
        for (const QPolygonF& ground : m_content.grounds) {
            for (qsizetype i = 1; i < ground.size(); ++i) {
                const QPointF& a = ground[i - 1];
                const QPointF& b = ground[i];
                const QPointF piece[]{ a, b, { b.x(), m_content.groundY }, { a.x(), m_content.groundY } };
                painter->drawConvexPolygon(piece, 4);
            }
        }
        painter->setRenderHint(QPainter::Antialiasing, true);
        paintEvents(painter);
    }
    painter->restore();
}

void ChartMarks::paintGaps(QPainter* painter) const
{
    const QRectF& plot = m_content.plot;
    const QFontMetricsF metrics(m_content.font);
    for (const Gap& gap : m_content.gaps) {
        const QRectF area(gap.from, plot.top(), std::max(gap.to - gap.from, 1.0), plot.height());
        painter->fillRect(area, QBrush(m_content.hatch, Qt::BDiagPattern));
        const qreal lineHeight = metrics.height();
        const qreal room = plot.height() - 2 * WordGap;
        if (gap.reason.isEmpty() || area.width() < lineHeight - 2 || room < 3 * lineHeight)
            continue;
        const QString reason = metrics.elidedText(gap.reason, Qt::ElideRight, room);
        const qreal length = metrics.horizontalAdvance(reason) + 2;
        painter->save();
        painter->translate(area.center().x(), plot.bottom() - WordGap);
        painter->rotate(-90);
        const QRectF words(0, -lineHeight / 2, length, lineHeight);
        painter->fillRect(words.adjusted(-2, 0, 2, 0), m_content.surface);
        painter->setPen(m_content.words);
        painter->drawText(words, int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine), reason);
        painter->restore();
    }
}

void ChartMarks::paintEvents(QPainter* painter) const
{
    const QRectF& plot = m_content.plot;
    const QFontMetricsF metrics(m_content.font);
    QPen pen(m_content.line, 1, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({ 3, 3 });
    std::array<qreal, EventRows> taken; // up to where each row of words is full
    taken.fill(plot.left());
    for (const Event& event : m_content.events) {
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setPen(pen);
        painter->drawLine(QPointF(event.x, plot.top()), QPointF(event.x, plot.bottom()));
        painter->setRenderHint(QPainter::Antialiasing, true);
        const qreal wanted = metrics.horizontalAdvance(event.text) + 2;
        const qreal leftRoom = event.x - WordGap - plot.left();
        const qreal rightRoom = plot.right() - WordGap - event.x;
        const bool atLeft = wanted <= leftRoom || leftRoom >= rightRoom;
        const qreal width = std::min(wanted, std::max(leftRoom, rightRoom));
        const qreal x = atLeft ? event.x - WordGap - width : event.x + WordGap;
        const auto row = std::find_if(taken.begin(), taken.end(), [&](qreal end) { return x >= end; });
        if (row == taken.end() || plot.top() + metrics.height() * qreal(row - taken.begin() + 1) > plot.bottom())
            continue; // the line alone; the table has the word
        *row = x + width + 2 * WordGap;
        const QRectF words(x, plot.top() + 1 + metrics.height() * qreal(row - taken.begin()), width, metrics.height());
        painter->fillRect(words, m_content.surface);
        painter->setPen(m_content.words);
        painter->drawText(words, int(Qt::AlignVCenter | (atLeft ? Qt::AlignRight : Qt::AlignLeft) | Qt::TextSingleLine),
            metrics.elidedText(event.text, Qt::ElideMiddle, width));
    }
}

} // namespace spillway::ui
