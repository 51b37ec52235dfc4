// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/debateeventprocessor.h"

#include "core/service/statevalues.h"

namespace spillway {

using namespace statevalues;

namespace {
constexpr qsizetype MostParticipants = 50;
} // namespace

std::optional<std::chrono::microseconds> DebateState::duration() const
{
    if (!startedAt)
        return {};
    const auto end = completedAt ? completedAt : lastEventAt;
    return end ? std::optional(std::max(std::chrono::microseconds(0), *end - *startedAt)) : std::nullopt;
}

DebateEventProcessor::DebateEventProcessor(EventClient client, const QString& id, size_t mostActive)
    : EventProcessor(std::move(client), id)
    , m_active(mostActive)
{
}

DebateEventProcessor::~DebateEventProcessor()
{
    stop();
}

QStringList DebateEventProcessor::eventTypes() const
{
    return { QStringLiteral("debate-events") };
}

/// The state after the event; `known`: it is one about a debate. Not known: foreign, of no concern here.
std::optional<DebateState> DebateEventProcessor::apply(const DomainEvent& event, bool& known)
{
    const QString& type = event.eventType();
    const EventValue& data = event.data();
    const bool ours = type.startsWith(u"debate_");
    auto id = data[u"debate_id"].toText();
    known = ours || id.has_value();
    if (!known || !id || id->isEmpty())
        return {};
    id = shortId(*id);
    const TopicPartition partition = partitionOf(event);
    const std::lock_guard lock(m_mutex);
    if (m_completed.find(*id) && type != QLatin1String(DebateInitiated::Type)) {
        // late news of a completed debate
        DebateState& state = m_completed.touch(*id, partition);
        state.lastEventAt = std::max(state.lastEventAt, std::optional(event.occurredAt()));
        return state;
    }
    DebateState& state = m_active.touch(*id, partition);
    state.debateId = *id;
    state.lastEventAt = std::max(state.lastEventAt, std::optional(event.occurredAt()));
    if (type == QLatin1String(DebateInitiated::Type)) {
        const auto payload = fromEventData<DebateInitiated>(data);
        state.topic = shortText(payload.topic.value_or(data[u"question"].toText().value_or(state.topic)));
        state.participants.clear();
        for (const QString& participant : payload.participants.value_or(QStringList()).mid(0, MostParticipants))
            state.participants.append(participant.left(100));
        state.maxRounds = payload.maxRounds ? payload.maxRounds : state.maxRounds;
        state.startedAt = event.occurredAt();
        state.status = QStringLiteral("initiated");
    } else if (type == QLatin1String(DebateRoundStarted::Type)) {
        const auto number = data[u"round_number"].toInt();
        state.roundsStarted = std::max(state.roundsStarted + (number ? 0 : 1), number.value_or(0));
        state.status = QStringLiteral("in round");
    } else if (type == QLatin1String(DebateRoundCompleted::Type)) {
        const auto number = data[u"round_number"].toInt();
        state.roundsCompleted = std::max(state.roundsCompleted + (number ? 0 : 1), number.value_or(0));
        state.roundsStarted = std::max(state.roundsStarted, state.roundsCompleted);
        state.arguments += std::clamp<qint64>(data[u"arguments_count"].toInt().value_or(0), 0, 1'000'000);
        state.status = QStringLiteral("between rounds");
    } else if (type == QLatin1String(DebateConsensusReached::Type)) {
        state.consensus = shortText(data[u"consensus"].toText().value_or(QString()));
        state.status = QStringLiteral("consensus");
    } else if (type == QLatin1String(DebateCompleted::Type)) {
        const auto payload = fromEventData<DebateCompleted>(data);
        state.roundsCompleted = payload.totalRounds.value_or(state.roundsCompleted);
        state.roundsStarted = std::max(state.roundsStarted, state.roundsCompleted);
        state.arguments = payload.totalArguments.value_or(state.arguments);
        state.consensus = shortText(payload.finalConsensus.value_or(state.consensus));
        state.decisionId = shortId(payload.decisionId.value_or(QString()));
        state.completedAt = event.occurredAt();
        state.status = QStringLiteral("completed");
        const DebateState done = state;
        m_active.remove(*id);
        m_completed.touch(*id, partition) = done;
        return done;
    } else { // published by its topic, as the seed does: {debate_id, question, status}
        state.topic = shortText(data[u"question"].toText().value_or(data[u"topic"].toText().value_or(state.topic)));
        state.status = data[u"status"].toText().value_or(state.status).left(100);
        if (!state.startedAt && state.status == QLatin1String("initiated"))
            state.startedAt = event.occurredAt();
    }
    return state;
}

bool DebateEventProcessor::processEvent(const DomainEvent& event)
{
    bool known = false;
    const auto state = apply(event, known);
    if (!known)
        return true; // foreign records are normal
    if (!state)
        throw std::invalid_argument("debate_id is missing");
    if (event.eventType() == QLatin1String(DebateCompleted::Type)) {
        const EventValue tags = EventValue::object({ { QStringLiteral("debate_id"), state->debateId } });
        sendMetric(event, QStringLiteral("debate_rounds"), QStringLiteral("debate"), double(state->roundsCompleted),
            QStringLiteral("rounds"), tags);
        if (const auto duration = state->duration())
            sendMetric(event, QStringLiteral("debate_duration"), QStringLiteral("debate"),
                std::chrono::duration<double>(*duration).count(), QStringLiteral("s"), tags);
    }
    return true;
}

void DebateEventProcessor::rebuildFrom(const DomainEvent& event)
{
    bool known = false;
    (void)apply(event, known);
}

void DebateEventProcessor::forget(const TopicPartition& partition)
{
    const std::lock_guard lock(m_mutex);
    m_active.forget(partition);
    m_completed.forget(partition);
}

size_t DebateEventProcessor::stateCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_active.size() + m_completed.size();
}

