// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/metricwindow.h"

namespace spillway {

MetricSummary summaryOf(const QuantileSketch& sketch)
{
    return { .count = sketch.count(),
        .sum = sketch.sum(),
        .min = sketch.min(),
        .max = sketch.max(),
        .mean = sketch.mean(),
        .p50 = sketch.quantile(0.50),
        .p95 = sketch.quantile(0.95),
        .p99 = sketch.quantile(0.99) };
}

bool MetricWindow::add(EventTime at, double value, EventTime now)
{
    const qint64 number = numberOf(at);
    if (number < 0 || number <= numberOf(now) - Slots)
        return false;
    Slot& slot = m_slots[size_t(number % Slots)];
    if (slot.number > number)
        return false;
    if (slot.number != number) {
        slot.number = number;
        slot.values.clear();
    }
    return slot.values.add(value);
}

void MetricWindow::mergeInto(QuantileSketch& to, EventTime now) const
{
    const qint64 newest = numberOf(now);
    for (const Slot& slot : m_slots) {
        if (slot.number > newest - Slots && slot.number <= newest)
            to.merge(slot.values);
    }
}

} // namespace spillway
