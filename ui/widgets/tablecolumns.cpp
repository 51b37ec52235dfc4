// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What of a TableView's columns the user changes: width, order, which are shown, sort; and how a session keeps it.

#include "ui/widgets/tableview.h"

#include <QHeaderView>
#include <QJsonArray>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int WidestColumn = 4000;

} // namespace

void TableView::setYielding(const QList<int>& columns, bool yield)
{
    if (yield == !m_yielding.isEmpty())
        return;
    if (yield) {
        m_yielding = columns;
        m_hiddenAnyway.clear();
        for (const int column : columns) {
            if (isColumnHidden(column))
                m_hiddenAnyway.append(column);
            setColumnHidden(column, true);
        }
        return;
    }
    for (const int column : std::as_const(m_yielding))
        setColumnHidden(column, m_hiddenAnyway.contains(column));
    m_yielding.clear();
}

void TableView::showColumn(int column, bool shown)
{
    // Chosen by hand: it no longer depends on the room.
    m_yielding.removeOne(column);
    setColumnHidden(column, !shown);
}

QJsonArray TableView::columnNames() const
{
    QJsonArray names;
    for (int column = 0; column < horizontalHeader()->count(); ++column)
        names.append(model()->headerData(column, Qt::Horizontal).toString());
    return names;
}

QJsonObject TableView::saveColumns() const
{
    if (!model())
        return {};
    const QHeaderView* header = horizontalHeader();
    QJsonArray columns;
    for (int column = 0; column < header->count(); ++column) {
        const bool hidden = m_yielding.contains(column) ? m_hiddenAnyway.contains(column) : isColumnHidden(column);
        QJsonObject one{ { QStringLiteral("at"), header->visualIndex(column) }, { QStringLiteral("hidden"), hidden } };
        if (!isColumnHidden(column)) // the width of a hidden one is 0, and its own is not told
            one.insert(QStringLiteral("width"), header->sectionSize(column));
        columns.append(one);
    }
    QJsonObject state{ { QStringLiteral("names"), columnNames() }, { QStringLiteral("columns"), columns } };
    if (isSortingEnabled()) {
        state.insert(QStringLiteral("sort"), header->sortIndicatorSection());
        state.insert(QStringLiteral("descending"), header->sortIndicatorOrder() == Qt::DescendingOrder);
    }
    return state;
}

bool TableView::restoreColumns(const QJsonObject& state)
{
    if (!model() || state[QLatin1String("names")].toArray() != columnNames())
        return false;
    QHeaderView* header = horizontalHeader();
    const QJsonArray columns = state[QLatin1String("columns")].toArray();
    const int count = header->count();
    if (columns.size() != count)
        return false;
    const auto shown = std::ranges::count_if(
        columns, [](const QJsonValue& column) { return !column.toObject()[QLatin1String("hidden")].toBool(); });
    std::vector<std::pair<int, int>> order;
    for (int column = 0; column < count; ++column) {
        const QJsonObject one = columns[column].toObject();
        order.emplace_back(one[QLatin1String("at")].toInt(column), column);
        const bool hidden = shown > 0 && one[QLatin1String("hidden")].toBool();
        if (m_yielding.contains(column)) {
            m_hiddenAnyway.removeOne(column);
            if (hidden)
                m_hiddenAnyway.append(column);
        } else {
            setColumnHidden(column, hidden);
        }
        const int width = one[QLatin1String("width")].toInt();
        if (width > 0 && !isColumnHidden(column))
            header->resizeSection(column, std::clamp(width, header->minimumSectionSize(), WidestColumn));
    }
    orderColumns(order);
    const int sorted = state[QLatin1String("sort")].toInt(-1);
    if (isSortingEnabled() && sorted >= 0 && sorted < count)
        sortByColumn(sorted, state[QLatin1String("descending")].toBool() ? Qt::DescendingOrder : Qt::AscendingOrder);
    stretch();
    return true;
}

void TableView::orderColumns(const std::vector<std::pair<int, int>>& wanted)
{
    auto order = wanted;
    std::ranges::stable_sort(order, {}, &std::pair<int, int>::first); // whatever the numbers are, it is an order
    for (int at = 0; at < static_cast<int>(order.size()); ++at)
        horizontalHeader()->moveSection(
            horizontalHeader()->visualIndex(order[static_cast<std::size_t>(at)].second), at);
}

} // namespace spillway::ui
