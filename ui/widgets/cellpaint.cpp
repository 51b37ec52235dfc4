// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/cellpaint.h"

#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <optional>

namespace spillway::ui::cellpaint {

namespace {

/// No cell shows more than this; a record's value may have megabytes.
constexpr qsizetype mostShown = 512;
constexpr int badgeHeight = 16;
constexpr int badgePadding = 5;

/// No more of the text than can be seen in `width`: what is laid out costs time, what is not costs none. What was cut
/// is still wider than `width`, so that eliding marks the end.
QString shortened(const QString& text, Qt::TextElideMode elide, const QFontMetrics& metrics, int width)
{
    const qsizetype fits = std::min<qsizetype>(mostShown, 8 + 3 * width / std::max(1, metrics.averageCharWidth()));
    if (text.size() <= fits || elide == Qt::ElideMiddle)
        return text.size() <= mostShown ? text : text.left(mostShown);
    return elide == Qt::ElideLeft ? text.right(fits) : text.left(fits);
}

/// At the left of `rect`, in its middle; returns the width. Cheaper than drawing into a rectangle, which makes a
/// layout.
int drawLine(QPainter* painter, const QFontMetrics& metrics, const QRect& rect, const QString& text)
{
    painter->drawText(rect.left(), rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent(), text);
    return metrics.horizontalAdvance(text);
}

bool isDigit(QChar c)
{
    return c >= QLatin1Char('0') && c <= QLatin1Char('9');
}

struct Digits {
    int widest = 0;
    bool tabular = true; ///< all as wide as the widest
};

/// Measured once per font, as it is asked for every number that is painted. GUI thread only.
Digits digitsOf(const QFontMetrics& metrics)
{
    static std::optional<QFontMetrics> measured;
    static Digits digits;
    if (measured && *measured == metrics)
        return digits;
    digits = {};
    digits.widest = metrics.horizontalAdvance(QLatin1Char('0'));
    for (char c = '1'; c <= '9'; ++c) {
        const int advance = metrics.horizontalAdvance(QLatin1Char(c));
        digits.tabular = digits.tabular && advance == digits.widest;
        digits.widest = std::max(digits.widest, advance);
    }
    measured = metrics;
    return digits;
}

int labelBox(QPainter* painter, const QRect& rect, const QString& word, const QFont& font, const QColor& fill,
    const QColor& outline, const QColor& ink)
{
    const int width = std::min(badgeWidth(word, font), rect.width());
    if (width <= 2 * badgePadding)
        return 0;
    const QRect box(rect.left(), rect.top() + (rect.height() - badgeHeight) / 2, width, badgeHeight);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(outline);
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), Theme::badgeRadius, Theme::badgeRadius);
    painter->setFont(font);
    painter->setPen(ink);
    const QRect inner = box.adjusted(badgePadding, 0, -badgePadding, 0);
    painter->drawText(inner, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
        QFontMetrics(font).elidedText(word, Qt::ElideRight, inner.width() + 1));
    painter->restore();
    return width;
}

} // namespace

int text(QPainter* painter, const QRect& rect, const QString& text, Qt::TextElideMode elide)
{
    if (rect.width() <= 0 || text.isEmpty())
        return 0;
    const QFontMetrics metrics = painter->fontMetrics();
    return drawLine(
        painter, metrics, rect, metrics.elidedText(shortened(text, elide, metrics, rect.width()), elide, rect.width()));
}

int fixedText(QPainter* painter, const QRect& rect, const QString& text, const QFont& plain)
{
    const QFontMetrics metrics(plain);
    const int cell = metrics.horizontalAdvance(QLatin1Char('M'));
    const qsizetype fits = std::max(0, rect.width() / std::max(1, cell));
    const QString head = text.size() <= fits + 1 ? text : text.left(fits + 1);
    const bool ascii = std::all_of(head.cbegin(), head.cend(), [](QChar c) { return c < QChar(0x7F); });
    if (!ascii)
        return cellpaint::text(painter, rect, text, Qt::ElideRight);
    painter->setFont(plain);
    if (head.size() <= fits)
        return drawLine(painter, metrics, rect, head);
    const int used = drawLine(painter, metrics, rect, head.left(std::max<qsizetype>(0, fits - 1)));
    return used + drawLine(painter, metrics, rect.adjusted(used, 0, 0, 0), QStringLiteral("…"));
}

void figures(QPainter* painter, const QRect& rect, const QString& text)
{
    const QFontMetrics metrics = painter->fontMetrics();
    const Digits digits = digitsOf(metrics);
    if (digits.tabular || std::none_of(text.cbegin(), text.cend(), isDigit)) {
        const int width = metrics.horizontalAdvance(text);
        if (width <= rect.width())
            drawLine(painter, metrics, rect.adjusted(rect.width() - width, 0, 0, 0), text);
        else
            drawLine(painter, metrics, rect, metrics.elidedText(text, Qt::ElideRight, rect.width()));
        return;
    }
    const int cell = digits.widest;
    const int baseline = rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent();
    int x = rect.right() + 1 - figuresWidth(metrics, text);
    for (const QChar c : text) {
        const int advance = metrics.horizontalAdvance(c);
        if (isDigit(c)) {
            painter->drawText(x + (cell - advance) / 2, baseline, c);
            x += cell;
        } else {
            painter->drawText(x, baseline, c);
            x += advance;
        }
    }
}

int figuresWidth(const QFontMetrics& metrics, const QString& text)
{
    const Digits digits = digitsOf(metrics);
    if (digits.tabular)
        return metrics.horizontalAdvance(text);
    const int cell = digits.widest;
    int width = 0;
    for (const QChar c : text)
        width += isDigit(c) ? cell : metrics.horizontalAdvance(c);
    return width;
}

int textWidth(const QFontMetrics& metrics, const QString& text)
{
    return metrics.horizontalAdvance(text.size() <= mostShown ? text : text.left(mostShown));
}

int outlinedWord(QPainter* painter, const QRect& rect, const QString& word, const QFont& font, const Tokens& tokens)
{
    return labelBox(painter, rect, word, font, QColor(), tokens.control, tokens.muted);
}

int badge(QPainter* painter, const QRect& rect, const QString& word, const QFont& font, const Tokens& tokens)
{
    return labelBox(painter, rect, word, font, tokens.raised, tokens.border, tokens.muted);
}

int badgeWidth(const QString& word, const QFont& font)
{
    return QFontMetrics(font).horizontalAdvance(word) + 2 * badgePadding + 1;
}

} // namespace spillway::ui::cellpaint
