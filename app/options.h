// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionsettings.h"
#include "core/serde/schemaregistry.h"
#include "core/types/result.h"

#include <QSize>
#include <QString>
#include <QStringList>

namespace spillway::app {

/// What the desktop's command line asks for.
struct Options {
    QString answer; ///< --help, --version: to be printed; nothing else is wanted then
    ConnectionSettings connection;
    bool named
        = false; ///< --bootstrap, -X or KAFKA_BOOTSTRAP_SERVERS say which cluster; else `connection` is a default
    QString profile; ///< name of a stored connection instead; empty: none
    std::optional<RegistrySettings> registry; ///< from KAFKA_SCHEMA_REGISTRY_URL, only when it is set
    bool sandbox = false; ///< a cluster of its own instead of `connection`
    QString page; ///< empty: as set
    QString theme; ///< light, dark; empty: as set
    QString screenshotDirectory; ///< empty: a window
    int watchSeconds = 12; ///< before pictures are taken
    bool startService = false; ///< for pictures of the sandbox
    QSize size{ 1440, 900 };
    bool sizeGiven = false; ///< it is not to be that of the last session
    QString measure; ///< "start", "live", "feed" or "sandbox": print figures for ./dev bench and end
    QString measureTopic; ///< topic the feed is measured on

    /// Pictures and figures repeat: they neither know nor change what a user has set and arranged.
    bool isErrand() const { return !screenshotDirectory.isEmpty() || !measure.isEmpty(); }
};

/// Parses argv, before there is an application. A wrong word is an
/// InvalidArgument error, a bad property InvalidConfiguration.
Result<Options> parseOptions(const QStringList& arguments);

} // namespace spillway::app
