// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/eventtransport.h"
#include "core/serde/eventserializer.h"
#include "core/service/kafkaclient.h"

namespace spillway {

/// Events over a KafkaClient, which must outlive it: envelope as the record's value, the headers of the requirements
/// (§3), records back to events. Values that a serializer of its own (Avro with a registry) wrote are read by it; all
/// others are JSON or foreign. Several of one client have one instance id.
class ClientTransport : public EventTransport {
public:
    /// `serializer` null: JSON.
    explicit ClientTransport(
        KafkaClient& client, QString instanceId = {}, std::shared_ptr<const EventSerializer> serializer = {});

    QString instanceId() const override { return m_instance; }
    Result<> publish(const OutgoingEvent& event, Delivered done) override;
    Result<> ensureTopics(const QStringList& suffixes) override;
    Result<std::unique_ptr<EventConsumer>> consume(EventSubscription subscription) override;
    Result<qint64> readBack(const TopicPartition& partition, Offset end, qint64 most,
        std::chrono::milliseconds patience, const std::function<void(const DomainEventPtr&)>& take) override;

    /// The record that publish() sends. Headers: event-id, event-type, event-version, correlation-id, content-type,
    /// origin, and origin-channel "bus" on what came from a bus.
    Result<Record> recordOf(const OutgoingEvent& event) const;
    DomainEventPtr eventOf(const kafka::RecordRef& record, const QString& topic) const;

private:
    QString suffixOf(const QString& topic) const;

    KafkaClient& m_client;
    const QString m_instance;
    const std::shared_ptr<const EventSerializer> m_serializer;
    const QString m_prefix;
    const QByteArray m_contentType;
};

} // namespace spillway
