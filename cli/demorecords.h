// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/admin.h"
#include "core/types/record.h"

#include <random>

namespace spillway::cli {

/// Invents records like those of the debate system and a shop beside it, odd ones among them: headers that repeat,
/// tombstones, bytes that are no text, HTML and control characters. The same seed gives the same records but for ids
/// and times.
class DemoRecords {
public:
    explicit DemoRecords(quint32 seed);

    /// The topics it writes to, with their settings; retention is bounded, so that a demo never fills a disk.
    static std::vector<kafka::NewTopic> topics();

    /// The next record, of a topic chosen by its share of the traffic.
    Record next();

private:
    Record debateEvent();
    Record decisionEvent();
    Record evolutionEvent();
    Record webhookEvent();
    Record metricEvent();
    Record deadLetter();
    Record order();
    Record profile();
    Record odd();
    int below(int limit);
    template <size_t N> const char* oneOf(const char* const (&words)[N]);

    std::mt19937 m_random;
    qint64 m_count = 0;
};

} // namespace spillway::cli
