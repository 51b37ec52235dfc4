// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/handles.h"
#include "tests/kafka/serviceflow.h"

#include <librdkafka/rdkafka_mock.h>

#include <QSet>

namespace spillway::test {

/// librdkafka's own cluster in this process (R74): produce, fetch and groups work, administration does not.
class MockCluster final : public FlowCluster {
public:
    MockCluster();
    ~MockCluster() override;
    MockCluster(const MockCluster&) = delete;
    MockCluster& operator=(const MockCluster&) = delete;

    ConnectionSettings settings() override;
    bool createTopic(const QString& name, int partitions) override;
    void withhold(const QString& name) override;
    /// The one broker refuses connections.
    void setDown(bool down);
    /// The next requests of a kind (Kafka's api key) get these errors.
    void pushErrors(int16_t apiKey, std::initializer_list<rd_kafka_resp_err_t> errors);

private:
    kafka::ClientHandle m_client;
    rd_kafka_mock_cluster_t* m_cluster = nullptr;
    QSet<QString> m_withheld;
};

} // namespace spillway::test
