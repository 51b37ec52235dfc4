// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/headerpairdelegate.h"

#include "ui/models/headerpairmodel.h"
#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/cellpaint.h"
#include "ui/widgets/plaintext.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace spillway::ui {

namespace {

constexpr int GutterWidth = 26;

}

HeaderPairDelegate::HeaderPairDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void HeaderPairDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Tokens& t = m_theme.tokens();
    const QRect rect = option.rect;
    const QString sign = index.data(HeaderPairModel::SignRole).toString();
    const bool changed = sign == QStringLiteral("≠");
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(rect, option.widget && option.widget->hasFocus() ? t.selection : t.inactive);
    else if (!sign.isEmpty())
        painter->fillRect(rect, changed ? t.warnSoft : t.infoSoft);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), t.hairline);
    const int column = index.column();
    QRect rest = rect.adjusted(0, 0, -Theme::cellPadding, -1);
    if (column == HeaderPairModel::LeftNameColumn || column == HeaderPairModel::RightNameColumn) {
        if (column == HeaderPairModel::RightNameColumn)
            painter->fillRect(QRect(rect.left(), rect.top(), 1, rect.height()), t.border);
        painter->setFont(m_theme.monoFont());
        painter->setPen(changed ? t.warn : t.info);
        painter->drawText(QRect(rect.left(), rect.top(), GutterWidth, rect.height()), Qt::AlignCenter, sign);
        rest.setLeft(rect.left() + GutterWidth);
    } else {
        rest.setLeft(rest.left() + 4);
    }
    const QString outlined = index.data(OutlinedRole).toString();
    painter->setPen(index.data(MutedRole).toBool() ? t.muted : t.text);
    if (!outlined.isEmpty()) {
        cellpaint::outlinedWord(painter, rest, outlined, m_theme.labelFont(), t);
    } else {
        QFont plain = m_theme.monoFont();
        plain.setStyleStrategy(QFont::PreferNoShaping);
        painter->setFont(m_theme.monoFont());
        cellpaint::fixedText(painter, rest, index.data(Qt::DisplayRole).toString(), plain);
    }
    painter->restore();
}

bool HeaderPairDelegate::helpEvent(
    QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QToolTip::showText(event->globalPos(), plainTooltip(index.data(Qt::ToolTipRole).toString()), view);
    return true;
}

} // namespace spillway::ui
