// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/eventproducer.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <thread>

namespace spillway {

/// Shared by who sends, the producers' threads and the keeper (eventproducerkeeper.cpp).
struct EventProducer::Private {
    using Clock = std::chrono::steady_clock;
    using Milliseconds = std::chrono::milliseconds;

    /// One record on its way, over all the times it is sent.
    class Slot : public kafka::Ticket {
    public:
        void delivered(const kafka::Delivery& delivery) final { owner->delivered(*this, delivery); }
        void failed(const Error& error, const kafka::RecordRef& record, const QString& topic) final
        {
            owner->failed(*this, error, record, topic);
        }
        virtual void settle(Result<kafka::Delivery> outcome) = 0;

        Private* owner = nullptr;
        std::optional<Partition> partition;
        int resends = 0;

    protected:
        Slot() = default;
        ~Slot() = default;
    };
    class CallbackSlot;
    struct Batch;
    /// A record that waits to be sent again.
    struct Again {
        Record record;
        Slot* slot;
        Clock::time_point due;
        bool first = false; ///< never sent: it waits behind one of its key
    };
    /// Records of one key that wait, or are just being handed over again.
    struct HeldKey {
        int count = 0;
        Clock::time_point due; ///< of the last of them: none goes before those that came before it
    };

    Private(ConnectionSettings connectionSettings, EventProducerSettings producerSettings)
        : connection(std::move(connectionSettings))
        , settings(std::move(producerSettings))
        , breaker(settings.breaker)
    {
    }

    const ConnectionSettings connection;
    const EventProducerSettings settings;
    CircuitBreaker breaker;
    std::atomic<quint64> deliveredCount{ 0 };
    std::atomic<quint64> failedCount{ 0 };
    std::atomic<quint64> resentCount{ 0 };
    std::atomic<quint64> renewedCount{ 0 };
    std::atomic<qint64> waiting{ 0 };
    std::atomic<Clock::rep> lastProgress{ Clock::now().time_since_epoch().count() };

    mutable std::mutex mutex;
    std::condition_variable wake;
    std::shared_ptr<kafka::Producer> producer; ///< all below guarded by mutex
    std::vector<std::shared_ptr<kafka::Producer>> retired; ///< to be destroyed by the keeper, which may take seconds
    std::deque<Again> again;
    size_t againCount = 0; ///< in `again` and being handed over
    size_t againBytes = 0; ///< of them
    std::map<QByteArray, HeldKey> heldKeys;
    std::atomic<size_t> heldKeyCount{ 0 }; ///< heldKeys.size(), read without the lock
    QString lastError;
    bool stopping = false;
    bool stopped = false;
    std::thread keeper; ///< sends again, replaces what is fatal, notices when nothing moves

    std::atomic<bool> moved{
        false
    }; ///< something was delivered since the keeper looked: no look at the clock for each

    void progressed() { lastProgress = Clock::now().time_since_epoch().count(); }
    std::shared_ptr<kafka::Producer> current() const
    {
        const std::lock_guard lock(mutex);
        return stopping ? nullptr : producer;
    }
    /// Takes a record, to send or to hold back. `with`: as at hand().
    Result<> accept(
        const Record& record, std::optional<Partition> partition, Slot& slot, std::shared_ptr<kafka::Producer>& with);
    /// `with`: the producer to try first, null: whichever is current; after a success the one that took it.
    Result<> hand(
        const Record& record, std::optional<Partition> partition, Slot& slot, std::shared_ptr<kafka::Producer>& with);
    /// Locked. False: no room.
    bool hold(Again item);
    void release(const Record& record); ///< locked; it was handed over, or failed for good
    void delivered(Slot& slot, const kafka::Delivery& delivery);
    void failed(Slot& slot, const Error& error, const kafka::RecordRef& record, const QString& topic);
    void finish(Slot& slot, Result<kafka::Delivery> outcome);
    void note(const Error& error);
    /// Puts a new producer in the place of `broken`, unless that was done already.
    Result<> renew(const std::shared_ptr<kafka::Producer>& broken);
    void keep();
    std::vector<Again> sendAgain(std::vector<Again> due); ///< what could not be handed over, to be put back
    void putBack(std::vector<Again> items); ///< locked
    void checkProgress();
};

} // namespace spillway
