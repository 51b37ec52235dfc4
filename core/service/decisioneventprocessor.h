// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/boundedstates.h"
#include "core/service/eventprocessor.h"

#include <mutex>

namespace spillway {

/// What is known of a decision.
struct DecisionState {
    QString decisionId;
    QString debateId;
    QString decisionType;
    QString method; ///< how it was made: event_data.method, else its type
    QString question;
    QString recommendation;
    std::optional<double> confidence;
    QString status; ///< "made", "approved", "rejected", or as an event named it
    QString decidedBy;
    QString reason;
    std::optional<EventTime> madeAt;
    std::optional<EventTime> decidedAt; ///< approved or rejected
    QString requestedBy; ///< event id of the decision_made that asked for a change; empty: none did

    friend bool operator==(const DecisionState&, const DecisionState&) = default;
};

/// Follows decisions (R31): status and method of each, at most 10,000. A complex or evolution decision sends one event
/// pull_request_requested to pr-events, which counts as done only when it arrived. Sends decision_confidence and
/// decision_time (made to approved or rejected) as metric_recorded.
class DecisionEventProcessor : public EventProcessor {
public:
    static constexpr size_t Most = 10'000;

    explicit DecisionEventProcessor(
        EventClient client, const QString& id = QStringLiteral("decision-processor"), size_t most = Most);
    ~DecisionEventProcessor() override;

    QStringList eventTypes() const override;
    bool processEvent(const DomainEvent& event) override;
    EventValue state() const override;

    /// The one touched last first. Any thread.
    std::vector<DecisionState> decisions(size_t most = Most) const;
    size_t count() const;

protected:
    bool keepsState() const override { return true; }
    void rebuildFrom(const DomainEvent& event) override;
    void forget(const TopicPartition& partition) override;
    quint64 evicted() const override;
    size_t stateCount() const override;

private:
    std::optional<DecisionState> apply(const DomainEvent& event, bool& known);
    mutable std::mutex m_mutex;
    BoundedStates<DecisionState> m_decisions;
};

} // namespace spillway
