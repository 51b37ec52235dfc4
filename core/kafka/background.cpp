// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/background.h"

#include "core/kafka/abandoned.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace spillway::kafka {

namespace {

struct Count {
    std::mutex mutex;
    std::condition_variable changed;
    int running = 0;
};

Count& count()
{
    static auto* const kept = new Count; // never destroyed: a hanging thread may outlive main()
    return *kept;
}

} // namespace

void inBackground(std::function<void()> body)
{
    {
        const std::lock_guard lock(count().mutex);
        ++count().running;
    }
    std::thread([body = std::move(body)]() mutable {
        body();
        body = nullptr; // what it holds is gone before it counts as ended
        const std::lock_guard lock(count().mutex);
        --count().running;
        count().changed.notify_all();
    }).detach();
}

int abandonedClients(std::chrono::milliseconds patience)
{
    std::unique_lock lock(count().mutex);
    count().changed.wait_for(lock, patience, [] { return count().running == 0; });
    return count().running;
}

} // namespace spillway::kafka
