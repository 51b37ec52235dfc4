// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/admin.h"
#include "core/kafka/background.h"
#include "core/kafka/handles.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace spillway::kafka {

using Clock = std::chrono::steady_clock;

/// 0…3,600,000.
int millisecondsLeft(Clock::time_point until);

struct Admin::Private {
    ConnectionSettings settings;
    Milliseconds deadline{ 10000 };
    std::atomic<bool> cancelled{ false };

    /// Shared with calls that block inside librdkafka and were not waited for any longer.
    using Client = std::shared_ptr<ClientHandle>;
    Client uncommitted; ///< for everything but the last stable offset
    QueueHandle results; ///< answers of asynchronous requests of `uncommitted`
    Client committed; ///< made when a last stable offset is first asked for
    int missed = 0; ///< deadlines missed in a row
    quintptr nextRequest = 1; ///< id of the next asynchronous request; answers to older ones are dropped

    mutable std::mutex errorMutex;
    std::map<QString, QString> brokerErrors; ///< broker -> newest reason

    Clock::time_point until() const { return Clock::now() + deadline; }
    rd_kafka_t* raw() const { return uncommitted->get(); }

    /// Makes or, after two missed deadlines, replaces the handle.
    Result<> ready();
    Result<Client> committedHandle();
    /// Gives a client up without waiting longer than `patience` for it.
    static void giveUp(Client& client, Milliseconds patience);
    /// Runs a call that blocks inside librdkafka, which cannot be interrupted, on a background thread. Returns its
    /// answer, or nullopt when cancelled or well after `until`: the call then ends by itself and its answer is dropped.
    template <class T>
    std::optional<T> aside(const Client& client, Clock::time_point until, std::function<T(rd_kafka_t*)> call);
    /// Counts a missed deadline or forgives; passes the error on.
    Error failed(Error error);
    void succeeded();
    /// failed() or succeeded(), by what came of a request.
    template <class T> Result<T> concluded(Result<T> result)
    {
        if (result)
            succeeded();
        else
            result = Failure(failed(result.error()));
        return result;
    }
    void drainMain(rd_kafka_t* client);

    /// Waits for `expected` answers with ids in [first, first + expected) and hands each over. Ends early with
    /// TimedOut or Cancelled; what came until then was handed over.
    Result<> collect(quintptr first, size_t expected, Clock::time_point until, const QString& doing,
        const std::function<void(size_t index, rd_kafka_event_t*)>& take);
    AdminOptionsHandle options(rd_kafka_admin_op_t operation, quintptr request, Clock::time_point until);

    /// A created topic is known to all brokers only a little later; waits for that, at most 3 s.
    void waitForTopic(const QString& topic, int partitions, Clock::time_point until);
    Result<std::vector<ConsumerGroup>> listGroups(Clock::time_point until);
    Result<> describeAndFetchOffsets(std::vector<ConsumerGroup>& groups, Clock::time_point until);
};

template <class T>
std::optional<T> Admin::Private::aside(
    const Client& client, Clock::time_point until, std::function<T(rd_kafka_t*)> call)
{
    struct State {
        std::mutex mutex;
        std::condition_variable done;
        std::optional<T> answer;
    };
    auto state = std::make_shared<State>();
    inBackground([state, shared = client, call = std::move(call)]() mutable {
        T answer = call(shared->get());
        shared.reset();
        const std::lock_guard lock(state->mutex);
        state->answer = std::move(answer);
        state->done.notify_all();
    });
    // the calls have timeouts of their own; those of 2.0.2 are not all kept
    const auto patience = until + Milliseconds(500);
    std::unique_lock lock(state->mutex);
    while (!state->answer && !cancelled && Clock::now() < patience)
        state->done.wait_for(lock, Milliseconds(50), [&] { return state->answer.has_value(); });
    return std::move(state->answer);
}

} // namespace spillway::kafka
