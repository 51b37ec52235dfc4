// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/recentids.h"

#include <algorithm>

namespace spillway {

RecentIds::RecentIds(size_t capacity)
    : m_capacity(std::max<size_t>(1, capacity))
{
}

QUuid RecentIds::keyOf(const QString& eventId)
{
    if (const QUuid id(eventId); !id.isNull())
        return id;
    return QUuid::createUuidV5(QUuid(), eventId);
}

bool RecentIds::insert(const QString& eventId)
{
    const QUuid key = keyOf(eventId);
    if (!m_set.insert(key).second)
        return false;
    if (m_ring.size() < m_capacity) {
        m_ring.push_back(key);
        return true;
    }
    m_set.erase(m_ring[m_next]);
    m_ring[m_next] = key;
    m_next = (m_next + 1) % m_capacity;
    ++m_forgotten;
    return true;
}

void RecentIds::remove(const QString& eventId)
{
    m_set.erase(keyOf(eventId)); // its place in the ring stays and is overwritten in its turn
}

void RecentIds::clear()
{
    m_set.clear();
    m_ring.clear();
    m_next = 0;
}

} // namespace spillway
