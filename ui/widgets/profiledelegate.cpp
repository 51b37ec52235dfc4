// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/profiledelegate.h"

#include "ui/models/profilelistmodel.h"
#include "ui/models/roles.h"
#include "ui/theme/profilemark.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/cellpaint.h"

#include <QPainter>

namespace spillway::ui {

namespace {

constexpr int side = 12;
constexpr int bar = 3;
constexpr int badgeSide = 6;

} // namespace

ProfileDelegate::ProfileDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize ProfileDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return { 160,
        std::max(44, QFontMetrics(m_theme.textFont()).height() + QFontMetrics(m_theme.smallFont()).height() + 10) };
}

void ProfileDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Tokens& t = m_theme.tokens();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QRect whole = option.rect;
    if (selected) {
        painter->fillRect(whole, option.state.testFlag(QStyle::State_Active) ? t.selection : t.inactive);
        painter->fillRect(QRect(option.direction == Qt::RightToLeft ? whole.right() - bar + 1 : whole.left(),
                              whole.top(), bar, whole.height()),
            t.accent);
    }
    painter->fillRect(QRect(whole.left(), whole.bottom(), whole.width(), 1), t.hairline);

    QRect rest = whole.adjusted(side, 5, -side, -5);
    if (const QString badge = index.data(BadgeRole).toString(); !badge.isEmpty()) {
        QFont font = m_theme.labelFont();
        font.setWeight(index.data(ProfileListModel::ProductionRole).toBool() ? QFont::DemiBold : QFont::Normal);
        painter->setFont(font);
        const int wide = painter->fontMetrics().horizontalAdvance(badge) + 2 * badgeSide + 1;
        const QRect at(rest.right() - wide + 1, rest.top(), wide, std::max(18, painter->fontMetrics().height() + 2));
        const QRect box = QStyle::visualRect(option.direction, whole, at);
        if (index.data(ProfileListModel::ProductionRole).toBool()) {
            const MarkTokens mark = markTokens(ProfileColour(index.data(ProfileListModel::ColourRole).toInt()));
            stylepaint::box(painter, QRectF(box), Theme::badgeRadius, t.*mark.ground, t.*mark.ink);
            painter->setPen(t.*mark.ink);
        } else {
            stylepaint::box(painter, QRectF(box), Theme::badgeRadius, t.raised, t.border);
            painter->setPen(t.muted);
        }
        painter->drawText(box, Qt::AlignCenter | Qt::TextSingleLine, badge);
        rest.setRight(at.left() - 8);
    }
    const QFont name = selected ? m_theme.semiboldFont() : m_theme.textFont();
    painter->setFont(name);
    painter->setPen(t.text);
    const int first = painter->fontMetrics().height();
    cellpaint::text(painter,
        QStyle::visualRect(option.direction, whole, QRect(rest.left(), rest.top(), rest.width(), first)),
        index.data().toString(), Qt::ElideRight);
    painter->setFont(m_theme.smallFont());
    painter->setPen(t.muted);
    const QRect below(whole.left() + side, rest.top() + first, whole.width() - 2 * side, rest.height() - first);
    cellpaint::text(painter, below, index.data(ProfileListModel::DetailRole).toString(), Qt::ElideMiddle);
}

} // namespace spillway::ui
