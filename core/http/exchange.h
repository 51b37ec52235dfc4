// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/http/restapi.h"

#include <chrono>

struct MHD_Connection;

namespace spillway {

/// One request on its way to its answer. Its connection is suspended while others work on it and resumed by the first
/// answer, whoever gives it; later ones are dropped. answer(), begin() and isAnswered() from any thread, the rest on
/// the server's.
class Exchange {
public:
    using Clock = std::chrono::steady_clock;

    Exchange(MHD_Connection* connection, Clock::time_point from)
        : since(from)
        , m_connection(connection)
    {
    }
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    void answer(HttpAnswer answer);
    /// Before what cannot be taken back is done. False: it was answered already, and must not be done any more.
    bool begin();
    bool hasBegun() const;
    /// The answer, if there is one; else the connection is suspended until there is.
    std::optional<HttpAnswer> takeOrSuspend();

    const Clock::time_point since; ///< the request line
    HttpRequest request;
    RoutedRequest routed;
    std::optional<HttpAnswer> early; ///< known by the head; the body is read and thrown away first
    QByteArray body;
    quint64 bodyBytes = 0; ///< received, also those thrown away
    bool dispatched = false;

private:
    mutable std::mutex m_mutex;
    MHD_Connection* const m_connection; ///< lives while suspended
    std::optional<HttpAnswer> m_answer;
    bool m_answered = false;
    bool m_suspended = false;
    bool m_begun = false;
};

} // namespace spillway
