// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme/stylepaint.h"

#include "ui/theme/icon.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QWidget>

namespace spillway::ui::stylepaint {

namespace {

bool showsFocus(const QStyleOption& option)
{
    return option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange);
}

QString look(const QWidget* widget)
{
    return widget ? widget->property("look").toString() : QString();
}

} // namespace

void box(QPainter* painter, const QRectF& rect, double radius, const QColor& fill, const QColor& outline, double width)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(outline.isValid() ? QPen(outline, width) : QPen(Qt::NoPen));
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const double inset = outline.isValid() ? width / 2 : 0;
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset);
    painter->restore();
}

void button(QPainter* painter, const QStyleOption& option, const QWidget* widget, const Tokens& t)
{
    const QString kind = look(widget);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool hovered = enabled && option.state.testFlag(QStyle::State_MouseOver);
    const bool pressed = enabled && option.state.testFlag(QStyle::State_Sunken);
    const bool checked = option.state.testFlag(QStyle::State_On);
    const double radius = Theme::controlRadius;
    const QRectF rect(option.rect);

    if (kind == QLatin1String("primary") && enabled) {
        const QColor fill = pressed ? t.accentFill.darker(115) : hovered ? t.accentFill.darker(107) : t.accentFill;
        box(painter, rect, radius, fill, QColor());
        if (showsFocus(option))
            box(painter, rect.adjusted(2, 2, -2, -2), radius - 1, QColor(), t.onAccent, 2);
        return;
    }
    if (kind == QLatin1String("segment")) {
        // Ground and outline are the whole control's.
        if (showsFocus(option))
            box(painter, rect, radius, QColor(), t.accent, 2);
        return;
    }
    const bool flat = kind == QLatin1String("flat");
    QColor fill = flat ? QColor() : t.surface;
    QColor outline = flat ? QColor() : enabled ? t.control : t.border;
    if (kind == QLatin1String("destructive") && enabled)
        outline = t.error;
    if (hovered)
        fill = flat ? t.inactive : t.raised;
    if (pressed)
        fill = t.inactive;
    if (checked && (!flat || !hovered)) {
        fill = t.selection;
        if (!flat)
            outline = t.accent;
    }
    double width = 1;
    if (showsFocus(option)) {
        outline = t.accent;
        width = 2;
    }
    box(painter, rect, radius, fill, outline, width);
}

void buttonLabel(QPainter* painter, const QStyleOptionButton& option, const QColor& ink, bool semibold)
{
    painter->save();
    if (semibold) {
        QFont font = painter->font();
        font.setWeight(QFont::DemiBold);
        painter->setFont(font);
    }
    QRect rect = option.rect;
    if (option.features.testFlag(QStyleOptionButton::HasMenu))
        rect.setRight(rect.right() - 12);
    const QSize icon = option.icon.isNull() ? QSize(0, 0) : option.iconSize;
    const int gap = !option.icon.isNull() && !option.text.isEmpty() ? iconGap : 0;
    const int text = painter->fontMetrics().size(Qt::TextShowMnemonic, option.text).width();
    int x = rect.left() + (rect.width() - icon.width() - gap - text) / 2;
    if (!option.icon.isNull()) {
        const QRect at(x, rect.top() + (rect.height() - icon.height()) / 2, icon.width(), icon.height());
        const bool enabled = option.state.testFlag(QStyle::State_Enabled);
        option.icon.paint(painter, QStyle::visualRect(option.direction, rect, at), Qt::AlignCenter,
            enabled ? QIcon::Normal : QIcon::Disabled);
        x += icon.width() + gap;
    }
    painter->setPen(ink);
    const QRect words(x, rect.top(), text + 1, rect.height());
    painter->drawText(QStyle::visualRect(option.direction, rect, words),
        Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, option.text);
    painter->restore();
}

void input(QPainter* painter, const QStyleOption& option, const QWidget* widget, const Tokens& t)
{
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool focused = option.state.testFlag(QStyle::State_HasFocus);
    const bool invalid = widget && widget->property("invalid").toBool();
    const QColor outline = invalid ? t.error : focused ? t.accent : enabled ? t.control : t.border;
    box(painter, QRectF(option.rect), Theme::controlRadius, enabled ? t.surface : t.window, outline, focused ? 2 : 1);
}

