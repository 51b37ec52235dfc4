// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <condition_variable>
#include <mutex>

namespace spillway::test {

/// A gate others wait at until it is opened.
class Latch {
public:
    void wait()
    {
        std::unique_lock lock(m_mutex);
        m_entered = true;
        m_opened.wait(lock, [this] { return m_open; });
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_opened.notify_all();
    }
    /// Somebody came to it.
    bool entered() const
    {
        const std::lock_guard lock(m_mutex);
        return m_entered;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_opened;
    bool m_open = false;
    bool m_entered = false;
};

} // namespace spillway::test
