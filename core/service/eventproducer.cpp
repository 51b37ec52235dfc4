// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/eventproducer.h"

#include "core/service/backoff.h"

#include <QLoggingCategory>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <set>
#include <thread>

namespace spillway {

namespace {

Q_LOGGING_CATEGORY(logProducer, "kafka.producer")

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr size_t MostAgain = 10'000;
constexpr size_t MostAgainBytes = size_t{ 64 } << 20;

size_t bytesOf(const Record& record)
{
    size_t bytes = 256;
    const auto add = [&](const std::optional<QByteArray>& part) { bytes += part ? size_t(part->size()) : 0; };
    add(record.key);
    add(record.value);
    for (const Header& header : record.headers) {
        bytes += size_t(header.name.size()) + 32;
        add(header.value);
    }
    return bytes;
}

QByteArray heldKeyOf(const Record& record)
{
    return record.topic.toUtf8() + '\0' + *record.key;
}

} // namespace

struct EventProducer::Private {
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

class EventProducer::Private::CallbackSlot final : public Slot {
public:
    explicit CallbackSlot(Delivered done)
        : m_done(std::move(done))
    {
    }
    void settle(Result<kafka::Delivery> outcome) override
    {
        const std::unique_ptr<CallbackSlot> self(this);
        m_done(std::move(outcome));
    }

private:
    Delivered m_done;
};

struct EventProducer::Private::Batch {
    class BatchSlot final : public Slot {
    public:
        void settle(Result<kafka::Delivery> outcome) override { batch->settle(*this, std::move(outcome)); }
        Batch* batch = nullptr;
    };

    explicit Batch(size_t count)
        : tickets(count)
        , outcomes(count, Failure(Error{}))
        , left(count)
    {
    }
    void settle(const BatchSlot& slot, Result<kafka::Delivery> outcome)
    {
        outcomes[size_t(&slot - tickets.data())] = std::move(outcome);
        if (--left == 0) {
            const auto keep = std::move(self);
            promise.set_value(std::move(outcomes));
        }
    }

