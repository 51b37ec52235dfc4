// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/boundedstates.h"
#include "core/service/eventprocessor.h"

#include <mutex>

namespace spillway {

/// What is known of a debate.
struct DebateState {
    QString debateId;
    QString topic;
    QStringList participants;
    std::optional<qint64> maxRounds;
    qint64 roundsStarted = 0;
    qint64 roundsCompleted = 0;
    qint64 arguments = 0;
    QString status; ///< "initiated", "in round", "between rounds", "consensus", "completed", or as an event named it
    std::optional<EventTime> startedAt; ///< nullopt: it began before what could be read
    std::optional<EventTime> lastEventAt;
    std::optional<EventTime> completedAt;
    QString consensus;
    QString decisionId;

    /// From start to completion or, while active, to its last event; nullopt without a start.
    std::optional<std::chrono::microseconds> duration() const;
    friend bool operator==(const DebateState&, const DebateState&) = default;
};

/// Follows debates (R30): active ones with rounds, participants, status and duration, and the last completed. Sends
/// debate_rounds and debate_duration as metric_recorded when one is completed. At most 10,000 active and 500 completed.
class DebateEventProcessor : public EventProcessor {
public:
    static constexpr size_t MostActive = 10'000;
    static constexpr size_t MostCompleted = 500;

    explicit DebateEventProcessor(
        EventClient client, const QString& id = QStringLiteral("debate-processor"), size_t mostActive = MostActive);
    ~DebateEventProcessor() override;

    QStringList eventTypes() const override;
    bool processEvent(const DomainEvent& event) override;
    EventValue state() const override;

    /// The one touched last first, at most `most`. Any thread.
    std::vector<DebateState> activeDebates(size_t most = MostActive) const;
    std::vector<DebateState> completedDebates(size_t most = MostCompleted) const;
    size_t activeCount() const;

protected:
    bool keepsState() const override { return true; }
    void rebuildFrom(const DomainEvent& event) override;
    void forget(const TopicPartition& partition) override;
    quint64 evicted() const override;
    size_t stateCount() const override;

private:
    std::optional<DebateState> apply(const DomainEvent& event, bool& known);
    mutable std::mutex m_mutex;
    BoundedStates<DebateState> m_active;
    BoundedStates<DebateState> m_completed{ MostCompleted };
};

} // namespace spillway
