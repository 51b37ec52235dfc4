// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What an EventProducer sends again: records that failed, and behind them those of their keys.

#include "core/service/backoff.h"
#include "core/service/eventproducerprivate.h"

#include <set>

namespace spillway {

namespace {

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

} // namespace spillway
