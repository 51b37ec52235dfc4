// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/serviceconfig.h"

namespace spillway::cli {

Result<KafkaConfig> serviceConfig(const Context& context)
{
    // How to connect has been read, with --bootstrap, --profile, --sandbox and -X: a variable they make irrelevant is
    // not to be complained about here.
    QProcessEnvironment rest = context.environment();
    for (const QString& name : rest.keys()) {
        for (const char* prefix : { "KAFKA_BOOTSTRAP_", "KAFKA_SECURITY_", "KAFKA_SASL_", "KAFKA_SSL_", "KAFKA_DEBUG" })
            if (name.startsWith(QLatin1String(prefix)))
                rest.remove(name);
    }
    auto config = KafkaConfig::fromEnvironment(rest);
    if (!config)
        return config;
    config->connection = context.connection();
    return config;
}

} // namespace spillway::cli
