// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/eventtemplates.h"

#include "core/events/eventtypes.h"
#include "core/events/routing.h"

#include <algorithm>

namespace spillway {

namespace {

template <EventPayload T> EventTemplate templateOf(const T& example)
{
    const QString type = QString::fromLatin1(T::Type);
    const EventValue data = toEventData(example);
    // the first member is the aggregate's id in every type of the contract
    return { type, RoutingTable::standard().suffixOf(type).value_or(QString()), QString::fromLatin1(T::Aggregate),
        data.members().front().name, data };
}

std::vector<EventTemplate> makeTemplates()
{
    const auto text = [](const char* words) { return QString::fromLatin1(words); };
    const QString debate = text("debate-1");
    const QString decision = text("decision-1");
    const QString evolution = text("evolution-1");
    const QString webhook = text("webhook-1");
    const QString endpoint = text("https://hooks.example/debates");
    return {
        templateOf(DebateInitiated{ .debateId = debate,
            .topic = text("Monolith or services?"),
            .participants = QStringList{ text("architect"), text("operator") },
            .maxRounds = 3 }),
        templateOf(DebateRoundStarted{ .debateId = debate, .roundId = text("round-1"), .roundNumber = 1 }),
        templateOf(DebateRoundCompleted{
            .debateId = debate, .roundId = text("round-1"), .roundNumber = 1, .argumentsCount = 4 }),
        templateOf(DebateConsensusReached{ .debateId = debate,
            .consensus = text("Services, one at a time"),
            .consensusLevel = 0.8,
            .confidence = 0.9 }),
        templateOf(DebateCompleted{ .debateId = debate,
            .totalRounds = 3,
            .totalArguments = 12,
            .finalConsensus = text("Services, one at a time"),
            .decisionId = decision }),
        templateOf(DecisionMade{ .decisionId = decision,
            .debateId = debate,
            .decisionType = text("complex"),
            .question = text("Monolith or services?"),
            .recommendation = text("Split off billing first"),
            .confidence = 0.85,
            .implementationRequired = true }),
        templateOf(
            DecisionApproved{ .decisionId = decision, .by = text("architect"), .reason = text("Small first step") }),
        templateOf(DecisionRejected{ .decisionId = decision, .by = text("operator"), .reason = text("Too early") }),
        templateOf(EvolutionTriggered{ .evolutionId = evolution,
            .triggerType = text("scheduled"),
            .triggerDetails = EventValue::object({ { text("interval_hours"), qint64(24) } }) }),
        templateOf(EvolutionCompleted{ .evolutionId = evolution, .totalImprovements = 5, .successfulImprovements = 4 }),
        templateOf(ImprovementSuggested{ .evolutionId = evolution,
            .improvementId = text("improvement-1"),
            .area = text("performance"),
            .title = text("Cache the answers"),
            .impact = text("medium") }),
        templateOf(WebhookDelivered{
            .webhookId = webhook, .endpointUrl = endpoint, .attempts = 1, .status = text("delivered") }),
        templateOf(
            WebhookFailed{ .webhookId = webhook, .endpointUrl = endpoint, .attempts = 5, .status = text("timeout") }),
        templateOf(MetricRecorded{ .metricName = text("response_time"),
            .metricType = text("performance"),
            .value = 12.5,
            .unit = text("ms"),
            .tags = EventValue::object({ { text("service"), text("debates") } }) }),
    };
}

} // namespace

const std::vector<EventTemplate>& eventTemplates()
{
    static const std::vector<EventTemplate> all = makeTemplates();
    return all;
}

const EventTemplate* eventTemplate(const QString& eventType)
{
    const auto at = std::ranges::find(eventTemplates(), eventType, &EventTemplate::eventType);
    return at == eventTemplates().end() ? nullptr : &*at;
}

DomainEventPtr eventOf(const EventTemplate& type, const EventValue& data, const QString& source)
{
    EventFields fields;
    fields.eventType = type.eventType;
    fields.aggregateType = type.aggregateType;
    fields.aggregateId = data[type.idMember].toText().value_or(QString());
    fields.source = source;
    fields.data = data;
    return std::make_shared<const DomainEvent>(std::move(fields));
}

} // namespace spillway
