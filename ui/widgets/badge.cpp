// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/badge.h"

#include "ui/theme/icon.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int padding = 6;
constexpr int iconSize = 12;
constexpr int iconGap = 4;

struct Paint {
    Token ink;
    Token ground;
    Token outline; ///< nullptr: none
};

Paint paintOf(Badge::Kind kind)
{
    switch (kind) {
    case Badge::Kind::Fact:
        return { &Tokens::muted, &Tokens::raised, &Tokens::border };
    case Badge::Kind::Warn:
        return { &Tokens::warn, &Tokens::warnSoft, nullptr };
    case Badge::Kind::Info:
        return { &Tokens::info, &Tokens::infoSoft, nullptr };
    case Badge::Kind::Ok:
        return { &Tokens::ok, &Tokens::okSoft, nullptr };
    case Badge::Kind::Error:
        return { &Tokens::error, &Tokens::errorSoft, nullptr };
    case Badge::Kind::Production:
        return { &Tokens::production, &Tokens::productionSoft, &Tokens::production };
    }
    return { &Tokens::muted, &Tokens::raised, &Tokens::border };
}

} // namespace

Badge::Badge(const Theme& theme, const QString& text, Kind kind, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_kind(kind)
{
    QFont font = theme.labelFont();
    font.setWeight(QFont::Medium);
    setFont(font);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setText(text);
}

void Badge::setText(const QString& text)
{
    m_text = text;
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    updateGeometry();
    update();
}

void Badge::setKind(Kind kind)
{
    m_kind = kind;
    m_mark.reset();
    update();
}

void Badge::setMark(const MarkTokens& mark)
{
    m_mark = mark;
    update();
}

void Badge::setIconName(const QString& name)
{
    m_icon = name;
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const
{
    const int icon = m_icon.isEmpty() ? 0 : iconSize + iconGap;
    return { fontMetrics().horizontalAdvance(m_text) + 2 * padding + icon + 1,
        std::max(18, fontMetrics().height() + 2) };
}

void Badge::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    const Paint paint = m_mark ? Paint{ m_mark->ink, m_mark->ground, m_mark->ink } : paintOf(m_kind);
    stylepaint::box(
        &painter, QRectF(rect()), Theme::badgeRadius, t.*paint.ground, paint.outline ? t.*paint.outline : QColor());
    int x = padding;
    if (!m_icon.isEmpty()) {
        const QPixmap pixmap = tintedPixmap(m_icon, iconSize, devicePixelRatioF(), t.*paint.ink, t.surface);
        painter.drawPixmap(QPoint(x, (height() - iconSize) / 2), pixmap);
        x += iconSize + iconGap;
    }
    painter.setPen(t.*paint.ink);
    painter.drawText(rect().adjusted(x, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_text);
}

} // namespace spillway::ui
