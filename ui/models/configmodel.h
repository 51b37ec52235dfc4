// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/cluster.h"
#include "ui/models/rowtablemodel.h"

namespace spillway::ui {

struct ConfigRow {
    QString id; ///< the setting's name
    ConfigEntry entry;

    friend bool operator==(const ConfigRow&, const ConfigRow&) = default;
};

/// A topic's settings, those that were set for it first. Durations and sizes get a readable form beside the number.
class ConfigModel : public RowTableModel<ConfigRow> {
    Q_OBJECT

public:
    enum Column { NameColumn, ValueColumn, MeaningColumn, SourceColumn, ColumnCount };

    using RowTableModel::RowTableModel;

    void setEntries(const std::vector<ConfigEntry>& entries);

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

/// "7 d" for retention.ms=604800000, "1.0 GiB" for segment.bytes=1073741824, "no limit" for -1; empty where the number
/// says it all.
QString configMeaning(const QString& name, const QString& value);

} // namespace spillway::ui
