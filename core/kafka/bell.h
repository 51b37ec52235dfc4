// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/handles.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace spillway::kafka {

/// What a librdkafka queue rings when it goes from empty to non-empty: the only callback we register, and all it does
/// is to wake the worker. The worker clears the bell, drains the queue until it is empty and then waits again; in that
/// order no ring is lost. Anybody may ring (commands do, too). Must outlive the queues it is attached to.
class Bell {
public:
    void ring()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_rung = true;
        }
        m_wake.notify_one();
    }

    /// Call before draining.
    void clear()
    {
        const std::lock_guard lock(m_mutex);
        m_rung = false;
    }

    /// Returns when rung or after `longest`.
    void wait(std::chrono::milliseconds longest)
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, longest, [this] { return m_rung; });
    }

    void attach(rd_kafka_queue_t* queue)
    {
        rd_kafka_queue_cb_event_enable(
            queue, [](rd_kafka_t*, void* bell) { static_cast<Bell*>(bell)->ring(); }, this);
    }
    static void detach(rd_kafka_queue_t* queue) { rd_kafka_queue_cb_event_enable(queue, nullptr, nullptr); }

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_rung = false;
};

} // namespace spillway::kafka
