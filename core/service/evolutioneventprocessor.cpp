// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/evolutioneventprocessor.h"

#include "core/service/statevalues.h"

namespace spillway {

EvolutionEventProcessor::EvolutionEventProcessor(EventClient client, const QString& id, size_t most)
    : EventProcessor(std::move(client), id)
    , m_evolutions(most)
{
}

EvolutionEventProcessor::~EvolutionEventProcessor()
{
    stop();
}

QStringList EvolutionEventProcessor::eventTypes() const
{
    return { QStringLiteral("evolution-events") };
}

std::optional<EvolutionState> EvolutionEventProcessor::apply(const DomainEvent& event, bool& known)
{
    const QString& type = event.eventType();
    const EventValue& data = event.data();
    auto id = data[u"evolution_id"].toText();
    const bool suggestion = type == QLatin1String(ImprovementSuggested::Type);
    known = suggestion || type.startsWith(u"evolution_") || id.has_value();
    if (!known || !id || id->isEmpty())
        return {};
    id = statevalues::shortId(*id);
    const std::lock_guard lock(m_mutex);
    EvolutionState& state = m_evolutions.touch(*id, partitionOf(event));
    state.evolutionId = *id;
    if (type == QLatin1String(EvolutionTriggered::Type)) {
        state.triggerType = data[u"trigger_type"].toText().value_or(state.triggerType).left(100);
        state.triggeredAt = event.occurredAt();
        state.status = QStringLiteral("triggered");
    } else if (suggestion) {
        const auto payload = fromEventData<ImprovementSuggested>(data);
        ++state.suggested;
        state.lastSuggestion = payload.title.value_or(payload.improvementId.value_or(QString())).left(500);
        if (!state.completedAt)
            state.status = QStringLiteral("suggesting");
    } else if (type == QLatin1String(EvolutionCompleted::Type)) {
        state.total = data[u"total_improvements"].toInt();
        state.successful = data[u"successful_improvements"].toInt();
        state.completedAt = event.occurredAt();
        state.status = QStringLiteral("completed");
    } else {
        state.status = data[u"status"].toText().value_or(state.status).left(100);
    }
    return state;
}

bool EvolutionEventProcessor::processEvent(const DomainEvent& event)
{
    bool known = false;
    const auto state = apply(event, known);
    if (!known)
        return true; // foreign records are normal
    if (!state)
        throw std::invalid_argument("evolution_id is missing");
    if (event.eventType() != QLatin1String(EvolutionCompleted::Type))
        return true;
    const EventValue tags = EventValue::object({ { QStringLiteral("evolution_id"), state->evolutionId } });
    if (state->total.value_or(0) > 0 && state->successful)
        sendMetric(event, QStringLiteral("evolution_success"), QStringLiteral("evolution"),
            double(*state->successful) / double(*state->total), QStringLiteral("ratio"), tags);
    if (state->triggeredAt)
        sendMetric(event, QStringLiteral("evolution_duration"), QStringLiteral("evolution"),
            std::chrono::duration<double>(
                std::max(std::chrono::microseconds(0), *state->completedAt - *state->triggeredAt))
                .count(),
            QStringLiteral("s"), tags);
    return true;
}

void EvolutionEventProcessor::rebuildFrom(const DomainEvent& event)
{
    bool known = false;
    (void)apply(event, known);
}

void EvolutionEventProcessor::forget(const TopicPartition& partition)
{
    const std::lock_guard lock(m_mutex);
    m_evolutions.forget(partition);
}

size_t EvolutionEventProcessor::stateCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_evolutions.size();
}

quint64 EvolutionEventProcessor::evicted() const
{
    const std::lock_guard lock(m_mutex);
    return m_evolutions.evicted();
}

std::vector<EvolutionState> EvolutionEventProcessor::evolutions(size_t most) const
{
    const std::lock_guard lock(m_mutex);
    return m_evolutions.all(most);
}

size_t EvolutionEventProcessor::count() const
{
    const std::lock_guard lock(m_mutex);
    return m_evolutions.size();
}

EventValue EvolutionEventProcessor::state() const
{
    using namespace statevalues;
    const auto row = [](const EvolutionState& s) {
        return EventValue::object({ { QStringLiteral("evolution_id"), s.evolutionId },
            { QStringLiteral("trigger_type"), s.triggerType }, { QStringLiteral("status"), s.status },
            { QStringLiteral("suggested"), s.suggested }, { QStringLiteral("total_improvements"), orNull(s.total) },
            { QStringLiteral("successful_improvements"), orNull(s.successful) },
            { QStringLiteral("last_suggestion"), s.lastSuggestion },
            { QStringLiteral("triggered_at"), orNull(s.triggeredAt) },
            { QStringLiteral("completed_at"), orNull(s.completedAt) } });
    };
    return EventValue::object(
        { { QStringLiteral("count"), qint64(count()) }, { QStringLiteral("evicted"), qint64(evicted()) },
            { QStringLiteral("evolutions"), rows(evolutions(MostShown), row) } });
}

} // namespace spillway
