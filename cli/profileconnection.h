// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionprofile.h"
#include "core/profile/secretstore.h"

#include <QProcessEnvironment>

namespace spillway::cli {

/// The profile of that name; NotFound names the profiles there are.
Result<ConnectionProfile> profileNamed(const QString& name);

/// Settings of a stored profile. Its secrets come from `given` (-X name=@FILE), KAFKA_SASL_PASSWORD and
/// KAFKA_SSL_KEY_PASSWORD, the keyring (5 s at most), or a prompt on the terminal with echo off, in this order; an
/// error says how to give those still missing. Runs an event loop for the keyring: call it outside of any.
Result<ConnectionSettings> settingsOfProfile(const ConnectionProfile& profile, const QProcessEnvironment& environment,
    const std::map<QString, Secret>& given = {});

/// Asks on /dev/tty without echo; nullopt without a terminal or on Ctrl-D.
std::optional<Secret> askSecret(const QString& question);

} // namespace spillway::cli
