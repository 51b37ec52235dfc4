// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/topicchip.h"

#include "core/serde/text.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"

#include <QPainter>

namespace spillway::ui {

namespace {
constexpr int padding = 8;
constexpr int square = 9;
constexpr int gap = 6;
constexpr int chevronRoom = 16;
constexpr int widest = 220;
}

TopicChip::TopicChip(const Theme& theme, const QString& topic, int series, QWidget* parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_topic(topic)
    , m_shown(visibleText(QStringView(topic)))
    , m_series(series)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setTrouble(Status::None, {});
}

void TopicChip::setTrouble(Status status, const QString& words)
{
    m_status = status;
    setToolTip(plainTooltip(words.isEmpty() ? m_shown : QString(m_shown + QStringLiteral(": ") + words)));
    setAccessibleName(tr("Followed topic %1").arg(m_shown));
    setAccessibleDescription(words);
    updateGeometry();
    update();
}

QSize TopicChip::sizeHint() const
{
    const int name = QFontMetrics(m_theme.textFont()).horizontalAdvance(m_shown) + 2;
    const int shape = m_status == Status::None ? 0 : 14 + gap;
    return { std::min(widest, 2 * padding + square + gap + shape + name + chevronRoom), m_theme.controlHeight() };
}

QSize TopicChip::minimumSizeHint() const
{
    return { std::min(90, sizeHint().width()), m_theme.controlHeight() };
}

void TopicChip::paintEvent(QPaintEvent*)
{
    const Tokens& t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool focused = hasFocus();
    painter.setBrush(underMouse() || isDown() ? t.infoSoft : t.selection);
    painter.setPen(QPen(t.accent, focused ? 2 : 1));
    const double inset = focused ? 1 : 0.5;
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(inset, inset, -inset, -inset), Theme::controlRadius, Theme::controlRadius);
    painter.setRenderHint(QPainter::Antialiasing, false);

    int left = padding;
    painter.fillRect(QRect(left, (height() - square) / 2, square, square), t.seriesColor(m_series));
    left += square + gap;
    if (m_status != Status::None) {
        paintStatus(&painter, QRect(left, 0, 14, height()), m_status, t);
        left += 14 + gap;
    }
    const QRect text(left, 0, width() - left - padding - chevronRoom + 4, height());
    painter.setFont(m_theme.textFont());
    painter.setPen(t.text);
    const QString name = painter.fontMetrics().elidedText(m_shown, Qt::ElideLeft, text.width());
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
    const QPixmap chevron = tintedPixmap(QStringLiteral("chev"), 14, devicePixelRatioF(), t.muted, {});
    painter.drawPixmap(QPoint(width() - padding - 12, (height() - 14) / 2), chevron);
}

} // namespace spillway::ui
