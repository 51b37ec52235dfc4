// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustermonitor.h"
#include "ui/models/rowtablemodel.h"
#include "ui/theme/status.h"

namespace spillway::ui {

struct EventRow {
    QString id;
    qint64 utcMs = 0;
    QString time;
    Status status = Status::Note;
    QString text; ///< safe to show
    QString group; ///< the group it is about, as Kafka names it; empty: none

    friend bool operator==(const EventRow&, const EventRow&) = default;
};

/// What changed in the cluster, newest first.
class EventListModel : public RowTableModel<EventRow> {
    Q_OBJECT

public:
    enum Column { TimeColumn, TextColumn, ColumnCount };

    using RowTableModel::RowTableModel;

    /// Events from `sinceUtcMs` on; `now` decides which times need their date.
    void setEvents(const std::deque<ClusterEvent>& events, qint64 sinceUtcMs, qint64 now);

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
};

} // namespace spillway::ui
