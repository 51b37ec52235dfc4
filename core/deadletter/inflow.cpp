// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/inflow.h"

namespace spillway::deadletter {

namespace {

constexpr size_t MostSamples = 64;

}

Inflow::Inflow(std::chrono::seconds window)
    : m_window(window)
{
}

void Inflow::observe(const QString& topic, qint64 endOffsets, Time now)
{
    auto& samples = m_samples[topic];
    if (!samples.empty() && (endOffsets < samples.back().ends || now < samples.back().at))
        samples.clear();
    // Polled more often than the window needs: the last sample moves on, the one before stays.
    const auto least = m_window / static_cast<int>(MostSamples);
    if (samples.size() > 1 && now - samples[samples.size() - 2].at < least)
        samples.back() = { now, endOffsets };
    else
        samples.push_back({ now, endOffsets });
    while (samples.size() > 2 && now - samples[1].at >= m_window)
        samples.pop_front();
}

void Inflow::forget(const QString& topic)
{
    m_samples.erase(topic);
}

std::optional<double> Inflow::perMinute(const QString& topic) const
{
    const auto at = m_samples.find(topic);
    if (at == m_samples.end() || at->second.size() < 2)
        return std::nullopt;
    const Sample& first = at->second.front();
    const Sample& last = at->second.back();
    if (last.at - first.at < std::chrono::seconds(1))
        return std::nullopt;
    const std::chrono::duration<double, std::ratio<60>> minutes = last.at - first.at;
    return static_cast<double>(last.ends - first.ends) / minutes.count();
}

std::optional<double> Inflow::perMinute() const
{
    std::optional<double> sum;
    for (const auto& [topic, samples] : m_samples) {
        if (const auto one = perMinute(topic))
            sum = sum.value_or(0) + *one;
    }
    return sum;
}

} // namespace spillway::deadletter
