// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/servicesource.h"

namespace spillway {

struct EmbeddedServiceSettings {
    ConnectionSettings connection;
    std::shared_ptr<kafka::Gate> gate;
    /// What must be there as long as the service is (the sandbox it runs on).
    std::shared_ptr<void> keep{};
    /// Prefix, group, sizes and the like: the KAFKA_* variables but those of the connection.
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
};

/// A KafkaService with a bus of its own, on a connection that is already known. Not the GUI thread.
class EmbeddedService : public ServiceSource {
public:
    explicit EmbeddedService(EmbeddedServiceSettings settings);
    ~EmbeddedService() override; ///< as stop()

    ServiceFacts facts() const override;
    Result<> start() override;
    void stop() override;
    ServiceSnapshot look() override;
    void serveRest(std::optional<quint16>) override { } ///< it has none: core/http/embeddedrest.h
    void publish(const PublishRequest& request, EventTransport::Delivered done) override;

protected:
    KafkaService& service() { return *m_service; }

private:
    const EmbeddedServiceSettings m_settings;
    KafkaConfig m_config;
    std::optional<Error> m_refusal;
    EventBus m_bus;
    std::unique_ptr<KafkaService> m_service;
};

} // namespace spillway
