// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/filteredbuffer.h"

#include <QAbstractTableModel>
#include <QCache>
#include <QHash>

#include <functional>

namespace spillway::ui {

/// The rows of a FilteredBuffer that its filter shows, as a table. A row is a coordinate into the buffer; nothing is
/// decoded before it is painted. IdRole is the buffer's row number. One insertion and one removal at most per change.
class RecordTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        TimeColumn,
        TopicColumn,
        PartitionColumn,
        OffsetColumn,
        KeyColumn,
        TypeColumn,
        ValueColumn,
        SizeColumn,
        ColumnCount
    };
    enum class Order { NewestFirst, OldestFirst };

    /// `rows` must outlive the model. `nowMs` is for tests.
    explicit RecordTableModel(
        spillway::FilteredBuffer& rows, std::function<qint64()> nowMs = {}, QObject* parent = nullptr);

    void setOrder(Order order);
    /// Colour of a topic's square; without one there is no square.
    void setTopicSeries(const QHash<QString, int>& series);

    /// While holding, new rows are kept by the buffer and counted here, but not shown: what is being read does not
    /// move.
    void setHolding(bool holding);
    bool isHolding() const { return m_holding; }
    qint64 rowsHeldBack() const;

    spillway::RecordView view(int row) const;
    spillway::Record record(int row) const;
    /// Where a buffer row is shown; -1 when it is not.
    int rowOf(qint64 bufferRow) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    void multiData(const QModelIndex& index, QModelRoleDataSpan roles) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    QModelIndexList match(
        const QModelIndex& start, int role, const QVariant& value, int hits, Qt::MatchFlags flags) const override;

signals:
    void rowsHeldBackChanged(qint64 count);

private:
    struct Cells {
        QString key, type, value;
        bool keyIsNull = false, keyIsEmpty = false, valueIsNull = false, valueIsEmpty = false;
        size_t bytes = 0;
    };
    void followBuffer();
    qint64 shownOf(int row) const;
    qint64 bufferRow(int row) const; ///< -1: it has left the buffer
    const Cells& cells(qint64 bufferRow, const spillway::RecordView& view) const;
    QVariant cellData(int column, int role, qint64 bufferRow, const spillway::RecordView& view) const;
    QVariant text(int column, qint64 bufferRow, const spillway::RecordView& view) const;
    QVariant copied(int column, const spillway::RecordView& view) const;

    spillway::FilteredBuffer& m_rows;
    std::function<qint64()> m_nowMs;
    Order m_order = Order::NewestFirst;
    QHash<QString, int> m_series;
    qint64 m_first = 0; ///< shown numbers of the buffer: what this table has
    qint64 m_end = 0;
    bool m_holding = false;
    mutable QCache<qint64, Cells> m_cells; ///< of rows painted lately
};

} // namespace spillway::ui
