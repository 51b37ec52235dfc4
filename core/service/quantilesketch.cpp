// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/quantilesketch.h"

#include <algorithm>
#include <cmath>

namespace spillway {

namespace {

constexpr double Accuracy = 0.01;
constexpr double Gamma = (1 + Accuracy) / (1 - Accuracy);
constexpr int MostBuckets = 512;
constexpr double Smallest = 1e-300; // below this a magnitude counts as zero

int indexOf(double magnitude)
{
    static const double factor = 1 / std::log(Gamma);
    return int(std::ceil(std::log(magnitude) * factor));
}

double valueOf(int index)
{
    return 2 * std::pow(Gamma, index) / (Gamma + 1);
}

} // namespace

void QuantileSketch::Store::add(int index, quint64 count)
{
    if (counts.empty()) {
        first = index;
        counts.push_back(count);
        return;
    }
    const int last = first + int(counts.size()) - 1;
    if (index > last) {
        counts.resize(size_t(index - first) + 1, 0);
        if (const int surplus = int(counts.size()) - MostBuckets; surplus > 0) {
            // the lowest buckets become one, so that high quantiles keep their accuracy
            quint64 sum = 0;
            for (int i = 0; i <= surplus; ++i)
                sum += counts[size_t(i)];
            counts.erase(counts.begin(), counts.begin() + surplus);
            counts.front() = sum;
            first += surplus;
        }
    } else if (index < first) {
        const int room = MostBuckets - int(counts.size());
        const int grow = std::min(first - index, room);
        counts.insert(counts.begin(), size_t(grow), 0);
        first -= grow;
        index = std::max(index, first);
    }
    counts[size_t(index - first)] += count;
}

bool QuantileSketch::add(double value)
{
    if (!std::isfinite(value))
        return false;
    m_min = m_count ? std::min(m_min, value) : value;
    m_max = m_count ? std::max(m_max, value) : value;
    ++m_count;
    m_sum += value;
    if (const double magnitude = std::abs(value); magnitude < Smallest)
        ++m_zeros;
    else
        (value > 0 ? m_positive : m_negative).add(indexOf(magnitude), 1);
    return true;
}

void QuantileSketch::merge(const QuantileSketch& other)
{
    if (other.m_count == 0)
        return;
    m_min = m_count ? std::min(m_min, other.m_min) : other.m_min;
    m_max = m_count ? std::max(m_max, other.m_max) : other.m_max;
    m_count += other.m_count;
    m_sum += other.m_sum;
    m_zeros += other.m_zeros;
    const auto take = [](Store& to, const Store& from) {
        for (size_t i = from.counts.size(); i > 0; --i) { // from the top: what must collapse collapses once
            if (from.counts[i - 1] > 0)
                to.add(from.first + int(i) - 1, from.counts[i - 1]);
        }
    };
    take(m_positive, other.m_positive);
    take(m_negative, other.m_negative);
}

void QuantileSketch::clear()
{
    *this = {};
}

std::optional<double> QuantileSketch::quantile(double q) const
{
    if (m_count == 0)
        return {};
    const double rank = std::clamp(q, 0.0, 1.0) * double(m_count - 1);
    quint64 below = 0;
    const auto reached = [&](quint64 count) {
        below += count;
        return double(below) > rank;
    };
    for (size_t i = m_negative.counts.size(); i > 0; --i) { // the largest magnitude is the smallest value
        if (reached(m_negative.counts[i - 1]))
            return std::clamp(-valueOf(m_negative.first + int(i) - 1), m_min, m_max);
    }
    if (reached(m_zeros))
        return std::clamp(0.0, m_min, m_max);
    for (size_t i = 0; i < m_positive.counts.size(); ++i) {
        if (reached(m_positive.counts[i]))
            return std::clamp(valueOf(m_positive.first + int(i)), m_min, m_max);
    }
    return m_max;
}

} // namespace spillway
