// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/backoff.h"
#include "core/service/eventproducerprivate.h"

#include <QLoggingCategory>

namespace spillway {

namespace {

Q_LOGGING_CATEGORY(logProducer, "kafka.producer", QtInfoMsg)

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

} // namespace

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
