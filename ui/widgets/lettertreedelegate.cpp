// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/lettertreedelegate.h"

#include "ui/charts/sparkline.h"
#include "ui/models/lettertreemodel.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/cellpaint.h"
#include "ui/widgets/plaintext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <QTreeView>

namespace spillway::ui {

namespace {

constexpr int TopicHeight = 28;
constexpr int GroupHeight = 60;
constexpr int Indent = 26;
constexpr int Right = 12;
constexpr int TrendWidth = 68;

using Model = LetterTreeModel;

Model::Kind kindOf(const QModelIndex& index)
{
    return Model::Kind(index.data(Model::KindRole).toInt());
}

QString textOf(const QModelIndex& index, int role)
{
    return index.data(role).toString();
}

/// At the right of `rect`; returns what is left of it.
QRect paintFigures(QPainter* painter, const QRect& rect, const QString& figures)
{
    cellpaint::figures(painter, rect, figures);
    return rect.adjusted(0, 0, -cellpaint::figuresWidth(painter->fontMetrics(), figures) - 8, 0);
}

} // namespace

LetterTreeDelegate::LetterTreeDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void LetterTreeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Tokens& t = m_theme.tokens();
    const auto* view = qobject_cast<const QTreeView*>(option.widget);
    // the whole row, branches too
    const QRect row(0, option.rect.top(), view ? view->viewport()->width() : option.rect.right(), option.rect.height());
    painter->save();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool topic = kindOf(index) == Model::Kind::Topic;
    if (selected)
        painter->fillRect(row, view && view->hasFocus() ? t.selection : t.inactive);
    else if (topic)
        painter->fillRect(row, t.raised);
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), t.hairline);
    if (selected && !topic)
        painter->fillRect(QRect(row.left(), row.top(), 3, row.height()), t.accent);
    const QRect inner = row.adjusted(Indent, 0, -Right, -1);
    switch (kindOf(index)) {
    case Model::Kind::Topic:
        paintTopic(painter, inner, index, view && view->isExpanded(index));
        break;
    case Model::Kind::Group:
        paintGroup(painter, inner, index);
        break;
    case Model::Kind::Line:
        paintLine(painter, inner, index);
        break;
    }
    if (option.state.testFlag(QStyle::State_HasFocus) && view && view->hasFocus()) {
        painter->setPen(t.accent);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(row.adjusted(0, 0, -1, -2));
    }
    painter->restore();
}

void LetterTreeDelegate::paintTopic(QPainter* painter, const QRect& rect, const QModelIndex& index, bool open) const
{
    const Tokens& t = m_theme.tokens();
    const QPixmap chevron = tintedPixmap(open ? QStringLiteral("chev") : QStringLiteral("chevr"), 14,
        painter->device()->devicePixelRatioF(), t.muted, t.surface);
    painter->drawPixmap(rect.left() - 20, rect.top() + (rect.height() - 14) / 2, chevron);
    painter->setFont(m_theme.smallFont());
    painter->setPen(t.muted);
    QRect rest = paintFigures(painter, rect, textOf(index, Model::FiguresRole));
    if (const auto status = Status(index.data(StatusRole).toInt()); status != Status::None) {
        paintStatus(painter, rest, status, t);
        rest.setLeft(rest.left() + 19);
    }
    const bool muted = index.data(MutedRole).toBool();
    painter->setFont(muted ? m_theme.textFont() : m_theme.semiboldFont());
    painter->setPen(muted ? t.muted : t.text);
    cellpaint::text(painter, rest, textOf(index, Qt::DisplayRole), Qt::ElideLeft);
}

void LetterTreeDelegate::paintGroup(QPainter* painter, const QRect& rect, const QModelIndex& index) const
{
    const Tokens& t = m_theme.tokens();
    const int line = (rect.height() - 8) / 3;
    const auto lineRect
        = [&](int number) { return QRect(rect.left(), rect.top() + 4 + number * line, rect.width(), line); };

    painter->setFont(m_theme.semiboldFont());
    painter->setPen(t.text);
    QRect first = paintFigures(painter, lineRect(0), textOf(index, Model::FiguresRole));
    const QString badge = textOf(index, BadgeRole);
    const int badgeWidth = badge.isEmpty() ? 0 : cellpaint::badgeWidth(badge, m_theme.labelFont()) + 6;
    const int used = cellpaint::text(
        painter, first.adjusted(0, 0, -badgeWidth, 0), textOf(index, Qt::DisplayRole), Qt::ElideRight);
    if (badgeWidth > 0)
        cellpaint::badge(painter, first.adjusted(used + 6, 0, 0, 0), badge, m_theme.labelFont(), t);

    painter->setFont(m_theme.smallFont());
    painter->setPen(t.muted);
    cellpaint::text(painter, lineRect(1), textOf(index, Model::MessageRole), Qt::ElideRight);
    const QRect last = lineRect(2);
    cellpaint::text(painter, last.adjusted(0, 0, -TrendWidth - 8, 0), textOf(index, Model::SpanRole), Qt::ElideRight);
    const auto trend = index.data(SparklineRole).value<QList<double>>();
    if (!trend.isEmpty()) {
        const QRectF place(last.right() - TrendWidth, last.top() + 1, TrendWidth, last.height() - 3);
        drawSparkline(*painter, place, { trend.constData(), size_t(trend.size()) }, t.muted, false);
    }
}

void LetterTreeDelegate::paintLine(QPainter* painter, const QRect& rect, const QModelIndex& index) const
{
    const Tokens& t = m_theme.tokens();
    painter->setFont(m_theme.smallFont());
    painter->setPen(t.muted);
    QRect rest = rect;
    if (const auto status = Status(index.data(StatusRole).toInt()); status != Status::None) {
        paintStatus(painter, rest, status, t);
        rest.setLeft(rest.left() + 19);
    }
    cellpaint::text(painter, rest, textOf(index, Qt::DisplayRole), Qt::ElideRight);
}

QSize LetterTreeDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    const int line = QFontMetrics(m_theme.textFont()).height();
    return kindOf(index) == Model::Kind::Group ? QSize(200, std::max(GroupHeight, 3 * line + 10))
                                               : QSize(200, std::max(TopicHeight, line + 10));
}

bool LetterTreeDelegate::helpEvent(
    QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QToolTip::showText(event->globalPos(), plainTooltip(textOf(index, Qt::ToolTipRole)), view);
    return true;
}

} // namespace spillway::ui
