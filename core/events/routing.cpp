// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/routing.h"

#include "core/events/eventtypes.h"

#include <algorithm>

namespace spillway {

RoutingTable RoutingTable::standard()
{
    RoutingTable table;
    const auto route = [&table]<class... Types>(const QString& suffix, std::type_identity<Types>...) {
        (table.add(QString::fromLatin1(Types::Type), suffix), ...);
    };
    using std::type_identity;
    route(QStringLiteral("debate-events"), type_identity<DebateInitiated>{}, type_identity<DebateRoundStarted>{},
        type_identity<DebateRoundCompleted>{}, type_identity<DebateConsensusReached>{},
        type_identity<DebateCompleted>{});
    route(QStringLiteral("decision-events"), type_identity<DecisionMade>{}, type_identity<DecisionApproved>{},
        type_identity<DecisionRejected>{});
    route(QStringLiteral("evolution-events"), type_identity<EvolutionTriggered>{}, type_identity<EvolutionCompleted>{},
        type_identity<ImprovementSuggested>{});
    route(QStringLiteral("webhook-events"), type_identity<WebhookDelivered>{}, type_identity<WebhookFailed>{});
    route(QStringLiteral("metrics-events"), type_identity<MetricRecorded>{});
    return table;
}

std::optional<QString> RoutingTable::suffixOf(const QString& eventType) const
{
    const auto found = m_suffixes.constFind(eventType);
    return found == m_suffixes.cend() ? std::nullopt : std::optional(*found);
}

void RoutingTable::add(const QString& eventType, const QString& suffix)
{
    m_suffixes.insert(eventType, suffix);
    const auto known = std::ranges::find(m_routes, eventType, &Route::eventType);
    if (known == m_routes.end())
        m_routes.push_back({ eventType, suffix });
    else
        known->suffix = suffix;
}

QStringList RoutingTable::suffixes() const
{
    QStringList suffixes;
    for (const Route& route : m_routes) {
        if (!suffixes.contains(route.suffix))
            suffixes.append(route.suffix);
    }
    return suffixes;
}

QString pullRequestSuffix()
{
    return QStringLiteral("pr-events");
}

QString deadLetterSuffix()
{
    return QStringLiteral(".dead-letter");
}

} // namespace spillway
