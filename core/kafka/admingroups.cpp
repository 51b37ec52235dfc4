// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/adminprivate.h"
#include "core/kafka/errors.h"

#include <QHash>

#include <algorithm>
#include <span>

namespace spillway::kafka {

namespace {

GroupState stateOf(rd_kafka_consumer_group_state_t state)
{
    switch (state) {
    case RD_KAFKA_CONSUMER_GROUP_STATE_PREPARING_REBALANCE:
        return GroupState::PreparingRebalance;
    case RD_KAFKA_CONSUMER_GROUP_STATE_COMPLETING_REBALANCE:
        return GroupState::CompletingRebalance;
    case RD_KAFKA_CONSUMER_GROUP_STATE_STABLE:
        return GroupState::Stable;
    case RD_KAFKA_CONSUMER_GROUP_STATE_DEAD:
        return GroupState::Dead;
    case RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY:
        return GroupState::Empty;
    default:
        return GroupState::Unknown;
    }
}

GroupMember memberOf(const rd_kafka_MemberDescription_t* member)
{
    const auto text = [](const char* s) { return s ? QString::fromUtf8(s) : QString(); };
    GroupMember made{ text(rd_kafka_MemberDescription_consumer_id(member)),
        text(rd_kafka_MemberDescription_client_id(member)), text(rd_kafka_MemberDescription_group_instance_id(member)),
        text(rd_kafka_MemberDescription_host(member)), {} };
    if (made.host.startsWith(QLatin1Char('/'))) // Java's InetAddress.toString(): "/127.0.0.1"
        made.host.remove(0, 1);
    if (const auto* assignment = rd_kafka_MemberDescription_assignment(member))
        if (const auto* list = rd_kafka_MemberAssignment_partitions(assignment))
            for (const auto& tp : std::span(list->elems, static_cast<size_t>(list->cnt)))
                made.assignment.push_back({ QString::fromUtf8(tp.topic), Partition{ tp.partition } });
    std::ranges::sort(made.assignment);
    return made;
}

void takeDescription(ConsumerGroup& group, const rd_kafka_ConsumerGroupDescription_t* described)
{
    if (const auto* error = rd_kafka_ConsumerGroupDescription_error(described);
        error && rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        group.error = makeError(error, QStringLiteral("Describe group %1").arg(group.id));
        return;
    }
    if (const auto* node = rd_kafka_ConsumerGroupDescription_coordinator(described))
        group.coordinator = BrokerId{ rd_kafka_Node_id(node) };
    const GroupState state = stateOf(rd_kafka_ConsumerGroupDescription_state(described));
    // A KIP-848 group is listed with its state, but the old DescribeGroups calls it Dead with no members (measured
    // on 4.3.1).
    // Its own states (Assigning, Reconciling) are Unknown to librdkafka; what is not listed at all came here as Dead.
    const bool listedAlive = group.state != GroupState::Dead;
    if (state == GroupState::Dead && listedAlive) {
        group.newProtocol = true;
        return;
    }
    group.state = state;
    if (const char* assignor = rd_kafka_ConsumerGroupDescription_partition_assignor(described))
        group.assignor = QString::fromUtf8(assignor);
    std::vector<GroupMember> members;
    const size_t count = rd_kafka_ConsumerGroupDescription_member_count(described);
    members.reserve(count);
    for (size_t i = 0; i < count; ++i)
        members.push_back(memberOf(rd_kafka_ConsumerGroupDescription_member(described, i)));
    std::ranges::sort(members, {}, &GroupMember::memberId);
    group.members = std::move(members);
}

void takeOffsets(ConsumerGroup& group, const rd_kafka_group_result_t* result)
{
    const QString doing = QStringLiteral("Read committed offsets of group %1").arg(group.id);
    if (const auto* error = rd_kafka_group_result_error(result)) {
        group.error = makeError(error, doing);
        return;
    }
    const auto* list = rd_kafka_group_result_partitions(result);
    if (!list)
        return;
    group.offsets.reserve(static_cast<size_t>(list->cnt));
    for (const auto& tp : std::span(list->elems, static_cast<size_t>(list->cnt))) {
        CommittedOffset committed{ { QString::fromUtf8(tp.topic), Partition{ tp.partition } }, {}, {} };
        if (tp.err != RD_KAFKA_RESP_ERR_NO_ERROR)
            committed.error = makeError(tp.err, doing);
        else if (tp.offset >= 0)
            committed.offset = Offset{ tp.offset };
        group.offsets.push_back(std::move(committed));
    }
    std::ranges::sort(group.offsets, {}, &CommittedOffset::partition);
}

} // namespace

Result<std::vector<ConsumerGroup>> Admin::Private::listGroups(Clock::time_point until)
{
    const QString doing = QStringLiteral("List consumer groups");
    const quintptr request = nextRequest++;
    auto how = options(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, request, until);
    rd_kafka_ListConsumerGroups(raw(), how.get(), results.get());
    std::map<QString, ConsumerGroup> byId; // several brokers may list the same group
    std::optional<Error> trouble;
    auto got = collect(request, 1, until, doing, [&](size_t, rd_kafka_event_t* event) {
        if (const auto code = rd_kafka_event_error(event); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            trouble = makeError(code, doing, QString::fromUtf8(rd_kafka_event_error_string(event)));
            return;
        }
        const auto* result = rd_kafka_event_ListConsumerGroups_result(event);
        size_t count = 0;
        const auto** errors = rd_kafka_ListConsumerGroups_result_errors(result, &count);
        if (count > 0)
            trouble = makeError(errors[0], doing);
        const auto** valid = rd_kafka_ListConsumerGroups_result_valid(result, &count);
        for (const auto* listing : std::span(valid, count)) {
            ConsumerGroup group;
            group.id = QString::fromUtf8(rd_kafka_ConsumerGroupListing_group_id(listing));
            group.state = stateOf(rd_kafka_ConsumerGroupListing_state(listing));
            byId.try_emplace(group.id, std::move(group));
        }
    });
    if (!got)
        return Failure(got.error());
    if (byId.empty() && trouble)
        return Failure(failed(*trouble));
    std::vector<ConsumerGroup> groups;
    groups.reserve(byId.size());
    for (auto& [id, group] : byId)
        groups.push_back(std::move(group));
    return groups;
}

Result<> Admin::Private::describeAndFetchOffsets(std::vector<ConsumerGroup>& groups, Clock::time_point until)
{
    const QString doing = QStringLiteral("Read consumer groups");
    const quintptr first = nextRequest;
    nextRequest += groups.size() * 2;
    const auto offsetId = [&](size_t i) { return first + i; };
    const auto describeId = [&](size_t i) { return first + groups.size() + i; };
    for (size_t i = 0; i < groups.size(); ++i) {
        const QByteArray id = groups[i].id.toUtf8();
        const GroupOffsetsRequestHandle request{ rd_kafka_ListConsumerGroupOffsets_new(id.constData(), nullptr) };
        rd_kafka_ListConsumerGroupOffsets_t* requests[] = { request.get() };
        auto how = options(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, offsetId(i), until);
        rd_kafka_ListConsumerGroupOffsets(raw(), requests, 1, how.get(), results.get());

        const char* ids[] = { id.constData() };
        how = options(RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, describeId(i), until);
        rd_kafka_DescribeConsumerGroups(raw(), ids, 1, how.get(), results.get());
    }
    std::vector<int> answered(groups.size(), 0);
    auto got = collect(first, groups.size() * 2, until, doing, [&](size_t index, rd_kafka_event_t* event) {
        ConsumerGroup& group = groups[index % groups.size()];
        ++answered[index % groups.size()];
        if (const auto code = rd_kafka_event_error(event); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            group.error = makeError(code, QStringLiteral("Read group %1").arg(group.id),
                QString::fromUtf8(rd_kafka_event_error_string(event)));
            return;
        }
        size_t count = 0;
        if (const auto* described = rd_kafka_event_DescribeConsumerGroups_result(event)) {
            const auto** list = rd_kafka_DescribeConsumerGroups_result_groups(described, &count);
            if (count == 1)
                takeDescription(group, list[0]);
        } else if (const auto* offsets = rd_kafka_event_ListConsumerGroupOffsets_result(event)) {
            const auto** list = rd_kafka_ListConsumerGroupOffsets_result_groups(offsets, &count);
            if (count == 1)
                takeOffsets(group, list[0]);
        }
    });
    if (got) {
        // nothing but missed deadlines: the brokers' trouble, not the groups'
        const auto silent = [](const ConsumerGroup& group) {
            return group.error
                && (group.error->code == ErrorCode::TimedOut || group.error->code == ErrorCode::Unreachable);
        };
        if (!groups.empty() && std::ranges::all_of(groups, silent))
            return Failure(failed(*groups.front().error));
        return {};
    }
    // some answered: those are data, the rest carry the error
    if (got.error().code == ErrorCode::Cancelled || std::ranges::all_of(answered, [](int n) { return n < 2; }))
        return got;
    for (size_t i = 0; i < groups.size(); ++i)
        if (answered[i] < 2)
            groups[i].error = got.error();
    return {};
}

Result<std::vector<ConsumerGroup>> Admin::groups()
{
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    const auto until = d->until();
    auto listed = d->listGroups(until);
    if (!listed)
        return listed;
    if (auto got = d->describeAndFetchOffsets(*listed, until); !got)
        return Failure(got.error());
    d->succeeded();
    return listed;
}

Result<std::vector<ConsumerGroup>> Admin::groups(const QStringList& ids)
{
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    const auto until = d->until();
    auto listed = d->listGroups(until); // the only source of a KIP-848 group's state
    if (!listed)
        return listed;
    // One that is not listed is answered without asking: on a cluster that never had a group its coordinator does not
    // exist yet, librdkafka looks for it until the deadline, and destroying a client with such a search in flight can
    // crash it.
    std::vector<ConsumerGroup> known;
    for (const QString& id : ids)
        if (const auto at = std::ranges::find(*listed, id, &ConsumerGroup::id); at != listed->end())
            known.push_back(*at);
    if (!known.empty())
        if (auto got = d->describeAndFetchOffsets(known, until); !got)
            return Failure(got.error());
    d->succeeded();
    std::vector<ConsumerGroup> wanted;
    for (const QString& id : ids) {
        if (const auto at = std::ranges::find(known, id, &ConsumerGroup::id); at != known.end()) {
            wanted.push_back(*at);
        } else {
            ConsumerGroup group;
            group.id = id;
            group.state = GroupState::Dead;
            wanted.push_back(std::move(group));
        }
    }
    return wanted;
}

Result<> Admin::commitOffsets(const QString& group, const std::vector<CommittedOffset>& offsets)
{
    const QString doing = QStringLiteral("Commit offsets of group %1").arg(group);
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    const auto until = d->until();
    const PartitionListHandle list{ rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())) };
    for (const CommittedOffset& committed : offsets)
        rd_kafka_topic_partition_list_add(
            list.get(), committed.partition.topic.toUtf8().constData(), committed.partition.partition.value)
            ->offset
            = committed.offset ? committed.offset->value : RD_KAFKA_OFFSET_INVALID;
    const AlterGroupOffsetsHandle request{ rd_kafka_AlterConsumerGroupOffsets_new(
        group.toUtf8().constData(), list.get()) };
    const quintptr id = d->nextRequest++;
    auto how = d->options(RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, id, until);
    rd_kafka_AlterConsumerGroupOffsets_t* requests[] = { request.get() };
    rd_kafka_AlterConsumerGroupOffsets(d->raw(), requests, 1, how.get(), d->results.get());
    Result<> answer;
    const auto got = d->collect(id, 1, until, doing, [&](size_t, rd_kafka_event_t* event) {
        if (const auto code = rd_kafka_event_error(event); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            answer = Failure(makeError(code, doing, QString::fromUtf8(rd_kafka_event_error_string(event))));
            return;
        }
        size_t count = 0;
        const auto** groups = rd_kafka_AlterConsumerGroupOffsets_result_groups(
            rd_kafka_event_AlterConsumerGroupOffsets_result(event), &count);
        for (const auto* result : std::span(groups, count)) {
            if (const auto* error = rd_kafka_group_result_error(result)) {
                answer = Failure(makeError(error, doing));
            } else if (const auto* parts = rd_kafka_group_result_partitions(result)) {
                for (const auto& tp : std::span(parts->elems, static_cast<size_t>(parts->cnt)))
                    if (tp.err == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID) // Kafka's word for it here
                        answer = Failure(makeError(RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP, doing));
                    else if (tp.err != RD_KAFKA_RESP_ERR_NO_ERROR)
                        answer = Failure(makeError(tp.err, doing));
            }
        }
    });
    return got ? d->concluded(std::move(answer)) : got;
}

