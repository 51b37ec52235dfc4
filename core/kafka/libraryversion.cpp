// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/libraryversion.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <memory>

namespace spillway::kafka {

QString libraryVersion()
{
    const auto version = QString::fromLatin1(rd_kafka_version_str());
    const std::unique_ptr<rd_kafka_conf_t, decltype(&rd_kafka_conf_destroy)> conf(
        rd_kafka_conf_new(), &rd_kafka_conf_destroy);
    std::array<char, 1024> features{};
    std::size_t size = features.size();
    if (rd_kafka_conf_get(conf.get(), "builtin.features", features.data(), &size) != RD_KAFKA_CONF_OK)
        return version;
    return QStringLiteral("%1 (%2)").arg(
        version, QString::fromLatin1(features.data()).replace(QLatin1Char(','), QStringLiteral(", ")));
}

} // namespace spillway::kafka