quint64 DebateEventProcessor::evicted() const
{
    const std::lock_guard lock(m_mutex);
    return m_active.evicted();
}

std::vector<DebateState> DebateEventProcessor::activeDebates(size_t most) const
{
    const std::lock_guard lock(m_mutex);
    return m_active.all(most);
}

std::vector<DebateState> DebateEventProcessor::completedDebates(size_t most) const
{
    const std::lock_guard lock(m_mutex);
    return m_completed.all(most);
}

size_t DebateEventProcessor::activeCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_active.size();
}

EventValue DebateEventProcessor::state() const
{
    const auto row = [](const DebateState& s) {
        return EventValue::object({ { QStringLiteral("debate_id"), s.debateId }, { QStringLiteral("topic"), s.topic },
            { QStringLiteral("status"), s.status },
            { QStringLiteral("participants"), EventValue::Array(s.participants.begin(), s.participants.end()) },
            { QStringLiteral("max_rounds"), orNull(s.maxRounds) },
            { QStringLiteral("rounds_started"), s.roundsStarted },
            { QStringLiteral("rounds_completed"), s.roundsCompleted }, { QStringLiteral("arguments"), s.arguments },
            { QStringLiteral("started_at"), orNull(s.startedAt) },
            { QStringLiteral("last_event_at"), orNull(s.lastEventAt) },
            { QStringLiteral("completed_at"), orNull(s.completedAt) },
            { QStringLiteral("duration_seconds"), seconds(s.duration()) }, { QStringLiteral("consensus"), s.consensus },
            { QStringLiteral("decision_id"), s.decisionId } });
    };
    return EventValue::object(
        { { QStringLiteral("active_count"), qint64(activeCount()) }, { QStringLiteral("evicted"), qint64(evicted()) },
            { QStringLiteral("active_debates"), rows(activeDebates(MostShown), row) },
            { QStringLiteral("completed_debates"), rows(completedDebates(MostShown), row) } });
}

} // namespace spillway
