// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventtime.h"
#include "core/service/quantilesketch.h"

#include <array>

namespace spillway {

/// What a window says; all but `count` and `sum` are unknown while it is empty.
struct MetricSummary {
    quint64 count = 0;
    double sum = 0;
    std::optional<double> min;
    std::optional<double> max;
    std::optional<double> mean;
    std::optional<double> p50;
    std::optional<double> p95;
    std::optional<double> p99;

    friend bool operator==(const MetricSummary&, const MetricSummary&) = default;
};
MetricSummary summaryOf(const QuantileSketch& sketch);

/// The values of the last `Slots` × `slot`, by the time they belong to: it slides in steps of one slot, so a window of
/// 60 s holds the last 55 to 60 s. Values may come in any order; one older than the window is refused. One thread.
class MetricWindow {
public:
    static constexpr int Slots = 12;
    explicit MetricWindow(std::chrono::seconds window)
        : m_slot(window / Slots)
    {
    }

    /// False: too old. `at` must not be later than the `now` of later questions.
    bool add(EventTime at, double value, EventTime now);
    /// Adds what the window holds at `now` to `to`.
    void mergeInto(QuantileSketch& to, EventTime now) const;

private:
    struct Slot {
        qint64 number = -1; ///< time / slot length
        QuantileSketch values;
    };
    qint64 numberOf(EventTime at) const
    {
        return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch() / m_slot;
    }

    std::chrono::seconds m_slot;
    std::array<Slot, Slots> m_slots;
};

} // namespace spillway
