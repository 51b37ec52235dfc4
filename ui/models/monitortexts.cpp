// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/monitortexts.h"

#include "core/serde/text.h"
#include "ui/theme/format.h"

#include <algorithm>
#include <cmath>

namespace spillway::ui {

namespace {

QString records(qint64 number)
{
    return number == 1 ? QStringLiteral("1 record") : QStringLiteral("%1 records").arg(format::count(number));
}

QString perSecond(std::optional<double> rate)
{
    return rate ? format::rate(*rate) + QStringLiteral(" /s") : QStringLiteral("an unknown rate");
}

QString since(const GroupFigures& group, qint64 now)
{
    const QString at = format::timeOfDay(group.statusSinceUtcMs, now);
    return (group.sinceStart ? QStringLiteral("at least since %1") : QStringLiteral("since %1")).arg(at);
}

QString memberName(const GroupFigures& group, const GroupPartition& row)
{
    if (row.member < 0 || !group.info.members)
        return {};
    const GroupMember& member = (*group.info.members)[std::size_t(row.member)];
    return visibleText(member.clientId.isEmpty() ? member.memberId : member.clientId);
}

/// "Partition 3 holds 62 % of the lag"
QString whereLagIs(const GroupFigures& group, const GroupPartition& largest)
{
    if (group.count == 1)
        return QStringLiteral("%1 records wait in %2")
            .arg(format::count(largest.lag.lag.value_or(Lag{}).value), partitionText(group, largest.lag.partition));
    return QStringLiteral("%1 holds %2 of the lag")
        .arg(partitionText(group, largest.lag.partition), format::percent(group.shareOfLag));
}

QString fallingBehind(const ClusterSnapshot& snapshot, const GroupFigures& group)
{
    const auto rows = snapshot.partitionsOf(group);
    if (group.largest < 0)
        return {};
    const GroupPartition& largest = rows[std::size_t(group.largest)];
    const QString member = memberName(group, largest);
    QString text = QStringLiteral("%1: %2 reads %3 while %4 arrive.")
                       .arg(whereLagIs(group, largest), member.isEmpty() ? QStringLiteral("its member") : member,
                           perSecond(largest.outPerSecond), perSecond(largest.inPerSecond));
    const auto behind = std::ranges::count_if(
        rows, [](const GroupPartition& row) { return row.status == GroupStatus::FallingBehind; });
    if (behind < std::ssize(rows) && rows.size() > 1)
        text += QStringLiteral(" %1 of %2 partitions fall behind.").arg(behind).arg(rows.size());
    return text;
}

QString stalled(const ClusterSnapshot& snapshot, const GroupFigures& group)
{
    const auto rows = snapshot.partitionsOf(group);
    const auto still
        = std::ranges::count_if(rows, [](const GroupPartition& row) { return row.status == GroupStatus::Stalled; });
    const GroupPartition& worst = rows[std::size_t(group.worst)];
    const QString silence = format::duration(worst.silentMs / 1000 * 1000);
    if (still == std::ssize(rows) && rows.size() > 1)
        return QStringLiteral("No partition has had a commit for %1 while %2 wait.")
            .arg(silence, records(group.lag.value_or(Lag{}).value));
    const QString member = memberName(group, worst);
    const QString rest = rows.size() < 2 ? QString()
        : still > 1                      ? QStringLiteral(" The lag is largest there.")
                                         : QStringLiteral(" The other partitions are not stalled.");
    return QStringLiteral("%1%2 has had no commit for %3 while %4 wait there.%5")
        .arg(partitionText(group, worst.lag.partition),
            member.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(member), silence,
            records(worst.lag.lag.value_or(Lag{}).value), rest);
}

/// A group is as bad as its worst partition, as in Burrow; the words say when that is not all of it.
QString stalledHeadline(const ClusterSnapshot& snapshot, const GroupFigures& group, qint64 now)
{
    const auto rows = snapshot.partitionsOf(group);
    const auto still
        = std::ranges::count_if(rows, [](const GroupPartition& row) { return row.status == GroupStatus::Stalled; });
    if (still == std::ssize(rows))
        return QStringLiteral("Stalled %1.").arg(since(group, now));
    return QStringLiteral("Stalled on %1 of %2 partitions %3.").arg(still).arg(rows.size()).arg(since(group, now));
}

} // namespace

Status statusOf(GroupStatus status)
{
    switch (status) {
    case GroupStatus::Stopped:
        return Status::Stopped;
    case GroupStatus::Stalled:
        return Status::Stalled;
    case GroupStatus::FallingBehind:
        return Status::Behind;
    case GroupStatus::Rewound:
        return Status::Rewound;
    case GroupStatus::CatchingUp:
        return Status::CatchingUp;
    case GroupStatus::Ok:
        return Status::Ok;
    case GroupStatus::NoCommit:
    case GroupStatus::Unknown:
        break;
    }
    return Status::Unknown;
}

QString catchUpText(const CatchUp& catchUp)
{
    switch (catchUp.kind) {
    case CatchUp::Kind::Never:
        return QStringLiteral("never");
    case CatchUp::Kind::NotAtThisRate:
        return QStringLiteral("not at this rate");
    case CatchUp::Kind::Estimated:
        if (catchUp.seconds < 1)
            return QStringLiteral("< 1 s");
        // Beyond a year the estimate says nothing but "not in time".
        if (catchUp.seconds > 365.0 * 86400)
            return QStringLiteral("> 1 year");
        return format::duration(qint64(std::round(catchUp.seconds)) * 1000);
    case CatchUp::Kind::CaughtUp:
    case CatchUp::Kind::Unknown:
        break;
    }
    return format::notApplicable();
}

QString partitionText(const GroupFigures& group, const TopicPartition& partition)
{
    if (group.topics <= 1)
        return QStringLiteral("Partition %1").arg(partition.partition.value);
    return QStringLiteral("%1 partition %2").arg(visibleText(partition.topic)).arg(partition.partition.value);
}

Reason groupReason(const ClusterSnapshot& snapshot, const GroupFigures& group, qint64 now)
{
    const qint64 lag = group.lag.value_or(Lag{}).value;
    switch (group.status) {
    case GroupStatus::Stopped: {
        const QString arriving = group.inPerSecond && *group.inPerSecond > 0
            ? QStringLiteral(", %1 more arrive").arg(perSecond(group.inPerSecond))
            : QString();
        return { Status::Error, QStringLiteral("Stopped %1.").arg(since(group, now)),
            QStringLiteral("The group has no member; %1 wait%2%3.")
                .arg(records(lag), lag == 1 ? QStringLiteral("s") : QString(), arriving) };
    }
    case GroupStatus::Stalled:
        return { Status::Error, stalledHeadline(snapshot, group, now), stalled(snapshot, group) };
    case GroupStatus::FallingBehind:
        return { Status::Warning, QStringLiteral("Falling behind %1.").arg(since(group, now)),
            fallingBehind(snapshot, group) };
    case GroupStatus::Rewound: {
        qint64 by = 0;
        for (const GroupPartition& row : snapshot.partitionsOf(group))
            by += row.rewoundBy;
        const bool estimated = group.catchUp.kind == CatchUp::Kind::Estimated;
        return { Status::Warning, QStringLiteral("Rewound %1.").arg(since(group, now)),
            QStringLiteral("Its commits went back; %1 are still to be read again. It reads %2%3.")
                .arg(records(by), perSecond(group.outPerSecond),
                    estimated ? QStringLiteral(" and will have read all in about ") + catchUpText(group.catchUp)
                              : QString()) };
    }
    case GroupStatus::CatchingUp:
        return { Status::Note, QStringLiteral("Catching up."),
            group.catchUp.kind == CatchUp::Kind::Estimated
                ? QStringLiteral("It will have read all in about %1.").arg(catchUpText(group.catchUp))
                : QStringLiteral("%1 are left.").arg(records(lag)) };
    case GroupStatus::NoCommit:
        return { Status::Note, QStringLiteral("No commit."),
            QStringLiteral(
                "The group has committed no offset, so its lag cannot be told. That is not the same as lag 0.") };
    case GroupStatus::Unknown:
        if (group.info.error)
            return { Status::Warning, QStringLiteral("The group did not answer."),
                visibleText(toText(*group.info.error)) };
        if (group.lag && group.worst >= 0 && snapshot.partitionsOf(group)[std::size_t(group.worst)].lag.lag)
            return { Status::Note, QStringLiteral("Not watched for long enough."),
                QStringLiteral("Whether the lag grows or shrinks shows after half a minute.") };
        return { Status::Note, QStringLiteral("Lag is unknown."),
            QStringLiteral(
                "The end of a partition could not be read, or the broker does not know the group's state.") };
    case GroupStatus::Ok:
        break;
    }
    return {};
}

EventText eventText(const ClusterEvent& event)
{
    using Kind = ClusterEvent::Kind;
    const QString name = visibleText(event.subject);
    const auto partitions = [&event](const QString& words) {
        return event.amount == 1 ? QStringLiteral("1 partition %1").arg(words)
                                 : QStringLiteral("%1 partitions %2").arg(format::count(event.amount), words);
    };
    switch (event.kind) {
    case Kind::GroupAppeared:
        return { Status::New, QStringLiteral("New group %1").arg(name) };
    case Kind::GroupGone:
        return { Status::Note, QStringLiteral("Group %1 is gone").arg(name) };
    case Kind::GroupStatusChanged:
        switch (event.status) {
        case GroupStatus::Stopped:
            return { Status::Stopped, QStringLiteral("%1 stopped, no member left").arg(name) };
        case GroupStatus::Stalled:
            return { Status::Stalled, QStringLiteral("%1 stalled, no commits on some or all partitions").arg(name) };
        case GroupStatus::FallingBehind:
            return { Status::Behind, QStringLiteral("%1 falls behind").arg(name) };
        case GroupStatus::Rewound:
            return { Status::Rewound, QStringLiteral("%1 was rewound").arg(name) };
        case GroupStatus::CatchingUp:
            return { Status::CatchingUp, QStringLiteral("%1 is catching up").arg(name) };
        case GroupStatus::Ok:
            return { Status::Ok, QStringLiteral("%1 is OK again").arg(name) };
        case GroupStatus::NoCommit:
            return { Status::Note, QStringLiteral("%1 has no commits any more").arg(name) };
        case GroupStatus::Unknown:
            break;
        }
        return { Status::Unknown, QStringLiteral("%1 is unknown now").arg(name) };
    case Kind::TopicCreated:
        return { Status::New, QStringLiteral("New topic %1, %2").arg(name, partitions({}).trimmed()) };
    case Kind::TopicDeleted:
        return { Status::Note, QStringLiteral("Topic %1 was deleted").arg(name) };
    case Kind::PartitionsAdded:
        return { Status::Note, QStringLiteral("%1 now has %2").arg(name, partitions({}).trimmed()) };
    case Kind::UnderReplicated:
        return { Status::Warning, partitions(QStringLiteral("under-replicated")) };
    case Kind::FullyReplicated:
        return { Status::Ok, QStringLiteral("All partitions fully replicated") };
    case Kind::Leaderless:
        return { Status::Error, partitions(QStringLiteral("without a leader")) };
    case Kind::LeadersBack:
        return { Status::Ok, QStringLiteral("All partitions have a leader again") };
    case Kind::BrokerLost:
        return { Status::Error, QStringLiteral("Broker %1 lost").arg(name) };
    case Kind::BrokerBack:
        return { Status::Ok, QStringLiteral("Broker %1 is back").arg(name) };
    case Kind::ConnectionLost:
        return { Status::Error, QStringLiteral("Connection lost: %1").arg(name) };
    case Kind::ConnectionBack:
        return { Status::Ok,
            QStringLiteral("Connected again after %1").arg(format::duration(event.amount / 1000 * 1000)) };
    case Kind::Asleep:
        return { Status::Note,
            QStringLiteral("No data for %1: this computer slept").arg(format::duration(event.amount / 1000 * 1000)) };
    }
    return {};
}

} // namespace spillway::ui
