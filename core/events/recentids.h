// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <array>
#include <vector>

namespace spillway {

/// The event ids seen last, at most `capacity`; the oldest is forgotten first. By it a repeat is recognised within that
/// distance. At most 33 bytes per id of the capacity, taken as it fills; exact for UUIDs, other ids go through UUIDv5.
/// About 50 ns per id. One thread at a time.
class RecentIds {
public:
    explicit RecentIds(size_t capacity = 50'000);

    bool contains(const QString& eventId) const;
    /// False when it was there already.
    bool insert(const QString& eventId);
    /// Takes one back.
    void remove(const QString& eventId);
    void clear();
    size_t size() const { return m_size; }
    quint64 forgotten() const { return m_forgotten; } ///< left because of the bound

private:
    using Key = std::array<quint64, 2>;
    static Key keyOf(const QString& eventId);
    size_t homeOf(const Key& key) const;
    /// The slot that holds it, or the free one where it belongs.
    size_t slotOf(const Key& key) const;
    void erase(size_t slot);
    void grow();

    size_t m_capacity;
    quint64 m_seed;
    std::vector<Key> m_ring; ///< in the order they came, then round and round
    std::vector<quint32> m_slots; ///< open addressing, at most half full: place in the ring + 1, 0 is free
    size_t m_next = 0; ///< the oldest of a full ring
    size_t m_size = 0;
    quint64 m_forgotten = 0;
};

} // namespace spillway
