// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QUuid>

#include <unordered_set>
#include <vector>

namespace spillway {

/// The event ids seen last, at most `capacity`; the oldest is forgotten first. By it a repeat is recognised within that
/// distance. 16 bytes per id and the set's overhead, about 60 in all; exact for UUIDs, other ids go through UUIDv5.
/// One thread at a time.
class RecentIds {
public:
    explicit RecentIds(size_t capacity = 50'000);

    bool contains(const QString& eventId) const { return m_set.contains(keyOf(eventId)); }
    /// False when it was there already.
    bool insert(const QString& eventId);
    /// Takes one back.
    void remove(const QString& eventId);
    void clear();
    size_t size() const { return m_set.size(); }
    quint64 forgotten() const { return m_forgotten; } ///< left because of the bound

private:
    struct Hash {
        size_t operator()(const QUuid& id) const { return qHash(id); }
    };
    static QUuid keyOf(const QString& eventId);

    size_t m_capacity;
    std::unordered_set<QUuid, Hash> m_set;
    std::vector<QUuid> m_ring;
    size_t m_next = 0;
    quint64 m_forgotten = 0;
};

} // namespace spillway