void checkBox(QPainter* painter, const QStyleOption& option, const Tokens& t)
{
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool on = option.state.testFlag(QStyle::State_On);
    const bool partly = option.state.testFlag(QStyle::State_NoChange);
    const QRectF rect(option.rect);
    if (!on && !partly) {
        box(painter, rect, 3, t.surface, enabled ? t.control : t.border);
    } else {
        box(painter, rect, 3, enabled ? t.accentFill : t.disabled, QColor());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(t.onAccent, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const QPointF o = rect.topLeft();
        if (partly) {
            painter->drawLine(o + QPointF(4, 8), o + QPointF(12, 8));
        } else {
            const QPointF tick[] = { o + QPointF(4, 8.3), o + QPointF(6.8, 11), o + QPointF(12, 5) };
            painter->drawPolyline(tick, 3);
        }
        painter->restore();
    }
    if (showsFocus(option))
        box(painter, rect, 3, QColor(), on || partly ? t.onAccent : t.accent, 2);
}

void radioButton(QPainter* painter, const QStyleOption& option, const Tokens& t)
{
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool on = option.state.testFlag(QStyle::State_On);
    const QRectF rect(option.rect);
    const double radius = rect.width() / 2;
    const QColor ring = showsFocus(option) ? t.accent : enabled ? t.control : t.border;
    if (on) {
        box(painter, rect, radius, enabled ? t.accentFill : t.disabled, QColor());
        box(painter, rect.adjusted(5, 5, -5, -5), radius - 5, t.onAccent, QColor());
    } else {
        box(painter, rect, radius, t.surface, ring, showsFocus(option) ? 2 : 1);
    }
}

void header(QPainter* painter, const QStyleOptionHeader& option, const QWidget* widget, const Tokens& t)
{
    const QRect rect = option.rect;
    painter->fillRect(rect, t.raised);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), t.border);
    const bool last
        = option.position == QStyleOptionHeader::End || option.position == QStyleOptionHeader::OnlyOneSection;
    if (!last)
        painter->fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), t.border);

    const bool sorted = option.sortIndicator != QStyleOptionHeader::None;
    const int arrow = sorted ? 10 : 0;
    const QRect text = rect.adjusted(Theme::cellPadding, 0, -Theme::cellPadding, -1);
    painter->setFont(widget ? widget->font() : painter->font());
    painter->setPen(option.state.testFlag(QStyle::State_Enabled) ? t.muted : t.disabled);
    const QFontMetrics metrics(painter->font());
    const QString shown = metrics.elidedText(option.text, Qt::ElideRight, text.width() - arrow);
    const int width = metrics.horizontalAdvance(shown);
    int x = text.left();
    if (option.textAlignment & Qt::AlignRight)
        x = text.right() + 1 - width - arrow;
    else if (option.textAlignment & Qt::AlignHCenter)
        x = text.left() + (text.width() - width - arrow) / 2;
    painter->drawText(QRect(x, text.top(), width + 1, text.height()), Qt::AlignLeft | Qt::AlignVCenter, shown);
    if (!sorted)
        return;
    // Qt names the arrow after where it points in lists of old: SortDown is ascending.
    const bool ascending = option.sortIndicator == QStyleOptionHeader::SortDown;
    const double cx = x + width + 6.5;
    const double cy = text.top() + text.height() / 2.0 + 0.5;
    const double dy = ascending ? -2 : 2;
    const QPointF triangle[] = { { cx - 3, cy - dy }, { cx + 3, cy - dy }, { cx, cy + dy } };
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(t.muted);
    painter->drawPolygon(triangle, 3);
    painter->restore();
}

void tab(QPainter* painter, const QStyleOptionTab& option, const Tokens& t)
{
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const QRect rect = option.rect;
    QFont font = painter->font();
    font.setWeight(selected ? QFont::DemiBold : QFont::Normal);
    painter->setFont(font);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    painter->setPen(!enabled ? t.disabled : selected || hovered ? t.text : t.muted);
    painter->drawText(rect.adjusted(0, 0, 0, -2), Qt::AlignCenter | Qt::TextShowMnemonic, option.text);
    if (selected)
        painter->fillRect(QRect(rect.left() + 4, rect.bottom() - 1, rect.width() - 8, 2), t.accent);
    if (showsFocus(option))
        box(painter, QRectF(rect).adjusted(2, 3, -2, -4), Theme::controlRadius, QColor(), t.accent, 2);
}

void progressBar(QPainter* painter, const QStyleOptionProgressBar& option, const QWidget* widget, const Tokens& t)
{
    QRectF groove(option.rect);
    if (groove.height() > 6)
        groove = QRectF(groove.x(), groove.center().y() - 3, groove.width(), 6);
    box(painter, groove, 3, t.inactive, QColor());
    const double span = option.maximum - option.minimum;
    if (span <= 0)
        return; // nothing known of the whole: the words beside it say what is done
    const double part = qBound(0.0, (option.progress - option.minimum) / span, 1.0);
    if (part <= 0)
        return;
    const bool paused = widget && widget->property("paused").toBool();
    QRectF bar = groove;
    bar.setWidth(qMax(groove.width() * part, 6.0));
    box(painter, bar, 3, paused ? t.warn : t.accent, QColor());
}

void scrollBar(QPainter* painter, const QStyleOptionSlider& option, const QRectF& slider, const Tokens& t)
{
    painter->fillRect(option.rect, t.surface);
    if (option.maximum <= option.minimum)
        return;
    const bool active = option.state.testFlag(QStyle::State_MouseOver) || option.state.testFlag(QStyle::State_Sunken);
    QColor color = t.control;
    color.setAlphaF(active ? 0.9F : 0.5F);
    const bool horizontal = option.orientation == Qt::Horizontal;
    const QRectF handle = horizontal ? slider.adjusted(2, 2, -2, -2) : slider.adjusted(2, 2, -2, -2);
    box(painter, handle, qMin(handle.width(), handle.height()) / 2, color, QColor());
}

void chevron(QPainter* painter, const QRectF& rect, const QColor& color)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF c = rect.center();
    const QPointF points[] = { c + QPointF(-3.2, -1.5), c + QPointF(0, 1.8), c + QPointF(3.2, -1.5) };
    painter->drawPolyline(points, 3);
    painter->restore();
}

} // namespace spillway::ui::stylepaint
