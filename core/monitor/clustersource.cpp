// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/clustersource.h"

namespace spillway {

Result<std::vector<ConfigEntry>> ClusterSource::brokerConfig(BrokerId broker)
{
    return Failure(Error{ .code = ErrorCode::Unsupported,
        .message = QStringLiteral("The configuration of broker %1 cannot be read here").arg(broker.value),
        .hint = QStringLiteral("Connect to a cluster to see its brokers' settings") });
}

} // namespace spillway
