// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/decisioneventprocessor.h"

#include "core/events/routing.h"
#include "core/service/statevalues.h"

namespace spillway {

using namespace statevalues;

namespace {

/// Decisions of these types ask for a change to be made.
bool asksForAChange(const QString& decisionType)
{
    return decisionType.compare(u"complex", Qt::CaseInsensitive) == 0
        || decisionType.compare(u"evolution", Qt::CaseInsensitive) == 0;
}

} // namespace

DecisionEventProcessor::DecisionEventProcessor(EventClient client, const QString& id, size_t most)
    : EventProcessor(std::move(client), id)
    , m_decisions(most)
{
}

DecisionEventProcessor::~DecisionEventProcessor()
{
    stop();
}

QStringList DecisionEventProcessor::eventTypes() const
{
    return { QStringLiteral("decision-events") };
}

std::optional<DecisionState> DecisionEventProcessor::apply(const DomainEvent& event, bool& known)
{
    const QString& type = event.eventType();
    const EventValue& data = event.data();
    auto id = data[u"decision_id"].toText();
    known = type.startsWith(u"decision_") || id.has_value();
    if (!known || !id || id->isEmpty())
        return {};
    id = shortId(*id);
    const std::lock_guard lock(m_mutex);
    DecisionState& state = m_decisions.touch(*id, partitionOf(event));
    state.decisionId = *id;
    const bool approved = type == QLatin1String(DecisionApproved::Type);
    if (approved || type == QLatin1String(DecisionRejected::Type)) {
        state.status = approved ? QStringLiteral("approved") : QStringLiteral("rejected");
        state.decidedBy = shortText(data[u"by"].toText().value_or(QString()));
        state.reason = shortText(data[u"reason"].toText().value_or(QString()));
        state.decidedAt = event.occurredAt();
        return state;
    }
    const auto payload = fromEventData<DecisionMade>(data);
    state.debateId = shortId(payload.debateId.value_or(state.debateId));
    state.decisionType = payload.decisionType.value_or(state.decisionType).left(100);
    state.method
        = data[u"method"].toText().value_or(state.method.isEmpty() ? state.decisionType : state.method).left(100);
    state.question = shortText(payload.question.value_or(state.question));
    state.recommendation = shortText(payload.recommendation.value_or(state.recommendation));
    state.confidence = payload.confidence ? payload.confidence : state.confidence;
    if (type == QLatin1String(DecisionMade::Type)) {
        if (!state.decidedAt)
            state.status = QStringLiteral("made");
        state.madeAt = event.occurredAt();
        if (state.requestedBy.isEmpty() && asksForAChange(state.decisionType))
            state.requestedBy = event.eventId();
    } else {
        state.status = data[u"status"].toText().value_or(state.status).left(100);
    }
    return state;
}

bool DecisionEventProcessor::processEvent(const DomainEvent& event)
{
    bool known = false;
    const auto state = apply(event, known);
    if (!known)
        return true; // foreign records are normal
    if (!state)
        throw std::invalid_argument("decision_id is missing");
    // the same again when this event is processed again, but never for a second event about the decision
    if (state->requestedBy == event.eventId()) {
        const auto made = fromEventData<DecisionMade>(event.data()); // whole texts, not those of the state
        const PullRequestRequested request{ .decisionId = made.decisionId,
            .decisionType = made.decisionType,
            .question = made.question,
            .recommendation = made.recommendation };
        send(DomainEvent::derived(event, request, pullRequestSuffix()), pullRequestSuffix(), true);
    }
    const EventValue tags = EventValue::object({ { QStringLiteral("decision_id"), state->decisionId },
        { QStringLiteral("decision_type"), state->decisionType } });
    if (event.eventType() == QLatin1String(DecisionMade::Type) && state->confidence) {
        sendMetric(event, QStringLiteral("decision_confidence"), QStringLiteral("decision"), *state->confidence,
            QStringLiteral("ratio"), tags);
    } else if (state->decidedAt == event.occurredAt() && state->madeAt
        && event.eventType() != QLatin1String(DecisionMade::Type)) {
        const auto took = std::max(std::chrono::microseconds(0), *state->decidedAt - *state->madeAt);
        sendMetric(event, QStringLiteral("decision_time"), QStringLiteral("decision"),
            std::chrono::duration<double>(took).count(), QStringLiteral("s"), tags);
    }
    return true;
}

void DecisionEventProcessor::rebuildFrom(const DomainEvent& event)
{
    bool known = false;
    (void)apply(event, known);
}

void DecisionEventProcessor::forget(const TopicPartition& partition)
{
    const std::lock_guard lock(m_mutex);
    m_decisions.forget(partition);
}

size_t DecisionEventProcessor::stateCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_decisions.size();
}

quint64 DecisionEventProcessor::evicted() const
{
    const std::lock_guard lock(m_mutex);
    return m_decisions.evicted();
}

std::vector<DecisionState> DecisionEventProcessor::decisions(size_t most) const
{
    const std::lock_guard lock(m_mutex);
    return m_decisions.all(most);
}

size_t DecisionEventProcessor::count() const
{
    const std::lock_guard lock(m_mutex);
    return m_decisions.size();
}

EventValue DecisionEventProcessor::state() const
{
    const auto row = [](const DecisionState& s) {
        return EventValue::object({ { QStringLiteral("decision_id"), s.decisionId },
            { QStringLiteral("debate_id"), s.debateId }, { QStringLiteral("decision_type"), s.decisionType },
            { QStringLiteral("method"), s.method }, { QStringLiteral("status"), s.status },
            { QStringLiteral("question"), s.question }, { QStringLiteral("recommendation"), s.recommendation },
            { QStringLiteral("confidence"), orNull(s.confidence) }, { QStringLiteral("decided_by"), s.decidedBy },
            { QStringLiteral("reason"), s.reason }, { QStringLiteral("made_at"), orNull(s.madeAt) },
            { QStringLiteral("decided_at"), orNull(s.decidedAt) },
            { QStringLiteral("pull_request_requested"), !s.requestedBy.isEmpty() } });
    };
    return EventValue::object(
        { { QStringLiteral("count"), qint64(count()) }, { QStringLiteral("evicted"), qint64(evicted()) },
            { QStringLiteral("decisions"), rows(decisions(MostShown), row) } });
}

} // namespace spillway
