// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/restconnections.h"

#include <algorithm>
#include <span>
#include <sys/socket.h>

namespace spillway {

namespace {

using Phase = RestConnection::Phase;
using std::chrono::milliseconds;

constexpr milliseconds SweepEvery{ 200 };
constexpr milliseconds SendingGrace{ 2000 }; ///< for the answer that says that the time is up
constexpr milliseconds CrowdedIdle{ 2000 }; ///< how long a connection may idle when most are taken

/// Past libmicrohttpd, which takes no answer before the body is whole. Nothing of it was sent on this connection for
/// this request, and it is not used again.
void sayByHand(int descriptor, const HttpAnswer& answer)
{
    const QByteArray text = "HTTP/1.1 " + QByteArray::number(answer.status) + ' ' + httpReason(answer.status)
        + "\r\nConnection: close\r\nContent-Type: " + answer.type
        + "\r\nContent-Length: " + QByteArray::number(answer.body.size()) + "\r\n\r\n" + answer.body;
    (void)send(descriptor, text.constData(), size_t(text.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
}

} // namespace

RestConnections::RestConnections(const RestLimits& limits, RestMeter& meter)
    : m_limits(limits)
    , m_meter(meter)
{
}

RestConnections::~RestConnections()
{
    stop();
}

void RestConnections::start()
{
    m_stopping = false;
    m_thread = std::thread([this] { watch(); });
}

void RestConnections::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_change.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

RestConnection* RestConnections::add(int descriptor)
{
    auto connection = std::make_unique<RestConnection>();
    connection->descriptor = descriptor;
    connection->since = RestConnection::Clock::now();
    connection->deadline = connection->since + m_limits.idle;
    const std::lock_guard lock(m_mutex);
    m_connections.insert(connection.get());
    m_meter.connections = qint64(m_connections.size());
    if (m_connections.size() == 1)
        m_change.notify_all();
    return connection.release();
}

void RestConnections::remove(RestConnection* connection)
{
    {
        const std::lock_guard lock(m_mutex);
        m_connections.erase(connection);
        m_meter.connections = qint64(m_connections.size());
    }
    delete connection;
}

void RestConnections::answerAll(const HttpAnswer& answer)
{
    std::vector<std::shared_ptr<Exchange>> exchanges;
    {
        const std::lock_guard lock(m_mutex);
        for (RestConnection* connection : m_connections) {
            const std::lock_guard one(connection->mutex);
            if (connection->exchange)
                exchanges.push_back(connection->exchange);
        }
    }
    for (const auto& exchange : exchanges)
        exchange->answer(answer);
}

void RestConnections::watch()
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        if (m_connections.empty())
            m_change.wait(lock, [this] { return m_stopping || !m_connections.empty(); });
        else
            m_change.wait_for(lock, SweepEvery, [this] { return m_stopping; });
        lock.unlock();
        sweep();
        lock.lock();
    }
}

void RestConnections::sweep()
{
    std::vector<std::shared_ptr<Exchange>> late;
    {
        const auto now = RestConnection::Clock::now();
        const std::lock_guard lock(m_mutex);
        std::vector<std::pair<RestConnection::Clock::time_point, RestConnection*>> idle;
        size_t open = 0;
        for (RestConnection* connection : m_connections) {
            const std::lock_guard one(connection->mutex);
            if (!connection->ended && now >= connection->deadline)
                expire(*connection, late);
            if (connection->ended)
                continue;
            ++open;
            if (connection->phase == Phase::Idle && now > connection->since + CrowdedIdle)
                idle.emplace_back(connection->since, connection);
        }
        // most are taken: those that idle longest go
        const size_t comfortable = size_t(m_limits.connections) * 3 / 4;
        const size_t excess = std::min(open > comfortable ? open - comfortable : 0, idle.size());
        std::ranges::partial_sort(idle, idle.begin() + std::ptrdiff_t(excess));
        for (const auto& [since, connection] : std::span(idle).first(excess)) {
            const std::lock_guard one(connection->mutex);
            if (!connection->ended && connection->phase == Phase::Idle)
                expire(*connection, late);
        }
    }
    // without our locks: it resumes the connection, which takes libmicrohttpd's
    for (const auto& exchange : late) {
        if (!exchange->hasBegun())
            exchange->answer(HttpAnswer::error(503, QStringLiteral("The service is too busy: nothing was done"),
                QStringLiteral("try again later"), 1));
        else if (exchange->routed.route->changes)
            exchange->answer(
                HttpAnswer::error(504, QStringLiteral("No outcome in time: it may or may not have been done"),
                    QStringLiteral("Kafka may be slow or down; GET /kafka/health says")));
        else
            exchange->answer(HttpAnswer::error(503,
                QStringLiteral("Kafka did not answer within %1 ms").arg(m_limits.request.count()),
                QStringLiteral("it may be slow or down; GET /kafka/health says"), 1));
    }
}

void RestConnections::expire(RestConnection& connection, std::vector<std::shared_ptr<Exchange>>& late)
{
    switch (connection.phase) {
    case Phase::Working:
        ++m_meter.timedOut;
        late.push_back(connection.exchange);
        connection.deadline = RestConnection::Clock::now() + SendingGrace;
        connection.phase = Phase::Sending;
        return;
    case Phase::Receiving:
        ++m_meter.timedOut;
        sayByHand(connection.descriptor,
            HttpAnswer::error(408,
                QStringLiteral("The request was not complete within %1 ms").arg(m_limits.request.count()),
                QStringLiteral("send it faster, or less at once")));
        break;
    case Phase::Sending:
        ++m_meter.timedOut;
        break;
    case Phase::Idle:
        break;
    }
    // libmicrohttpd sees the end of the stream and closes
    connection.ended = true;
    shutdown(connection.descriptor, SHUT_RDWR);
}

} // namespace spillway
