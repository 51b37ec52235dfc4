// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <atomic>
#include <chrono>
#include <stop_token>
#include <thread>

namespace spillway::cli {

/// Ctrl-C and SIGTERM as a stop token. The signals are blocked in every thread and read from a descriptor by one of
/// ours, so no handler runs anywhere. Construct it before any other thread begins. Whoever does not end within 2 s of
/// the first signal (or what setPatience() says), or gets a second one, is ended.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    /// Stopped once the user wants out; callbacks run on the thread that waits for signals.
    std::stop_token token() const { return m_source.get_token(); }
    bool requested() const { return m_source.stop_requested(); }
    /// For who has to finish more than a command has, before the first signal.
    void setPatience(std::chrono::milliseconds patience) { m_patienceMs = int(patience.count()); }

private:
    void watch();

    std::stop_source m_source;
    std::atomic<int> m_patienceMs{ 2000 };
    int m_signals = -1;
    int m_quit = -1;
    std::thread m_thread;
};

} // namespace spillway::cli
