// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/kafka/serviceflow.h"
#include "tests/support/kafkafixtures.h"

namespace {

/// The shared broker; a topic that is withheld was never created.
class RealCluster final : public spillway::test::FlowCluster {
public:
    spillway::ConnectionSettings settings() override { return spillway::test::sharedBroker(); }
    bool createTopic(const QString& name, int partitions) override
    {
        return spillway::test::adminFor(settings())->createTopic({ name, partitions, 1, {} }).has_value();
    }
    void withhold(const QString&) override { }
};

} // namespace

int main(int argc, char** argv)
{
    RealCluster cluster;
    return spillway::test::runServiceFlow(cluster, argc, argv);
}
