// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/clusterevents.h"

#include <algorithm>

namespace spillway {

namespace {

/// Walks two sorted lists at once and says what only one has and what both have.
template <class List, class Name, class Gone, class New, class Both>
void compare(const List& before, const List& after, Name name, Gone gone, New isNew, Both both)
{
    auto a = before.begin();
    auto b = after.begin();
    while (a != before.end() || b != after.end()) {
        if (b == after.end() || (a != before.end() && name(*a) < name(*b)))
            gone(*a++);
        else if (a == before.end() || name(*b) < name(*a))
            isNew(*b++);
        else
            both(*a++, *b++);
    }
}

QString brokerText(const Broker& broker)
{
    return QStringLiteral("%1 (%2:%3)").arg(broker.id.value).arg(broker.host).arg(broker.port);
}

} // namespace

std::vector<ClusterEvent> changesBetween(const ClusterSnapshot& before, const ClusterSnapshot& after)
{
    using Kind = ClusterEvent::Kind;
    std::vector<ClusterEvent> events;
    const auto say = [&](Kind kind, const QString& subject, qint64 amount = 0) {
        events.push_back({ kind, after.takenAtUtcMs, subject, GroupStatus::Unknown, GroupStatus::Unknown, amount });
    };

    if (before.groupsRead && after.groupsRead) {
        compare(
            before.groups, after.groups, [](const GroupFigures& g) -> const QString& { return g.info.id; },
            [&](const GroupFigures& g) { say(Kind::GroupGone, g.info.id); },
            [&](const GroupFigures& g) { say(Kind::GroupAppeared, g.info.id); },
            [&](const GroupFigures& was, const GroupFigures& is) {
                if (was.status == is.status || was.status == GroupStatus::Unknown || is.status == GroupStatus::Unknown)
                    return;
                if (!inTrouble(was.status) && !inTrouble(is.status))
                    return;
                say(Kind::GroupStatusChanged, is.info.id, is.lag.value_or(Lag{}).value);
                events.back().status = is.status;
                events.back().formerStatus = was.status;
            });
    }
    compare(
        before.metadata.topics, after.metadata.topics, [](const TopicInfo& t) -> const QString& { return t.name; },
        [&](const TopicInfo& t) { say(Kind::TopicDeleted, t.name); },
        [&](const TopicInfo& t) { say(Kind::TopicCreated, t.name, qint64(t.partitions.size())); },
        [&](const TopicInfo& was, const TopicInfo& is) {
            if (is.partitions.size() > was.partitions.size() && !was.error)
                say(Kind::PartitionsAdded, is.name, qint64(is.partitions.size()));
        });
    compare(
        before.metadata.brokers, after.metadata.brokers, [](const Broker& b) { return b.id; },
        [&](const Broker& b) { say(Kind::BrokerLost, brokerText(b)); },
        [&](const Broker& b) { say(Kind::BrokerBack, brokerText(b)); }, [](const Broker&, const Broker&) {});
    if (after.underReplicated != before.underReplicated)
        say(after.underReplicated > 0 ? Kind::UnderReplicated : Kind::FullyReplicated, {}, after.underReplicated);
    if (after.leaderless != before.leaderless)
        say(after.leaderless > 0 ? Kind::Leaderless : Kind::LeadersBack, {}, after.leaderless);
    return events;
}

} // namespace spillway
