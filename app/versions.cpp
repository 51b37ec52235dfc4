// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/versions.h"

#include "core/kafka/libraryversion.h"

#include <nlohmann/json.hpp>
#include <simdjson.h>

#include <QtGlobal>

#include <microhttpd.h>

namespace spillway::app {

std::vector<std::pair<QString, QString>> libraryVersions()
{
    return {
        { QStringLiteral("Qt"), QString::fromLatin1(qVersion()) },
        { QStringLiteral("librdkafka"), kafka::libraryVersion() },
        { QStringLiteral("simdjson"), QStringLiteral(SIMDJSON_STRINGIFY(SIMDJSON_VERSION)) },
        { QStringLiteral("nlohmann/json"),
            QStringLiteral("%1.%2.%3")
                .arg(NLOHMANN_JSON_VERSION_MAJOR)
                .arg(NLOHMANN_JSON_VERSION_MINOR)
                .arg(NLOHMANN_JSON_VERSION_PATCH) },
        { QStringLiteral("libmicrohttpd"), QString::fromLatin1(MHD_get_version()) },
    };
}

} // namespace spillway::app
