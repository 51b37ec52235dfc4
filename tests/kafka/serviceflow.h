// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionsettings.h"

namespace spillway::test {

/// Where the flow tests run: Apache Kafka or librdkafka's mock cluster.
class FlowCluster {
public:
    virtual ~FlowCluster() = default;
    virtual ConnectionSettings settings() = 0;
    virtual bool createTopic(const QString& name, int partitions) = 0;
    /// The topic does not exist until createTopic() is called for it.
    virtual void withhold(const QString& name) = 0;

protected:
    FlowCluster() = default;
    FlowCluster(const FlowCluster&) = default;
    FlowCluster& operator=(const FlowCluster&) = default;
};

/// The produce, consume, retry and dead-letter tests, the same for both; what main() returns.
int runServiceFlow(FlowCluster& cluster, int argc, char** argv);

} // namespace spillway::test
