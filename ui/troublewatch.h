// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clusterevents.h"
#include "ui/notifier.h"

#include <optional>

namespace spillway {
class ClusterMonitor;
}

namespace spillway::ui {

/// What of the cluster's events is worth a notification: the connection is lost or back, a group stops or stalls, or
/// does so no more, partitions have no leader or have one again. Nothing for what is everyday life.
std::optional<Notification> troubleOf(const ClusterEvent& event, const QString& cluster);

/// Notifies of trouble that begins or ends. Trouble there already was at the first look is no event.
class TroubleWatch : public QObject {
    Q_OBJECT

public:
    /// `cluster` is the name people know it by.
    TroubleWatch(const ClusterMonitor& monitor, Notifier& notifier, QString cluster, QObject* parent = nullptr);
};

} // namespace spillway::ui
