// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QString>

#include <algorithm>
#include <utility>
#include <vector>

namespace spillway::ui {

/// Rows that know their id (`Row::id`, unique) and compare by ==; the model sorts them itself. present() tells views
/// the least there is to tell: rows keep their identity (selection, scroll position) while others come, go and change
/// places, and when more than half changed it is one dataChanged for all.
template <class Row> class RowTableModel : public QAbstractTableModel {
public:
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(m_rows.size()); }
    const Row& row(int at) const { return m_rows[std::size_t(at)]; }
    const std::vector<Row>& rows() const { return m_rows; }
    /// -1 when there is none.
    int rowOf(const QString& id) const
    {
        const auto at = std::ranges::find(m_rows, id, &Row::id);
        return at == m_rows.end() ? -1 : int(at - m_rows.begin());
    }

protected:
    /// `next` in the order to be shown.
    void present(std::vector<Row> next)
    {
        QHash<QString, int> places;
        places.reserve(qsizetype(next.size()));
        for (std::size_t i = 0; i < next.size(); ++i)
            places.insert(next[i].id, int(i));
        removeGone(places);
        reorder(places);
        insertNew(next);
        update(std::move(next));
    }

private:
    void removeGone(const QHash<QString, int>& places)
    {
        for (int last = int(m_rows.size()) - 1; last >= 0; --last) {
            if (places.contains(row(last).id))
                continue;
            int first = last;
            while (first > 0 && !places.contains(row(first - 1).id))
                --first;
            beginRemoveRows({}, first, last);
            m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
            endRemoveRows();
            last = first;
        }
    }
    void reorder(const QHash<QString, int>& places)
    {
        const auto placed = [&places](const Row& a, const Row& b) { return places.value(a.id) < places.value(b.id); };
        if (std::ranges::is_sorted(m_rows, placed))
            return;
        emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
        const QModelIndexList before = persistentIndexList();
        QStringList ids;
        for (const QModelIndex& index : before)
            ids.append(row(index.row()).id);
        std::ranges::sort(m_rows, placed);
        QHash<QString, int> now;
        for (std::size_t i = 0; i < m_rows.size(); ++i)
            now.insert(m_rows[i].id, int(i));
        QModelIndexList after;
        for (qsizetype i = 0; i < before.size(); ++i)
            after.append(index(now.value(ids[i]), before[i].column()));
        changePersistentIndexList(before, after);
        emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    }
    void insertNew(const std::vector<Row>& next)
    {
        for (std::size_t first = 0; first < next.size(); ++first) {
            if (first < m_rows.size() && m_rows[first].id == next[first].id)
                continue;
            // What is shown from here on begins with the first of `next` that is not new.
            std::size_t end = first;
            while (end < next.size() && (first >= m_rows.size() || next[end].id != m_rows[first].id))
                ++end;
            beginInsertRows({}, int(first), int(end) - 1);
            m_rows.insert(m_rows.begin() + std::ptrdiff_t(first), next.begin() + std::ptrdiff_t(first),
                next.begin() + std::ptrdiff_t(end));
            endInsertRows();
            first = end;
        }
    }
    void update(std::vector<Row> next)
    {
        std::vector<int> changed;
        for (std::size_t i = 0; i < next.size(); ++i)
            if (!(m_rows[i] == next[i]))
                changed.push_back(int(i));
        m_rows = std::move(next);
        if (changed.empty())
            return;
        const int lastColumn = columnCount() - 1;
        if (changed.size() * 2 > m_rows.size()) {
            emit dataChanged(index(changed.front(), 0), index(changed.back(), lastColumn));
            return;
        }
        for (std::size_t i = 0; i < changed.size();) {
            std::size_t end = i + 1;
            while (end < changed.size() && changed[end] == changed[end - 1] + 1)
                ++end;
            emit dataChanged(index(changed[i], 0), index(changed[end - 1], lastColumn));
            i = end;
        }
    }

    std::vector<Row> m_rows;
};

} // namespace spillway::ui
