// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/admin.h"
#include "core/kafka/background.h"
#include "core/kafka/groupdescription.h"
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
    /// A client and the answers of its asynchronous requests.
    struct Lane {
        Client client;
        QueueHandle results;
        int pending = 0; ///< requests without an answer: with any of them a client must not be destroyed (retire)

        rd_kafka_t* raw() const { return client->get(); }
        EventHandle poll(int timeoutMs);
    };
    Lane plain; ///< for everything but the last stable offset
    /// For groups while `plain` is asked for offsets: a broker answers the requests of one connection one by one.
    Lane beside;
    Client committed; ///< made when a last stable offset, or many oldest offsets, are first asked for
    int missed = 0; ///< deadlines missed in a row
    /// Clients given up with requests in flight.
    std::shared_ptr<std::atomic<int>> retired = std::make_shared<std::atomic<int>>(0);
    quintptr nextRequest = 1; ///< id of the next asynchronous request; answers to older ones are dropped

    mutable std::mutex errorMutex;
    std::map<QString, QString> brokerErrors; ///< broker -> newest reason
    /// When a login was refused, since the newest answer. librdkafka tries the same password for ever.
    std::optional<Clock::time_point> refusedAt;

    /// Static members' groupInstanceId by group and member id: it never changes, so it is asked for once (see
    /// describeTogether). Holds who was there when all groups were last asked for.
    std::map<std::pair<QString, QString>, QString> instanceIds;
    Clock::time_point eachByItselfUntil; ///< describing together failed: not tried again before

    Clock::time_point until() const { return Clock::now() + deadline; }

    /// Makes or, after two missed deadlines, replaces the handles.
    Result<> ready();
    Result<> open(Lane& lane) const;
    Result<Client> committedHandle();
    /// Gives a client up without waiting longer than `patience` for it.
    static void giveUp(Client& client, Milliseconds patience);
    void retire(Lane& lane, Milliseconds patience) const;

    /// A call that blocks inside librdkafka, which cannot be interrupted, on a background thread.
    template <class T> struct Aside {
        std::mutex mutex;
        std::condition_variable done;
        std::optional<T> answer;
    };
    template <class T> static std::shared_ptr<Aside<T>> begin(const Client& client, std::function<T(rd_kafka_t*)> call);
    /// Its answer, or nullopt when cancelled, hopeless or well after `until`: the call then ends by itself and its
    /// answer is dropped.
    template <class T>
    std::optional<T> wait(
        Aside<T>& call, Clock::time_point until, const std::function<bool()>& hopeless = [] { return false; }) const;
    template <class T>
    std::optional<T> aside(const Client& client, Clock::time_point until, std::function<T(rd_kafka_t*)> call) const
    {
        return wait(*begin<T>(client, std::move(call)), until);
    }
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
    /// A broker refused the login, and none has answered in the second since then or since `asked`.
    bool isLockedOut(Clock::time_point asked);
    void drainMain(rd_kafka_t* client);
    void drainAll();

    /// Waits for `expected` answers with ids in [first, first + expected) and hands each over. Ends early with
    /// TimedOut or Cancelled; what came until then was handed over.
    Result<> collect(Lane& lane, quintptr first, size_t expected, Clock::time_point until, const QString& doing,
        const std::function<void(size_t index, rd_kafka_event_t*)>& take);
    /// Counts the request as pending: to be called once per request that is then sent.
    AdminOptionsHandle options(Lane& lane, rd_kafka_admin_op_t operation, quintptr request);

    /// A created topic is known to all brokers only a little later; waits for that, at most 3 s.
    void waitForTopic(const QString& topic, int partitions, Clock::time_point until);
    Result<PartitionListHandle> everyPartition(Lane& lane, Clock::time_point until);
    Result<std::vector<ConsumerGroup>> listGroups(Lane& lane, Clock::time_point until);
    Result<std::vector<ConsumerGroup>> allGroups(Lane& lane, Clock::time_point until);
    using Descriptions = std::map<QString, GroupDescription>;
    /// Fills in offsets and descriptions of listed groups: from `described` where that is complete, else by asking.
    Result<> describeAndFetchOffsets(
        Lane& lane, std::vector<ConsumerGroup>& groups, Descriptions described, Clock::time_point until);
    bool completeMembers(const QString& group, GroupDescription& description) const;

    struct OffsetsAsked;
    OffsetsAsked ask(const Client& client, const std::vector<TopicPartition>& partitions, qint64 timestamp,
        const ClusterMetadata& metadata) const;
    Result<std::vector<OffsetAnswer>> answered(OffsetsAsked& asked);
    struct WatermarksAsked;
    Result<WatermarksAsked> askWatermarks(
        const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata, bool lastStable);
    Result<std::vector<Watermarks>> answered(WatermarksAsked& asked);
};

template <class T>
std::shared_ptr<Admin::Private::Aside<T>> Admin::Private::begin(
    const Client& client, std::function<T(rd_kafka_t*)> call)
{
    auto state = std::make_shared<Aside<T>>();
    inBackground([state, shared = client, call = std::move(call)]() mutable {
        T answer = call(shared->get());
        shared.reset();
        const std::lock_guard lock(state->mutex);
        state->answer = std::move(answer);
        state->done.notify_all();
    });
    return state;
}

template <class T>
std::optional<T> Admin::Private::wait(
    Aside<T>& call, Clock::time_point until, const std::function<bool()>& hopeless) const
{
    // the calls have timeouts of their own; those of 2.0.2 are not all kept
    const auto patience = until + Milliseconds(500);
    std::unique_lock lock(call.mutex);
    while (!call.answer && !cancelled && !hopeless() && Clock::now() < patience)
        call.done.wait_for(lock, Milliseconds(50), [&] { return call.answer.has_value(); });
    return std::move(call.answer);
}

} // namespace spillway::kafka
