// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/rowtablemodel.h"
#include "ui/theme/status.h"

#include <optional>

namespace spillway::ui {

/// What one cell shows; texts are safe to show.
struct Cell {
    QString text;
    std::optional<double> number{}; ///< what it sorts by instead of its text
    Status status = Status::None;
    bool muted = false;
    bool emphasis = false;

    friend bool operator==(const Cell&, const Cell&) = default;
};

struct CellRow {
    QString id;
    std::vector<Cell> cells; ///< one per column

    friend bool operator==(const CellRow&, const CellRow&) = default;
};

struct CellColumn {
    enum class Kind { Text, Number, State };

    QString title;
    Kind kind = Kind::Text;
    int width = 120;
    QString meaning{}; ///< of the header, for its tooltip
};

/// A table of cells that were written elsewhere, for lists that are too small for a model of their own. Sorts by any
/// column; until somebody does, rows are in the order they were given.
class CellTableModel : public RowTableModel<CellRow> {
    Q_OBJECT

public:
    explicit CellTableModel(std::vector<CellColumn> columns, QObject* parent = nullptr);

    void setRows(std::vector<CellRow> rows);
    const std::vector<CellColumn>& columns() const { return m_columns; }

    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_columns.size());
    }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// A column of -1 goes back to the order as given.
    void sort(int column, Qt::SortOrder order) override;

private:
    void arrange();

    const std::vector<CellColumn> m_columns;
    std::vector<CellRow> m_given;
    int m_sortColumn = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace spillway::ui
