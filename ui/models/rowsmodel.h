// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/status.h"

#include <QAbstractTableModel>

#include <vector>

namespace spillway::ui {

/// A table of a few hundred ready-made cells: details of one thing, made anew at every refresh. Rows with the same ids in
/// the same order are brought up to date in place, so that nothing moves; anything else resets.
class RowsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    struct Column {
        QString title;
        bool figures = false; ///< at the right
    };
    struct Cell {
        QString text; ///< safe to show
        QString tooltip{};
        QString badge{};
        Status status = Status::None;
        bool muted = false;
        bool emphasis = false;

        friend bool operator==(const Cell&, const Cell&) = default;
    };
    struct Row {
        QString id;
        std::vector<Cell> cells; ///< one per column

        friend bool operator==(const Row&, const Row&) = default;
    };

    explicit RowsModel(std::vector<Column> columns, QObject* parent = nullptr);

    void setRows(std::vector<Row> rows);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<Column> m_columns;
    std::vector<Row> m_rows;
};

} // namespace spillway::ui
