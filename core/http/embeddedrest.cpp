// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/embeddedrest.h"

namespace spillway {

namespace {

/// Of requests under way when it is switched off: a window closes within 2 s, and the service takes most of them.
constexpr std::chrono::milliseconds Patience{ 200 };
constexpr int Connections = 200; ///< a desktop's, whose limit of open files is 1,024 as a rule

} // namespace

EmbeddedRest::EmbeddedRest(EmbeddedServiceSettings settings)
    : EmbeddedService(std::move(settings))
    , m_asked(service())
{
}

EmbeddedRest::~EmbeddedRest()
{
    serveRest({});
}

void EmbeddedRest::stop()
{
    serveRest({});
    EmbeddedService::stop();
}

ServiceSnapshot EmbeddedRest::look()
{
    ServiceSnapshot seen = EmbeddedService::look();
    if (m_server)
        seen.rest.url = m_server->url();
    seen.rest.error = m_error;
    return seen;
}

void EmbeddedRest::serveRest(std::optional<quint16> port)
{
    m_error.reset();
    if (m_server)
        m_server->stop(Patience);
    m_server.reset();
    if (!port)
        return;
    RestOptions options; // 127.0.0.1
    options.port = *port;
    options.limits.connections = Connections;
    auto server = std::make_unique<RestServer>(std::move(options), m_asked);
    if (auto listening = server->start(); listening)
        m_server = std::move(server);
    else
        m_error = listening.error();
}

} // namespace spillway
