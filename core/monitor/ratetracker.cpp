// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/ratetracker.h"

#include <algorithm>

namespace spillway {

void RateTracker::add(qint64 nowMs, qint64 value)
{
    if (m_size > 0 && value < m_changes[std::size_t(m_size - 1)].value)
        clear();
    m_checkedMs = nowMs;
    if (m_size == 0) {
        m_startedMs = nowMs;
        m_changes[0] = { nowMs, value };
        m_size = 1;
        return;
    }
    const auto newest = std::size_t(m_size - 1);
    if (value == m_changes[newest].value)
        return;
    if (m_size >= 2 && nowMs - m_changes[newest - 1].atMs < SpacingMs) {
        m_changes[newest] = { nowMs, value };
        return;
    }
    if (m_size == Capacity) {
        std::copy(m_changes.begin() + 1, m_changes.end(), m_changes.begin());
        --m_size;
    }
    m_changes[std::size_t(m_size++)] = { nowMs, value };
}

std::optional<double> RateTracker::perSecond(qint64 windowMs) const
{
    if (m_size == 0 || m_checkedMs - m_startedMs < 1000)
        return std::nullopt;
    const qint64 begin = m_checkedMs - windowMs;
    const Change& last = m_changes[std::size_t(m_size - 1)];
    if (last.atMs <= begin || m_size == 1)
        return 0.0;

    int first = 0;
    while (m_changes[std::size_t(first)].atMs < begin)
        ++first;
    // The first sample says what the value was, not when it came to be so: no change to measure from.
    const bool firstIsChange = m_changes[std::size_t(first)].atMs != m_startedMs;
    const int steps = m_size - 1 - first;
    if (steps >= 1 && firstIsChange) {
        const Change& from = m_changes[std::size_t(first)];
        const qint64 span = last.atMs - from.atMs;
        const qint64 silence = m_checkedMs - last.atMs;
        // Silent for much longer than the usual step: it is slowing down or has stopped, so the silence counts.
        const qint64 counted = silence > 2 * span / steps + 500 ? span + silence : span;
        return double(last.value - from.value) * 1000.0 / double(counted);
    }
    const Change& base = m_changes[std::size_t(std::max(0, first - 1))];
    const qint64 since = std::max(begin, base.atMs);
    return double(last.value - base.value) * 1000.0 / double(m_checkedMs - since);
}

std::optional<qint64> RateTracker::lastChangeMs() const
{
    return m_size == 0 ? std::nullopt : std::optional(m_changes[std::size_t(m_size - 1)].atMs);
}

std::optional<qint64> RateTracker::lastValue() const
{
    return m_size == 0 ? std::nullopt : std::optional(m_changes[std::size_t(m_size - 1)].value);
}

} // namespace spillway
