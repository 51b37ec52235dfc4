// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/topictablemodel.h"

#include "core/serde/text.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"
#include "ui/theme/status.h"

#include <algorithm>

namespace spillway::ui {

void TopicTableModel::setSnapshot(const spillway::SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    rebuild();
}

void TopicTableModel::setFilter(const QString& text)
{
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    rebuild();
}

void TopicTableModel::setInternalShown(bool shown)
{
    m_internalShown = shown;
    rebuild();
}

void TopicTableModel::rebuild()
{
    std::vector<Row> rows;
    m_all = m_internal = 0;
    const std::size_t count = m_snapshot ? m_snapshot->metadata.topics.size() : 0;
    for (std::size_t i = 0; i < count; ++i) {
        const TopicInfo& info = m_snapshot->metadata.topics[i];
        ++(info.internal() ? m_internal : m_all);
        const bool matches = std::all_of(m_words.begin(), m_words.end(),
            [&](const QString& word) { return info.name.contains(word, Qt::CaseInsensitive); });
        if (!matches || (info.internal() && !m_internalShown))
            continue;
        const TopicFigures& figures = m_snapshot->topics[i];
        Row row{ info.name, static_cast<qint64>(info.partitions.size()), figures.inPerSecond, figures.records, {} };
        if (info.error)
            row.trouble = info.error->message;
        else if (figures.leaderless > 0)
            row.trouble = tr("%n partition(s) without a leader", nullptr, figures.leaderless);
        else if (figures.underReplicated > 0)
            row.trouble = tr("%n under-replicated partition(s)", nullptr, figures.underReplicated);
        rows.push_back(std::move(row));
    }
    std::stable_sort(rows.begin(), rows.end(), [this](const Row& a, const Row& b) { return less(a, b); });

    const bool sameTopics = std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(),
        [](const Row& a, const Row& b) { return a.name == b.name; });
    if (!sameTopics) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    if (rows == m_rows)
        return;
    m_rows = std::move(rows);
    emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

bool TopicTableModel::less(const Row& a, const Row& b) const
{
    const auto byColumn = [this](const Row& x, const Row& y) -> std::partial_ordering {
        switch (m_sortColumn) {
        case PartitionsColumn:
            return x.partitions <=> y.partitions;
        case InColumn:
            return x.in.value_or(-1) <=> y.in.value_or(-1);
        case RecordsColumn:
            return x.records.value_or(-1) <=> y.records.value_or(-1);
        default:
            return std::partial_ordering::equivalent;
        }
    };
    const bool ascending = m_sortOrder == Qt::AscendingOrder;
    if (const auto order = ascending ? byColumn(a, b) : byColumn(b, a); order != 0)
        return order < 0;
    const int byName = a.name.compare(b.name, Qt::CaseInsensitive);
    return m_sortColumn == NameColumn && !ascending ? byName > 0 : byName < 0;
}

void TopicTableModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_sortOrder = order;
    rebuild();
}

QString TopicTableModel::topicAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_rows[static_cast<std::size_t>(row)].name : QString();
}

int TopicTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TopicTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TopicTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case IdRole:
        return row.name;
    case Qt::DisplayRole:
        switch (index.column()) {
        case NameColumn:
            return visibleText(QStringView(row.name));
        case PartitionsColumn:
            return format::count(row.partitions);
        case InColumn:
            return format::rate(row.in);
        case RecordsColumn:
            return format::count(row.records);
        default:
            return {};
        }
    case MutedRole:
        return (index.column() == InColumn && !row.in) || (index.column() == RecordsColumn && !row.records);
    case StatusRole:
        return index.column() == NameColumn && !row.trouble.isEmpty() ? QVariant(static_cast<int>(Status::Warning))
                                                                      : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == NameColumn && !row.trouble.isEmpty())
            return QString(visibleText(QStringView(row.name)) + QLatin1Char('\n') + row.trouble);
        return {};
    case CopyRole:
        return index.column() == NameColumn ? QVariant(row.name) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter | (index.column() == NameColumn ? Qt::AlignLeft : Qt::AlignRight));
    default:
        return {};
    }
}

QVariant TopicTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | (section == NameColumn ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Name");
    case PartitionsColumn:
        return tr("Part.");
    case InColumn:
        return tr("In /s");
    case RecordsColumn:
        return tr("Records");
    default:
        return {};
    }
}

} // namespace spillway::ui
