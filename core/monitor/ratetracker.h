// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

#include <array>
#include <optional>

namespace spillway {

/// Rate of one growing counter (an end offset, a committed offset) over a sliding window of monotonic time.
///
/// Committed offsets move in steps, often every 5 s, so the rate is taken from one change to another where the window
/// holds two; a plain window average would swing by half. A counter that goes down (topic recreated, offsets reset)
/// starts anew: a rate is never negative. Not thread-safe; about 150 bytes.
class RateTracker {
public:
    /// Times are milliseconds of a monotonic clock and must not decrease.
    void add(qint64 nowMs, qint64 value);
    /// Forgets everything: after a gap the next sample is a first one.
    void clear() { m_size = 0; }

    /// Units per second over the last `windowMs`; nullopt until at least a second has been observed since the start or
    /// the last reset.
    std::optional<double> perSecond(qint64 windowMs) const;

    /// When the value last changed (or was first seen), same clock; nullopt before the first sample.
    std::optional<qint64> lastChangeMs() const;
    std::optional<qint64> lastValue() const;

private:
    struct Change {
        qint64 atMs;
        qint64 value;
    };
    static constexpr int Capacity = 8;
    /// Changes closer than this to the one before share its slot, so that a window of 20 s fits.
    static constexpr qint64 SpacingMs = 3000;

    std::array<Change, Capacity> m_changes{}; ///< oldest first
    int m_size = 0;
    qint64 m_startedMs = 0;
    qint64 m_checkedMs = 0;
};

} // namespace spillway
