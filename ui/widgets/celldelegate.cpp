// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/celldelegate.h"

#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"

#include <QAbstractItemView>
#include <QHeaderView>
#include <QHelpEvent>
#include <QPainter>
#include <QTableView>
#include <QToolTip>

#include <array>

namespace spillway::ui {

namespace {

/// Tables tell their delegates nothing of where a cell stands.
bool isFirstColumn(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto* table = qobject_cast<const QTableView*>(option.widget);
    return table ? table->horizontalHeader()->visualIndex(index.column()) == 0 : index.column() == 0;
}

} // namespace

CellDelegate::CellDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

CellDelegate::Cell CellDelegate::readCell(const QModelIndex& index)
{
    std::array<QModelRoleData, 10> data{ QModelRoleData(Qt::DisplayRole), QModelRoleData(PrefixRole),
        QModelRoleData(OutlinedRole), QModelRoleData(BadgeRole), QModelRoleData(SparklineRole),
        QModelRoleData(StatusRole), QModelRoleData(SeriesRole), QModelRoleData(MutedRole),
        QModelRoleData(HighlightRole), QModelRoleData(EmphasisRole) };
    index.multiData(data);
    Cell cell;
    cell.text = data[0].data().toString();
    cell.prefix = data[1].data().toString();
    cell.outlined = data[2].data().toString();
    cell.badge = data[3].data().toString();
    cell.sparkline = data[4].data();
    cell.status = data[5].data().isValid() ? static_cast<Status>(data[5].data().toInt()) : Status::None;
    cell.series = data[6].data().isValid() ? data[6].data().toInt() : -1;
    cell.muted = data[7].data().toBool();
    cell.highlight = data[8].data().toBool();
    cell.emphasis = data[9].data().toBool();
    return cell;
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Tokens& t = m_theme.tokens();
    const Cell cell = readCell(index);
    const QRect rect = option.rect;

    if (option.state.testFlag(QStyle::State_Selected)) {
        const bool focused = option.widget && option.widget->hasFocus();
        painter->fillRect(rect, focused ? t.selection : t.inactive);
    } else if (cell.highlight) {
        painter->fillRect(rect, t.highlight);
    }
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), t.hairline);
    if (cell.highlight && isFirstColumn(option, index))
        painter->fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), t.warn);

    QFont font = option.font;
    if (cell.emphasis)
        font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(!option.state.testFlag(QStyle::State_Enabled) ? t.disabled : cell.muted ? t.muted : t.text);
    paintContent(painter, rect.adjusted(Theme::cellPadding, 0, -Theme::cellPadding, -1), cell, option);

    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(t.accent);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(rect.adjusted(0, 0, -1, -2));
    }
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem sized = option;
    if (option.widget)
        sized.font = option.widget->font();
    return { contentWidth(readCell(index), sized) + 2 * Theme::cellPadding + 2, m_theme.rowHeight() };
}

bool CellDelegate::helpEvent(
    QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString text = index.data(Qt::ToolTipRole).toString();
    if (text.isEmpty() && sizeHint(option, index).width() > option.rect.width() + 2)
        text = index.data(Qt::DisplayRole).toString();
    QToolTip::showText(event->globalPos(), plainTooltip(text), view);
    return true;
}

} // namespace spillway::ui
