// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/topicpartition.h"

#include <QString>

#include <chrono>
#include <deque>
#include <map>
#include <optional>

namespace spillway::deadletter {

/// Live inflow of dead-letter topics from end offsets that somebody polls anyway (the cluster monitor): letters per
/// minute over the last minutes, on a monotonic clock. One thread.
class Inflow {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit Inflow(std::chrono::seconds window = std::chrono::minutes(5));
    /// Sum of the topic's end offsets, at `now`. A sum that shrinks (recreated topic) begins anew.
    void observe(const QString& topic, qint64 endOffsets, Time now);
    void forget(const QString& topic);
    /// nullopt until two observations at least a second apart.
    std::optional<double> perMinute(const QString& topic) const;
    /// Of all topics observed; nullopt when none is known yet.
    std::optional<double> perMinute() const;

private:
    struct Sample {
        Time at;
        qint64 ends = 0;
    };
    const std::chrono::seconds m_window;
    std::map<QString, std::deque<Sample>> m_samples; ///< at most 64 each
};

} // namespace spillway::deadletter
