// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/circuitbreaker.h"

#include <QLoggingCategory>

#include <algorithm>

namespace spillway {

namespace {

Q_LOGGING_CATEGORY(logBreaker, "kafka.circuitbreaker", QtInfoMsg)

/// Trouble with the cluster as a whole, not with one attempt.
bool counts(const Error& error)
{
    switch (error.code) {
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::InvalidArgument:
    case ErrorCode::MessageTooLarge:
    case ErrorCode::NotAuthorized:
    case ErrorCode::Refused:
    case ErrorCode::Cancelled:
        return false;
    default:
        return true;
    }
}

} // namespace

CircuitBreaker::CircuitBreaker(CircuitBreakerSettings settings, std::function<Clock::time_point()> now)
    : m_settings(settings)
    , m_now(std::move(now))
{
}

Result<> CircuitBreaker::permit()
{
    const std::lock_guard lock(m_mutex);
    if (m_state == State::Closed)
        return {};
    if (m_now() >= m_nextAttempt) {
        // an attempt whose outcome never comes does not keep it shut for ever
        m_state = State::HalfOpen;
        m_nextAttempt = m_now() + m_settings.openFor;
        return {};
    }
    ++m_refused;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(m_nextAttempt - m_now()).count();
    return Failure(Error{ .code = ErrorCode::Unreachable,
        .message = QStringLiteral("Circuit breaker is open: %1").arg(m_reason),
        .hint = QStringLiteral("the next attempt is made in %1 s").arg(double(left) / 1000.0, 0, 'f', 1),
        .retriable = true });
}

void CircuitBreaker::succeeded()
{
    const std::lock_guard lock(m_mutex);
    m_inARow = 0;
    m_troubled = false;
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    qCInfo(logBreaker, "The circuit breaker closed: Kafka takes records again");
}

void CircuitBreaker::failed(const Error& error)
{
    const std::lock_guard lock(m_mutex);
    if (!counts(error)) {
        if (m_state == State::HalfOpen) // an answer all the same
            m_state = State::Closed;
        return;
    }
    ++m_inARow;
    m_troubled = true;
    if (m_state == State::HalfOpen || (m_state == State::Closed && m_inARow >= m_settings.failures))
        open(error.message);
}

void CircuitBreaker::trip(const QString& reason)
{
    const std::lock_guard lock(m_mutex);
    if (m_state != State::Open)
        open(reason);
}

void CircuitBreaker::open(const QString& reason)
{
    if (m_state == State::Closed)
        qCWarning(logBreaker).noquote() << "The circuit breaker opened:" << reason;
    m_state = State::Open;
    m_troubled = true;
    m_reason = reason;
    m_nextAttempt = m_now() + m_settings.openFor;
    ++m_opened;
}

CircuitBreaker::Picture CircuitBreaker::picture() const
{
    const std::lock_guard lock(m_mutex);
    Picture picture{ m_state, m_reason, {}, m_opened, m_refused };
    if (m_state == State::Open)
        picture.untilNextAttempt = std::max(std::chrono::milliseconds(0),
            std::chrono::duration_cast<std::chrono::milliseconds>(m_nextAttempt - m_now()));
    return picture;
}

QString circuitStateName(CircuitBreaker::State state)
{
    switch (state) {
    case CircuitBreaker::State::Closed:
        return QStringLiteral("closed");
    case CircuitBreaker::State::Open:
        return QStringLiteral("open");
    case CircuitBreaker::State::HalfOpen:
        break;
    }
    return QStringLiteral("half_open");
}

} // namespace spillway
