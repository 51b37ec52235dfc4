// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/eventproducer.h"

#include "core/service/backoff.h"

#include <QLoggingCategory>

#include <atomic>
#include <condition_variable>
#include <deque>
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
    size_t againBytes = 0;
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
    /// `with`: the producer to try first, null: whichever is current; after a success the one that took it.
    Result<> hand(
        const Record& record, std::optional<Partition> partition, Slot& slot, std::shared_ptr<kafka::Producer>& with);
    Result<> hand(const Record& record, std::optional<Partition> partition, Slot& slot)
    {
        std::shared_ptr<kafka::Producer> with;
        return hand(record, partition, slot, with);
    }
    void delivered(Slot& slot, const kafka::Delivery& delivery);
    void failed(Slot& slot, const Error& error, const kafka::RecordRef& record, const QString& topic);
    void finish(Slot& slot, Result<kafka::Delivery> outcome);
    void note(const Error& error);
    /// Puts a new producer in the place of `broken`, unless that was done already.
    Result<> renew(const std::shared_ptr<kafka::Producer>& broken);
    void keep();
    void sendAgain(Again item);
    bool queueAgain(Again item);
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
    if (breaker.troubled())
        breaker.succeeded();
    finish(slot, delivery);
}

void EventProducer::Private::failed(
    Slot& slot, const Error& error, const kafka::RecordRef& record, const QString& topic)
{
    breaker.failed(error);
    if (error.retriable && slot.resends < settings.retries) {
        if (queueAgain({ record.toRecord(topic), &slot, {} }))
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
            againBytes -= std::min(againBytes, bytesOf(it->record));
            due.push_back(std::move(*it));
            it = again.erase(it);
        }
        lock.unlock();
        gone.clear();
        if (now->fatalError())
            static_cast<void>(renew(now)); // tried again at the next round
        for (Again& item : due)
            sendAgain(std::move(item));
        checkProgress();
        lock.lock();
    }
}

void EventProducer::Private::sendAgain(Again item)
{
    ++item.slot->resends;
    ++resentCount;
    const auto sent = hand(item.record, item.slot->partition, *item.slot);
    if (sent) {
        --waiting; // hand() counted it a second time
        return;
    }
    breaker.failed(sent.error());
    Slot& slot = *item.slot;
    if (sent.error().retriable && slot.resends < settings.retries && queueAgain(std::move(item)))
        return;
    ++failedCount;
    note(sent.error());
    finish(slot, Failure(sent.error()));
}

/// False when it is being stopped or too much waits already.
bool EventProducer::Private::queueAgain(Again item)
{
    item.due = Clock::now() + backoff(settings.retryDelay, item.slot->resends + 1);
    const size_t bytes = bytesOf(item.record);
    const std::lock_guard lock(mutex);
    if (stopping || again.size() >= MostAgain || againBytes + bytes > MostAgainBytes)
        return false;
    againBytes += bytes;
    again.push_back(std::move(item));
    wake.notify_all();
    return true;
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
        sent = d->hand(record, partition, *slot);
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
            sent = d->hand(records[i], {}, slot, with);
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
    return { d->deliveredCount, d->failedCount, d->resentCount, d->renewedCount, d->waiting, d->lastError };
}

CircuitBreaker::Picture EventProducer::circuit() const
{
    return d->breaker.picture();
}

} // namespace spillway
