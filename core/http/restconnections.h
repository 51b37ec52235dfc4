// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/http/exchange.h"

#include <condition_variable>
#include <thread>
#include <unordered_set>

namespace spillway {

/// A connection and how long it has for what it does. The mutex guards all but the descriptor.
struct RestConnection {
    using Clock = Exchange::Clock;
    enum class Phase {
        Idle, ///< between requests
        Receiving, ///< the request line is there, the rest not all
        Working, ///< the answer is being made
        Sending, ///< it is on its way
    };

    int descriptor = -1;
    std::mutex mutex;
    Phase phase = Phase::Idle;
    Clock::time_point since; ///< of the phase Idle
    Clock::time_point deadline;
    QByteArray target; ///< of the request that comes
    std::shared_ptr<Exchange> exchange; ///< null: its head is not whole
    bool ended = false; ///< its deadline passed: nothing more is read from it
};

/// All connections, and a thread that ends what takes too long: libmicrohttpd's timeout begins anew with every byte.
class RestConnections {
public:
    RestConnections(const RestLimits& limits, RestMeter& meter);
    ~RestConnections(); ///< as stop()

    void start();
    void stop();
    RestConnection* add(int descriptor);
    /// Before its descriptor is closed.
    void remove(RestConnection* connection);
    /// Answers every request that is not answered yet.
    void answerAll(const HttpAnswer& answer);

private:
    void watch();
    void sweep();
    void expire(RestConnection& connection, std::vector<std::shared_ptr<Exchange>>& late);

    const RestLimits m_limits;
    RestMeter& m_meter;
    std::mutex m_mutex; ///< before a connection's
    std::condition_variable m_change;
    std::unordered_set<RestConnection*> m_connections;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace spillway
