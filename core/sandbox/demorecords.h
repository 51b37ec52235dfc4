// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/admin.h"
#include "core/sandbox/demofailures.h"
#include "core/types/record.h"

#include <array>
#include <random>

namespace spillway::sandbox {

struct DemoRecord {
    Record record; ///< topic, timestamp, key, value and headers
    std::optional<FailureKind> failure; ///< some consumer will fail at it: see deadLetterOf()
};

/// Invents records like those of the debate system (requirements §2–3, §8) and a shop beside it, odd ones among them:
/// headers that repeat, tombstones, null keys, Avro, bytes that are no text, HTML and control characters. The same seed
/// and times give the same records.
class DemoRecords {
public:
    explicit DemoRecords(quint32 seed);

    /// The topics it and its dead letters go to, with their settings.
    static std::vector<kafka::NewTopic> topics();

    /// The next record, of a topic chosen by its share of the traffic.
    DemoRecord next(qint64 nowMs);

private:
    Record debateEvent();
    Record decisionEvent();
    Record evolutionEvent();
    Record webhookEvent();
    Record metricEvent();
    Record order();
    Record profile();
    Record reading();
    Record odd();
    template <class Json>
    Record event(const char* suffix, const char* type, const char* aggregate, const QByteArray& id, Json data);
    QByteArray uuid();
    int below(int limit);
    template <size_t N> const char* oneOf(const char* const (&words)[N]);

    /// One of those under way. Each goes its way: initiated, rounds that start and complete, consensus, completed.
    struct Debate {
        int number = 0; ///< 0: to be initiated
        int rounds = 0;
        int most = 0;
        int arguments = 0;
        QByteArray roundId; ///< of the round that is open; empty: none
        bool agreed = false;
    };

    std::mt19937 m_random;
    std::array<Debate, 40> m_debates;
    int m_debatesSoFar = 0;
    qint64 m_count = 0;
    qint64 m_nowMs = 0;
};

} // namespace spillway::sandbox
