// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/kafkaservice.h"

namespace spillway {

/// What the REST API asks of the service behind it: KafkaRestService in the product, a double in tests. Called from
/// threads of the server; all but publish() may block within the deadlines of KafkaService, and are asked at most two
/// at a time.
class RestService {
public:
    using Delivered = EventTransport::Delivered;

    virtual ~RestService() = default;

    /// An event to the topic of a suffix; returns the topic's full name. `done` is called once, from any thread, unless
    /// an error is returned. See KafkaService::publishEvent().
    virtual Result<QString> publish(
        const QString& eventType, const EventValue& data, const QString& partitionKey, Delivered done)
        = 0;
    virtual ServiceHealth health() = 0; ///< at most 2 s
    virtual ServiceStats stats() = 0;
    virtual Result<QStringList> topics() = 0;
    virtual Result<TopicDetails> topic(const QString& nameOrSuffix) = 0;
    /// The topic of a suffix and its dead-letter topic; returns the full name. TimedOut: it may have been done;
    /// Unreachable: it was not.
    virtual Result<QString> createTopic(
        const QString& eventType, std::optional<int> partitions, std::optional<int> replicationFactor)
        = 0;
    virtual Result<GroupLag> groupLag() = 0; ///< of all groups
    virtual CircuitBreaker::Picture circuit() const = 0; ///< at once

protected:
    RestService() = default;
    RestService(const RestService&) = default;
    RestService& operator=(const RestService&) = default;
};

/// The real one. The service must outlive it; it may be started and stopped meanwhile.
class KafkaRestService final : public RestService {
public:
    explicit KafkaRestService(KafkaService& service)
        : m_service(service)
    {
    }
    Result<QString> publish(
        const QString& eventType, const EventValue& data, const QString& partitionKey, Delivered done) override;
    ServiceHealth health() override;
    ServiceStats stats() override;
    Result<QStringList> topics() override;
    Result<TopicDetails> topic(const QString& nameOrSuffix) override;
    Result<QString> createTopic(
        const QString& eventType, std::optional<int> partitions, std::optional<int> replicationFactor) override;
    Result<GroupLag> groupLag() override;
    CircuitBreaker::Picture circuit() const override;

private:
    template <class T> Result<T> ifRunning(const std::function<Result<T>()>& ask) const;

    KafkaService& m_service;
};

} // namespace spillway
