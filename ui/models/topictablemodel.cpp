// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/topictablemodel.h"

#include "core/serde/text.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"
#include "ui/theme/status.h"

namespace spillway::ui {

void TopicTableModel::setSnapshot(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    rebuild();
}

void TopicTableModel::setStale(bool stale)
{
    if (m_stale == stale)
        return;
    m_stale = stale;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void TopicTableModel::setFilter(const QString& text)
{
    m_filter = text.trimmed();
    rebuild();
}

void TopicTableModel::setInternalShown(bool shown)
{
    m_internal = shown;
    rebuild();
}

void TopicTableModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_order = order;
    rebuild();
}

void TopicTableModel::rebuild()
{
    std::vector<TopicRow> rows;
    m_hidden = 0;
    m_total = 0;
    if (m_snapshot) {
        const auto& topics = m_snapshot->metadata.topics;
        rows.reserve(topics.size());
        for (std::size_t i = 0; i < topics.size(); ++i) {
            const TopicInfo& topic = topics[i];
            if (topic.internal() && !m_internal) {
                ++m_hidden;
                continue;
            }
            ++m_total;
            if (!m_filter.isEmpty() && !topic.name.contains(m_filter, Qt::CaseInsensitive))
                continue;
            const TopicFigures& figures = m_snapshot->topics[i];
            rows.push_back({ topic.name, int(topic.partitions.size()), figures.records, figures.inPerSecond,
                figures.underReplicated, figures.leaderless,
                topic.error ? visibleText(topic.error->message) : QString() });
        }
    }
    const bool down = m_order == Qt::DescendingOrder;
    const auto by = [&](auto figure) {
        std::ranges::stable_sort(rows,
            [&](const TopicRow& a, const TopicRow& b) { return down ? figure(b) < figure(a) : figure(a) < figure(b); });
    };
    switch (m_sortColumn) {
    case PartitionsColumn:
        by([](const TopicRow& row) { return row.partitions; });
        break;
    case RecordsColumn:
        by([](const TopicRow& row) { return row.records.value_or(-1); });
        break;
    case InColumn:
        by([](const TopicRow& row) { return row.in.value_or(-1); });
        break;
    default: // metadata comes by name
        if (down)
            std::ranges::reverse(rows);
    }
    present(std::move(rows));
}

QVariant TopicTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const TopicRow& shown = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case NameColumn:
            return visibleText(shown.id);
        case PartitionsColumn:
            return format::count(shown.partitions);
        case RecordsColumn:
            return format::count(shown.records);
        case InColumn:
            return format::rate(shown.in);
        default:
            return {};
        }
    case Qt::ToolTipRole: {
        if (!shown.error.isEmpty())
            return shown.error;
        QString trouble;
        if (shown.leaderless > 0)
            trouble = QStringLiteral("%1 partitions without a leader").arg(shown.leaderless);
        else if (shown.underReplicated > 0)
            trouble = QStringLiteral("%1 partitions under-replicated").arg(shown.underReplicated);
        return trouble.isEmpty() ? QVariant() : QVariant(visibleText(shown.id) + QLatin1Char('\n') + trouble);
    }
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case IdRole:
        return shown.id;
    case CopyRole:
        return index.column() == NameColumn ? QVariant(shown.id) : QVariant();
    case StatusRole:
        if (index.column() != NameColumn)
            return {};
        return !shown.error.isEmpty() || shown.leaderless > 0 ? QVariant(int(Status::Error))
            : shown.underReplicated > 0                       ? QVariant(int(Status::Warning))
                                                              : QVariant();
    case MutedRole:
        return m_stale || (index.column() == RecordsColumn && !shown.records)
            || (index.column() == InColumn && !shown.in);
    default:
        return {};
    }
}

QVariant TopicTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return section == PartitionsColumn ? QVariant(QStringLiteral("Partitions"))
            : section == RecordsColumn     ? QVariant(QStringLiteral("Records kept: high watermark less log start"))
            : section == InColumn          ? QVariant(QStringLiteral("Records written per second"))
                                           : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return QStringLiteral("Name");
    case PartitionsColumn:
        return QStringLiteral("Part.");
    case RecordsColumn:
        return QStringLiteral("Records");
    case InColumn:
        return QStringLiteral("In /s");
    default:
        return {};
    }
}

} // namespace spillway::ui
