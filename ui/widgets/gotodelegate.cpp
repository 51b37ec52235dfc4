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

    painter->setPen(t.text);
    painter->setFont(m_theme.textFont());
    const qsizetype start = index.data(GoToModel::MatchStartRole).toLongLong();
    const qsizetype length = index.data(GoToModel::MatchLengthRole).toLongLong();
    if (start < 0 || painter->fontMetrics().horizontalAdvance(text) > rest.width() - 20) {
        cellpaint::text(painter, rest, text, Qt::ElideLeft);
        return;
    }
    const auto part = [&](QStringView piece, const QFont& font) {
        painter->setFont(font);
        const QString shown = piece.toString();
        painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
        rest.setLeft(rest.left() + painter->fontMetrics().horizontalAdvance(shown));
    };
    const QStringView all(text);
    part(all.first(start), m_theme.textFont());
    part(all.sliced(start, length), m_theme.semiboldFont());
    part(all.sliced(start + length), m_theme.textFont());
}

} // namespace spillway::ui
