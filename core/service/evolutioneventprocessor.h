// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/boundedstates.h"
#include "core/service/eventprocessor.h"

#include <mutex>

namespace spillway {

/// What is known of an evolution.
struct EvolutionState {
    QString evolutionId;
    QString triggerType;
    QString status; ///< "triggered", "suggesting", "completed", or as an event named it
    qint64 suggested = 0; ///< improvements
    std::optional<qint64> total;
    std::optional<qint64> successful;
    QString lastSuggestion; ///< title, else its id
    std::optional<EventTime> triggeredAt;
    std::optional<EventTime> completedAt;

    friend bool operator==(const EvolutionState&, const EvolutionState&) = default;
};

/// Follows evolutions (R32), at most 10,000. Sends evolution_success (ratio) and evolution_duration as metric_recorded
/// when one is completed.
class EvolutionEventProcessor : public EventProcessor {
public:
    static constexpr size_t Most = 10'000;

    explicit EvolutionEventProcessor(
        EventClient client, const QString& id = QStringLiteral("evolution-processor"), size_t most = Most);
    ~EvolutionEventProcessor() override;

    QStringList eventTypes() const override;
    bool processEvent(const DomainEvent& event) override;
    EventValue state() const override;

    /// The one touched last first. Any thread.
    std::vector<EvolutionState> evolutions(size_t most = Most) const;
    size_t count() const;

protected:
    bool keepsState() const override { return true; }
    void rebuildFrom(const DomainEvent& event) override;
    void forget(const TopicPartition& partition) override;
    quint64 evicted() const override;
    size_t stateCount() const override;

private:
    std::optional<EvolutionState> apply(const DomainEvent& event, bool& known);
    mutable std::mutex m_mutex;
    BoundedStates<EvolutionState> m_evolutions;
};

} // namespace spillway
