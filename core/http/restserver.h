// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/http/restservice.h"
#include "core/profile/secret.h"

namespace spillway {

struct RestLimits {
    int connections = 2000; ///< further ones wait in the listen queue; idle ones leave sooner when most are taken
    size_t headerBytes = 16'384; ///< of request line and headers; more is 431
    size_t bodyBytes = 2'200'000; ///< the contract's largest event and its frame; more is 413
    /// From the request line to the last byte of the answer, whatever the client does (libmicrohttpd's own timeout
    /// counts inactivity only): a body not there by then is 408, an answer not known by then 504.
    std::chrono::milliseconds request{ 10'000 };
    std::chrono::milliseconds idle{ 60'000 }; ///< of a connection between requests, and until its first one is whole
    size_t waiting = 4096; ///< requests that wait for a thread of ours; more are 503
};

struct RestOptions {
    QString address = QStringLiteral("127.0.0.1"); ///< an IP address, "localhost", or "*" (all)
    quint16 port = 8000; ///< 0: any free one
    /// Every request must bring it as "Authorization: Bearer …". Optional on loopback; elsewhere start() refuses one
    /// that is missing or shorter than 16 bytes.
    Secret token;
    /// Names that a Host header may have besides IP addresses, "localhost" and this machine's own name. What else it
    /// says is refused: a web page may have had its name resolve to us (DNS rebinding).
    QStringList allowedHosts;
    bool readOnly = false; ///< what changes the cluster is 403
    RestLimits limits;

    /// "ADDR:PORT", "[ADDR6]:PORT", ":PORT" or "PORT".
    static Result<RestOptions> fromListen(const QString& text);
    bool loopback() const;
};

/// True counts since start.
struct RestCounts {
    quint64 requests = 0; ///< answered
    quint64 timedOut = 0; ///< ended by the deadline, 408 and 504 among them
    quint64 refused = 0; ///< 401, 403 and 429–431
    qint64 inFlight = 0;
    qint64 connections = 0;
};

/// The REST API, /metrics and /openapi.json over HTTP/1.1 (libmicrohttpd): one thread for all sockets, none that waits
/// for a request; what asks the cluster runs on few threads of the server's own. Any thread; start() and stop() block.
class RestServer {
public:
    /// The service must outlive it.
    RestServer(RestOptions options, RestService& service);
    ~RestServer(); ///< as stop()
    RestServer(const RestServer&) = delete;
    RestServer& operator=(const RestServer&) = delete;

    /// Listens. InvalidConfiguration: a token is wanted, or the address is none; Failed: the port is taken. Raises the
    /// process's soft limit of open files when the connections need it.
    Result<> start();
    /// Accepts no more, lets requests in flight end for at most `patience`, then answers what is left with 503 and
    /// closes everything: patience + 2 s at most.
    void stop(std::chrono::milliseconds patience = std::chrono::milliseconds(5000));
    bool isRunning() const;
    quint16 port() const; ///< 0: not running
    QString url() const; ///< "http://127.0.0.1:8000"
    RestCounts counts() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace spillway
