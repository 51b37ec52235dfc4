// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/backoff.h"
#include "core/service/consumerprivate.h"
#include "core/service/deadletterrecord.h"

#include <QDateTime>
#include <QLoggingCategory>

namespace spillway {

namespace {

Q_LOGGING_CATEGORY(logWork, "kafka.consumer", QtInfoMsg)
Q_LOGGING_CATEGORY(logLetters, "kafka.deadletter", QtInfoMsg)

constexpr std::chrono::seconds PostponedFor{ 1 };
constexpr qint64 MostBatchBytes = qint64{ 1 } << 20; ///< of a batch; its last record may go beyond

QString placeOf(const Lane& lane)
{
    return QStringLiteral("%1:%2:%3")
        .arg(lane.assigned.partition.topic)
        .arg(lane.assigned.partition.partition.value)
        .arg(lane.at < lane.batch.size() ? lane.batch[lane.at].ref().offset.value : -1);
}

} // namespace

Consumer::Private::LanePtr Consumer::Private::pick(Clock::time_point now, Clock::time_point& earliest)
{
    if (yielding)
        return nullptr;
    for (size_t i = 0; i < lanes.size(); ++i) {
        const LanePtr& lane = lanes[(turn + i) % lanes.size()];
        if (lane->runnable(now)) {
            turn = (turn + i + 1) % lanes.size();
            return lane;
        }
        if (!lane->busy && lane->phase == Lane::Phase::Waiting)
            earliest = std::min(earliest, lane->due);
    }
    return nullptr;
}

void Consumer::Private::runWorker()
{
    std::unique_lock lock(mutex);
    while (!quit) {
        const auto now = Clock::now();
        auto earliest = now + std::chrono::seconds(1);
        const LanePtr lane = pick(now, earliest);
        if (!lane) {
            work.wait_until(lock, earliest);
            continue;
        }
        lane->busy = true;
        lane->since = now.time_since_epoch().count();
        lock.unlock();
        workOn(lane);
        lock.lock();
        lane->busy = false;
        if (lane->revoked)
            lane->clear();
        quiet.notify_all();
    }
    --workersRunning;
    quiet.notify_all();
}

void Consumer::Private::workOn(const LanePtr& lane)
{
    if (!lane->told) {
        if (settings.assigned) {
            try {
                settings.assigned(lane->assigned, lane->givenUp.get_token());
            } catch (...) {
                note({ .message = QStringLiteral("The hook for assigned partitions threw"), .hint = {} });
            }
        }
        const std::lock_guard lock(mutex);
        lane->told = true;
        if (lane->empty())
            return;
    }
    bool buried = false;
    bool letter = false;
    {
        const std::lock_guard lock(mutex);
        buried = lane->phase == Lane::Phase::Buried;
        letter = lane->phase == Lane::Phase::Waiting && lane->letterDue;
        lane->phase = Lane::Phase::Ready;
    }
    if (letter) {
        offerLetter(lane);
        return;
    }
    if (buried) {
        lane->states[lane->at] = Lane::State::Done;
    } else {
        if (lane->batch.empty())
            fillBatch(*lane);
        if (lane->batch.empty())
            return;
        callHandler(*lane);
    }
    settle(lane);
}

void Consumer::Private::fillBatch(Lane& lane)
{
    const std::lock_guard lock(mutex);
    const size_t most = std::min(lane.queue.size(), size_t(settings.maxPollRecords));
    lane.batch.reserve(most);
    // what a partition holds while it waits for something, beside what is queued
    for (qint64 bytes = 0; lane.batch.size() < most && bytes < MostBatchBytes;) {
        bytes += qint64(lane.queue.front().bytes());
        queuedBytes -= qint64(lane.queue.front().bytes());
        lane.batch.push_back(std::move(lane.queue.front()));
        lane.queue.pop_front();
    }
    const size_t count = lane.batch.size();
    lane.states.assign(count, Lane::State::Todo);
    lane.failures.clear();
    lane.at = 0;
    lane.attempts = 0;
    lane.single = false;
    quiet.notify_all(); // there is room
}

void Consumer::Private::callHandler(Lane& lane)
{
    size_t end = lane.at;
    const size_t most = lane.attempts > 0 || lane.single ? lane.at + 1 : lane.batch.size();
    while (end < most && lane.states[end] == Lane::State::Todo)
        ++end;
    const size_t count = end - lane.at;
    if (count == 0)
        return; // it failed in the same call as one before it
    std::vector<ConsumedRecord> records;
    records.reserve(count);
    for (size_t i = lane.at; i < end; ++i)
        records.push_back({ lane.batch[i].ref(), lane.assigned.partition.topic, lane.attempts + 1 });
    std::vector<Handled> outcomes(count);
    const auto guarded = [](auto&& call) -> std::optional<QString> {
        try {
            call();
            return std::nullopt;
        } catch (const std::exception& thrown) {
            return QStringLiteral("the handler threw: %1").arg(QString::fromUtf8(thrown.what()));
        } catch (...) {
            return QStringLiteral("the handler threw");
        }
    };
    if (settings.batchHandler) {
        const auto thrown = guarded([&] { settings.batchHandler(records, outcomes); });
        if (thrown && count > 1) {
            lane.single = true; // whose fault it was shows when they come one by one
            return;
        }
        if (thrown)
            outcomes.front() = Handled::failed(*thrown);
    } else {
        for (size_t i = 0; i < count; ++i) {
            if (i > 0 && (quit || yielding || lane.revoked || outcomes[i - 1].kind() != Handled::Kind::Done)) {
                std::fill(outcomes.begin() + std::ptrdiff_t(i), outcomes.end(), Handled::notReached());
                break;
            }
            lane.since = Clock::now().time_since_epoch().count();
            if (const auto thrown = guarded([&] { outcomes[i] = settings.handler(records[i]); }); thrown)
                outcomes[i] = Handled::failed(*thrown);
        }
    }
    quint64 failed = 0;
    for (size_t i = 0; i < count; ++i) {
        const Handled::Kind kind = outcomes[i].kind();
        if (kind == Handled::Kind::NotReached)
            continue;
        lane.states[lane.at + i] = kind == Handled::Kind::Done ? Lane::State::Done : Lane::State::Failed;
        if (kind == Handled::Kind::Done)
            continue;
        failed += kind == Handled::Kind::Later ? 0 : 1;
        lane.failures.resize(lane.batch.size());
        lane.failures[lane.at + i] = std::move(outcomes[i]);
    }
    qCDebug(logWork).noquote() << QStringLiteral("Consumer %1: a batch of %2 from %3, attempt %4: %5 failed")
                                      .arg(settings.id)
                                      .arg(count)
                                      .arg(placeOf(lane))
                                      .arg(lane.attempts + 1)
                                      .arg(failed);
    const std::lock_guard lock(mutex);
    counts.failures += failed;
    counts.retried += lane.attempts > 0 ? 1 : 0;
}

void Consumer::Private::settle(const LanePtr& lane)
{
    const size_t before = lane->at;
    while (lane->at < lane->batch.size() && lane->states[lane->at] == Lane::State::Done) {
        ++lane->at;
        lane->attempts = 0;
    }
    if (lane->at > before) {
        {
            const std::lock_guard lock(mutex);
            counts.consumed += lane->at - before;
            lane->stuck = false;
            lane->postponed = false;
        }
        handled(*lane, Offset{ lane->batch[lane->at - 1].ref().offset.value + 1 });
    }
    if (lane->at == lane->batch.size()) {
        lane->batch.clear();
        return;
    }
    if (lane->states[lane->at] != Lane::State::Failed)
        return; // goes on with the next call
    if (quit || lane->revoked)
        return; // it comes again, to whoever has the partition then
    lane->states[lane->at] = Lane::State::Todo;
    const Handled& failure = lane->failures[lane->at];
    if (failure.kind() == Handled::Kind::Later) {
        postpone(*lane, failure.message());
        return;
    }
    ++lane->attempts;
    {
        const std::lock_guard lock(mutex);
        lane->postponed = false;
    }
    const bool hopeless = failure.kind() == Handled::Kind::Poison || lane->attempts > settings.retries;
    if (hopeless && !lane->assigned.partition.topic.endsWith(settings.deadLetterSuffix)) {
        offerLetter(lane);
        return;
    }
    qCWarning(logWork).noquote() << QStringLiteral("Record %1 failed, attempt %2: %3")
                                        .arg(placeOf(*lane))
                                        .arg(lane->attempts)
                                        .arg(failure.message().left(500));
    const std::lock_guard lock(mutex);
    counts.lastError = failure.message().left(1000);
    lane->phase = Lane::Phase::Waiting;
    lane->letterDue = false;
    lane->stuck = hopeless;
    lane->due = Clock::now() + backoff(settings.retryDelay, lane->attempts);
}

void Consumer::Private::postpone(Lane& lane, const QString& why)
{
    if (!lane.postponed)
        qCWarning(logWork).noquote() << QStringLiteral("Record %1 waits: %2").arg(placeOf(lane), why.left(500));
    const std::lock_guard lock(mutex);
    counts.lastError = why.left(1000);
    lane.phase = Lane::Phase::Waiting;
    lane.letterDue = false;
    lane.postponed = true;
    lane.due = Clock::now() + backoff(std::min<std::chrono::milliseconds>(settings.retryDelay, PostponedFor), 1);
}

void Consumer::Private::handled(Lane& lane, Offset next)
{
    {
        const std::lock_guard lock(mutex);
        if (lane.revoked)
            return; // another member has it now, and would be set back
        lane.next = next;
    }
    const std::vector<std::pair<TopicPartition, Offset>> offsets{ { lane.assigned.partition, next } };
    qCDebug(logWork).noquote() << QStringLiteral("Consumer %1: %2 [%3] is to be committed at %4")
                                      .arg(settings.id, lane.assigned.partition.topic)
                                      .arg(lane.assigned.partition.partition.value)
                                      .arg(next.value);
    if (settings.group.autoCommitInterval) {
        group->store(offsets);
        return;
    }
    const auto done = group->commit(offsets);
    const std::lock_guard lock(mutex);
    if (done) {
        ++counts.commits;
        lane.committed = next;
    } else { // the next one, or the one on revoke, makes up for it
        ++counts.commitFailures;
        counts.lastError = done.error().message;
        qCWarning(logWork).noquote() << toText(done.error());
    }
}

void Consumer::Private::offerLetter(const LanePtr& lane)
{
    const auto producer = deadLetters.lock();
    if (!producer || quit || lane->revoked) {
        if (!producer)
            letterFailed(*lane,
                Error{ .code = ErrorCode::Cancelled, .message = QStringLiteral("the producer is gone"), .hint = {} });
        return;
    }
    const auto& ref = lane->batch[lane->at].ref();
    const ConsumedRecord failed{ ref, lane->assigned.partition.topic, lane->attempts };
    const Record letter = deadLetterRecord(failed,
        { lane->failures[lane->at], lane->attempts, settings.group.group, settings.id,
            QDateTime::currentMSecsSinceEpoch() },
        failed.topic + settings.deadLetterSuffix);
    {
        const std::lock_guard lock(mutex);
        lane->phase = Lane::Phase::Offered;
    }
    const auto outcome = [self = shared_from_this(), lane](const Result<kafka::Delivery>& delivered) {
        if (!delivered) {
            self->letterFailed(*lane, delivered.error());
            return;
        }
        qCDebug(logLetters).noquote() << QStringLiteral("A record of %1 [%2] is dead-lettered, at %3 of partition %4")
                                             .arg(lane->assigned.partition.topic)
                                             .arg(lane->assigned.partition.partition.value)
                                             .arg(delivered->offset.value)
                                             .arg(delivered->partition.value);
        const std::lock_guard lock(self->mutex);
        ++self->counts.deadLettered;
        lane->letterFailures = 0;
        lane->phase = Lane::Phase::Buried;
        self->work.notify_all();
        self->quiet.notify_all();
    };
    auto sent = producer->send(letter, ref.partition, outcome);
    if (!sent && sent.error().code == ErrorCode::InvalidArgument) // it has fewer partitions than the topic
        sent = producer->send(letter, std::nullopt, outcome);
    if (!sent)
        letterFailed(*lane, sent.error());
}

void Consumer::Private::letterFailed(Lane& lane, const Error& error)
{
    const std::lock_guard lock(mutex);
    ++counts.deadLetterFailures;
    ++lane.letterFailures;
    lane.phase = Lane::Phase::Waiting;
    lane.letterDue = true;
    lane.due = Clock::now() + backoff(settings.retryDelay, lane.letterFailures);
    counts.lastError = QStringLiteral("%1 [%2] is paused: its failed record cannot be dead-lettered: %3")
                           .arg(lane.assigned.partition.topic)
                           .arg(lane.assigned.partition.partition.value)
                           .arg(error.message);
    qCCritical(logLetters).noquote() << counts.lastError << error.hint;
    work.notify_all();
    quiet.notify_all();
}

} // namespace spillway
