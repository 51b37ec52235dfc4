// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/tableview.h"

#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/numberdelegate.h"
#include "ui/widgets/sparklinedelegate.h"
#include "ui/widgets/statusdelegate.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace spillway::ui {

TableView::TableView(const Theme& theme, Density density, QWidget* parent)
    : QTableView(parent)
    , m_theme(theme)
{
    const bool dense = density == Density::Dense;
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setAlternatingRowColors(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setItemDelegate(new TextDelegate(theme, {}, this));

    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    const int height = dense ? theme.denseRowHeight() : theme.rowHeight();
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);

    QHeaderView* header = horizontalHeader();
    header->setFont(theme.smallFont());
    header->setFixedHeight(std::max(dense ? 24 : 26, QFontMetrics(theme.smallFont()).height() + 8));
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setMinimumSectionSize(32);
    header->setResizeContentsPrecision(0); // double-click fits to what is visible
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, &TableView::showHeaderMenu);
    connect(header, &QHeaderView::sectionResized, this, &TableView::stretch);
}

void TableView::setModel(QAbstractItemModel* newModel)
{
    if (model())
        disconnect(model(), nullptr, this, nullptr);
    // Ours first, so that the id is taken before the view forgets its current row, and found after the view has reset.
    if (newModel)
        connect(newModel, &QAbstractItemModel::modelAboutToBeReset, this, &TableView::keepCurrent);
    QTableView::setModel(newModel);
    if (newModel)
        connect(newModel, &QAbstractItemModel::modelReset, this, &TableView::findCurrent);
}

void TableView::setColumn(int column, int width, QAbstractItemDelegate* delegate)
{
    if (QAbstractItemDelegate* old = itemDelegateForColumn(column); old && old != itemDelegate())
        old->deleteLater();
    setItemDelegateForColumn(column, delegate);
    setColumnWidth(column, width);
}

void TableView::setTextColumn(int column, int width, TextDelegate::Look look)
{
    setColumn(column, width, new TextDelegate(m_theme, look, this));
}

void TableView::setNumberColumn(int column, int width)
{
    setColumn(column, width, new NumberDelegate(m_theme, this));
}

void TableView::setStatusColumn(int column, int width)
{
    setColumn(column, width, new StatusDelegate(m_theme, this));
}

void TableView::setSparklineColumn(int column, int width)
{
    setColumn(column, width, new SparklineDelegate(m_theme, this));
}

void TableView::setStretchColumn(int column, int minimumWidth)
{
    m_stretchColumn = column;
    m_stretchMinimum = minimumWidth;
    stretch();
}

void TableView::stretch()
{
    // QHeaderView's own Stretch knows no least width of one column: names would shrink to nothing in a narrow window.
    QHeaderView* header = horizontalHeader();
    if (m_stretchColumn < 0 || m_stretchColumn >= header->count() || isColumnHidden(m_stretchColumn))
        return;
    const int others = header->length() - header->sectionSize(m_stretchColumn);
    header->resizeSection(m_stretchColumn, std::max(m_stretchMinimum, viewport()->width() - others));
}

void TableView::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    stretch();
}

QVariant TableView::currentId() const
{
    return currentIndex().isValid() ? currentIndex().siblingAtColumn(0).data(IdRole) : QVariant();
}

bool TableView::setCurrentId(const QVariant& id)
{
    if (!model() || !id.isValid())
        return false;
    if (model()->rowCount(rootIndex()) == 0)
        return false;
    // match() lets a model that knows where its rows are answer without looking at all of them.
    const QModelIndexList found = model()->match(model()->index(0, 0, rootIndex()), IdRole, id, 1, Qt::MatchExactly);
    if (found.isEmpty())
        return false;
    const int column = currentIndex().isValid() ? currentIndex().column() : m_keptColumn;
    setCurrentIndex(found.front().siblingAtColumn(std::min(column, model()->columnCount(rootIndex()) - 1)));
    return true;
}

void TableView::keepCurrent()
{
    m_resetting = true;
    m_keptId = currentId();
    m_keptColumn = std::max(0, currentIndex().column());
}

void TableView::findCurrent()
{
    const int scrolled = verticalScrollBar()->value();
    if (m_keptId.isValid() && setCurrentId(m_keptId))
        verticalScrollBar()->setValue(scrolled); // found again is no reason to scroll
    m_resetting = false;
    tellCurrent();
}

void TableView::tellCurrent()
{
    const QVariant id = currentId();
    if (id == m_lastId)
        return;
    m_lastId = id;
    emit currentIdChanged(id);
}

void TableView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (!m_resetting)
        tellCurrent();
}

void TableView::rowsInserted(const QModelIndex& parent, int start, int end)
{
    const int offset = verticalScrollBar()->value();
    const int height = verticalHeader()->defaultSectionSize();
    QTableView::rowsInserted(parent, start, end);
    if (m_holdsPosition && offset > 0 && start * height < offset) {
        updateGeometries(); // the range must have grown before the value can
        verticalScrollBar()->setValue(offset + (end - start + 1) * height);
    }
}

void TableView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        event->accept();
        return;
    }
    QTableView::keyPressEvent(event);
}

QString TableView::copyText(const QModelIndex& index) const
{
    const QVariant whole = index.data(CopyRole);
    if (whole.typeId() == QMetaType::QByteArray)
        return QString::fromUtf8(whole.toByteArray());
    return whole.isValid() ? whole.toString() : index.data(Qt::DisplayRole).toString();
}

void TableView::copy() const
{
    if (!selectionModel() || !currentIndex().isValid())
        return;
    const QModelIndexList rows = selectionModel()->selectedRows();
    if (rows.size() <= 1) {
        QApplication::clipboard()->setText(copyText(currentIndex()));
        return;
    }
    QList<int> order;
    for (const QModelIndex& row : rows)
        order.append(row.row());
    std::sort(order.begin(), order.end());
    QStringList lines;
    for (const int row : std::as_const(order)) {
        QStringList cells;
        for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
            const int column = horizontalHeader()->logicalIndex(visual);
            if (!isColumnHidden(column))
                cells.append(copyText(model()->index(row, column, rootIndex())));
        }
        lines.append(cells.join(QLatin1Char('\t')));
    }
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

void TableView::showHeaderMenu(const QPoint& position)
{
    if (!model())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const int columns = model()->columnCount(rootIndex());
    const int shown = columns - horizontalHeader()->hiddenSectionCount();
    for (int column = 0; column < columns; ++column) {
        QAction* action = menu->addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setEnabled(isColumnHidden(column) || shown > 1);
        connect(action, &QAction::toggled, this, [this, column](bool on) { showColumn(column, on); });
    }
    if (!m_defaultColumns.isEmpty()) {
        menu->addSeparator();
        connect(menu->addAction(tr("Columns as at first")), &QAction::triggered, this,
            [this] { restoreColumns(m_defaultColumns); });
    }
    menu->popup(horizontalHeader()->mapToGlobal(position));
}

} // namespace spillway::ui