    std::vector<BatchSlot> tickets;
    std::vector<Result<kafka::Delivery>> outcomes;
    std::atomic<size_t> left;
    std::promise<std::vector<Result<kafka::Delivery>>> promise;
    std::shared_ptr<Batch> self; ///< until the last outcome
};

bool EventProducer::Private::hold(Again item)
{
    const size_t bytes = bytesOf(item.record);
    if (stopping || againCount >= MostAgain || againBytes + bytes > MostAgainBytes)
        return false;
    if (item.record.key) {
        HeldKey& key = heldKeys[heldKeyOf(item.record)];
        ++key.count;
        key.due = item.due = std::max(key.due, item.due);
        heldKeyCount = heldKeys.size();
    }
    ++againCount;
    againBytes += bytes;
    again.push_back(std::move(item));
    wake.notify_all();
    return true;
}

void EventProducer::Private::release(const Record& record)
{
    --againCount;
    againBytes -= bytesOf(record);
    if (!record.key)
        return;
    const auto key = heldKeys.find(heldKeyOf(record));
    if (key != heldKeys.end() && --key->second.count == 0)
        heldKeys.erase(key);
    heldKeyCount = heldKeys.size();
}

Result<> EventProducer::Private::accept(
    const Record& record, std::optional<Partition> partition, Slot& slot, std::shared_ptr<kafka::Producer>& with)
{
    if (heldKeyCount == 0 || !record.key)
        return hand(record, partition, slot, with);
    std::unique_lock lock(mutex);
    if (!heldKeys.contains(heldKeyOf(record))) {
        lock.unlock();
        return hand(record, partition, slot, with);
    }
    slot.owner = this;
    slot.partition = partition;
    if (!hold({ record, &slot, Clock::now(), true }))
        return Failure(Error{ .code = stopping ? ErrorCode::Cancelled : ErrorCode::Unreachable,
            .message = QStringLiteral("Produce to %1: too many records wait for one of their key to be sent again")
                           .arg(record.topic),
            .hint = QStringLiteral("the brokers may be down or slow"),
            .retriable = true });
    ++waiting;
    return {};
}

Result<> EventProducer::Private::hand(
    const Record& record, std::optional<Partition> partition, Slot& slot, std::shared_ptr<kafka::Producer>& with)
{
    slot.owner = this;
    slot.partition = partition;
    for (int attempt = 0;; ++attempt) {
        if (!with)
            with = current();
        if (!with)
            return Failure(Error{ .code = ErrorCode::Cancelled,
                .message = QStringLiteral("Produce to %1: the producer was stopped").arg(record.topic),
                .hint = {} });
        if (waiting++ == 0)
            progressed();
        auto sent = with->send(record, partition, slot);
        if (sent)
            return {};
        --waiting;
        if (!sent.error().fatal || attempt > 0 || !renew(with))
            return sent;
        with = nullptr;
    }
}

void EventProducer::Private::delivered(Slot& slot, const kafka::Delivery& delivery)
{
    if (!moved.load(std::memory_order_relaxed))
        moved = true;
    ++deliveredCount;
    qCDebug(logProducer) << "delivered to partition" << delivery.partition.value << "at" << delivery.offset.value;
    if (breaker.troubled())
        breaker.succeeded();
    finish(slot, delivery);
}

void EventProducer::Private::failed(
    Slot& slot, const Error& error, const kafka::RecordRef& record, const QString& topic)
{
    breaker.failed(error);
    if (error.retriable && slot.resends < settings.retries) {
        Again item{ record.toRecord(topic), &slot, Clock::now() + backoff(settings.retryDelay, slot.resends + 1) };
        qCDebug(logProducer, "not delivered to %s: %s", qPrintable(topic), qPrintable(error.message));
        const std::lock_guard lock(mutex);
        if (hold(std::move(item)))
            return;
    }
    ++failedCount;
    note(error);
    finish(slot, Failure(error));
}

void EventProducer::Private::finish(Slot& slot, Result<kafka::Delivery> outcome)
{
    slot.settle(std::move(outcome)); // the slot is gone
    --waiting;
}

void EventProducer::Private::note(const Error& error)
{
    qCWarning(logProducer).noquote() << toText(error);
    const std::lock_guard lock(mutex);
    lastError = error.message;
    if (error.fatal)
        wake.notify_all();
}

Result<> EventProducer::Private::renew(const std::shared_ptr<kafka::Producer>& broken)
{
    const std::lock_guard lock(mutex);
    if (producer != broken)
        return {}; // somebody else did
    if (stopping)
        return Failure(Error{
            .code = ErrorCode::Cancelled, .message = QStringLiteral("Produce: the producer was stopped"), .hint = {} });
    auto made = kafka::Producer::create(connection, settings.producer);
    if (!made)
        return Failure(made.error());
    qCWarning(logProducer, "The producer was replaced after a fatal error");
    ++renewedCount;
    retired.push_back(std::exchange(producer, std::shared_ptr<kafka::Producer>(std::move(*made))));
    wake.notify_all();
    return {};
}

void EventProducer::Private::keep()
{
    std::unique_lock lock(mutex);
    while (!stopping) {
        wake.wait_for(lock, Milliseconds(250));
        // a retired producer reports what it never sent as failed when it goes: that is sent again here
        auto gone = std::exchange(retired, {});
        const auto now = producer;
        std::vector<Again> due;
        for (auto it = again.begin(); it != again.end();) {
            if (it->due > Clock::now()) {
                ++it;
                continue;
            }
            due.push_back(std::move(*it));
            it = again.erase(it);
        }
        lock.unlock();
        gone.clear();
        if (now->fatalError())
            static_cast<void>(renew(now)); // tried again at the next round
        auto back = sendAgain(std::move(due));
        checkProgress();
        lock.lock();
        putBack(std::move(back));
    }
}

std::vector<EventProducer::Private::Again> EventProducer::Private::sendAgain(std::vector<Again> due)
{
    std::vector<Again> back;
    std::set<QByteArray> waits; // keys, of one of which a record could not be handed over
    for (Again& item : due) {
        if (item.record.key && waits.contains(heldKeyOf(item.record))) {
            back.push_back(std::move(item));
            continue;
        }
        if (!std::exchange(item.first, false)) {
            ++item.slot->resends;
            ++resentCount;
        }
        std::shared_ptr<kafka::Producer> with;
        const auto sent = hand(item.record, item.slot->partition, *item.slot, with);
        if (!sent) {
            breaker.failed(sent.error());
            if (sent.error().retriable && item.slot->resends < settings.retries) {
                item.due = Clock::now() + backoff(settings.retryDelay, item.slot->resends + 1);
                if (item.record.key)
                    waits.insert(heldKeyOf(item.record));
                back.push_back(std::move(item));
                continue;
            }
        }
        {
            const std::lock_guard lock(mutex); // only now may others of its key follow
            release(item.record);
        }
        if (sent) {
            --waiting; // hand() counted it a second time
            continue;
        }
        ++failedCount;
        note(sent.error());
        finish(*item.slot, Failure(sent.error()));
    }
    return back;
}

void EventProducer::Private::putBack(std::vector<Again> items)
{
    if (items.empty())
        return;
    std::set<QByteArray> keys;
    for (const Again& item : items) {
        if (!item.record.key)
            continue;
        HeldKey& key = heldKeys[*keys.insert(heldKeyOf(item.record)).first];
        key.due = std::max(key.due, item.due);
    }
    again.insert(again.begin(), std::move_iterator(items.begin()), std::move_iterator(items.end()));
    for (Again& item : again) { // none of a key goes before those in front of it
        if (!item.record.key)
            continue;
        if (const auto key = heldKeyOf(item.record); keys.contains(key))
            item.due = heldKeys[key].due;
    }
}

void EventProducer::Private::checkProgress()
{
    if (moved.exchange(false))
        progressed();
    const auto limit = settings.stallLimit + Milliseconds(settings.producer.lingerMs);
    const Clock::time_point last{ Clock::duration(lastProgress.load()) };
    if (waiting == 0 || Clock::now() - last < limit)
        return;
    const auto with = current();
    const QString trouble = with ? with->brokerTrouble() : QString();
    QString reason = QStringLiteral("Failed to connect to Kafka: no record was delivered for %1 s")
                         .arg(std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - last).count());
    if (!trouble.isEmpty())
        reason += QStringLiteral(" (") + trouble + u')';
    breaker.trip(reason);
    // A record that was delivered since the look at the clock found nothing to close yet: undone here, or it stayed
    // open until somebody sends. delivered() sets moved before it looks at the breaker, so one of the two sees the
    // other.
    if (moved) {
        breaker.succeeded();
        return;
    }
    const std::lock_guard lock(mutex);
    lastError = reason;
}

EventProducer::EventProducer(std::shared_ptr<Private> p)
    : d(std::move(p))
{
}

Result<std::unique_ptr<EventProducer>> EventProducer::create(
    const ConnectionSettings& connection, const EventProducerSettings& settings)
{
    auto p = std::make_shared<Private>(connection, settings);
    auto made = kafka::Producer::create(connection, settings.producer);
    if (!made)
        return Failure(made.error());
    p->producer = std::move(*made);
    p->keeper = std::thread([raw = p.get()] { raw->keep(); });
    return std::unique_ptr<EventProducer>(new EventProducer(std::move(p)));
}

EventProducer::~EventProducer()
{
    stop(Milliseconds(2000));
}

Result<> EventProducer::send(const Record& record, std::optional<Partition> partition, Delivered done)
{
    auto sent = d->breaker.permit();
    if (sent) {
        auto slot = std::make_unique<Private::CallbackSlot>(std::move(done));
        std::shared_ptr<kafka::Producer> with;
        sent = d->accept(record, partition, *slot, with);
        if (sent) {
            static_cast<void>(slot.release()); // goes with its outcome
            return sent;
        }
        d->breaker.failed(sent.error());
    }
    ++d->failedCount;
    d->note(sent.error());
    return sent;
}

std::future<Result<kafka::Delivery>> EventProducer::send(const Record& record, std::optional<Partition> partition)
{
    auto promise = std::make_shared<std::promise<Result<kafka::Delivery>>>();
    auto future = promise->get_future();
    if (auto sent
        = send(record, partition, [promise](Result<kafka::Delivery> result) { promise->set_value(std::move(result)); });
        !sent)
        promise->set_value(Failure(sent.error()));
    return future;
}

std::future<std::vector<Result<kafka::Delivery>>> EventProducer::sendBatch(std::span<const Record> records)
{
    auto batch = std::make_shared<Private::Batch>(records.size());
    auto future = batch->promise.get_future();
    if (records.empty()) {
        batch->promise.set_value({});
        return future;
    }
    batch->self = batch;
    auto permitted = d->breaker.permit();
    std::optional<Error> refused; // of a topic or of all: not asked again for each record
    QString refusedTopic;
    std::shared_ptr<kafka::Producer> with;
    for (size_t i = 0; i < records.size(); ++i) {
        if (i % 64 == 0)
            with = nullptr; // asked for again: it may have been stopped meanwhile
        auto& slot = batch->tickets[i];
        slot.batch = batch.get();
        Result<> sent = permitted;
        if (sent && refused && (refusedTopic.isNull() || refusedTopic == records[i].topic))
            sent = Failure(*refused);
        else if (sent)
            sent = d->accept(records[i], {}, slot, with);
        if (sent)
            continue;
        if (permitted && !refused) {
            d->breaker.failed(sent.error());
            d->note(sent.error());
            const auto code = sent.error().code;
            if (code == ErrorCode::NotFound || code == ErrorCode::NotAuthorized) {
                refused = sent.error();
                refusedTopic = records[i].topic;
            } else if (sent.error().retriable || code == ErrorCode::Cancelled) {
                refused = sent.error();
            }
        }
        ++d->failedCount;
        slot.settle(Failure(sent.error()));
    }
    return future;
}

Result<> EventProducer::flush(Milliseconds timeout)
{
    const auto until = Clock::now() + timeout;
    for (;;) {
        const auto with = d->current();
        if (d->waiting == 0 || !with)
            return {};
        const auto left = std::chrono::duration_cast<Milliseconds>(until - Clock::now());
        if (left <= Milliseconds(0))
            return Failure(Error{ .code = ErrorCode::TimedOut,
                .message = QStringLiteral("Flush: %1 records are not delivered yet").arg(d->waiting.load()),
                .hint = QStringLiteral("the brokers may be down or slow"),
                .retriable = true });
        if (with->flush(std::min(left, Milliseconds(200))) && d->waiting > 0) {
            std::unique_lock lock(d->mutex); // what is left waits to be sent again
            d->wake.wait_for(lock, std::min(left, Milliseconds(20)));
        }
    }
}

void EventProducer::stop(Milliseconds patience)
{
    {
        const std::lock_guard lock(d->mutex);
        if (d->stopped)
            return;
        d->stopped = true;
    }
    // without a broker waiting is in vain; what was queued is reported as failed
    const bool works = d->breaker.picture().state == CircuitBreaker::State::Closed;
    if (const auto flushed = flush(works ? patience : Milliseconds(0)); !flushed)
        qCWarning(logProducer).noquote() << toText(flushed.error());
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
        d->wake.notify_all();
    }
    d->keeper.join();
    std::vector<std::shared_ptr<kafka::Producer>> going;
    {
        const std::lock_guard lock(d->mutex);
        going = std::exchange(d->retired, {});
        going.push_back(std::exchange(d->producer, nullptr));
    }
    going.clear(); // reports all that is left
    for (const auto& item : std::exchange(d->again, {})) {
        ++d->failedCount;
        d->finish(*item.slot,
            Failure(Error{ .code = ErrorCode::TimedOut,
                .message
                = QStringLiteral("Produce to %1: not delivered before the producer was closed").arg(item.record.topic),
                .hint = {} }));
    }
}

EventProducerStats EventProducer::stats() const
{
    const std::lock_guard lock(d->mutex);
    return { d->deliveredCount, d->failedCount, d->resentCount, d->renewedCount, d->waiting, d->lastError,
        qint64(d->again.size()) };
}

CircuitBreaker::Picture EventProducer::circuit() const
{
    return d->breaker.picture();
}

} // namespace spillway
