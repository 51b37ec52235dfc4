// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/replayplan.h"

#include "core/deadletter/dialects.h"
#include "core/kafka/producer.h"
#include "core/serde/recordjson.h"
#include "core/serde/text.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <map>
#include <set>

namespace spillway::deadletter {

namespace {

// What a batch, a record and each header take besides their bytes; generous, so that "fits" means it.
constexpr qint64 RecordOverhead = 100;
constexpr qint64 HeaderOverhead = 10;
constexpr size_t ManyFailures = 3;

qint64 sizeOf(const std::optional<QByteArray>& bytes)
{
    return bytes ? bytes->size() : 0;
}

QString counted(qint64 count, const char* one, const char* many)
{
    return QLocale(QLocale::English).toString(count) + QLatin1Char(' ') + QLatin1String(count == 1 ? one : many);
}

QString listed(const QStringList& names, qsizetype most = 5)
{
    QStringList shown;
    for (const QString& name : names.first(std::min(most, names.size())))
        shown << visibleText(name);
    const QString text = shown.join(QStringLiteral(", "));
    return names.size() > most ? QStringLiteral("%1 and %2 more").arg(text).arg(names.size() - most) : text;
}

/// Why the letter cannot be replayed at all; empty: it can.
QString reasonToSkip(const Letter& letter, const ReplayRequest& request, const QString& target,
    const TargetFacts& facts, const PlannedRecord& planned)
{
    if (target.isEmpty())
        return letter.error.recognised()
            ? QStringLiteral("its headers do not name the original topic; give one to replay it to")
            : QStringLiteral("it carries no error headers that name a topic; give one to replay it to");
    if (target == request.topic || target == letter.record.topic)
        return request.to
            ? QStringLiteral("the target is the dead-letter topic itself")
            : QStringLiteral("its original topic is the dead-letter topic itself; give one to replay it to");
    if (target.startsWith(QLatin1String("__")))
        return QStringLiteral("%1 is a topic of Kafka's own").arg(visibleText(target));
    if (!facts.exists)
        return QStringLiteral("topic %1 does not exist").arg(visibleText(target));
    if (request.partition && request.partition->value >= facts.partitions)
        return QStringLiteral("%1 has no partition %2, only %3")
            .arg(visibleText(target))
            .arg(request.partition->value)
            .arg(facts.partitions);
    if (letter.error.pointer) {
        if (!letter.error.origin.hasCoordinates())
            return QStringLiteral("it only points to a record, and its headers do not say which");
        return {};
    }
    if (planned.tombstone && !request.sendTombstones)
        return QStringLiteral(
            "its value is null: on a compacted topic that deletes the key; confirm tombstones to send it");
    if (facts.maxMessageBytes && planned.bytes > *facts.maxMessageBytes)
        return QStringLiteral("%1 bytes are more than %2 of %3 allows (max.message.bytes)")
            .arg(planned.bytes)
            .arg(*facts.maxMessageBytes)
            .arg(visibleText(target));
    return {};
}

} // namespace

QString actionName(PlannedRecord::Action action)
{
    switch (action) {
    case PlannedRecord::Action::Replay:
        return QStringLiteral("replay");
    case PlannedRecord::Action::Skip:
        return QStringLiteral("skip");
    case PlannedRecord::Action::Already:
        return QStringLiteral("already");
    case PlannedRecord::Action::Uncertain:
        return QStringLiteral("uncertain");
    }
    return {};
}

QString outcomeName(ReplayOutcome::Kind kind)
{
    switch (kind) {
    case ReplayOutcome::Kind::Replayed:
        return QStringLiteral("replayed");
    case ReplayOutcome::Kind::Already:
        return QStringLiteral("already");
    case ReplayOutcome::Kind::Skipped:
        return QStringLiteral("skipped");
    case ReplayOutcome::Kind::Uncertain:
        return QStringLiteral("uncertain");
    case ReplayOutcome::Kind::Failed:
        return QStringLiteral("failed");
    }
    return {};
}

QString targetOf(const DeadLetter& letter, const ReplayRequest& request)
{
    return request.to ? *request.to : letter.origin.topic.value_or(QString());
}

Record recordToSend(const Record& letter, const ReplayRequest& request, const QString& target, const QString& planId,
    const Coordinates& from)
{
    Record record = letter;
    record.topic = target;
    if (!request.keepHeaders) {
        const std::vector<bool> errors = errorHeaders(headerViews(letter));
        record.headers.clear();
        for (size_t i = 0; i < letter.headers.size(); ++i) {
            if (!errors[i])
                record.headers.push_back(letter.headers[i]);
        }
    }
    if (request.addLineage) {
        qint64 before = 0;
        for (const Header& header : letter.headers)
            before += header.name == "x-spillway-replay-id" ? 1 : 0;
        record.headers.push_back({ "x-spillway-replay-id", planId.toUtf8() });
        record.headers.push_back({ "x-spillway-replay-source", toText(from).toUtf8() });
        record.headers.push_back({ "x-spillway-replay-count", QByteArray::number(before + 1) });
        record.headers.push_back(
            { "x-spillway-replayed-at", QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toUtf8() });
    }
    return record;
}

PlannedRecord planRecord(
    const Letter& letter, const ReplayRequest& request, const TargetFacts& facts, LetterState handled)
{
    PlannedRecord planned;
    planned.from = letter.at();
    planned.timestampMs = letter.record.timestampMs;
    planned.toTopic = targetOf(letter.error, request);
    planned.tombstone = !letter.record.value.has_value();
    const std::vector<bool> errors = errorHeaders(headerViews(letter.record));
    planned.bytes = RecordOverhead + sizeOf(letter.record.key) + sizeOf(letter.record.value);
    for (size_t i = 0; i < letter.record.headers.size(); ++i) {
        if (errors[i] && !request.keepHeaders) {
            ++planned.headersRemoved;
            continue;
        }
        ++planned.headersKept;
        const Header& header = letter.record.headers[i];
        planned.bytes += HeaderOverhead + header.name.size() + sizeOf(header.value);
    }

    planned.reason = reasonToSkip(letter, request, planned.toTopic, facts, planned);
    if (!planned.reason.isEmpty())
        return planned;
    if (!request.again) {
        if (handled == LetterState::Discarded) {
            planned.reason = QStringLiteral("discarded: %1").arg(visibleText(letter.remark));
            return planned;
        }
        if (handled == LetterState::Replayed) {
            planned.action = PlannedRecord::Action::Already;
            planned.reason = QStringLiteral("was replayed to %1 before").arg(visibleText(planned.toTopic));
            return planned;
        }
        if (handled == LetterState::Uncertain) {
            planned.action = PlannedRecord::Action::Uncertain;
            planned.reason
                = QStringLiteral("a replay of it to %1 was cut off: it may have been written; look there, then "
                                 "replay it again or not")
                      .arg(visibleText(planned.toTopic));
            return planned;
        }
    }
    planned.action = PlannedRecord::Action::Replay;
    QStringList warnings;
    const Origin& origin = letter.error.origin;
    if (letter.error.pointer)
        planned.pointsTo = Coordinates{ *origin.topic, *origin.partition, *origin.offset };
    if (request.partition) {
        planned.toPartition = request.partition;
    } else if (origin.partition && origin.topic == planned.toTopic) {
        if (origin.partition->value < facts.partitions) {
            planned.toPartition = origin.partition;
            if (letter.record.key) {
                const Partition byKey = kafka::murmur2Partition(bytesOf(*letter.record.key), facts.partitions);
                if (byKey != *origin.partition)
                    warnings << QStringLiteral(
                        "goes to its original partition %1; Java's partitioner puts this key into %2 "
                        "now (partitions were added, or its producer partitions differently)")
                                    .arg(origin.partition->value)
                                    .arg(byKey.value);
            }
        } else {
            warnings
                << QStringLiteral("its original partition %1 is gone: the key decides").arg(origin.partition->value);
        }
    }
    if (letter.error.earlier.size() + 1 >= ManyFailures)
        warnings
            << QStringLiteral("it has failed %1 times before: it may come back").arg(letter.error.earlier.size() + 1);
    planned.warning = warnings.join(QStringLiteral("; "));
    return planned;
}

qint64 ReplayPlan::count(PlannedRecord::Action action) const
{
    return std::ranges::count(records, action, &PlannedRecord::action);
}

QString ReplayPlan::question() const
{
    QStringList names;
    for (const ReplayTarget& target : targets) {
        if (target.records > 0)
            names << target.topic;
    }
    const qint64 count = this->count(PlannedRecord::Action::Replay);
    if (count == 0)
        return QStringLiteral("Nothing to replay from %1").arg(visibleText(request.topic));
    return QStringLiteral("Write %1 to %2?").arg(counted(count, "record", "records"), listed(names, 3));
}

std::vector<std::pair<QString, QString>> ReplayPlan::details() const
{
    const qint64 count = this->count(PlannedRecord::Action::Replay);
    std::map<QString, std::set<Partition>> partitions;
    std::set<QString> byKey;
    int leastRemoved = std::numeric_limits<int>::max();
    int mostRemoved = 0;
    qint64 tombstones = 0;
    qint64 pointers = 0;
    for (const PlannedRecord& record : records) {
        if (record.action != PlannedRecord::Action::Replay)
            continue;
        if (record.toPartition)
            partitions[record.toTopic].insert(*record.toPartition);
        else
            byKey.insert(record.toTopic);
        leastRemoved = std::min(leastRemoved, record.headersRemoved);
        mostRemoved = std::max(mostRemoved, record.headersRemoved);
        tombstones += record.tombstone && !record.pointsTo ? 1 : 0;
        pointers += record.pointsTo ? 1 : 0;
    }

    std::vector<std::pair<QString, QString>> lines;
    const QString at = QDateTime::fromMSecsSinceEpoch(plannedAtMs).toString(QStringLiteral("HH:mm:ss"));
    lines.emplace_back(QStringLiteral("From"),
        QStringLiteral("%1, %2, offsets fixed at %3")
            .arg(visibleText(request.topic),
                request.picks.empty() ? counted(count, "record", "records")
                                      : counted(count, "picked record", "picked records"),
                at));
    QStringList to;
    for (const ReplayTarget& target : targets) {
        if (target.records == 0)
            continue;
        QString where;
        if (request.partition) {
            where = QStringLiteral("partition %1").arg(request.partition->value);
        } else if (const auto& of = partitions[target.topic]; !of.empty()) {
            QStringList numbers;
            for (const Partition partition : of)
                numbers << QString::number(partition.value);
            where = QStringLiteral("the original partition of each (%1)").arg(listed(numbers, 10));
            if (byKey.contains(target.topic))
                where += QStringLiteral(", or the one its key gives");
        } else {
            where = QStringLiteral("the partition each key gives");
        }
        to << QStringLiteral("%1, %2").arg(visibleText(target.topic), where);
    }
    lines.emplace_back(QStringLiteral("To"), to.isEmpty() ? QStringLiteral("nowhere") : listed(to, 8));
    QString bytes = QStringLiteral("as the dead letter has them, byte for byte");
    if (pointers > 0)
        bytes += QStringLiteral("; %1 taken from the original, because the letter only points to it")
                     .arg(counted(pointers, "record is", "records are"));
    if (tombstones > 0)
        bytes += QStringLiteral("; %1 null values: on a compacted topic each deletes its key").arg(tombstones);
    lines.emplace_back(QStringLiteral("Key and value"), bytes);
    QString headers = request.keepHeaders ? QStringLiteral("all kept, the error headers too")
        : count == 0                      ? QStringLiteral("none changed")
        : leastRemoved == mostRemoved
        ? QStringLiteral("%1 removed from each, all others kept in order")
              .arg(counted(mostRemoved, "error header", "error headers"))
        : QStringLiteral("%1 to %2 error headers removed from each, all others kept in order")
              .arg(leastRemoved)
              .arg(mostRemoved);
    headers += request.addLineage ? QStringLiteral(", 4 x-spillway-replay headers added") : QString();
    lines.emplace_back(QStringLiteral("Headers"), headers);
    lines.emplace_back(QStringLiteral("How"),
        QStringLiteral(
            "in the order of each partition%1, acknowledged by all in-sync replicas; noted in the local journal, so "
            "that the same replay again leaves out what is done")
            .arg(request.perSecond > 0 ? QStringLiteral(", at most %1 /s").arg(request.perSecond) : QString()));
    QStringList who;
    for (const ReplayTarget& target : targets) {
        if (target.records == 0)
            continue;
        const QString name = targets.size() > 1 ? QStringLiteral("%1: ").arg(visibleText(target.topic)) : QString();
        if (!target.groups)
            who << name + QStringLiteral("every group that reads the topic (which ones is not known)");
        else if (target.groups->isEmpty())
            who << name + QStringLiteral("no consumer group reads this topic now");
        else
            who << name
                    + QStringLiteral("%1 this topic and will receive them: %2")
                          .arg(counted(target.groups->size(), "consumer group reads", "consumer groups read"),
                              listed(*target.groups));
    }
    lines.emplace_back(
        QStringLiteral("Who sees it"), who.isEmpty() ? QStringLiteral("nobody") : who.join(QStringLiteral("; ")));
    return lines;
}

} // namespace spillway::deadletter
