// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/celltablemodel.h"

#include "ui/models/roles.h"

namespace spillway::ui {

namespace {

bool comesBefore(const Cell& a, const Cell& b)
{
    if (a.number.has_value() != b.number.has_value())
        return b.number.has_value(); // what is not known first
    if (a.number && *a.number != *b.number)
        return *a.number < *b.number;
    return a.text < b.text;
}

} // namespace

CellTableModel::CellTableModel(std::vector<CellColumn> columns, QObject* parent)
    : RowTableModel(parent)
    , m_columns(std::move(columns))
{
}

void CellTableModel::setRows(std::vector<CellRow> rows)
{
    for (CellRow& row : rows)
        row.cells.resize(m_columns.size());
    m_given = std::move(rows);
    arrange();
}

void CellTableModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_order = order;
    arrange();
}

void CellTableModel::arrange()
{
    std::vector<CellRow> rows = m_given;
    if (m_sortColumn >= 0 && m_sortColumn < columnCount()) {
        const auto at = std::size_t(m_sortColumn);
        std::ranges::stable_sort(rows, [&](const CellRow& a, const CellRow& b) {
            return m_order == Qt::AscendingOrder ? comesBefore(a.cells[at], b.cells[at])
                                                 : comesBefore(b.cells[at], a.cells[at]);
        });
    }
    present(std::move(rows));
}

QVariant CellTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const CellRow& shown = row(index.row());
    const Cell& cell = shown.cells[std::size_t(index.column())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return cell.text;
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case IdRole:
        return shown.id;
    case StatusRole:
        return cell.status == Status::None ? QVariant() : QVariant(int(cell.status));
    case MutedRole:
        return cell.muted;
    case EmphasisRole:
        return cell.emphasis;
    default:
        return {};
    }
}

QVariant CellTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const CellColumn& column = m_columns[std::size_t(section)];
    switch (role) {
    case Qt::DisplayRole:
        return column.title;
    case Qt::ToolTipRole:
        return column.meaning.isEmpty() ? QVariant() : QVariant(column.meaning);
    case Qt::TextAlignmentRole:
        return int((column.kind == CellColumn::Kind::Number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

} // namespace spillway::ui
