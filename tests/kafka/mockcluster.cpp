// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/kafka/mockcluster.h"

#include <vector>

namespace spillway::test {

MockCluster::MockCluster()
{
    char reason[512];
    m_client.reset(rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), reason, sizeof reason));
    if (!m_client)
        qFatal("no client for the mock cluster: %s", reason);
    m_cluster = rd_kafka_mock_cluster_new(m_client.get(), 1);
    if (!m_cluster)
        qFatal("no mock cluster");
}

MockCluster::~MockCluster()
{
    rd_kafka_mock_cluster_destroy(m_cluster);
}

ConnectionSettings MockCluster::settings()
{
    ConnectionSettings settings;
    settings.bootstrapServers = QString::fromLatin1(rd_kafka_mock_cluster_bootstraps(m_cluster));
    return settings;
}

bool MockCluster::createTopic(const QString& name, int partitions)
{
    if (m_withheld.remove(name)) { // setting an error made it, with the mock's four partitions
        rd_kafka_mock_topic_set_error(m_cluster, name.toUtf8().constData(), RD_KAFKA_RESP_ERR_NO_ERROR);
        return true;
    }
    const auto code = rd_kafka_mock_topic_create(m_cluster, name.toUtf8().constData(), partitions, 1);
    return code == RD_KAFKA_RESP_ERR_NO_ERROR;
}

void MockCluster::withhold(const QString& name)
{
    m_withheld.insert(name);
    // the mock makes what is asked for; only an error keeps it from that
    rd_kafka_mock_topic_set_error(m_cluster, name.toUtf8().constData(), RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
}

void MockCluster::setDown(bool down)
{
    if (down)
        rd_kafka_mock_broker_set_down(m_cluster, 1);
    else
        rd_kafka_mock_broker_set_up(m_cluster, 1);
}

void MockCluster::pushErrors(int16_t apiKey, std::initializer_list<rd_kafka_resp_err_t> errors)
{
    rd_kafka_mock_push_request_errors_array(m_cluster, apiKey, errors.size(), errors.begin());
}

} // namespace spillway::test
