// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/admin.h"
#include "core/kafka/handles.h"

#include <atomic>
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

    ClientHandle uncommitted; ///< for everything but the last stable offset
    QueueHandle results; ///< answers of asynchronous requests of `uncommitted`
    ClientHandle committed; ///< made when a last stable offset is first asked for
    int missed = 0; ///< deadlines missed in a row
    quintptr nextRequest = 1; ///< id of the next asynchronous request; answers to older ones are dropped

    mutable std::mutex errorMutex;
    std::map<QString, QString> brokerErrors; ///< broker -> newest reason

    Clock::time_point until() const { return Clock::now() + deadline; }

    /// Makes or, after two missed deadlines, replaces the handle.
    Result<> ready();
    Result<rd_kafka_t*> committedHandle();
    /// Counts a missed deadline or forgives; passes the error on.
    Error failed(Error error);
    void succeeded();
    void drainMain(rd_kafka_t* client);

    /// Waits for `expected` answers with ids in [first, first + expected) and hands each over. Ends early with
    /// TimedOut or Cancelled; what came until then was handed over.
    Result<> collect(quintptr first, size_t expected, Clock::time_point until, const QString& doing,
        const std::function<void(size_t index, rd_kafka_event_t*)>& take);
    AdminOptionsHandle options(rd_kafka_admin_op_t operation, quintptr request, Clock::time_point until);

    /// A created topic is known to all brokers only a little later; waits for that, at most 3 s.
    void waitForTopic(const QString& topic, Clock::time_point until);
    Result<std::vector<ConsumerGroup>> listGroups(Clock::time_point until);
    Result<> describeAndFetchOffsets(std::vector<ConsumerGroup>& groups, Clock::time_point until);
};

} // namespace spillway::kafka
