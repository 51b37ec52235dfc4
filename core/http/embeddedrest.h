// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/http/restserver.h"
#include "core/service/embeddedservice.h"

namespace spillway {

/// The embedded service with its REST API, once that is switched on (requirements §5): on loopback alone, for this
/// machine's users, and gone with the service. Not the GUI thread.
class EmbeddedRest final : public EmbeddedService {
public:
    explicit EmbeddedRest(EmbeddedServiceSettings settings);
    ~EmbeddedRest() override; ///< as stop()

    void stop() override;
    ServiceSnapshot look() override;
    void serveRest(std::optional<quint16> port) override;

private:
    KafkaRestService m_asked;
    std::unique_ptr<RestServer> m_server; ///< null: off
    std::optional<Error> m_error;
};

} // namespace spillway
