// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/topicpartition.h"

#include <QHash>

#include <algorithm>
#include <list>
#include <vector>

namespace spillway {

/// States by their id, at most `capacity`: the one that was not touched for longest leaves first and is counted. Each
/// knows the partition its events come from. One thread at a time; all operations but forget() and all() take constant
/// time.
template <class State> class BoundedStates {
public:
    explicit BoundedStates(size_t capacity)
        : m_capacity(std::max<size_t>(1, capacity))
    {
    }

    /// The state of `id`, a new one when there is none; it is the last one touched now.
    State& touch(const QString& id, const TopicPartition& partition)
    {
        if (const auto found = m_index.constFind(id); found != m_index.cend()) {
            m_entries.splice(m_entries.begin(), m_entries, *found);
            m_entries.front().partition = partition;
            return m_entries.front().state;
        }
        if (m_entries.size() >= m_capacity) {
            m_index.remove(m_entries.back().id);
            m_entries.pop_back();
            ++m_evicted;
        }
        m_entries.push_front({ id, partition, State{} });
        m_index.insert(id, m_entries.begin());
        return m_entries.front().state;
    }
    const State* find(const QString& id) const
    {
        const auto found = m_index.constFind(id);
        return found == m_index.cend() ? nullptr : &(*found)->state;
    }
    bool remove(const QString& id)
    {
        const auto found = m_index.constFind(id);
        if (found == m_index.cend())
            return false;
        m_entries.erase(*found);
        m_index.erase(found);
        return true;
    }
    /// Drops what came from a partition.
    void forget(const TopicPartition& partition)
    {
        for (auto entry = m_entries.begin(); entry != m_entries.end();) {
            if (entry->partition == partition) {
                m_index.remove(entry->id);
                entry = m_entries.erase(entry);
            } else {
                ++entry;
            }
        }
    }
    /// The one touched last first, at most `most`.
    std::vector<State> all(size_t most) const
    {
        std::vector<State> states;
        states.reserve(std::min(most, m_entries.size()));
        for (const Entry& entry : m_entries) {
            if (states.size() >= most)
                break;
            states.push_back(entry.state);
        }
        return states;
    }
    template <class Visit> void each(Visit&& visit) const
    {
        for (const Entry& entry : m_entries)
            visit(entry.id, entry.state);
    }
    size_t size() const { return m_entries.size(); }
    quint64 evicted() const { return m_evicted; }

private:
    struct Entry {
        QString id;
        TopicPartition partition;
        State state;
    };
    size_t m_capacity;
    std::list<Entry> m_entries;
    QHash<QString, typename std::list<Entry>::iterator> m_index;
    quint64 m_evicted = 0;
};

} // namespace spillway
