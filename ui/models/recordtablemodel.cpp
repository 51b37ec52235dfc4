// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/recordtablemodel.h"

#include "core/browse/eventtype.h"
#include "core/serde/detect.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"

#include <QDateTime>

#include <algorithm>

namespace spillway::ui {

RecordTableModel::RecordTableModel(spillway::FilteredBuffer& rows, std::function<qint64()> nowMs, QObject* parent)
    : QAbstractTableModel(parent)
    , m_rows(rows)
    , m_nowMs(nowMs ? std::move(nowMs) : [] { return QDateTime::currentMSecsSinceEpoch(); })
    , m_first(rows.buffer().firstShown())
    , m_end(rows.buffer().endShown())
    , m_cells(400)
{
    connect(&rows, &FilteredBuffer::changed, this, &RecordTableModel::followBuffer);
    connect(&rows, &FilteredBuffer::aboutToReset, this, &RecordTableModel::beginResetModel);
    connect(&rows, &FilteredBuffer::reset, this, [this] {
        m_first = m_rows.buffer().firstShown();
        m_end = m_rows.buffer().endShown();
        endResetModel();
        emit rowsHeldBackChanged(0);
    });
}

void RecordTableModel::setOrder(Order order)
{
    if (m_order == order)
        return;
    beginResetModel();
    m_order = order;
    endResetModel();
}

void RecordTableModel::setTopicSeries(const QHash<QString, int>& series)
{
    m_series = series;
    if (rowCount() > 0)
        emit dataChanged(index(0, TopicColumn), index(rowCount() - 1, TopicColumn), { SeriesRole });
}

void RecordTableModel::setHolding(bool holding)
{
    if (m_holding == holding)
        return;
    m_holding = holding;
    followBuffer();
    emit rowsHeldBackChanged(rowsHeldBack());
}

qint64 RecordTableModel::rowsHeldBack() const
{
    return m_rows.buffer().endShown() - m_end;
}

void RecordTableModel::followBuffer()
{
    const RecordBuffer& buffer = m_rows.buffer();
    const bool newestFirst = m_order == Order::NewestFirst;
    if (const qint64 gone = std::min(buffer.firstShown(), m_end) - m_first; gone > 0) {
        const int last = rowCount() - 1;
        const auto count = static_cast<int>(gone);
        newestFirst ? beginRemoveRows({}, last - count + 1, last) : beginRemoveRows({}, 0, count - 1);
        m_first += gone;
        endRemoveRows();
    }
    if (m_first == m_end) // nothing is left to read in peace; numbers may have gone by unseen
        m_first = m_end = std::max(m_end, buffer.firstShown());
    if (!m_holding && buffer.endShown() > m_end) {
        const auto count = static_cast<int>(buffer.endShown() - m_end);
        const int at = newestFirst ? 0 : rowCount();
        beginInsertRows({}, at, at + count - 1);
        m_end = buffer.endShown();
        endInsertRows();
    }
    if (m_holding)
        emit rowsHeldBackChanged(rowsHeldBack());
}

qint64 RecordTableModel::shownOf(int row) const
{
    return m_order == Order::NewestFirst ? m_end - 1 - row : m_first + row;
}

qint64 RecordTableModel::bufferRow(int row) const
{
    const qint64 shown = shownOf(row);
    const RecordBuffer& buffer = m_rows.buffer();
    // Between a change of the buffer and the signal that tells of it the oldest rows are gone already.
    return shown >= buffer.firstShown() && shown < buffer.endShown() ? buffer.shownRow(shown) : -1;
}

spillway::RecordView RecordTableModel::view(int row) const
{
    const qint64 at = bufferRow(row);
    return at < 0 ? spillway::RecordView() : m_rows.buffer().row(at);
}

spillway::Record RecordTableModel::record(int row) const
{
    const spillway::RecordView found = view(row);
    return found.toRecord(m_rows.buffer().topicName(found.topic));
}

int RecordTableModel::rowOf(qint64 bufferRow) const
{
    const RecordBuffer& buffer = m_rows.buffer();
    const auto shown = buffer.shownAtOrBefore(bufferRow);
    if (!shown || *shown < m_first || *shown >= m_end || buffer.shownRow(*shown) != bufferRow)
        return -1;
    return static_cast<int>(m_order == Order::NewestFirst ? m_end - 1 - *shown : *shown - m_first);
}

int RecordTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_end - m_first);
}

int RecordTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QModelIndexList RecordTableModel::match(
    const QModelIndex& start, int role, const QVariant& value, int hits, Qt::MatchFlags flags) const
{
    if (role != IdRole)
        return QAbstractTableModel::match(start, role, value, hits, flags);
    const int row = rowOf(value.toLongLong());
    return row < 0 ? QModelIndexList() : QModelIndexList{ index(row, 0) };
}

