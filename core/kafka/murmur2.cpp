// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/producer.h"

namespace spillway::kafka {

// MurmurHash2 (Austin Appleby, public domain) with the seed and the sign handling of Java's
// org.apache.kafka.common.utils.Utils.murmur2, so that equal keys land where Java producers put them.
Partition murmur2Partition(std::string_view key, int partitions)
{
    constexpr quint32 seed = 0x9747b28c;
    constexpr quint32 m = 0x5bd1e995;
    const auto byteAt = [&](size_t i) { return static_cast<quint32>(static_cast<unsigned char>(key[i])); };
    quint32 h = seed ^ static_cast<quint32>(key.size());
    size_t i = 0;
    for (; i + 4 <= key.size(); i += 4) {
        quint32 k = byteAt(i) | byteAt(i + 1) << 8 | byteAt(i + 2) << 16 | byteAt(i + 3) << 24;
        k *= m;
        k ^= k >> 24;
        k *= m;
        h *= m;
        h ^= k;
    }
    const size_t rest = key.size() - i;
    if (rest >= 3)
        h ^= byteAt(i + 2) << 16;
    if (rest >= 2)
        h ^= byteAt(i + 1) << 8;
    if (rest >= 1) {
        h ^= byteAt(i);
        h *= m;
    }
    h ^= h >> 13;
    h *= m;
    h ^= h >> 15;
    return Partition{ static_cast<qint32>((h & 0x7fffffff) % static_cast<quint32>(partitions)) };
}

} // namespace spillway::kafka
