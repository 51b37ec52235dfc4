// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtCharts/QChartView>

namespace spillway::ui {

/// A QChartView that is safe to click and to scroll over. In 6.4 QChartView::mousePressEvent dereferences a null
/// itemAt() (a click on a scaled view is enough) and wheel events are swallowed, so none of its mouse handling is used:
/// the view only says in signals what happened where, in its own coordinates, and lets the plain wheel go on to the
/// parent.
class ChartView : public QChartView {
    Q_OBJECT

public:
    explicit ChartView(QChart* chart, QWidget* parent = nullptr);

    void setFocusColor(const QColor& color);

signals:
    void hovered(const QPointF& position);
    void left();
    void dragged(qreal fromX, qreal toX); ///< the button is still down
    void dragEnded(qreal fromX, qreal toX);
    void dragCancelled();
    void doubleClicked();
    void zoomWheelTurned(int steps, qreal x); ///< with Ctrl; positive is away from the hand
    void keyPressed(QKeyEvent* event); ///< accepted by who uses it
    void resized();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void endDrag();
    void passOn(QWheelEvent& event);

    QColor m_focusColor;
    qreal m_pressX = 0;
    int m_wheelRest = 0; ///< eighths of a degree not yet turned into a step
    bool m_pressed = false;
    bool m_dragging = false;
    bool m_focusRing = false;
};

} // namespace spillway::ui
