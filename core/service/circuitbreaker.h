// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/result.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>

namespace spillway {

struct CircuitBreakerSettings {
    int failures = 5; ///< in a row, until it opens
    std::chrono::milliseconds openFor{ 5000 }; ///< until a single attempt is let through
};

/// Keeps callers from waiting for what does not work (R90). Closed: all go. Open, after failures in a row or trip():
/// refused at once with the reason. After openFor half-open: one attempt goes; its success closes, its failure opens
/// again. A success of something begun before closes an open one, too: what it waited for is back. Any thread.
class CircuitBreaker {
public:
    using Clock = std::chrono::steady_clock;
    enum class State { Closed, Open, HalfOpen };

    struct Picture {
        State state = State::Closed;
        QString reason; ///< of the newest opening; empty when it never opened
        std::optional<std::chrono::milliseconds> untilNextAttempt; ///< while open
        quint64 opened = 0; ///< how many times
        quint64 refused = 0; ///< attempts
    };

    explicit CircuitBreaker(CircuitBreakerSettings settings = {}, std::function<Clock::time_point()> now = Clock::now);

    /// Whether an attempt may be made. Unreachable and retriable when not.
    Result<> permit();
    void succeeded();
    /// Counts unless the error is about the one attempt only (a record too large, a wrong argument, a topic that does
    /// not exist).
    void failed(const Error& error);
    /// Opens at once, e.g. because nothing moves.
    void trip(const QString& reason);
    /// Whether succeeded() would change anything: cheap, for who reports many successes.
    bool troubled() const { return m_troubled; }
    Picture picture() const;

private:
    void open(const QString& reason); ///< locked

    const CircuitBreakerSettings m_settings;
    const std::function<Clock::time_point()> m_now;
    mutable std::mutex m_mutex;
    State m_state = State::Closed;
    int m_inARow = 0;
    std::atomic<bool> m_troubled{ false };
    Clock::time_point m_nextAttempt;
    QString m_reason;
    quint64 m_opened = 0;
    quint64 m_refused = 0;
};

/// "closed", "open", "half_open"
QString circuitStateName(CircuitBreaker::State state);

} // namespace spillway
