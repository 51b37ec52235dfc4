// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/groups.h"
#include "cli/lagrows.h"
#include "cli/values.h"

#include <algorithm>
#include <set>

namespace spillway::cli {

Result<std::vector<ConsumerGroup>> groupNamed(Connected& connected, const QString& name)
{
    auto groups = connected.admin->groups(QStringList{ name });
    if (!groups)
        return groups;
    const auto missing = [](const ConsumerGroup& group) {
        return group.state == GroupState::Dead && group.offsets.empty() && !group.newProtocol && !group.error;
    };
    if (groups->empty() || missing(groups->front()))
        return Failure(Error{ ErrorCode::NotFound, QStringLiteral("%1: Consumer group does not exist").arg(name),
            QStringLiteral("see \"spillwayctl groups list\""), false, false });
    return groups;
}

bool noteGroupErrors(Context& context, const std::vector<ConsumerGroup>& groups)
{
    bool any = false;
    for (const ConsumerGroup& group : groups) {
        if (group.error) {
            any = true;
            context.note(QStringLiteral("%1: %2").arg(group.id, toText(*group.error)));
        }
    }
    return any;
}

namespace {

Json headOf(const ConsumerGroup& group)
{
    return { { "group", json(group.id) }, { "state", json(groupStateName(group.state)) },
        { "protocol", group.newProtocol ? "consumer" : "classic" } };
}

ExitCode list(Context& context)
{
    auto connected = context.connect();
    if (!connected)
        return context.fail(connected.error());
    const auto groups = connected->admin->groups();
    if (!groups)
        return context.fail(groups.error());
    const auto rows = lagOf(*connected, *groups);
    if (!rows)
        return context.fail(rows.error());

    Json array = Json::array();
    auto row = rows->begin();
    std::map<QString, std::vector<PartitionLag>> byGroup;
    for (; row != rows->end(); ++row)
        byGroup[row->group].push_back(*row);
    for (const ConsumerGroup& group : *groups) {
        const auto& own = byGroup[group.id];
        std::set<QString> topics;
        for (const PartitionLag& partition : own)
            topics.insert(partition.partition.topic);
        const auto lag = totalLag(own);
        Json line = headOf(group);
        line["members"] = group.members ? Json(group.members->size()) : Json();
        line["topics"] = topics.size();
        line["lag"] = lag ? Json(*lag) : Json();
        array.push_back(std::move(line));
    }
    context.output().rows({ { "group", "GROUP" }, { "state", "STATE" }, { "protocol", "PROTOCOL" },
                              { "members", "MEMBERS" }, { "topics", "TOPICS" }, { "lag", "LAG" } },
        array);
    return context.finish(noteGroupErrors(context, *groups) ? ExitCode::Partial : ExitCode::Done);
}

ExitCode describe(Context& context)
{
    auto connected = context.connect();
    if (!connected)
        return context.fail(connected.error());
    const auto groups = groupNamed(*connected, context.words().front());
    if (!groups)
        return context.fail(groups.error());
    const auto rows = lagOf(*connected, *groups);
    if (!rows)
        return context.fail(rows.error());
    const ConsumerGroup& group = groups->front();

    Json members;
    if (group.members) {
        members = Json::array();
        for (const GroupMember& member : *group.members) {
            Json assignment = Json::array();
            for (const TopicPartition& partition : member.assignment)
                assignment.push_back(
                    { { "topic", json(partition.topic) }, { "partition", json(partition.partition) } });
            members.push_back({ { "member_id", json(member.memberId) }, { "client_id", json(member.clientId) },
                { "instance_id", member.groupInstanceId.isEmpty() ? Json() : json(member.groupInstanceId) },
                { "host", json(member.host) }, { "assignment", assignment } });
        }
    }
    Json lagRows = Json::array();
    for (const PartitionLag& row : *rows)
        lagRows.push_back({ { "topic", json(row.partition.topic) }, { "partition", json(row.partition.partition) },
            { "committed", json(row.committed) }, { "end", json(row.end) }, { "lag", json(row.lag) },
            { "status", json(lagStatusName(row.status)) } });
    Json object = headOf(group);
    object["assignor"] = group.assignor.isEmpty() ? Json() : json(group.assignor);
    object["coordinator"] = json(group.coordinator);
    object["members"] = members;
    object["lag"] = lagRows;

    OutputWriter& out = context.output();
    out.object({ { "group", "Group" }, { "state", "State" }, { "protocol", "Protocol" }, { "assignor", "Assignor" },
                   { "coordinator", "Coordinator" } },
        object);
    if (out.format() == OutputFormat::Table) {
        out.text({});
        if (!group.members)
            out.text(QStringLiteral(
                "Members are not available: librdkafka 2.0.2 cannot describe groups of the new protocol."));
        else if (members.empty())
            out.text(QStringLiteral("No members."));
        else {
            Json flat = Json::array();
            for (Json member : members) {
                Json partitions = Json::array();
                for (const Json& at : member["assignment"])
                    partitions.push_back(
                        at["topic"].get<std::string>() + "/" + std::to_string(at["partition"].get<qint64>()));
                member["assignment"] = partitions;
                flat.push_back(std::move(member));
            }
            out.rows({ { "client_id", "CLIENT" }, { "host", "HOST" }, { "member_id", "MEMBER" },
                         { "assignment", "ASSIGNMENT" } },
                flat);
        }
        out.text({});
        out.rows({ { "topic", "TOPIC" }, { "partition", "PARTITION" }, { "committed", "COMMITTED" }, { "end", "END" },
                     { "lag", "LAG" }, { "status", "STATUS" } },
            lagRows);
    }
    const bool unknown
        = std::ranges::any_of(*rows, [](const PartitionLag& row) { return row.status == LagStatus::Unknown; });
    return context.finish(noteGroupErrors(context, *groups) || unknown ? ExitCode::Partial : ExitCode::Done);
}

} // namespace

std::vector<Command> groupsCommands()
{
    return {
        { QStringLiteral("groups list"), {}, QStringLiteral("All consumer groups with state, members and lag."), {}, 0,
            0, list },
        { QStringLiteral("groups describe"), QStringLiteral("GROUP"),
            QStringLiteral("Members, assignments and lag of a consumer group."), {}, 1, 1, describe },
    };
}

} // namespace spillway::cli
