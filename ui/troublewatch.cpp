// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/troublewatch.h"

#include "core/monitor/clustermonitor.h"
#include "ui/models/monitortexts.h"

#include <algorithm>
#include <utility>

namespace spillway::ui {

namespace {

bool standsStill(GroupStatus status)
{
    return status == GroupStatus::Stopped || status == GroupStatus::Stalled;
}

} // namespace

std::optional<Notification> troubleOf(const ClusterEvent& event, const QString& cluster)
{
    using Kind = ClusterEvent::Kind;
    using Urgency = Notification::Urgency;
    const QString words = eventText(event).text;
    switch (event.kind) {
    case Kind::ConnectionLost:
    case Kind::Leaderless:
        return Notification{ words, cluster, Urgency::Critical };
    case Kind::ConnectionBack:
    case Kind::LeadersBack:
        return Notification{ words, cluster, Urgency::Low };
    case Kind::GroupStatusChanged:
        if (standsStill(event.status))
            return Notification{ words, cluster, Urgency::Normal };
        if (standsStill(event.formerStatus))
            return Notification{ words, cluster, Urgency::Low };
        return {};
    default:
        return {};
    }
}

TroubleWatch::TroubleWatch(const ClusterMonitor& monitor, Notifier& notifier, QString cluster, QObject* parent)
    : QObject(parent)
{
    connect(
        &monitor, &ClusterMonitor::eventsAdded, this, [&monitor, &notifier, cluster = std::move(cluster)](int count) {
            const auto& events = monitor.events();
            const auto fresh = std::min<std::ptrdiff_t>(count, std::ssize(events));
            std::for_each(events.end() - fresh, events.end(), [&](const ClusterEvent& event) {
                if (const auto notification = troubleOf(event, cluster))
                    notifier.notify(*notification);
            });
        });
}

} // namespace spillway::ui
