// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/domainevent.h"
#include "core/events/eventcheck.h"

namespace spillway {

/// A type of the domain as it is offered to who writes an event by hand.
struct EventTemplate {
    QString eventType; ///< "debate_initiated"
    QString suffix; ///< of the topic it belongs to, "debate-events"
    QString aggregateType; ///< "debate"
    QString idMember; ///< of event_data, names the aggregate: "debate_id"
    EventValue data; ///< an example with every member
};

/// The fourteen types of the contract (requirements §8), in its order.
const std::vector<EventTemplate>& eventTemplates();
/// nullptr when it is no type of the contract.
const EventTemplate* eventTemplate(const QString& eventType);

/// The event of a type of the contract; checkEventData() first. `source` names who makes it.
DomainEventPtr eventOf(const EventTemplate& type, const EventValue& data, const QString& source);

} // namespace spillway
