// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionsettings.h"

#include <QJsonObject>

namespace spillway {

/// The mark a profile wears in lists, header and window; the ui maps each to a token. Kept in the store by name.
enum class ProfileColour { None, Blue, Teal, Green, Amber, Red, Violet, Grey };
QString profileColourName(ProfileColour colour);
/// None for a name nobody knows.
ProfileColour profileColourFrom(const QString& name);

/// How one cluster is reached and treated: what is remembered of a connection, without its secrets. A value.
struct ConnectionProfile {
    QString id; ///< made by ProfileStore, never changes; the secrets' key
    QString name; ///< unique regardless of case; 1–100 characters, none of them control characters
    QString bootstrapServers = QStringLiteral("localhost:9092"); ///< HOST:PORT[,…]
    std::map<QString, QString> properties; ///< librdkafka name -> value; only what the allow-list calls Allowed
    QStringList secretNames; ///< which secrets belong to it, sorted; their values are in the SecretStore or asked for
    bool readOnly = false;
    bool production = false; ///< marked in colour; read-only unless the user says otherwise
    bool confirmTwice = false; ///< changes ask for the profile's name to be typed
    ProfileColour colour = ProfileColour::None;
    QString registryUrl; ///< schema registry, http or https, without credentials; empty: none
    QString registryUser; ///< its password is the secret RegistryPassword
    QString notes; ///< plain text, at most 64 KiB
    QStringList
        deadLetterPatterns; ///< regular expressions of topic names that are dead-letter topics besides the known
    int revision = 0; ///< counts stored changes; ProfileStore::update refuses an older one

    friend bool operator==(const ConnectionProfile&, const ConnectionProfile&) = default;
};

/// The secret of a profile that is not librdkafka's.
inline constexpr const char* RegistryPassword = "schema.registry.password";
/// Whether a secret of that name may belong to a profile: what the allow-list calls Secret, and RegistryPassword.
bool isSecretName(const QString& name);

/// What is wrong with a profile, all of it in one message; also checks each property against the allow-list.
Result<> validate(const ConnectionProfile& profile);

/// The settings to connect with: the profile's properties and, of `secrets`, those meant for librdkafka.
ConnectionSettings settingsOf(const ConnectionProfile& profile, const std::map<QString, Secret>& secrets = {});
/// The profile that remembers these settings (their secrets by name only); id, name and notes empty.
ConnectionProfile profileOf(const ConnectionSettings& settings);
/// Marks a profile as production or not; marking sets read-only, extra confirmation and, without one, the colour red.
void markProduction(ConnectionProfile& profile, bool production);
/// "SASL_SSL, SCRAM-SHA-512 as admin", for lists.
QString securitySummary(const ConnectionProfile& profile);

/// As the store keeps it. Never holds a secret's value: fromJson refuses a property that is one.
QJsonObject toJson(const ConnectionProfile& profile);
Result<ConnectionProfile> profileFromJson(const QJsonObject& json);

} // namespace spillway
