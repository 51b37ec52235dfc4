// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/raildelegate.h"

#include "ui/theme/icon.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/cellpaint.h"

#include <QPainter>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int iconSize = 16;
constexpr int entryPadding = 8;

} // namespace

RailDelegate::RailDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize RailDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    if (index.data(HeadingRole).toBool())
        return { 10, m_collapsed ? 13 : 34 };
    return { 10, std::max(30, QFontMetrics(m_theme.textFont()).height() + 10) + 1 };
}

void RailDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    if (!index.data(HeadingRole).toBool()) {
        paintEntry(painter, option, index);
        return;
    }
    const Tokens& t = m_theme.tokens();
    if (m_collapsed) {
        painter->fillRect(
            QRect(option.rect.left() + 14, option.rect.center().y(), option.rect.width() - 28, 1), t.border);
        return;
    }
    QFont font = m_theme.labelFont();
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(t.muted);
    painter->drawText(option.rect.adjusted(16, 8, -8, 0), Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
}

void RailDelegate::paintEntry(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Tokens& t = m_theme.tokens();
    const bool current = option.state.testFlag(QStyle::State_Selected);
    const QRect row = option.rect.adjusted(0, 0, 0, -1);
    const QRect box = row.adjusted(8, 0, -8, 0);
    if (current) {
        stylepaint::box(painter, QRectF(box), Theme::controlRadius, t.selection, QColor());
        painter->fillRect(QRect(row.left(), row.top() + 4, 3, row.height() - 8), t.accent);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        stylepaint::box(painter, QRectF(box), Theme::controlRadius, t.inactive, QColor());
    }
    if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange))
        stylepaint::box(painter, QRectF(box), Theme::controlRadius, QColor(), t.accent, 2);

    const qreal ratio = painter->device()->devicePixelRatioF();
    const QPixmap pixmap
        = tintedPixmap(index.data(IconRole).toString(), iconSize, ratio, current ? t.accent : t.muted, t.surface);
    painter->drawPixmap(QPoint(box.left() + entryPadding, box.top() + (box.height() - iconSize) / 2), pixmap);

    const auto status = static_cast<Status>(index.data(CountStatusRole).toInt());
    if (m_collapsed) {
        if (status != Status::None && !index.data(CountRole).toString().isEmpty())
            painter->drawPixmap(QPoint(box.left() + 20, box.top() + 2),
                tintedPixmap(statusIconName(status), 10, ratio, t.*statusToken(status), t.surface));
        return;
    }

    QRect rest = box.adjusted(entryPadding + iconSize + 10, 0, -entryPadding, 0);
    const QString count = index.data(CountRole).toString();
    if (!count.isEmpty()) {
        painter->setFont(m_theme.textFont());
        painter->setPen(t.muted);
        cellpaint::figures(painter, rest, count);
        rest.setRight(rest.right() - cellpaint::figuresWidth(painter->fontMetrics(), count) - 5);
        if (status != Status::None) {
            paintStatus(painter, QRect(rest.right() - 13, rest.top(), 14, rest.height()), status, t);
            rest.setRight(rest.right() - 18);
        }
    }
    const QString name = index.data().toString();
    painter->setFont(m_theme.textFont());
    // heavier is wider: a name beside a long count is rather whole than bold
    if (current && QFontMetrics(m_theme.semiboldFont()).horizontalAdvance(name) <= rest.width())
        painter->setFont(m_theme.semiboldFont());
    painter->setPen(t.text);
    cellpaint::text(painter, rest, name, Qt::ElideRight);
}

} // namespace spillway::ui
