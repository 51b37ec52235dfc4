// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventvalue.h"

#include <vector>

namespace spillway {

struct EventSample {
    QString topicSuffix;
    EventValue event; ///< the envelope with its event_data, in the order of the shipped schemas
};

/// One event of each domain type (requirements §8), every field given.
inline std::vector<EventSample> eventSamples()
{
    using List = EventValue::Array;
    const auto object = [](std::initializer_list<EventValue::Member> members) { return EventValue::object(members); };
    const EventValue participants(List{ "ann", "bob é", "" });
    const EventValue tags = object({ { "host", "a" }, { "zone", "ü" } });
    struct Kind {
        const char* suffix;
        const char* type;
        EventValue data;
    };
    const std::vector<Kind> kinds{
        { "debate-events", "debate_initiated",
            object({ { "debate_id", "d1" }, { "topic", "Grüße" }, { "participants", participants },
                { "max_rounds", 3 } }) },
        { "debate-events", "debate_round_started",
            object({ { "debate_id", "d1" }, { "round_id", "r1" }, { "round_number", 1 } }) },
        { "debate-events", "debate_round_completed",
            object({ { "debate_id", "d1" }, { "round_id", "r1" }, { "round_number", 1 },
                { "arguments_count", 9007199254740993 } }) },
        { "debate-events", "debate_consensus_reached",
            object({ { "debate_id", "d1" }, { "consensus", "yes" }, { "consensus_level", 0.75 },
                { "confidence", 0.1 } }) },
        { "debate-events", "debate_completed",
            object({ { "debate_id", "d1" }, { "total_rounds", 3 }, { "total_arguments", 12 },
                { "final_consensus", true }, { "decision_id", "x" } }) },
        { "decision-events", "decision_made",
            object({ { "decision_id", "x" }, { "debate_id", "d1" }, { "decision_type", "complex" }, { "question", "?" },
                { "recommendation", "do" }, { "confidence", 0.5 }, { "implementation_required", false } }) },
        { "decision-events", "decision_approved",
            object({ { "decision_id", "x" }, { "by", "ann" }, { "reason", "" } }) },
        { "decision-events", "decision_rejected",
            object({ { "decision_id", "x" }, { "by", "bob" }, { "reason", "no" } }) },
        { "evolution-events", "evolution_triggered",
            object({ { "evolution_id", "e" }, { "trigger_type", "timer" }, { "trigger_details", tags } }) },
        { "evolution-events", "evolution_completed",
            object({ { "evolution_id", "e" }, { "total_improvements", 4 }, { "successful_improvements", 3 } }) },
        { "evolution-events", "improvement_suggested",
            object({ { "evolution_id", "e" }, { "improvement_id", "i" }, { "area", "speed" }, { "title", "t" },
                { "impact", "high" } }) },
        { "webhook-events", "webhook_delivered",
            object({ { "webhook_id", "w" }, { "endpoint_url", "https://x/" }, { "attempts", 1 }, { "status", 200 } }) },
        { "webhook-events", "webhook_failed",
            object({ { "webhook_id", "w" }, { "endpoint_url", "https://x/" }, { "attempts", 3 },
                { "status", "refused" } }) },
        { "metrics-events", "metric_recorded",
            object({ { "metric_name", "m" }, { "metric_type", "latency" }, { "value", 12.5 }, { "unit", "ms" },
                { "tags", tags } }) },
    };
    std::vector<EventSample> samples;
    samples.reserve(std::size(kinds));
    for (const Kind& kind : kinds) {
        samples.push_back({ QString::fromUtf8(kind.suffix),
            object({ { "event_id", "0b2e4f6a-1c3d-4e5f-8a9b-0c1d2e3f4a5b" }, { "event_type", kind.type },
                { "version", 1 }, { "aggregate_id", "d1" }, { "aggregate_type", "debate" },
                { "occurred_at", *parseTime("2026-11-23T10:02:46.918273Z") }, { "correlation_id", "c" },
                { "causation_id", nullptr }, { "user_id", nullptr }, { "source", "tests" },
                { "event_data", kind.data } }) });
    }
    return samples;
}

} // namespace spillway
