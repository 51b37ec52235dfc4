// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/chartview.h"

#include <QApplication>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <cmath>

namespace spillway::ui {

ChartView::ChartView(QChart* chart, QWidget* parent)
    : QChartView(chart, parent)
{
    setFrameShape(NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    setViewportUpdateMode(SmartViewportUpdate);
}

void ChartView::setFocusColor(const QColor& color)
{
    m_focusColor = color;
    viewport()->update();
}

void ChartView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    m_pressed = true;
    m_dragging = false;
    m_pressX = event->position().x();
    event->accept();
}

void ChartView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_pressed) {
        emit hovered(event->position());
        event->accept();
        return;
    }
    const qreal x = event->position().x();
    m_dragging = m_dragging || std::abs(x - m_pressX) >= QApplication::startDragDistance();
    if (m_dragging)
        emit dragged(m_pressX, x);
    event->accept();
}

void ChartView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    const bool dragging = m_pressed && m_dragging;
    m_pressed = false;
    m_dragging = false;
    if (dragging)
        emit dragEnded(m_pressX, event->position().x());
    event->accept();
}

void ChartView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    endDrag();
    emit doubleClicked();
    event->accept();
}

void ChartView::wheelEvent(QWheelEvent* event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        passOn(*event);
        return;
    }
    m_wheelRest += event->angleDelta().y();
    const int steps = m_wheelRest / QWheelEvent::DefaultDeltasPerStep;
    m_wheelRest -= steps * QWheelEvent::DefaultDeltasPerStep;
    if (steps != 0)
        emit zoomWheelTurned(steps, event->position().x());
    event->accept();
}

void ChartView::passOn(QWheelEvent& event)
{
    event.accept(); // whoever is to have it gets it here; ignoring it alone leaves it with the viewport
    for (QWidget* widget = parentWidget(); widget; widget = widget->parentWidget()) {
        QWheelEvent copy(widget->mapFromGlobal(event.globalPosition()), event.globalPosition(), event.pixelDelta(),
            event.angleDelta(), event.buttons(), event.modifiers(), event.phase(), event.inverted(), event.source());
        if ((QCoreApplication::sendEvent(widget, &copy) && copy.isAccepted()) || widget->isWindow())
            return;
    }
}

void ChartView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_dragging) {
        endDrag();
        event->accept();
        return;
    }
    event->ignore();
    emit keyPressed(event);
}

void ChartView::endDrag()
{
    if (m_dragging)
        emit dragCancelled();
    m_pressed = false;
    m_dragging = false;
}

void ChartView::leaveEvent(QEvent* event)
{
    emit left();
    QChartView::leaveEvent(event);
}

void ChartView::focusInEvent(QFocusEvent* event)
{
    m_focusRing = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason
        || event->reason() == Qt::ShortcutFocusReason;
    viewport()->update();
    QChartView::focusInEvent(event);
}

void ChartView::focusOutEvent(QFocusEvent* event)
{
    m_focusRing = false;
    endDrag();
    viewport()->update();
    QChartView::focusOutEvent(event);
}

void ChartView::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    emit resized();
}

void ChartView::paintEvent(QPaintEvent* event)
{
    QChartView::paintEvent(event);
    if (!m_focusRing)
        return;
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_focusColor, 2));
    painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1), 4, 4);
}

} // namespace spillway::ui
