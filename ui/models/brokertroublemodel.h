// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustermonitor.h"
#include "ui/models/rowtablemodel.h"

namespace spillway::ui {

struct BrokerTroubleRow {
    QString id; ///< address, and the broker's number where it is known
    QString number;
    QString address;
    QString state; ///< "Refused", "Timed out", … in a word
    QString reason; ///< what the library said; safe to show

    friend bool operator==(const BrokerTroubleRow&, const BrokerTroubleRow&) = default;
};

/// The brokers while none can be reached, each with what is known to be wrong with it.
class BrokerTroubleModel : public RowTableModel<BrokerTroubleRow> {
    Q_OBJECT

public:
    enum Column { NumberColumn, AddressColumn, StateColumn, ReasonColumn, ColumnCount };

    using RowTableModel::RowTableModel;

    /// `snapshot` may be null: then only addresses that were tried are listed.
    void setTrouble(const SnapshotPtr& snapshot, const ConnectionState& state);

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace spillway::ui
