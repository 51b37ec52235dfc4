// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/groupconsumer.h"
#include "core/service/recordhandler.h"

#include <atomic>
#include <deque>
#include <stop_token>

namespace spillway {

/// What a Consumer knows of one assigned partition. Guarded by the consumer's mutex, except what says otherwise.
struct Lane {
    using Clock = std::chrono::steady_clock;
    enum class Phase {
        Ready, ///< for the next record
        Waiting, ///< the record at `at` is tried again, or offered to the dead-letter topic again, at `due`
        Offered, ///< the record at `at` is on its way to the dead-letter topic
        Buried, ///< it is there
    };

    kafka::AssignedPartition assigned;
    std::deque<kafka::PolledRecord> queue;
    qint64 expected = -1; ///< offset of the next record
    bool repeats = false; ///< resumed: what was taken already may come again, up to `expected`
    Phase phase = Phase::Ready;
    Clock::time_point due;
    int attempts = 0; ///< failed ones, of the record at `at`
    int letterFailures = 0; ///< in a row, of its way to the dead-letter topic
    bool letterDue = false; ///< Waiting is for the dead-letter topic
    bool stuck = false; ///< tried as often as may be, and there is no dead-letter topic for it
    bool postponed = false; ///< the record at `at` waits for something else than itself
    bool busy = false; ///< in a worker's hands
    bool told = false; ///< the assigned hook has been called
    bool paused = false; ///< at librdkafka
    bool pausedByUser = false;
    std::optional<Offset> seekTo;
    std::optional<Offset> next; ///< all before it is handled or dead-lettered
    std::optional<Offset> committed; ///< as far as `next` was committed by us

    std::stop_source givenUp; ///< for the assigned hook; asked without the mutex held
    std::atomic<bool> revoked{ false };
    std::atomic<Clock::rep> since{ 0 }; ///< when the handler began with what it has now

    // of the worker that made it busy
    enum class State : quint8 { Todo, Done, Failed };
    std::vector<kafka::PolledRecord> batch;
    std::vector<State> states; ///< beside batch
    std::vector<Handled> failures; ///< beside batch; empty while none failed
    size_t at = 0; ///< first of the batch that is not settled
    bool single = false; ///< one record per call: a call with more of them threw

    bool stalled() const { return letterFailures > 0 || stuck || postponed; }
    bool empty() const { return queue.empty() && batch.empty(); }
    bool runnable(Clock::time_point now) const
    {
        if (busy || revoked || seekTo)
            return false;
        if (!told || phase == Phase::Buried)
            return true;
        return phase == Phase::Ready ? !empty() : phase == Phase::Waiting && now >= due;
    }
    /// Forgets what is queued and in the batch; not while busy.
    void clear()
    {
        queue.clear();
        batch.clear();
        states.clear();
        failures.clear();
        at = 0;
        attempts = 0;
        letterFailures = 0;
        letterDue = false;
        stuck = false;
        postponed = false;
        single = false;
        phase = Phase::Ready;
    }
};

} // namespace spillway
