// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/charttablemodel.h"

#include "ui/models/roles.h"

#include <algorithm>

namespace spillway::ui {

void ChartTableModel::setContent(Content content)
{
    const bool sameColumns = content.series.size() == m_content.series.size()
        && std::equal(content.series.begin(), content.series.end(), m_content.series.begin(),
            [](const Series& a, const Series& b) { return a.name == b.name; });
    beginResetModel();
    const bool hadNotes = hasNotes();
    m_content = std::move(content);
    m_rows.clear();
    for (const Series& series : m_content.series) {
        for (const TimePoint& point : series.points)
            m_rows.push_back({ point.ms, {} });
    }
    for (const TimeGap& gap : m_content.gaps)
        m_rows.push_back({ gap.from, tr("no data until %1: %2").arg(m_content.timeText(gap.to), gap.reason) });
    for (const TimeEvent& event : m_content.events)
        m_rows.push_back({ event.at, event.word });
    std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row& a, const Row& b) { return a.ms > b.ms; });
    std::vector<Row> rows;
    for (Row& row : m_rows) {
        if (rows.empty() || rows.back().ms != row.ms)
            rows.push_back(std::move(row));
        else if (!row.note.isEmpty())
            rows.back().note += (rows.back().note.isEmpty() ? QString() : QStringLiteral("; ")) + row.note;
    }
    m_rows = std::move(rows);
    endResetModel();
    if (!sameColumns || hadNotes != hasNotes())
        emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

int ChartTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ChartTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 1 + int(m_content.series.size()) + (hasNotes() ? 1 : 0);
}

QString ChartTableModel::cellText(const Row& row, int column) const
{
    if (column == 0)
        return m_content.timeText(row.ms);
    if (std::size_t(column) > m_content.series.size())
        return row.note;
    const std::vector<TimePoint>& points = m_content.series[std::size_t(column - 1)].points;
    const TimePoint* point = nearest(points, row.ms);
    return point && point->ms == row.ms ? m_content.valueText(point->value) : QStringLiteral("–");
}

QVariant ChartTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || std::size_t(index.row()) >= m_rows.size())
        return {};
    const Row& row = m_rows[std::size_t(index.row())];
    const bool isNote = std::size_t(index.column()) > m_content.series.size();
    switch (role) {
    case Qt::DisplayRole:
        return cellText(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment((isNote ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    case IdRole:
        return row.ms;
    default:
        return {};
    }
}

QVariant ChartTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const bool isNote = std::size_t(section) > m_content.series.size();
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment((isNote ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return tr("Time");
    return isNote ? tr("What happened") : m_content.series[std::size_t(section - 1)].name;
}

} // namespace spillway::ui
