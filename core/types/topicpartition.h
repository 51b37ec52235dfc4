// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/quantity.h"

#include <QHashFunctions>
#include <QString>

#include <optional>

namespace spillway {

/// One partition of one topic.
struct TopicPartition {
    QString topic;
    Partition partition;

    friend bool operator==(const TopicPartition&, const TopicPartition&) = default;
    friend auto operator<=>(const TopicPartition& a, const TopicPartition& b)
    {
        if (const int byTopic = QString::compare(a.topic, b.topic); byTopic != 0)
            return byTopic <=> 0;
        return a.partition <=> b.partition;
    }
};

inline size_t qHash(const TopicPartition& tp, size_t seed = 0)
{
    return qHashMulti(seed, tp.topic, tp.partition.value);
}

/// Where a partition begins and ends. Unknown (leaderless, refused, not asked) is nullopt.
struct Watermarks {
    std::optional<Offset> logStart; ///< oldest readable offset
    std::optional<Offset> high; ///< high watermark: next offset to be visible to read_uncommitted
    std::optional<Offset> lastStable; ///< last stable offset: where read_committed stops; ≤ high

    friend bool operator==(const Watermarks&, const Watermarks&) = default;
};

} // namespace spillway

template <> struct std::hash<spillway::TopicPartition> {
    size_t operator()(const spillway::TopicPartition& tp) const { return spillway::qHash(tp); }
};
