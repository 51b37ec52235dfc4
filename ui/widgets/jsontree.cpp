// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/jsontree.h"

#include "ui/models/jsontreemodel.h"
#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/textdelegate.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

namespace spillway::ui {

namespace {

constexpr int mostOpened = 200; // rows that are shown unasked

} // namespace

JsonTree::JsonTree(const Theme& theme, QWidget* parent)
    : QTreeView(parent)
    , m_theme(theme)
    , m_model(new JsonTreeModel(this))
{
    setModel(m_model);
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setAlternatingRowColors(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setIndentation(16);
    setItemDelegate(new TextDelegate(theme, { .elide = Qt::ElideRight, .mono = true }, this));
    header()->setFont(theme.smallFont());
    header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header()->setStretchLastSection(true);
    header()->resizeSection(JsonTreeModel::NameColumn, 190);
    setAccessibleName(tr("Value as a tree"));
}

void JsonTree::setJson(const QByteArray& json)
{
    m_model->setJson(json);
    int shown = m_model->rowCount();
    for (int row = 0; row < m_model->rowCount() && shown < mostOpened; ++row) {
        const QModelIndex index = m_model->index(row, 0);
        m_model->fetchMore(index);
        if (shown += m_model->rowCount(index); shown < mostOpened)
            expand(index);
    }
}

void JsonTree::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        const QModelIndex value = currentIndex().siblingAtColumn(JsonTreeModel::ValueColumn);
        if (value.isValid())
            QApplication::clipboard()->setText(QString::fromUtf8(value.data(CopyRole).toByteArray()));
        return;
    }
    // Letters and figures are shortcuts of the record view, and * would open everything at once.
    const QString text = event->text();
    if (!text.isEmpty() && text[0].isPrint() && !QStringLiteral("+- ").contains(text[0])) {
        event->ignore();
        return;
    }
    QTreeView::keyPressEvent(event);
}

void JsonTree::drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Tokens& t = m_theme.tokens();
    if (selectionModel()->isSelected(index))
        painter->fillRect(option.rect, hasFocus() ? t.selection : t.inactive);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.hairline);
    QTreeView::drawRow(painter, option, index);
}

} // namespace spillway::ui
