// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QThread>

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

class QTcpServer;

namespace spillway {

/// An HTTP server on a thread of its own that answers as a test says, also badly. Loopback, free port, HTTP/1.1 with
/// one request per connection.
class FakeHttpServer {
public:
    struct Request {
        QByteArray method;
        QByteArray path;
        QByteArray authorization;
        QByteArray body;
    };
    struct Answer {
        int status = 200;
        QByteArray body;
        QByteArray type = "application/json";
        QByteArray location = {}; ///< of a redirect
        bool never = false; ///< takes the request and says nothing
        bool drips = false; ///< one byte of the body each 20 ms
        int afterMs = 0; ///< waits before it answers
    };
    /// Called on the server's thread.
    using Handler = std::function<Answer(const Request&)>;

    explicit FakeHttpServer(Handler handler);
    ~FakeHttpServer();

    quint16 port() const { return m_port; }
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_port); }
    std::vector<Request> requests() const;

private:
    QThread m_thread;
    Handler m_handler;
    QTcpServer* m_server = nullptr;
    quint16 m_port = 0;
    mutable std::mutex m_mutex;
    std::vector<Request> m_requests;
};

} // namespace spillway
