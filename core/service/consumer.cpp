// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/consumer.h"

#include "core/kafka/background.h"
#include "core/service/consumerprivate.h"

#include <QLoggingCategory>

#include <algorithm>

namespace spillway {

namespace {

Q_LOGGING_CATEGORY(logConsumer, "kafka.consumer", QtInfoMsg)

using Milliseconds = std::chrono::milliseconds;

constexpr qint64 MostQueuedBytes = qint64{ 32 } << 20;
constexpr Milliseconds PollWait{ 50 };
constexpr size_t MostPolled = 64; ///< records between two placings
constexpr Milliseconds SlowCall{
    500
}; ///< a handler that takes longer gets its partition paused when the queue is full
constexpr Milliseconds TopicAnswer{ 1'000 }; ///< asked on the polling thread: well below the poll interval

} // namespace

Consumer::Consumer(std::shared_ptr<Private> p)
    : d(std::move(p))
{
}

Result<std::unique_ptr<Consumer>> Consumer::start(
    const ConnectionSettings& connection, ConsumerSettings settings, const std::shared_ptr<EventProducer>& deadLetters)
{
    if (!settings.handler && !settings.batchHandler)
        return Failure(Error{ .code = ErrorCode::InvalidArgument,
            .message = QStringLiteral("Consumer %1 has no handler").arg(settings.id),
            .hint = {} });
    settings.group.storesPolled = false;
    auto p = std::make_shared<Private>(std::move(settings), deadLetters);
    p->settings.group.assigned = [raw = p.get()](const auto& partitions) { raw->takeAssigned(partitions); };
    p->settings.group.revoked
        = [raw = p.get()](const auto& partitions, bool lost) { raw->takeRevoked(partitions, lost); };
    auto group = kafka::GroupConsumer::create(connection, p->settings.group);
    if (!group)
        return Failure(group.error());
    p->group = std::move(*group);
    p->workersRunning = std::max(1, p->settings.workers);
    for (int i = p->workersRunning; i > 0; --i)
        kafka::inBackground([p] { p->runWorker(); }); // not joined: a handler may hang for ever
    p->poller = std::thread([p] { p->runPoller(); });
    return std::unique_ptr<Consumer>(new Consumer(std::move(p)));
}

Consumer::~Consumer()
{
    stop();
}

void Consumer::stop()
{
    std::vector<Private::LanePtr> lanes;
    {
        const std::lock_guard lock(d->mutex);
        if (std::exchange(d->stopped, true))
            return;
        d->quit = true;
        lanes = d->lanes;
        d->work.notify_all();
        d->quiet.notify_all();
    }
    for (const auto& lane : lanes)
        lane->givenUp.request_stop();
    d->poller.join();
}

Consumer::Private::~Private()
{
    // Leaving calls back, and records go before their client: by hand, while all members are there.
    over = true;
    polled.clear();
    lanes.clear();
    left.clear();
    group.reset();
}

void Consumer::Private::runPoller()
{
    auto nextLook = Clock::now();
    while (!quit) {
        // what is there at once is placed with one lock; only when there is nothing it waits
        auto record = group->next(polled.empty() ? PollWait : Milliseconds(0));
        if (record && *record) {
            polled.push_back(std::move(**record));
            if (polled.size() < MostPolled)
                continue;
        }
        placePolled();
        if (!record) {
            note(record.error());
            const std::lock_guard lock(mutex);
            ++counts.failures;
            pollErrors.add(record.error(), group->errorPlace(), Clock::now());
        }
        if (const auto now = Clock::now(); now >= nextLook) {
            nextLook = now + Milliseconds(10);
            tend();
            askAboutErrors();
        }
    }
    polled.clear();
    leave();
}

bool Consumer::Private::lettersAreDecided(const std::vector<LanePtr>& of)
{
    return std::ranges::none_of(of, [](const LanePtr& lane) { return lane->phase == Lane::Phase::Offered; });
}

void Consumer::Private::passBuried(const std::vector<LanePtr>& of)
{
    for (const LanePtr& lane : of) {
        if (!lane->busy && !lane->revoked && lane->phase == Lane::Phase::Buried)
            lane->next = Offset{ lane->batch[lane->at].ref().offset.value + 1 };
    }
}

Consumer::Private::LanePtr Consumer::Private::find(const TopicPartition& partition) const
{
    const auto at
        = std::ranges::find_if(lanes, [&](const LanePtr& lane) { return lane->assigned.partition == partition; });
    return at == lanes.end() ? nullptr : *at;
}

void Consumer::Private::placePolled()
{
    if (polled.empty())
        return;
    LanePtr lane; // records come in runs of one partition
    LanePtr crowded;
    std::unique_lock lock(mutex);
    bool wake = false;
    for (kafka::PolledRecord& record : polled) {
        const auto& ref = record.ref();
        const QString& topic = settings.group.topics[qsizetype(ref.topic)];
        const auto isIts = [&](const LanePtr& l) {
            return l->assigned.partition.partition == ref.partition && l->assigned.partition.topic == topic;
        };
        if (!lane || !isIts(lane)) {
            const auto at = std::ranges::find_if(lanes, isIts);
            lane = at == lanes.end() ? nullptr : *at;
            if (!pollErrors.empty())
                pollErrors.recordsOf(topic);
        }
        if (!lane)
            continue;
        if (ref.offset.value < lane->expected) {
            if (lane->repeats)
                continue;
            // librdkafka began again at the oldest record, as the offset it wanted was out of range
            counts.lastError = QStringLiteral("%1 [%2] goes on at offset %3 after %4: the topic was made anew, or cut")
                                   .arg(topic)
                                   .arg(ref.partition.value)
                                   .arg(ref.offset.value)
                                   .arg(lane->expected - 1);
            qCWarning(logConsumer).noquote() << counts.lastError;
        }
        lane->repeats = false;
        lane->expected = ref.offset.value + 1;
        queuedBytes += qint64(record.bytes());
        lane->queue.push_back(std::move(record));
        wake = wake || (lane->queue.size() == 1 && !lane->busy);
        if (lane->queue.size() >= recordLimit() || queuedBytes >= MostQueuedBytes)
            crowded = lane;
    }
    polled.clear();
    if (wake)
        work.notify_all();
    // Full: a short wait is cheaper than a pause, after which all that librdkafka had fetched is fetched again. Where
    // the handler is slow tend() pauses, and the group goes on being polled.
    const auto full = [&] {
        return !quit && crowded && (crowded->queue.size() >= recordLimit() || queuedBytes >= MostQueuedBytes);
    };
    if (full())
        quiet.wait_for(
            lock, crowded->phase == Lane::Phase::Ready ? Milliseconds(100) : Milliseconds(0), [&] { return !full(); });
    if (!full())
        return;
    lock.unlock();
    tend();
}

void Consumer::Private::tend()
{
    std::vector<TopicPartition> pause;
    std::vector<TopicPartition> resume;
    std::vector<std::pair<TopicPartition, Offset>> seeks;
    bool hangs = false;
    bool leaveGroup = false;
    bool joinGroup = false;
    {
        const std::lock_guard lock(mutex);
        const auto now = Clock::now();
        std::erase_if(left, [](const LanePtr& lane) { return !lane->busy; });
        hangs = !left.empty() && hung;
        for (const LanePtr& lane : lanes) {
            const auto running = now - Clock::time_point(Clock::duration(lane->since.load()));
            hangs = hangs || (lane->busy && running > settings.group.maxPollInterval);
            if (lane->seekTo && !lane->busy && lane->phase != Lane::Phase::Offered) {
                for (const auto& record : lane->queue)
                    queuedBytes -= qint64(record.bytes());
                lane->clear();
                lane->expected = -1;
                lane->next = lane->seekTo;
                lane->committed.reset();
                if (std::exchange(lane->paused, false))
                    resume.push_back(lane->assigned.partition); // a paused one would forget the seek
                seeks.emplace_back(lane->assigned.partition, *std::exchange(lane->seekTo, std::nullopt));
            }
            const bool many = lane->queue.size() >= recordLimit()
                || (queuedBytes >= MostQueuedBytes && (lane->busy || !lane->empty()));
            const bool few = lane->queue.size() <= recordLimit() / 2 && queuedBytes < MostQueuedBytes / 2;
            const bool slow = lane->phase != Lane::Phase::Ready || (lane->busy && running > SlowCall)
                || queuedBytes >= MostQueuedBytes;
            const bool failing = lane->phase == Lane::Phase::Waiting || lane->phase == Lane::Phase::Offered;
            const bool want = lane->pausedByUser || failing || (lane->paused ? !few : many && slow);
            if (want != lane->paused) {
                lane->paused = want;
                lane->repeats = lane->repeats || !want;
                (want ? pause : resume).push_back(lane->assigned.partition);
            }
        }
        leaveGroup = hangs && !hung;
        joinGroup = hung && !hangs;
        hung = hangs || (hung && !joinGroup);
    }
    if (!resume.empty())
        group->resume(resume);
    for (const auto& [partition, offset] : seeks) {
        if (auto done = group->seek(partition, offset); !done)
            note(done.error());
    }
    if (!pause.empty())
        group->pause(pause);
    if (leaveGroup) {
        note({ .message = QStringLiteral("Consumer %1 leaves the group: a handler has been running for more than %2 s")
                              .arg(settings.id)
                              .arg(settings.group.maxPollInterval.count() / 1000),
            .hint = QStringLiteral("it joins again when the handler returns") });
        group->unsubscribe();
    }
    if (joinGroup) {
        if (auto joined = group->subscribe(); !joined)
            note(joined.error());
    }
}

void Consumer::Private::askAboutErrors()
{
    std::optional<kafka::ErrorPlace> place;
    {
        const std::lock_guard lock(mutex);
        if (pollErrors.empty())
            return;
        place = pollErrors.toAsk(Clock::now());
        if (!place)
            return;
        if (place->partition) {
            const auto lane = find({ place->topic, *place->partition });
            if (lane && lane->paused) { // nothing is fetched, so nothing is told
                pollErrors.answered(*place, Failure(Error{}), Clock::now());
                return;
            }
            if (lane)
                lane->repeats = true;
        }
    }
    if (place->partition) {
        group->refetch({ place->topic, *place->partition });
        return;
    }
    auto answer = group->checkTopic(place->topic, TopicAnswer);
    if (answer && !hung) // librdkafka would find out at its next refresh, up to five minutes later
        answer = group->subscribe();
    qCDebug(logConsumer).noquote() << QStringLiteral("Consumer %1 asked about topic %2: %3")
                                          .arg(settings.id, place->topic,
                                              answer ? QStringLiteral("it is there") : answer.error().message);
    const std::lock_guard lock(mutex);
    pollErrors.answered(*place, answer, Clock::now());
}

void Consumer::Private::takeAssigned(const std::vector<kafka::AssignedPartition>& partitions)
{
    polled.clear(); // of before: they come again from where the partitions start now
    if (over)
        return;
    const std::lock_guard lock(mutex);
    pollErrors.assigned(partitions);
    ++counts.rebalances;
    lanes.clear();
    for (const auto& partition : partitions) {
        auto lane = std::make_shared<Lane>();
        lane->assigned = partition;
        lanes.push_back(std::move(lane));
    }
    qCInfo(logConsumer).noquote() << QStringLiteral("Consumer %1 has %2 partitions").arg(settings.id).arg(lanes.size());
    const auto text = [](const std::optional<Offset>& offset) {
        return offset ? QString::number(offset->value) : QStringLiteral("unknown");
    };
    for (const auto& one : partitions)
        qCDebug(logConsumer).noquote() << QStringLiteral("Consumer %1 is assigned %2 [%3]: committed %4, begins at %5")
                                              .arg(settings.id, one.partition.topic)
                                              .arg(one.partition.partition.value)
                                              .arg(text(one.committed), text(one.start));
    work.notify_all();
}

void Consumer::Private::takeRevoked(const std::vector<TopicPartition>& partitions, bool lost)
{
    if (over)
        return;
    qCWarning(logConsumer).noquote() << QStringLiteral(
        "Consumer group rebalancing: %1 gives up %2 partitions (raise the session timeout or shorten "
        "the processing time if it happens often)")
                                            .arg(settings.id)
                                            .arg(partitions.size());
    polled.clear();
    std::vector<LanePtr> gone;
    {
        const std::lock_guard lock(mutex);
        for (const LanePtr& lane : lanes)
            lane->revoked = lane->revoked || lost;
        gone = lanes;
        yielding = true; // no new calls; what runs is finished
    }
    for (const LanePtr& lane : gone)
        lane->givenUp.request_stop();
    {
        std::unique_lock lock(mutex);
        if (!hung)
            quiet.wait_for(lock, settings.drain, [&] {
                return std::ranges::none_of(gone, [](const auto& lane) { return lane->busy; })
                    && lettersAreDecided(gone);
            });
        passBuried(gone);
    }
    if (!lost) {
        if (auto done = commitHandled(); !done)
            note(done.error());
    }
    {
        const std::lock_guard lock(mutex);
        yielding = false;
        for (const LanePtr& lane : gone) {
            lane->revoked = true;
            for (const auto& record : lane->queue)
                queuedBytes -= qint64(record.bytes());
            lane->queue.clear();
            if (lane->busy)
                left.push_back(lane);
            else
                lane->clear();
        }
        lanes.clear();
    }
    if (settings.revoked) {
        for (const TopicPartition& partition : partitions)
            settings.revoked(partition);
    }
}

Result<> Consumer::Private::commitHandled()
{
    std::vector<std::pair<TopicPartition, Offset>> offsets;
    std::vector<std::pair<LanePtr, Offset>> marks;
    {
        const std::lock_guard lock(mutex);
        for (const LanePtr& lane : lanes) {
            if (lane->next && lane->next != lane->committed && !lane->revoked) {
                offsets.emplace_back(lane->assigned.partition, *lane->next);
                marks.emplace_back(lane, *lane->next);
            }
        }
    }
    if (offsets.empty())
        return {};
    auto done = group->commit(offsets);
    qCDebug(logConsumer).noquote() << QStringLiteral("Consumer %1 committed %2 partitions: %3")
                                          .arg(settings.id)
                                          .arg(offsets.size())
                                          .arg(done ? QStringLiteral("done") : done.error().message);
    const std::lock_guard lock(mutex);
    ++(done ? counts.commits : counts.commitFailures);
    if (done) {
        for (const auto& [lane, offset] : marks)
            lane->committed = offset;
    }
    return done;
}

void Consumer::Private::leave()
{
    bool ended = false;
    {
        std::unique_lock lock(mutex);
        const auto until = Clock::now() + settings.drain;
        ended = quiet.wait_until(lock, until, [&] { return workersRunning == 0; });
        // what is on its way to the dead-letter topic would be sent there once more by who reads it next
        quiet.wait_until(lock, until, [&] { return lettersAreDecided(lanes); });
        passBuried(lanes);
    }
    if (auto done = commitHandled(); !done)
        note(done.error());
    {
        const std::lock_guard lock(mutex);
        for (const LanePtr& lane : lanes) {
            lane->revoked = true;
            if (!lane->busy) // else its worker does
                lane->clear();
        }
        lanes.clear(); // closing revokes once more, and then there is nothing left to commit
        queuedBytes = 0;
    }
    if (ended) {
        const std::lock_guard lock(groupMutex);
        group.reset(); // leaves
        return;
    }
    // A handler still has records of librdkafka's: the group is left, and the client lives until the handler returns.
    qCCritical(logConsumer).noquote()
        << QStringLiteral("Consumer %1 is left behind: its handler does not return").arg(settings.id);
    group->unsubscribe();
    for (const auto until = Clock::now() + Milliseconds(500); Clock::now() < until;)
        (void)group->next(Milliseconds(50));
    over = true;
}

void Consumer::Private::note(const Error& error)
{
    qCWarning(logConsumer).noquote() << toText(error);
    const std::lock_guard lock(mutex);
    counts.lastError = error.message;
}

const QString& Consumer::id() const
{
    return d->settings.id;
}

ConsumerStats Consumer::stats() const
{
    const std::lock_guard lock(d->mutex);
    ConsumerStats stats = d->counts;
    stats.active = !d->stopped;
    for (const auto& lane : d->lanes) {
        stats.assigned.push_back(lane->assigned.partition);
        stats.queued += qint64(lane->queue.size());
        if (lane->stalled())
            stats.stalled.push_back(lane->assigned.partition);
    }
    std::ranges::sort(stats.assigned);
    std::ranges::sort(stats.stalled);
    if (d->hung || !stats.stalled.empty())
        stats.trouble = Error{ .message = stats.lastError, .hint = {} };
    else
        stats.trouble = d->pollErrors.trouble(Lane::Clock::now());
    return stats;
}

void Consumer::pause(const std::vector<TopicPartition>& partitions)
{
    const std::lock_guard lock(d->mutex);
    for (const TopicPartition& partition : partitions) {
        if (const auto lane = d->find(partition))
            lane->pausedByUser = true;
    }
}

void Consumer::resume(const std::vector<TopicPartition>& partitions)
{
    const std::lock_guard lock(d->mutex);
    for (const TopicPartition& partition : partitions) {
        if (const auto lane = d->find(partition))
            lane->pausedByUser = false;
    }
}

void Consumer::seek(const TopicPartition& partition, Offset offset)
{
    const std::lock_guard lock(d->mutex);
    if (const auto lane = d->find(partition))
        lane->seekTo = offset;
}

Result<> Consumer::commit()
{
    const std::lock_guard lock(d->groupMutex);
    return d->group ? d->commitHandled() : Result<>{};
}

} // namespace spillway
