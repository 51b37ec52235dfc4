// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

#include <vector>

namespace spillway {

/// A figure over a span of time, ready to be drawn. Where nothing was merged, min, max and last are the same.
struct HistoryPoint {
    qint64 utcMs = 0;
    float min = 0;
    float max = 0;
    float last = 0;

    friend bool operator==(const HistoryPoint&, const HistoryPoint&) = default;
};

/// One figure's past: every second of the last 15 min, and minimum, maximum and last of every 10 s of the last 6 h.
/// Runs of one value take two points, so an idle partition costs next to nothing; a busy one at most 60 KB. Floats hold
/// whole numbers exactly up to 16.7 million, seven digits beyond.
class HistorySeries {
public:
    static constexpr qint64 FineMs = 15 * 60 * 1000;
    static constexpr qint64 CoarseMs = 6 * 60 * 60 * 1000;
    static constexpr qint64 CoarseStepMs = 10'000;

    /// A second sample of one second replaces the first. A clock that was set back cuts off what would be in the
    /// future.
    void add(qint64 utcMs, float value);
    /// The next point does not continue the last one: there is a gap between.
    void interrupt();

    /// Points in [fromMs, toMs], oldest first, plus the last one before fromMs (a run may have begun there): coarse up
    /// to where fine begins.
    std::vector<HistoryPoint> points(qint64 fromMs, qint64 toMs) const;
    /// `count` values evenly spaced over [fromMs, toMs], each the last known by then. Where the
    /// series is younger, over what there is.
    std::vector<float> sampled(qint64 fromMs, qint64 toMs, int count) const;

    qsizetype bytes() const;
    bool isEmpty() const { return m_fine.empty(); }

private:
    struct Fine {
        quint32 second; ///< UTC
        float value;
    };
    struct Coarse {
        quint32 second; ///< UTC, first sample of its 10 s
        float min, max, last;
    };
    void closeCoarse();

    std::vector<Fine> m_fine;
    std::vector<Coarse> m_coarse;
    Coarse m_open{ 0, 0, 0, 0 }; ///< second 0: none
    int m_fineRun = 0; ///< points since the last interruption
    int m_coarseRun = 0;
};

} // namespace spillway