const RecordTableModel::Cells& RecordTableModel::cells(qint64 bufferRow, const spillway::RecordView& view) const
{
    if (const Cells* known = m_cells.object(bufferRow))
        return *known;
    auto* made = new Cells;
    made->keyIsNull = view.key.isNull();
    made->keyIsEmpty = !made->keyIsNull && view.key.size == 0;
    made->valueIsNull = view.value.isNull();
    made->valueIsEmpty = !made->valueIsNull && view.value.size == 0;
    made->key = previewPayload(view.key, 120).text;
    made->value = previewPayload(view.value).text;
    const QByteArray type = eventType(view);
    made->type = visibleText(bytesOf(type), 120);
    made->bytes = view.payloadBytes();
    m_cells.insert(bufferRow, made);
    return *made;
}

QVariant RecordTableModel::text(int column, qint64 bufferRow, const spillway::RecordView& view) const
{
    switch (column) {
    case TimeColumn:
        return view.timestampType == TimestampType::NotAvailable ? format::notApplicable()
                                                                 : format::timestamp(view.timestampMs, m_nowMs());
    case TopicColumn:
        return visibleText(QStringView(m_rows.buffer().topicName(view.topic)));
    case PartitionColumn:
        return QString::number(view.partition.value);
    case OffsetColumn:
        return format::count(view.offset.value);
    case KeyColumn:
        return cells(bufferRow, view).key;
    case TypeColumn: {
        const QString& type = cells(bufferRow, view).type;
        return type.isEmpty() ? format::notApplicable() : type;
    }
    case ValueColumn: {
        const Cells& known = cells(bufferRow, view);
        return known.valueIsNull ? tr("tombstone") : known.value;
    }
    case SizeColumn:
        return view.value.isNull() ? format::notApplicable() : format::bytes(static_cast<double>(view.value.size));
    default:
        return {};
    }
}

QVariant RecordTableModel::copied(int column, const spillway::RecordView& view) const
{
    const auto bytes
        = [](spillway::BytesView from) { return QByteArray(from.data, static_cast<qsizetype>(from.size)); };
    if (column == KeyColumn)
        return bytes(view.key);
    if (column == ValueColumn)
        return bytes(view.value);
    return {};
}

QVariant RecordTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const qint64 row = bufferRow(index.row());
    return row < 0 ? QVariant() : cellData(index.column(), role, row, m_rows.buffer().row(row));
}

void RecordTableModel::multiData(const QModelIndex& index, QModelRoleDataSpan roles) const
{
    const qint64 row = index.isValid() && index.row() < rowCount() ? bufferRow(index.row()) : -1;
    const spillway::RecordView view = row < 0 ? spillway::RecordView() : m_rows.buffer().row(row);
    for (QModelRoleData& role : roles)
        role.setData(row < 0 ? QVariant() : cellData(index.column(), role.role(), row, view));
}

QVariant RecordTableModel::cellData(int column, int role, qint64 row, const spillway::RecordView& view) const
{
    switch (role) {
    case IdRole:
        return row;
    case Qt::TextAlignmentRole: {
        const bool figure = column == PartitionColumn || column == OffsetColumn || column == SizeColumn;
        return QVariant(Qt::AlignVCenter | (figure ? Qt::AlignRight : Qt::AlignLeft));
    }
    case Qt::DisplayRole:
        return text(column, row, view);
    case OutlinedRole:
        if (column == KeyColumn || column == ValueColumn) {
            const Cells& known = cells(row, view);
            const bool key = column == KeyColumn;
            if (key ? known.keyIsNull : known.valueIsNull)
                return QStringLiteral("null");
            if (key ? known.keyIsEmpty : known.valueIsEmpty)
                return QStringLiteral("empty");
        }
        return {};
    case SeriesRole:
        if (column == TopicColumn) {
            const auto series = m_series.constFind(m_rows.buffer().topicName(view.topic));
            return series == m_series.constEnd() ? QVariant() : QVariant(*series);
        }
        return {};
    case MutedRole:
        return column == TypeColumn && cells(row, view).type.isEmpty();
    case CopyRole:
        return copied(column, view);
    case Qt::ToolTipRole:
        if (column == TimeColumn && view.timestampType != TimestampType::NotAvailable)
            return QString(format::utc(view.timestampMs) + QLatin1Char('\n') + timestampTypeName(view.timestampType));
        return {};
    default:
        return {};
    }
}

QVariant RecordTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool figure = section == PartitionColumn || section == OffsetColumn || section == SizeColumn;
        return QVariant(Qt::AlignVCenter | (figure ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role == Qt::ToolTipRole && section == TypeColumn)
        return tr("What kind of event the record says it is, in a header or in its JSON");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case TopicColumn:
        return tr("Topic");
    case PartitionColumn:
        return tr("P");
    case OffsetColumn:
        return tr("Offset");
    case KeyColumn:
        return tr("Key");
    case TypeColumn:
        return tr("Type");
    case ValueColumn:
        return tr("Value");
    case SizeColumn:
        return tr("Size");
    default:
        return {};
    }
}

} // namespace spillway::ui
