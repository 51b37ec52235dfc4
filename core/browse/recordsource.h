// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/recordreader.h"

#include <memory>
#include <mutex>

namespace spillway {

/// A reading under way; see kafka::RecordReader, which this mirrors. Created and destroyed on one thread (destroying
/// waits up to 2 s); the rest from any thread.
class Reading {
public:
    virtual ~Reading() = default;
    virtual void pause() = 0;
    virtual void resume() = 0;
    virtual void stop() = 0;
};

/// Where live tail and newest records get their records from. Calls block, so they belong on a worker thread.
class RecordSource {
public:
    virtual ~RecordSource() = default;
    virtual Result<std::vector<kafka::PartitionRange>> resolve(const kafka::ReadRequest& request) = 0;
    /// `sink` must outlive the reading.
    virtual Result<std::unique_ptr<Reading>> start(
        const kafka::ReadRequest& request, std::vector<kafka::PartitionRange> ranges, kafka::RecordSink& sink)
        = 0;
    /// Makes a resolve() that is running end soon with Cancelled; later ones work again. From any thread.
    virtual void cancel() = 0;
};

/// The real one: a cluster, by an admin client of its own that is kept from one resolve() to the next.
class KafkaRecordSource : public RecordSource {
public:
    explicit KafkaRecordSource(ConnectionSettings settings);
    ~KafkaRecordSource() override;

    Result<std::vector<kafka::PartitionRange>> resolve(const kafka::ReadRequest& request) override;
    Result<std::unique_ptr<Reading>> start(
        const kafka::ReadRequest& request, std::vector<kafka::PartitionRange> ranges, kafka::RecordSink& sink) override;
    void cancel() override;

private:
    const ConnectionSettings m_settings;
    std::mutex m_resolving; ///< one resolve at a time, as Admin wants it
    std::mutex m_guard; ///< of m_admin
    std::shared_ptr<kafka::Admin> m_admin;
};

} // namespace spillway
