// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/http/restserver.h"
#include "tests/support/fakerestservice.h"
#include "tests/support/rawhttp.h"

#include <QTest>

#include <memory>

namespace spillway::test {

/// An event that every schema accepts, as the body of POST /kafka/events.
inline const QByteArray Event = R"({"event_type":"debate-events","event_data":{"debate_id":"debate-123"}})";

inline RestOptions anyPort()
{
    RestOptions options;
    options.port = 0;
    return options;
}

/// A REST server on a free port of loopback, in front of a service that a test leads.
class RestFixture {
protected:
    std::unique_ptr<FakeRestService> m_service = std::make_unique<FakeRestService>();
    std::unique_ptr<RestServer> m_server;

    quint16 serve(RestOptions options = anyPort())
    {
        m_server = std::make_unique<RestServer>(std::move(options), *m_service);
        const auto started = m_server->start();
        if (!started)
            qWarning("%s", qPrintable(toText(started.error())));
        return m_server->port();
    }
    void end()
    {
        m_server.reset();
        m_service = std::make_unique<FakeRestService>();
    }
};

} // namespace spillway::test
