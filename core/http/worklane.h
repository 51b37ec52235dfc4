// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace spillway {

/// A bounded queue in front of a few threads, for what may wait for the cluster. Any thread.
class WorkLane {
public:
    WorkLane(int threads, size_t most); ///< at most so many jobs wait
    ~WorkLane(); ///< as close(), then waits for the jobs that run
    WorkLane(const WorkLane&) = delete;
    WorkLane& operator=(const WorkLane&) = delete;

    /// False: full or closed; the job is not run.
    bool post(std::function<void()> job);
    /// Takes no more and drops what waits.
    void close();

private:
    void work();

    const size_t m_most;
    std::mutex m_mutex;
    std::condition_variable m_change;
    std::deque<std::function<void()>> m_jobs;
    bool m_closed = false;
    std::vector<std::thread> m_threads;
};

} // namespace spillway
