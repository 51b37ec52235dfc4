// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/admin.h"
#include "core/monitor/clustersource.h"

#include <atomic>
#include <memory>

namespace spillway {

/// A real cluster as source. A cluster that answers is given 3 s for metadata (more when it is known to be slow), so
/// that trouble shows soon; one that does not is waited for in questions of 10 s, answered the moment a broker is back.
class AdminSource : public ClusterSource {
public:
    explicit AdminSource(std::unique_ptr<kafka::Admin> admin);

    Result<ClusterMetadata> metadata() override;
    Result<std::vector<Watermarks>> watermarks(
        const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata) override;
    Result<std::vector<ConsumerGroup>> groups() override;
    Both watermarksAndGroups(const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata) override;
    Result<std::vector<ConfigEntry>> topicConfig(const QString& topic) override;
    Result<std::vector<ConfigEntry>> brokerConfig(BrokerId broker) override;
    QStringList brokerErrors() const override;
    void cancel() override;

private:
    std::unique_ptr<kafka::Admin> m_admin;
    kafka::Milliseconds m_usual{ 0 }; ///< what the last metadata took
    ErrorCode m_trouble = ErrorCode::Failed;
    bool m_answers = true;
    std::atomic<bool> m_cancelled = false;
};

} // namespace spillway
