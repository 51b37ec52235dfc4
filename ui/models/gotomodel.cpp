// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/gotomodel.h"

#include <algorithm>
#include <utility>

namespace spillway::ui {

void GoToModel::setItems(const QString& group, std::vector<GoToItem> items)
{
    if (!m_items.contains(group))
        m_order.push_back(group);
    beginResetModel();
    m_items[group] = std::move(items);
    match();
    endResetModel();
}

void GoToModel::setPattern(const QString& pattern)
{
    beginResetModel();
    m_pattern = pattern.trimmed();
    match();
    endResetModel();
}

void GoToModel::match()
{
    m_rows.clear();
    for (const QString& group : m_order) {
        // Beginnings first, then beginnings of a part ("debate" in "zamaz-debate.events"), then the rest; each as they
        // came.
        std::vector<std::pair<int, Row>> found;
        for (const GoToItem& item : m_items[group]) {
            const qsizetype at = m_pattern.isEmpty() ? 0 : item.text.indexOf(m_pattern, 0, Qt::CaseInsensitive);
            if (at < 0)
                continue;
            const int rank = at == 0 ? 0 : item.text.at(at - 1).isLetterOrNumber() ? 2 : 1;
            found.emplace_back(rank, Row{ &item, {}, m_pattern.isEmpty() ? -1 : at });
        }
        if (found.empty())
            continue;
        const auto shown = std::min<std::size_t>(found.size(), mostOfAGroup);
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        m_rows.push_back(
            { nullptr, found.size() > shown ? tr("%1, %2 of %3").arg(group).arg(shown).arg(found.size()) : group, -1 });
        for (std::size_t i = 0; i < shown; ++i)
            m_rows.push_back(std::move(found[i].second));
    }
}

const GoToItem* GoToModel::item(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : m_rows[static_cast<std::size_t>(row)].item;
}

int GoToModel::firstItem() const
{
    const auto at = std::find_if(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.item; });
    return at == m_rows.end() ? -1 : static_cast<int>(at - m_rows.begin());
}

int GoToModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant GoToModel::data(const QModelIndex& index, int role) const
{
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return row.item ? row.item->text : row.heading;
    case HeadingRole:
        return row.item == nullptr;
    case IconRole:
        return row.item ? row.item->icon : QString();
    case MatchStartRole:
        return row.matchStart;
    case MatchLengthRole:
        return m_pattern.size();
    default:
        return {};
    }
}

Qt::ItemFlags GoToModel::flags(const QModelIndex& index) const
{
    return item(index.row()) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace spillway::ui