std::vector<PartitionLag> joinLag(const std::vector<ConsumerGroup>& groups,
    const std::vector<TopicPartition>& partitions, const std::vector<Watermarks>& watermarks)
{
    QHash<TopicPartition, const Watermarks*> ends;
    ends.reserve(static_cast<qsizetype>(partitions.size()));
    for (size_t i = 0; i < partitions.size(); ++i)
        ends.insert(partitions[i], &watermarks[i]);

    std::vector<PartitionLag> rows;
    for (const ConsumerGroup& group : groups) {
        const auto addRow = [&](const TopicPartition& tp, std::optional<Offset> committed, bool unknown) {
            PartitionLag row{ group.id, tp, committed, {}, {}, {}, LagStatus::Unknown };
            if (const Watermarks* at = ends.value(tp, nullptr)) {
                row.end = at->high;
                row.lastStable = at->lastStable;
            }
            if (!unknown && !committed) {
                row.status = LagStatus::NoCommit;
            } else if (committed && row.end) {
                row.lag = lagBetween(*committed, *row.end);
                const bool noMembers = group.state == GroupState::Empty;
                row.status = row.lag->value == 0 ? LagStatus::Ok : noMembers ? LagStatus::Stopped : LagStatus::Behind;
            }
            rows.push_back(std::move(row));
        };
        const size_t firstRow = rows.size();
        for (const CommittedOffset& committed : group.offsets)
            addRow(committed.partition, committed.offset, committed.error.has_value());
        if (group.members)
            for (const GroupMember& member : *group.members)
                for (const TopicPartition& tp : member.assignment)
                    if (!std::ranges::binary_search(group.offsets, tp, {}, &CommittedOffset::partition))
                        addRow(tp, {}, group.error.has_value());
        std::sort(rows.begin() + static_cast<std::ptrdiff_t>(firstRow), rows.end(),
            [](const PartitionLag& a, const PartitionLag& b) { return a.partition < b.partition; });
    }
    std::ranges::stable_sort(rows, {}, &PartitionLag::group);
    return rows;
}

} // namespace spillway::kafka
