// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/tile.h"

#include "ui/charts/sparkline.h"
#include "ui/theme/icon.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/cellpaint.h"
#include "ui/widgets/plaintext.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int padding = 12;
constexpr int sparklineWidth = 58;
constexpr int sparklineHeight = 26;

} // namespace

Tile::Tile(const Theme& theme, const QString& label, QWidget* parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setText(label);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    nameIt();
}

void Tile::setFigure(const QString& figure, const QString& unit)
{
    m_figure = figure;
    m_unit = unit;
    nameIt();
}

void Tile::setReason(const QString& reason, const QString& more)
{
    m_reason = reason;
    setToolTip(plainTooltip(more.isEmpty() ? reason : reason + QLatin1Char('\n') + more));
    nameIt();
}

void Tile::setStatus(Status status, const QString& word)
{
    m_status = status;
    m_statusWord = word.isEmpty() ? statusWord(status) : word;
    nameIt();
}

void Tile::setSparkline(const QList<double>& values)
{
    m_sparkline = values;
    update();
}

void Tile::setStale(bool stale)
{
    m_stale = stale;
    nameIt();
}

void Tile::nameIt()
{
    QString name = text() + QStringLiteral(": ") + m_figure;
    if (!m_unit.isEmpty())
        name += QLatin1Char(' ') + m_unit;
    setAccessibleName(name);
    const QString state = m_stale ? tr("stale") : m_statusWord;
    setAccessibleDescription(state.isEmpty() ? m_reason : state + QStringLiteral(". ") + m_reason);
    update();
}

QSize Tile::sizeHint() const
{
    const int lines = QFontMetrics(m_theme.smallFont()).height() * 2 + QFontMetrics(m_theme.figureFont()).height();
    return { 200, std::max(88, lines + 20) };
}

QSize Tile::minimumSizeHint() const
{
    return { 110, sizeHint().height() };
}

void Tile::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void Tile::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    const bool hovered = underMouse() && isEnabled();
    const bool focused = hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange);
    stylepaint::box(&painter, QRectF(rect()), Theme::panelRadius, t.surface,
        focused       ? t.accent
            : hovered ? t.control
                      : t.border,
        focused ? 2 : 1);

    const int small = QFontMetrics(m_theme.smallFont()).height();
    const QRect inner = rect().adjusted(padding, 8, -padding, -9);
    const QRect top(inner.left(), inner.top(), inner.width(), small);
    const QRect bottom(inner.left(), inner.bottom() + 1 - small, inner.width(), small);
    const QRect middle(inner.left(), top.bottom() + 1, inner.width(), bottom.top() - top.bottom() - 1);

    painter.setFont(m_theme.smallFont());
    painter.setPen(t.muted);
    cellpaint::text(&painter, top.adjusted(0, 0, -20, 0), text(), Qt::ElideRight);
    cellpaint::text(&painter, bottom, m_reason, Qt::ElideRight);
    const Status shown = m_stale ? Status::Unknown : m_status;
    if (shown != Status::None)
        paintStatus(&painter, QRect(top.right() - 13, top.top(), 14, top.height()), shown, t);

    QRect figure = middle;
    if (m_sparkline.size() > 1 && middle.width() > sparklineWidth + 70) {
        const QRect area(middle.right() + 1 - sparklineWidth, middle.center().y() - sparklineHeight / 2 + 1,
            sparklineWidth, sparklineHeight);
        drawSparkline(painter, area, m_sparkline, t.muted, true);
        figure.setRight(area.left() - 6);
    }
    painter.setFont(m_theme.figureFont());
    painter.setPen(m_stale ? t.muted : t.text);
    const int used = cellpaint::text(&painter, figure, m_figure, Qt::ElideRight);
    if (m_unit.isEmpty())
        return;
    // The unit stands on the figure's base line.
    const QFontMetrics big(m_theme.figureFont());
    const int baseline = figure.top() + (figure.height() - big.height()) / 2 + big.ascent();
    painter.setFont(m_theme.smallFont());
    painter.setPen(t.muted);
    const int room = figure.width() - used - 5;
    if (room > 8)
        painter.drawText(
            figure.left() + used + 5, baseline, painter.fontMetrics().elidedText(m_unit, Qt::ElideRight, room));
}

} // namespace spillway::ui
