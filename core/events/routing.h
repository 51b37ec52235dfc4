// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace spillway {

/// Which topic (by its suffix, "debate-events") a domain event type belongs to (requirements §2). A value.
class RoutingTable {
public:
    struct Route {
        QString eventType;
        QString suffix;

        friend bool operator==(const Route&, const Route&) = default;
    };

    /// The fourteen types of the requirements on their five topics. pr-events has no type of its own here: only the
    /// Decision processor writes there.
    static RoutingTable standard();

    /// nullopt: no route; such an event is never sent.
    std::optional<QString> suffixOf(const QString& eventType) const;
    /// Adds or replaces.
    void add(const QString& eventType, const QString& suffix);
    /// In the order they were added, as shown.
    const std::vector<Route>& routes() const { return m_routes; }
    /// Every suffix once, in order.
    QStringList suffixes() const;

private:
    std::vector<Route> m_routes;
    QHash<QString, QString> m_suffixes;
};

/// "pr-events", where decisions that ask for a change go.
QString pullRequestSuffix();
QString deadLetterSuffix(); ///< ".dead-letter"

} // namespace spillway
