// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/eventtransport.h"
#include "core/service/eventcodec.h"
#include "core/service/kafkaclient.h"

namespace spillway {

/// Events over a KafkaClient: envelope as the record's value, the headers of the requirements (§3), records back to
/// events, by EventCodec. ensureTopics() and consume() need the client; publish() is refused once it was stopped or is
/// gone, readBack() has a connection of its own. A record that cannot be read because the schema registry is in trouble
/// is tried again until it is well, one that is broken Avro is dead-lettered; everything else is at least foreign.
class ClientTransport : public EventTransport {
public:
    /// `instanceId` empty: a random one.
    explicit ClientTransport(KafkaClient& client, const QString& instanceId = {});

    QString instanceId() const override { return m_codec->instanceId(); }
    QString topicPrefix() const override { return m_config.topicPrefix + u'.'; }
    Result<> publish(const OutgoingEvent& event, Delivered done) override;
    Result<> ensureTopics(const QStringList& suffixes) override;
    Result<std::unique_ptr<EventConsumer>> consume(EventSubscription subscription) override;
    Result<qint64> readBack(const PastEvents& past, const std::function<void(const DomainEventPtr&)>& take) override;

private:
    KafkaClient& m_client;
    const KafkaConfig m_config;
    const KafkaClient::Produce m_produce;
    const std::shared_ptr<const EventCodec> m_codec;
};

} // namespace spillway
