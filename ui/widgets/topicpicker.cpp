// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/topicpicker.h"

#include "ui/models/topictablemodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/tableview.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace spillway::ui {

TopicPicker::TopicPicker(const Theme& theme, QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_theme(theme)
{
    setAttribute(Qt::WA_WindowPropagation);
    resize(360, 380);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(9, 9, 1, 1);
    column->setSpacing(8);
    m_filter = new FilterField(theme, tr("Filter topics"), this);
    auto* filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(0, 0, 8, 0);
    filterRow->addWidget(m_filter);
    column->addLayout(filterRow);
    m_model = new TopicTableModel(this);
    m_table = new TableView(theme, TableView::Density::Regular, this);
    m_table->setModel(m_model);
    m_table->setTextColumn(TopicTableModel::NameColumn, 200, { Qt::ElideLeft });
    m_table->setNumberColumn(TopicTableModel::PartitionsColumn, 56);
    m_table->setNumberColumn(TopicTableModel::InColumn, 72);
    m_table->setColumnHidden(TopicTableModel::RecordsColumn, true);
    m_table->setStretchColumn(TopicTableModel::NameColumn);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAccessibleName(tr("Topics"));
    column->addWidget(m_table);
    connect(m_filter, &FilterField::filterChanged, this, [this](const QString& text) {
        m_model->setFilter(text);
        m_table->selectRow(0);
    });
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) { choose(index.row()); });
    m_filter->installEventFilter(this);
    m_table->installEventFilter(this);
}

void TopicPicker::setSnapshot(const spillway::SnapshotPtr& snapshot)
{
    if (isVisible())
        m_model->setSnapshot(snapshot);
}

void TopicPicker::openUnder(QWidget* button)
{
    m_filter->clear();
    move(button->mapToGlobal(QPoint(0, button->height() + 4)));
    show();
    m_filter->setFocus(Qt::PopupFocusReason);
}

bool TopicPicker::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const int current = std::max(0, m_table->currentIndex().row());
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_model->setFilter(m_filter->text()); // quicker than the field's pause
        choose(current);
        return true;
    case Qt::Key_Down:
    case Qt::Key_Up:
        if (watched == m_filter) {
            m_table->selectRow(
                std::clamp(current + (key->key() == Qt::Key_Down ? 1 : -1), 0, std::max(0, m_model->rowCount() - 1)));
            return true;
        }
        break;
    case Qt::Key_Escape:
        close();
        return true;
    default:
        break;
    }
    return QFrame::eventFilter(watched, event);
}

void TopicPicker::choose(int row)
{
    const QString topic = m_model->row(std::min(row, m_model->rowCount() - 1)).id;
    if (topic.isEmpty())
        return;
    close();
    emit topicChosen(topic);
}

void TopicPicker::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().surface);
    painter.setPen(m_theme.tokens().control);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace spillway::ui
