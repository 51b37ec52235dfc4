// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/gotodelegate.h"

#include "ui/models/gotomodel.h"
#include "ui/theme/icon.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/cellpaint.h"

#include <QPainter>

#include <algorithm>

namespace spillway::ui {

GoToDelegate::GoToDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize GoToDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    const int font = QFontMetrics(m_theme.textFont()).height();
    return { 10, index.data(GoToModel::HeadingRole).toBool() ? std::max(28, font + 8) : std::max(32, font + 12) };
}

void GoToDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Tokens& t = m_theme.tokens();
    const QString text = index.data().toString();
    if (index.data(GoToModel::HeadingRole).toBool()) {
        QFont font = m_theme.labelFont();
        font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(t.muted);
        cellpaint::text(painter, option.rect.adjusted(16, 6, -16, 0), text, Qt::ElideRight);
        return;
    }
    if (option.state.testFlag(QStyle::State_Selected))
        stylepaint::box(
            painter, QRectF(option.rect).adjusted(6, 0, -6, 0), Theme::controlRadius, t.selection, QColor());
    const QPixmap drawing = tintedPixmap(
        index.data(GoToModel::IconRole).toString(), 16, painter->device()->devicePixelRatioF(), t.muted, t.surface);
    QRect rest = option.rect.adjusted(16, 0, -16, 0);
    painter->drawPixmap(QPoint(rest.left(), rest.top() + (rest.height() - 16) / 2), drawing);
    rest.setLeft(rest.left() + 26);

    const bool possible = index.data(GoToModel::PossibleRole).toBool();
    if (const QString detail = index.data(GoToModel::DetailRole).toString(); !detail.isEmpty()) {
        painter->setFont(m_theme.smallFont());
        painter->setPen(t.muted);
        const int wide = std::min(painter->fontMetrics().horizontalAdvance(detail) + 2, rest.width() / 2);
        cellpaint::text(painter, QRect(rest.right() - wide, rest.top(), wide, rest.height()), detail, Qt::ElideRight);
        rest.setRight(rest.right() - wide - 12);
    } else if (const QString key = index.data(GoToModel::KeyRole).toString(); !key.isEmpty()) {
        painter->setFont(m_theme.labelFont());
        const int wide = painter->fontMetrics().horizontalAdvance(key) + 10;
        const int high = std::max(18, painter->fontMetrics().height() + 4);
        const QRect cap(rest.right() - wide, rest.top() + (rest.height() - high) / 2, wide, high);
        stylepaint::box(painter, QRectF(cap), Theme::badgeRadius, t.raised, t.border);
        painter->setPen(t.muted);
        painter->drawText(cap, Qt::AlignCenter, key);
        rest.setRight(rest.right() - wide - 12);
    }
    painter->setPen(possible ? t.text : t.muted);
    painter->setFont(m_theme.textFont());
    const auto positions = index.data(GoToModel::MatchRole).value<QList<int>>();
    if (positions.isEmpty() || painter->fontMetrics().horizontalAdvance(text) > rest.width() - 20) {
        cellpaint::text(painter, rest, text, Qt::ElideLeft);
        return;
    }
    for (int from = 0; from < text.size();) {
        const bool bold = positions.contains(from);
        int to = from + 1;
        while (to < text.size() && positions.contains(to) == bold)
            ++to;
        painter->setFont(bold ? m_theme.semiboldFont() : m_theme.textFont());
        const QString piece = text.mid(from, to - from);
        painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, piece);
        rest.setLeft(rest.left() + painter->fontMetrics().horizontalAdvance(piece));
        from = to;
    }
}

} // namespace spillway::ui
