// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/legenditem.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int SwatchWidth = 16;
constexpr int SwatchGap = 6;
constexpr int ValueGap = 6;
constexpr int SideMargin = 3; // room of the focus ring
constexpr qreal HiddenOpacity = 0.45;

} // namespace

LegendItem::LegendItem(QWidget* parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    // the state belongs to the chart, which sets it by setEntry; the button only asks
    connect(this, &QAbstractButton::clicked, this, [this] {
        setChecked(!m_entry.hidden);
        emit toggleAsked(m_entry.name);
    });
}

void LegendItem::setEntry(const LegendEntry& entry)
{
    m_entry = entry;
    setChecked(!entry.hidden);
    setAccessibleName(entry.name + QLatin1Char(' ') + entry.value);
    setAccessibleDescription(tr("Space hides or shows the line, Enter shows it alone"));
    update();
}

void LegendItem::setColors(const QColor& text, const QColor& muted, const QColor& focus)
{
    m_text = text;
    m_muted = muted;
    m_focus = focus;
    update();
}

QFont LegendItem::valueFont() const
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    return bold;
}

int LegendItem::widthFor(int nameWidth) const
{
    const int name = std::min(nameWidth, fontMetrics().horizontalAdvance(m_entry.name) + 1);
    const int value
        = m_entry.value.isEmpty() ? 0 : ValueGap + QFontMetrics(valueFont()).horizontalAdvance(m_entry.value) + 1;
    return 2 * SideMargin + SwatchWidth + SwatchGap + name + value;
}

QSize LegendItem::sizeHint() const
{
    return { widthFor(QWIDGETSIZE_MAX), fontMetrics().height() + 8 };
}

void LegendItem::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (hasFocus()) {
        painter.setPen(QPen(m_focus, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
    painter.setOpacity(m_entry.hidden ? HiddenOpacity : 1);
    const QRect inner = rect().adjusted(SideMargin, 0, -SideMargin, 0);

    QPen pen(m_entry.color, underMouse() ? 3 : 2, Qt::SolidLine, Qt::FlatCap);
    if (!m_entry.dash.isEmpty())
        pen.setDashPattern(m_entry.dash);
    painter.setPen(pen);
    const qreal middle = inner.center().y() + 0.5;
    painter.drawLine(QPointF(inner.left(), middle), QPointF(inner.left() + SwatchWidth, middle));

    painter.setFont(valueFont());
    const int valueWidth = m_entry.value.isEmpty() ? 0 : painter.fontMetrics().horizontalAdvance(m_entry.value) + 1;
    painter.setPen(m_text);
    painter.drawText(inner, int(Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine), m_entry.value);

    QFont nameFont = font();
    nameFont.setStrikeOut(m_entry.hidden);
    painter.setFont(nameFont);
    painter.setPen(m_muted);
    const QRect nameRect = inner.adjusted(SwatchWidth + SwatchGap, 0, valueWidth > 0 ? -valueWidth - ValueGap : 0, 0);
    painter.drawText(nameRect, int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine),
        painter.fontMetrics().elidedText(m_entry.name, Qt::ElideLeft, nameRect.width()));
}

void LegendItem::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_afterDoubleClick = true; // its release is not a click of its own
    emit isolateAsked(m_entry.name);
}

void LegendItem::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_afterDoubleClick) {
        m_afterDoubleClick = false;
        setDown(false);
        return;
    }
    QAbstractButton::mouseReleaseEvent(event);
}

void LegendItem::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        emit isolateAsked(m_entry.name);
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void LegendItem::enterEvent(QEnterEvent* event)
{
    emit hoverChanged(m_entry.name, true);
    QAbstractButton::enterEvent(event);
}

void LegendItem::leaveEvent(QEvent* event)
{
    emit hoverChanged(m_entry.name, false);
    QAbstractButton::leaveEvent(event);
}

} // namespace spillway::ui
