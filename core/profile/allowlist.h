// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringList>

namespace spillway {

/// What a librdkafka property may be used for when it comes from outside (option, file, profile).
enum class PropertyRule {
    Allowed,
    Secret, ///< allowed, but never from argv and never shown
    Owned, ///< Spillway sets it itself (group.id, enable.auto.commit, …); from outside it would break what it promises
    Forbidden, ///< runs code or touches files of others: plugin.library.paths, sasl.kerberos.kinit.cmd,
               ///< ssl.engine.location, …
    Unknown, ///< not a property librdkafka 2.0.2 has
};

/// The rule for a property name, e.g. "socket.timeout.ms". Everything not listed is Unknown: this is an allow-list.
PropertyRule propertyRule(const QString& name);

/// The name under which a property is kept: librdkafka has two for some, and the order of names would decide which
/// counts.
QString canonicalProperty(const QString& name);

/// Why a property is refused and what to do instead, for the rules that refuse; empty otherwise.
QString refusalReason(const QString& name);

/// The accepted property a mistyped name most likely means; empty when none is near.
QString nearestProperty(const QString& name);

/// Every Allowed and Secret name, sorted.
QStringList acceptedProperties();

} // namespace spillway
