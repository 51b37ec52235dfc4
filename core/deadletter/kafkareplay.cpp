// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/dialects.h"
#include "core/deadletter/kafkalettersourceprivate.h"
#include "core/kafka/producer.h"
#include "core/serde/text.h"

#include <QDateTime>
#include <QUuid>

#include <algorithm>
#include <condition_variable>
#include <set>

/// Replay, for KafkaLetterSource.
namespace spillway::deadletter {

namespace {

constexpr size_t BatchRecords = 200;
constexpr qint64 BatchBytes = 32LL << 20;
constexpr kafka::Milliseconds DeliveryTimeout{ 30'000 };
constexpr kafka::Milliseconds LeaveTimeout{ 1'500 }; // after a stop: quitting takes 2 s at most

/// Counts off the acknowledgements of one batch. Outlives the batch when a record is given up.
struct Acknowledgements {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::optional<Result<kafka::Delivery>>> results;
    size_t missing = 0;
};

struct Sendable {
    const PlannedRecord* planned = nullptr;
    Record record;
};

JournalEntry entryFor(const ReplayPlan& plan, const PlannedRecord& planned, JournalEntry::What what)
{
    JournalEntry entry;
    entry.what = what;
    entry.letter = planned.from;
    entry.timestampMs = planned.timestampMs;
    entry.job = plan.id;
    entry.target = planned.toTopic;
    return entry;
}

/// Waits until `due`, or until stopped.
void waitUntil(std::chrono::steady_clock::time_point due, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_until(lock, stop, due, [] { return false; });
}

} // namespace

Result<ReplayPlan> KafkaLetterSource::plan(const ReplayRequest& request, Progress& progress, std::stop_token stop)
{
    if (request.to && *request.to == request.topic)
        return Failure(Error{ .code = ErrorCode::Refused,
            .message = QStringLiteral("Refused: %1 is the dead-letter topic itself").arg(request.topic),
            .hint = QStringLiteral("replay to the original topic, or to a topic of its own") });
    auto ready = d->ready(stop);
    if (!ready)
        return Failure(ready.error());
    std::vector<Error> failed;
    const auto whole = d->wholeTopic(*ready, request.topic, &failed);
    if (!whole)
        return Failure(whole.error());
    if (!failed.empty() && whole->empty())
        return Failure(failed.front());

    ReplayPlan plan;
    plan.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    plan.clusterId = ready->metadata.clusterId;
    plan.request = request;
    plan.plannedAtMs = QDateTime::currentMSecsSinceEpoch();
    for (const Error& error : failed)
        plan.warnings << toText(error);

    std::map<QString, std::pair<ReplayTarget, TargetFacts>> targets;
    const auto factsOf = [&](const QString& topic) -> TargetFacts {
        const auto [at, isNew] = targets.try_emplace(topic);
        auto& [target, facts] = at->second;
        if (!isNew)
            return facts;
        target.topic = topic;
        const TopicInfo* info = ready->metadata.find(topic);
        target.exists = facts.exists = info && !info->partitions.empty();
        target.partitions = facts.partitions = info ? static_cast<int>(info->partitions.size()) : 0;
        if (!facts.exists)
            return facts;
        if (const auto config = (*ready->admin)->topicConfig(topic)) {
            for (const ConfigEntry& entry : *config) {
                if (entry.name == QLatin1String("max.message.bytes") && entry.value)
                    target.maxMessageBytes = facts.maxMessageBytes = entry.value->toLongLong();
                if (entry.name == QLatin1String("cleanup.policy") && entry.value)
                    target.compacted = entry.value->contains(QLatin1String("compact"));
            }
        } else {
            plan.warnings << QStringLiteral("the settings of %1 are not known: %2").arg(topic, toText(config.error()));
        }
        return facts;
    };

    qint64 toReplay = 0;
    std::set<Coordinates> missing(request.picks.begin(), request.picks.end());
    const auto take = [&](Record record) {
        missing.erase({ record.topic, record.partition, record.offset });
        ++progress.done;
        if (request.filter && !request.filter(record))
            return true;
        if ((request.limit && toReplay >= *request.limit) || plan.records.size() >= ReplayPlan::MaxRecords) {
            plan.more = true;
            return false;
        }
        Letter letter = d->letterOf(*ready, std::move(record));
        if (request.picks.empty() && !request.again && letter.state == LetterState::Discarded)
            return true; // nobody asked for it
        const QString topic = targetOf(letter.error, request);
        const LetterState handled = letter.state == LetterState::Discarded
            ? letter.state
            : ready->journal->stateOf(letter.at(), letter.record.timestampMs, topic).state;
        PlannedRecord planned = planRecord(letter, request, topic.isEmpty() ? TargetFacts{} : factsOf(topic), handled);
        if (planned.tombstone && planned.action == PlannedRecord::Action::Replay && !planned.pointsTo
            && !letter.record.key && targets.at(topic).first.compacted) {
            planned.action = PlannedRecord::Action::Skip;
            planned.reason
                = QStringLiteral("it has no key, which the compacted topic %1 refuses").arg(visibleText(topic));
        }
        toReplay += planned.action == PlannedRecord::Action::Replay ? 1 : 0;
        plan.records.push_back(std::move(planned));
        return true;
    };
    Result<> read;
    if (request.picks.empty()) {
        for (const auto& [partition, span] : *whole)
            progress.expected += span.to.value - span.from.value;
        // one partition after the other: which letters a limit takes does not depend on who was faster
        for (const auto& [partition, span] : *whole) {
            if (!read || plan.more)
                break;
            read = d->readWhole(span, take, stop);
        }
    } else {
        progress.expected = static_cast<qint64>(request.picks.size());
        for (const Coordinates& pick : request.picks) {
            if (pick.topic != request.topic)
                return Failure(Error{ .code = ErrorCode::InvalidArgument,
                    .message = QStringLiteral("%1 is not a letter of %2").arg(toText(pick), request.topic),
                    .hint = {} });
        }
        read = d->readPicked(*whole, request.picks, take, stop);
        std::ranges::sort(plan.records, {}, &PlannedRecord::from);
    }
    if (!read)
        return Failure(read.error());
    if (!plan.more) {
        for (const Coordinates& gone : missing) {
            PlannedRecord planned;
            planned.from = gone;
            planned.reason = QStringLiteral("there is no letter (any more)");
            plan.records.push_back(std::move(planned));
        }
    }

    for (PlannedRecord& planned : plan.records) {
        if (planned.action != PlannedRecord::Action::Replay)
            continue;
        if (planned.pointsTo) {
            const Original original = d->fetch(*ready, *planned.pointsTo, stop);
            if (!original.found()) {
                planned.action = PlannedRecord::Action::Skip;
                planned.reason
                    = QStringLiteral("it only points to a record, and that is gone: %1").arg(original.explanation);
                continue;
            }
            if (!original.record->value && !request.sendTombstones) {
                planned.action = PlannedRecord::Action::Skip;
                planned.reason
                    = QStringLiteral("the record it points to has a null value; confirm tombstones to send it");
                continue;
            }
        }
        ++targets.at(planned.toTopic).first.records;
    }
    if (plan.count(PlannedRecord::Action::Replay) > 0) {
        const auto groups = (*ready->admin)->groups();
        for (auto& target : targets) {
            const QString& topic = target.first; // clang 14: a lambda may not name a structured binding
            auto& of = target.second;
            if (!groups || of.first.records == 0)
                continue;
            QStringList reading;
            for (const ConsumerGroup& group : *groups) {
                const bool commits
                    = std::ranges::any_of(group.offsets, [&](const auto& o) { return o.partition.topic == topic; });
                const bool assigned = group.members && std::ranges::any_of(*group.members, [&](const GroupMember& m) {
                    return std::ranges::any_of(m.assignment, [&](const auto& tp) { return tp.topic == topic; });
                });
                if (commits || assigned)
                    reading << group.id;
            }
            of.first.groups = reading;
        }
        if (!groups)
            plan.warnings
                << QStringLiteral("which groups read the target is not known: %1").arg(toText(groups.error()));
    }
    const TopicNames names;
    for (auto& [topic, of] : targets) {
        if (of.first.records > 0 && names.match(topic))
            plan.warnings << QStringLiteral("the target %1 looks like a dead-letter or retry topic itself").arg(topic);
        plan.targets.push_back(std::move(of.first));
    }
    if (plan.more)
        plan.warnings << QStringLiteral("there are more letters than these; the same replay again goes on with them");
    return plan;
}

Result<ReplayReport> KafkaLetterSource::replay(const ReplayPlan& plan, kafka::Confirmation confirmation,
    Progress& progress, std::stop_token stop, const std::function<void(const ReplayOutcome&)>& each)
{
    kafka::ReplayOperation operation;
    operation.from = plan.request.topic;
    operation.count = plan.count(PlannedRecord::Action::Replay);
    operation.keepsHeaders = plan.request.keepHeaders;
    operation.job = plan.id;
    for (const ReplayTarget& target : plan.targets) {
        if (target.records > 0)
            operation.to << target.topic;
    }
    operation.tombstones = std::ranges::count_if(plan.records,
        [](const PlannedRecord& r) { return r.action == PlannedRecord::Action::Replay && r.tombstone && !r.pointsTo; });
    return d->gate.execute(operation, confirmation, [&]() -> Result<ReplayReport> {
        auto ready = d->ready(stop);
        if (!ready)
            return Failure(ready.error());
        if (ready->metadata.clusterId != plan.clusterId)
            return Failure(Error{ .code = ErrorCode::Refused,
                .message = QStringLiteral("The plan was made for cluster %1, this is %2")
                               .arg(plan.clusterId, ready->metadata.clusterId),
                .hint = QStringLiteral("plan again") });
        return d->run(*ready, plan, progress, stop, each);
    });
}

Result<ReplayReport> KafkaLetterSource::Private::run(Ready& ready, const ReplayPlan& plan, Progress& progress,
    const std::stop_token& stop, const std::function<void(const ReplayOutcome&)>& each)
{
    const auto began = std::chrono::steady_clock::now();
    const ReplayRequest& request = plan.request;
    ReplayReport report;
    report.selected = static_cast<qint64>(plan.records.size());
    progress.expected = report.selected;
    const auto tell = [&](const PlannedRecord& planned, ReplayOutcome::Kind kind, QString reason,
                          const kafka::Delivery* delivery = nullptr) {
        ReplayOutcome outcome{ kind, planned.from, planned.toTopic, {}, {}, std::move(reason) };
        if (delivery) {
            outcome.toPartition = delivery->partition;
            outcome.toOffset = delivery->offset;
        }
        using Kind = ReplayOutcome::Kind;
        qint64& counter = kind == Kind::Replayed ? report.replayed
            : kind == Kind::Already              ? report.already
            : kind == Kind::Skipped              ? report.skipped
            : kind == Kind::Uncertain            ? report.uncertain
                                                 : report.failed;
        ++counter;
        ++progress.done;
        progress.replayed = report.replayed;
        progress.failed = report.failed;
        if (each)
            each(outcome);
        report.outcomes.push_back(std::move(outcome));
    };

    const auto lock = ready.journal->lock();
    if (!lock)
        return Failure(lock.error());
    if (const auto fresh = ready.journal->refresh(); !fresh)
        return Failure(fresh.error());
    const auto whole = wholeTopic(ready, request.topic);
    if (!whole)
        return Failure(whole.error());
    kafka::ProducerSettings producing;
    producing.deliveryTimeout = DeliveryTimeout;
    producing.maxMessageBytes = 1'000'000'000; // librdkafka's own limit: the target's was looked at in the plan
    auto producer = kafka::Producer::create(settings, producing);
    if (!producer)
        return Failure(producer.error());

    size_t batchSize = BatchRecords;
    if (request.perSecond > 0)
        batchSize = std::clamp<size_t>(static_cast<size_t>(request.perSecond / 4), 1, BatchRecords);
    qint64 sent = 0;
    const auto sendingSince = std::chrono::steady_clock::now();
    size_t at = 0;
    while (at < plan.records.size()) {
        if (stop.stop_requested()) {
            report.cancelled = true;
            break;
        }
        const PlannedRecord& first = plan.records[at];
        if (first.action != PlannedRecord::Action::Replay) {
            using Action = PlannedRecord::Action;
            tell(first,
                first.action == Action::Already         ? ReplayOutcome::Kind::Already
                    : first.action == Action::Uncertain ? ReplayOutcome::Kind::Uncertain
                                                        : ReplayOutcome::Kind::Skipped,
                first.reason);
            ++at;
            continue;
        }
        // A batch: planned records of one partition that lie together, read again by their coordinates.
        std::vector<Coordinates> wanted;
        size_t end = at;
        while (end < plan.records.size() && wanted.size() < batchSize) {
            const PlannedRecord& planned = plan.records[end];
            if (planned.action != PlannedRecord::Action::Replay || planned.from.partition != first.from.partition)
                break;
            wanted.push_back(planned.from);
            ++end;
        }
        std::map<Coordinates, Record> found;
        qint64 bytes = 0;
        std::optional<Coordinates> readTo;
        const auto read = readPicked(
            *whole, wanted,
            [&](Record record) {
                const Coordinates place{ record.topic, record.partition, record.offset };
                bytes += record.value.value_or(QByteArray()).size();
                readTo = place;
                found.emplace(place, std::move(record));
                return bytes < BatchBytes;
            },
            stop);
        if (!read) {
            if (read.error().code == ErrorCode::Cancelled)
                continue; // the loop's head says so
            if (report.replayed + report.uncertain + report.failed == 0)
                return Failure(read.error());
            for (; at < end; ++at)
                tell(plan.records[at], ReplayOutcome::Kind::Skipped, read.error().message);
            continue;
        }
        if (bytes >= BatchBytes) { // the rest of the batch comes next time
            while (end > at + 1 && plan.records[end - 1].from > *readTo)
                --end;
        }

        std::vector<Sendable> batch;
        for (; at < end; ++at) {
            const PlannedRecord& planned = plan.records[at];
            const auto record = found.find(planned.from);
            if (record == found.end() || record->second.timestampMs != planned.timestampMs) {
                tell(planned, ReplayOutcome::Kind::Skipped,
                    record == found.end() ? QStringLiteral("gone since it was planned")
                                          : QStringLiteral("another record lies there than was planned"));
                continue;
            }
            if (!request.again
                && ready.journal->stateOf(planned.from, planned.timestampMs, planned.toTopic).state
                    == LetterState::Replayed) {
                tell(planned, ReplayOutcome::Kind::Already, QStringLiteral("was replayed since it was planned"));
                continue;
            }
            Sendable one{ &planned, {} };
            if (planned.pointsTo) {
                Original original = fetch(ready, *planned.pointsTo, stop);
                if (!original.record) {
                    tell(planned, ReplayOutcome::Kind::Skipped,
                        QStringLiteral("it only points to a record, and that is gone: %1").arg(original.explanation));
                    continue;
                }
                one.record = recordToSend(*original.record, request, planned.toTopic, plan.id, planned.from);
            } else {
                one.record = recordToSend(record->second, request, planned.toTopic, plan.id, planned.from);
            }
            batch.push_back(std::move(one));
        }
        if (batch.empty())
            continue;

        // Noted before anything is sent: whoever is killed from here on leaves these marked as uncertain.
        std::vector<JournalEntry> notes;
        for (const Sendable& one : batch)
            notes.push_back(entryFor(plan, *one.planned, JournalEntry::What::Begun));
        if (const auto begun = ready.journal->append(notes); !begun) {
            if (report.replayed + report.uncertain + report.failed == 0)
                return Failure(begun.error());
            for (const Sendable& one : batch)
                tell(*one.planned, ReplayOutcome::Kind::Failed, begun.error().message);
            report.cancelled = true;
            break;
        }
        auto answers = std::make_shared<Acknowledgements>();
        answers->results.resize(batch.size());
        answers->missing = batch.size();
        for (size_t i = 0; i < batch.size(); ++i) {
            const auto acknowledge = [answers, i](Result<kafka::Delivery> result) {
                const std::lock_guard guard(answers->mutex);
                answers->results[i] = std::move(result);
                if (--answers->missing == 0)
                    answers->changed.notify_all();
            };
            if (const auto handed = (*producer)->send(batch[i].record, batch[i].planned->toPartition, acknowledge);
                !handed)
                acknowledge(Failure(handed.error()));
        }
        std::vector<std::optional<Result<kafka::Delivery>>> results;
        {
            const std::stop_callback wake(stop, [&answers] {
                const std::lock_guard guard(answers->mutex);
                answers->changed.notify_all();
            });
            std::unique_lock guard(answers->mutex);
            const auto all = [&] { return answers->missing == 0; };
            const auto deadline = std::chrono::steady_clock::now() + DeliveryTimeout + kafka::Milliseconds(5000);
            answers->changed.wait_until(guard, deadline, [&] { return all() || stop.stop_requested(); });
            answers->changed.wait_for(guard, LeaveTimeout, all);
            results = answers->results;
        }
        // In the journal before anybody hears of it: who is killed after saying "replayed" has it written down.
        notes.clear();
        for (size_t i = 0; i < batch.size(); ++i) {
            if (!results[i] || (!*results[i] && kafka::mayHaveBeenWritten(results[i]->error())))
                continue;
            const auto& result = *results[i];
            JournalEntry entry
                = entryFor(plan, *batch[i].planned, result ? JournalEntry::What::Sent : JournalEntry::What::Failed);
            if (result) {
                entry.toPartition = result->partition;
                entry.toOffset = result->offset;
            } else {
                entry.reason = result.error().message;
            }
            notes.push_back(std::move(entry));
        }
        const auto noted = ready.journal->append(notes);
        for (size_t i = 0; i < batch.size(); ++i) {
            const PlannedRecord& planned = *batch[i].planned;
            if (!results[i])
                tell(planned, ReplayOutcome::Kind::Uncertain,
                    QStringLiteral("sent, and not acknowledged in time: it may have been written"));
            else if (const auto& result = *results[i]; result)
                tell(planned, ReplayOutcome::Kind::Replayed, noted ? QString() : noted.error().message, &*result);
            else
                tell(planned,
                    kafka::mayHaveBeenWritten(result.error()) ? ReplayOutcome::Kind::Uncertain
                                                              : ReplayOutcome::Kind::Failed,
                    toText(result.error()));
        }
        if (!noted) {
            // They stay marked as begun: uncertain for the next run, which is the safe side.
            report.cancelled = true;
            break;
        }
        sent += static_cast<qint64>(batch.size());
        if (request.perSecond > 0 && at < plan.records.size())
            waitUntil(sendingSince
                    + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(sent) / request.perSecond)),
                stop);
    }
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return report;
}

} // namespace spillway::deadletter
