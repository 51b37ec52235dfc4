// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/importpreview.h"

#include <QAbstractTableModel>

namespace spillway::ui {

/// What became of each line of an imported file. Never holds a secret: the preview does not show them either.
class ImportModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { LineColumn, SourceColumn, OutcomeColumn, TakenColumn, ReasonColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setProperties(std::vector<ImportedProperty> properties);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<ImportedProperty> m_rows;
};

} // namespace spillway::ui
