// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QFont>
#include <QGraphicsItem>
#include <QPolygonF>

#include <vector>

namespace spillway::ui {

/// What lies under the lines: hatched gaps with their reason, dashed events with their word, the ground of a single
/// line, and the words of an empty chart. Positions are the chart's; texts are painted as they are, never as markup.
class ChartMarks : public QGraphicsItem {
public:
    struct Gap {
        qreal from;
        qreal to;
        QString reason;
    };
    struct Event {
        qreal x;
        QString text;
    };
    struct Content {
        QRectF plot;
        std::vector<Gap> gaps;
        std::vector<Event> events; ///< ascending
        std::vector<QPolygonF> grounds; ///< upper edges
        qreal groundY = 0; ///< the lower edge of all
        QColor groundColor;
        QColor hatch, line, words, surface;
        QFont font;
        QString empty; ///< instead of all others
    };

    explicit ChartMarks(QGraphicsItem* parent);

    void setContent(Content content);
    QRectF boundingRect() const override { return m_content.plot; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintGaps(QPainter* painter) const;
    void paintEvents(QPainter* painter) const;

    Content m_content;
};

} // namespace spillway::ui
