// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/recentids.h"

#include <QHashSeed>
#include <QUuid>

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace spillway {

namespace {

constexpr size_t FewestSlots = 64;

/// 0–15, or 255 for what is no digit.
quint64 hexDigit(char16_t c)
{
    if (c >= u'0' && c <= u'9')
        return quint64(c - u'0');
    const auto lower = char16_t(c | 0x20);
    return lower >= u'a' && lower <= u'f' ? quint64(lower - u'a' + 10) : 255;
}

} // namespace

RecentIds::RecentIds(size_t capacity)
    : m_capacity(std::clamp<size_t>(capacity, 1, std::numeric_limits<qint32>::max()))
    , m_seed(QHashSeed::globalSeed())
{
}

RecentIds::Key RecentIds::keyOf(const QString& eventId)
{
    // 8-4-4-4-12 by hand: QUuid takes three times as long
    constexpr qsizetype length = 36;
    if (eventId.size() == length) {
        Key key{};
        quint64 wrong = 0;
        size_t digits = 0;
        for (qsizetype i = 0; i < length; ++i) {
            const char16_t c = eventId[i].unicode();
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                wrong |= quint64(c ^ u'-');
                continue;
            }
            const quint64 digit = hexDigit(c);
            wrong |= digit & 0xF0;
            auto& half = key[digits++ / 16]; // NOLINT: 32 digits
            half = half << 4 | digit;
        }
        if (wrong == 0 && (key[0] | key[1]) != 0)
            return key;
    }
    QUuid id(eventId);
    if (id.isNull())
        id = QUuid::createUuidV5(QUuid(), eventId);
    const QByteArray bytes = id.toRfc4122();
    Key key{};
    for (int i = 0; i < 16; ++i) {
        auto& half = key[size_t(i) / 8]; // NOLINT: 16 bytes
        half = half << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return key;
}

size_t RecentIds::homeOf(const Key& key) const
{
    // ids are mostly random, but whoever sends them may choose them: a seed they do not know
    quint64 mixed = (key[0] ^ m_seed) * 0x9E3779B97F4A7C15u;
    mixed = (std::rotl(mixed, 32) ^ key[1]) * 0xBF58476D1CE4E5B9u;
    mixed ^= mixed >> 32;
    return size_t(mixed) & (m_slots.size() - 1);
}

size_t RecentIds::slotOf(const Key& key) const
{
    size_t slot = homeOf(key);
    while (m_slots[slot] != 0 && m_ring[m_slots[slot] - 1] != key)
        slot = (slot + 1) & (m_slots.size() - 1);
    return slot;
}

bool RecentIds::contains(const QString& eventId) const
{
    return !m_slots.empty() && m_slots[slotOf(keyOf(eventId))] != 0;
}

bool RecentIds::insert(const QString& eventId)
{
    if (2 * (m_size + 1) > m_slots.size())
        grow();
    const Key key = keyOf(eventId);
    size_t slot = slotOf(key);
    if (m_slots[slot] != 0)
        return false;
    if (m_ring.size() < m_capacity) {
        m_ring.push_back(key);
        m_slots[slot] = quint32(m_ring.size());
        ++m_size;
        return true;
    }
    // the oldest makes room, unless it was taken back
    if (const size_t old = slotOf(m_ring[m_next]); m_slots[old] == m_next + 1) {
        erase(old);
        slot = slotOf(key);
        ++m_forgotten;
    }
    m_ring[m_next] = key;
    m_slots[slot] = quint32(m_next + 1);
    ++m_size;
    m_next = (m_next + 1) % m_capacity;
    return true;
}

void RecentIds::erase(size_t slot)
{
    // what was pushed on by it moves back: no tombstones, so that years of ids cost what the first did
    const size_t mask = m_slots.size() - 1;
    for (size_t next = (slot + 1) & mask; m_slots[next] != 0; next = (next + 1) & mask) {
        const size_t home = homeOf(m_ring[m_slots[next] - 1]);
        if (((next - home) & mask) < ((next - slot) & mask))
            continue; // it would come before its home
        m_slots[slot] = m_slots[next];
        slot = next;
    }
    m_slots[slot] = 0;
    --m_size;
}

void RecentIds::grow()
{
    const auto before = std::exchange(m_slots, std::vector<quint32>(std::max(FewestSlots, 2 * m_slots.size())));
    for (const quint32 place : before) {
        if (place != 0)
            m_slots[slotOf(m_ring[place - 1])] = place;
    }
}

void RecentIds::remove(const QString& eventId)
{
    if (m_slots.empty())
        return;
    if (const size_t slot = slotOf(keyOf(eventId)); m_slots[slot] != 0)
        erase(slot); // its place in the ring stays and is overwritten in its turn
}

void RecentIds::clear()
{
    m_ring.clear();
    m_slots.clear();
    m_next = 0;
    m_size = 0;
}

} // namespace spillway
