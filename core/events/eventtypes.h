// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/domainevent.h"
#include "core/events/eventfields.h"

#include <QStringList>

/// The domain's events as C++ types (requirements §8). Ids are texts, everything else may be left out (R25):
/// DebateInitiated{.debateId = "debate-123"} is whole. Plain values; what is on the bus and on the wire is the
/// DomainEvent made of one. A field that is not given is not on the wire; unknown members of the wire are ignored.
namespace spillway {

// Each type says its name, its aggregate, which id is the aggregate's, and its fields by their names on the wire.
#define SPILLWAY_EVENT(TYPE, AGGREGATE, ID)                                                                            \
    static constexpr const char* Type = TYPE;                                                                          \
    static constexpr const char* Aggregate = AGGREGATE;                                                                \
    const QString& aggregateId() const                                                                                 \
    {                                                                                                                  \
        return ID;                                                                                                     \
    }
// clang-format off
#define SPILLWAY_FIELDS(...)                                                                                           \
    template <class Self, class Visit> static void fields(Self& e, Visit&& v) { __VA_ARGS__ }
// clang-format on

struct DebateInitiated {
    QString debateId{};
    std::optional<QString> topic{};
    std::optional<QStringList> participants{};
    std::optional<qint64> maxRounds{};
    SPILLWAY_EVENT("debate_initiated", "debate", debateId)
    SPILLWAY_FIELDS(v("debate_id", e.debateId); v("topic", e.topic); v("participants", e.participants);
                    v("max_rounds", e.maxRounds);)
};

struct DebateRoundStarted {
    QString debateId{};
    std::optional<QString> roundId{};
    std::optional<qint64> roundNumber{};
    SPILLWAY_EVENT("debate_round_started", "debate", debateId)
    SPILLWAY_FIELDS(v("debate_id", e.debateId); v("round_id", e.roundId); v("round_number", e.roundNumber);)
};

struct DebateRoundCompleted {
    QString debateId{};
    std::optional<QString> roundId{};
    std::optional<qint64> roundNumber{};
    std::optional<qint64> argumentsCount{};
    SPILLWAY_EVENT("debate_round_completed", "debate", debateId)
    SPILLWAY_FIELDS(v("debate_id", e.debateId); v("round_id", e.roundId); v("round_number", e.roundNumber);
                    v("arguments_count", e.argumentsCount);)
};

struct DebateConsensusReached {
    QString debateId{};
    std::optional<QString> consensus{};
    std::optional<double> consensusLevel{};
    std::optional<double> confidence{};
    SPILLWAY_EVENT("debate_consensus_reached", "debate", debateId)
    SPILLWAY_FIELDS(v("debate_id", e.debateId); v("consensus", e.consensus); v("consensus_level", e.consensusLevel);
                    v("confidence", e.confidence);)
};

struct DebateCompleted {
    QString debateId{};
    std::optional<qint64> totalRounds{};
    std::optional<qint64> totalArguments{};
    std::optional<QString> finalConsensus{};
    std::optional<QString> decisionId{};
    SPILLWAY_EVENT("debate_completed", "debate", debateId)
    SPILLWAY_FIELDS(v("debate_id", e.debateId); v("total_rounds", e.totalRounds);
                    v("total_arguments", e.totalArguments); v("final_consensus", e.finalConsensus);
                    v("decision_id", e.decisionId);)
};

struct DecisionMade {
    QString decisionId{};
    std::optional<QString> debateId{};
    std::optional<QString> decisionType{}; ///< "simple", "complex", "evolution", …
    std::optional<QString> question{};
    std::optional<QString> recommendation{};
    std::optional<double> confidence{};
    std::optional<bool> implementationRequired{};
    SPILLWAY_EVENT("decision_made", "decision", decisionId)
    SPILLWAY_FIELDS(v("decision_id", e.decisionId); v("debate_id", e.debateId); v("decision_type", e.decisionType);
                    v("question", e.question); v("recommendation", e.recommendation); v("confidence", e.confidence);
                    v("implementation_required", e.implementationRequired);)
};

struct DecisionApproved {
    QString decisionId{};
    std::optional<QString> by{};
    std::optional<QString> reason{};
    SPILLWAY_EVENT("decision_approved", "decision", decisionId)
    SPILLWAY_FIELDS(v("decision_id", e.decisionId); v("by", e.by); v("reason", e.reason);)
};

struct DecisionRejected {
    QString decisionId{};
    std::optional<QString> by{};
    std::optional<QString> reason{};
    SPILLWAY_EVENT("decision_rejected", "decision", decisionId)
    SPILLWAY_FIELDS(v("decision_id", e.decisionId); v("by", e.by); v("reason", e.reason);)
};

struct EvolutionTriggered {
    QString evolutionId{};
    std::optional<QString> triggerType{};
    std::optional<EventValue> triggerDetails{};
    SPILLWAY_EVENT("evolution_triggered", "evolution", evolutionId)
    SPILLWAY_FIELDS(v("evolution_id", e.evolutionId); v("trigger_type", e.triggerType);
                    v("trigger_details", e.triggerDetails);)
};

struct EvolutionCompleted {
    QString evolutionId{};
    std::optional<qint64> totalImprovements{};
    std::optional<qint64> successfulImprovements{};
    SPILLWAY_EVENT("evolution_completed", "evolution", evolutionId)
    SPILLWAY_FIELDS(v("evolution_id", e.evolutionId); v("total_improvements", e.totalImprovements);
                    v("successful_improvements", e.successfulImprovements);)
};

struct ImprovementSuggested {
    QString evolutionId{};
    std::optional<QString> improvementId{};
    std::optional<QString> area{};
    std::optional<QString> title{};
    std::optional<QString> impact{};
    SPILLWAY_EVENT("improvement_suggested", "evolution", evolutionId)
    SPILLWAY_FIELDS(v("evolution_id", e.evolutionId); v("improvement_id", e.improvementId); v("area", e.area);
                    v("title", e.title); v("impact", e.impact);)
};

struct WebhookDelivered {
    QString webhookId{};
    std::optional<QString> endpointUrl{};
    std::optional<qint64> attempts{};
    std::optional<QString> status{};
    SPILLWAY_EVENT("webhook_delivered", "webhook", webhookId)
    SPILLWAY_FIELDS(v("webhook_id", e.webhookId); v("endpoint_url", e.endpointUrl); v("attempts", e.attempts);
                    v("status", e.status);)
};

struct WebhookFailed {
    QString webhookId{};
    std::optional<QString> endpointUrl{};
    std::optional<qint64> attempts{};
    std::optional<QString> status{};
    SPILLWAY_EVENT("webhook_failed", "webhook", webhookId)
    SPILLWAY_FIELDS(v("webhook_id", e.webhookId); v("endpoint_url", e.endpointUrl); v("attempts", e.attempts);
                    v("status", e.status);)
};

struct MetricRecorded {
    QString metricName{};
    std::optional<QString> metricType{};
    std::optional<double> value{};
    std::optional<QString> unit{};
    std::optional<EventValue> tags{};
    SPILLWAY_EVENT("metric_recorded", "metric", metricName)
    SPILLWAY_FIELDS(v("metric_name", e.metricName); v("metric_type", e.metricType); v("value", e.value);
                    v("unit", e.unit); v("tags", e.tags);)
};

/// Written by the Decision processor to pr-events, by nobody else: a decision that asks for a change to be made.
struct PullRequestRequested {
    QString decisionId{};
    std::optional<QString> decisionType{};
    std::optional<QString> question{};
    std::optional<QString> recommendation{};
    SPILLWAY_EVENT("pull_request_requested", "decision", decisionId)
    SPILLWAY_FIELDS(v("decision_id", e.decisionId); v("decision_type", e.decisionType); v("question", e.question);
                    v("recommendation", e.recommendation);)
};

#undef SPILLWAY_EVENT
#undef SPILLWAY_FIELDS

} // namespace spillway
