// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/historyseries.h"

#include <algorithm>

namespace spillway {

namespace {

/// Drops what is older than `oldest` once that is a good part, so that it does not cost every time. One older point
/// stays: the run it begins may reach into what is kept.
template <class Points> void forget(Points& points, quint32 oldest)
{
    if (points.size() < 2 || points[1].second >= oldest)
        return;
    const auto keep = std::lower_bound(
        points.begin(), points.end(), oldest, [](const auto& p, quint32 second) { return p.second < second; });
    const auto obsolete = keep - points.begin() - 1;
    if (obsolete > 0 && (std::size_t(obsolete) * 8 >= points.size() || obsolete > 256))
        points.erase(points.begin(), points.begin() + obsolete);
}

/// Growing by an eighth instead of doubling: with thousands of series the slack would be most of the memory.
template <class Points> void append(Points& points, typename Points::value_type point)
{
    if (points.capacity() == points.size())
        points.reserve(points.size() + std::max<std::size_t>(4, points.size() / 8));
    points.push_back(point);
}

} // namespace

void HistorySeries::add(qint64 utcMs, float value)
{
    const auto second = quint32(std::max<qint64>(0, utcMs / 1000));
    const auto inFuture = [second](const auto& point) { return point.second > second; };
    if (std::erase_if(m_fine, inFuture) + std::erase_if(m_coarse, inFuture) > 0)
        m_fineRun = m_coarseRun = 1;
    if (m_open.second > second)
        m_open.second = 0;

    const std::size_t n = m_fine.size();
    if (m_fineRun > 0 && n > 0 && m_fine[n - 1].second == second) {
        m_fine[n - 1].value = value;
    } else if (m_fineRun >= 2 && n >= 2 && m_fine[n - 1].value == value && m_fine[n - 2].value == value) {
        m_fine[n - 1].second = second;
    } else {
        append(m_fine, { second, value });
        ++m_fineRun;
    }
    forget(m_fine, quint32(std::max<qint64>(0, qint64(second) - FineMs / 1000)));

    // Named by its first sample, not by the round time before it, which may lie in a gap.
    const auto step = [](quint32 at) { return at / quint32(CoarseStepMs / 1000); };
    if (m_open.second != 0 && step(m_open.second) != step(second))
        closeCoarse();
    if (m_open.second == 0)
        m_open = { second, value, value, value };
    m_open.min = std::min(m_open.min, value);
    m_open.max = std::max(m_open.max, value);
    m_open.last = value;
}

void HistorySeries::interrupt()
{
    closeCoarse();
    m_fineRun = m_coarseRun = 0;
}

void HistorySeries::closeCoarse()
{
    if (m_open.second == 0)
        return;
    const auto flat = [this](const Coarse& c) { return c.min == m_open.min && c.max == m_open.max && c.min == c.max; };
    const std::size_t n = m_coarse.size();
    if (m_coarseRun >= 2 && n >= 2 && flat(m_coarse[n - 1]) && flat(m_coarse[n - 2])) {
        m_coarse[n - 1].second = m_open.second;
    } else {
        append(m_coarse, m_open);
        ++m_coarseRun;
    }
    forget(m_coarse, quint32(std::max<qint64>(0, qint64(m_open.second) - CoarseMs / 1000)));
    m_open.second = 0;
}

std::vector<HistoryPoint> HistorySeries::points(qint64 fromMs, qint64 toMs) const
{
    std::vector<HistoryPoint> points;
    const auto take = [&](quint32 second, float min, float max, float last) {
        const qint64 at = qint64(second) * 1000;
        if (at > toMs)
            return;
        if (at < fromMs && !points.empty())
            points.front() = { at, min, max, last };
        else
            points.push_back({ at, min, max, last });
    };
    const quint32 fineBegins = m_fine.empty() ? m_open.second : m_fine.front().second;
    const bool fineIsEnough = !m_fine.empty() && qint64(fineBegins) * 1000 <= fromMs;
    if (!fineIsEnough) {
        for (const Coarse& c : m_coarse)
            if (c.second < fineBegins)
                take(c.second, c.min, c.max, c.last);
    }
    for (const Fine& f : m_fine)
        take(f.second, f.value, f.value, f.value);
    return points;
}

std::vector<float> HistorySeries::sampled(qint64 fromMs, qint64 toMs, int count) const
{
    std::vector<float> values;
    if (m_fine.empty() || count < 2)
        return values;
    values.reserve(std::size_t(count));
    auto at = m_fine.begin();
    const qint64 begin = std::clamp(qint64(at->second) * 1000, fromMs, toMs);
    for (int i = 0; i < count; ++i) {
        const qint64 wanted = begin + (toMs - begin) * i / (count - 1);
        while (at + 1 != m_fine.end() && qint64((at + 1)->second) * 1000 <= wanted)
            ++at;
        values.push_back(at->value);
    }
    return values;
}

qsizetype HistorySeries::bytes() const
{
    return qsizetype(sizeof(*this) + m_fine.capacity() * sizeof(Fine) + m_coarse.capacity() * sizeof(Coarse));
}

} // namespace spillway
