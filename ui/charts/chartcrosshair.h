// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QFont>
#include <QGraphicsItem>

#include <vector>

namespace spillway::ui {

/// The line under the hand (or the keys), a ring on each chart line, and the read-out box beside it. The box stands
/// left of the line where there is room, so that it does not cover the newest part. Positions are the chart's.
class ChartCrosshair : public QGraphicsItem {
public:
    struct Row {
        QString name;
        QString value;
        QColor color;
        QList<qreal> dash;
        qreal y = 0; ///< of the ring
        bool ring = false; ///< there is a value at this time
    };
    struct Content {
        QRectF plot;
        qreal x = 0;
        QString time;
        QString note; ///< resolution, or why there is nothing
        std::vector<Row> rows; ///< sorted as shown; what does not fit is counted in a last line
        QColor text, muted, line, ground, outline;
        QFont font; ///< small, 12 px
    };

    explicit ChartCrosshair(QGraphicsItem* parent);

    /// Shows it; hide() takes it away.
    void setContent(Content content);
    QRectF box() const { return m_box; }

    QRectF boundingRect() const override { return m_bounds; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintBox(QPainter* painter) const;

    Content m_content;
    QRectF m_box;
    QRectF m_bounds;
    QString m_left; ///< "2 more"
    qreal m_valueWidth = 0;
};

} // namespace spillway::ui
