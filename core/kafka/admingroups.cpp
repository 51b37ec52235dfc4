// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/adminprivate.h"
#include "core/kafka/errors.h"
#include "core/kafka/localcluster.h"

#include <QHash>

#include <algorithm>
#include <cstring>
#include <span>

namespace spillway::kafka {

namespace {

void takeDescription(ConsumerGroup& group, GroupDescription&& described)
{
    group.coordinator = described.coordinator;
    // A KIP-848 group is listed with its state, but the old DescribeGroups calls it Dead with no members (measured
    // on 4.3.1).
    // Its own states (Assigning, Reconciling) are Unknown to librdkafka; what is not listed at all came here as Dead.
    const bool listedAlive = group.state != GroupState::Dead;
    if (described.state == GroupState::Dead && listedAlive) {
        group.newProtocol = true;
        return;
    }
    group.state = described.state;
    group.assignor = std::move(described.assignor);
    group.members = std::move(described.members);
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
    const char* lastName = nullptr;
    QString topic; // shared by the partitions of a topic, which come in a row
    for (const auto& tp : std::span(list->elems, static_cast<size_t>(list->cnt))) {
        if (!lastName || std::strcmp(lastName, tp.topic) != 0)
            topic = QString::fromUtf8(tp.topic);
        lastName = tp.topic;
        CommittedOffset committed{ { topic, Partition{ tp.partition } }, {}, {} };
        if (tp.err != RD_KAFKA_RESP_ERR_NO_ERROR)
            committed.error = makeError(tp.err, doing);
        else if (tp.offset >= 0)
            committed.offset = Offset{ tp.offset };
        group.offsets.push_back(std::move(committed));
    }
    std::ranges::sort(group.offsets, {}, &CommittedOffset::partition);
}

} // namespace

Result<std::vector<ConsumerGroup>> Admin::Private::listGroups(Lane& lane, Clock::time_point until)
{
    if (settings.local)
        return settings.local->groups();
    const QString doing = QStringLiteral("List consumer groups");
    const quintptr request = nextRequest++;
    auto how = options(lane, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, request);
    rd_kafka_ListConsumerGroups(lane.raw(), how.get(), lane.results.get());
    std::map<QString, ConsumerGroup> byId; // several brokers may list the same group
    std::optional<Error> trouble;
    auto got = collect(lane, request, 1, until, doing, [&](size_t, rd_kafka_event_t* event) {
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
            group.state = groupStateOf(rd_kafka_ConsumerGroupListing_state(listing));
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

/// Fills in what describeTogether leaves out; false when a member is new, so that the group must be asked.
bool Admin::Private::completeMembers(const QString& group, GroupDescription& description) const
{
    for (GroupMember& member : description.members) {
        const auto known = instanceIds.find({ group, member.memberId });
        if (known == instanceIds.end())
            return false;
        member.groupInstanceId = known->second;
    }
    return true;
}

Result<PartitionListHandle> Admin::Private::everyPartition(Lane& lane, Clock::time_point until)
{
    using Answer = std::shared_ptr<const rd_kafka_metadata_t>;
    const auto asked = aside<Answer>(lane.client, until, [until](rd_kafka_t* client) {
        const rd_kafka_metadata_t* answer = nullptr;
        (void)rd_kafka_metadata(client, 1, nullptr, &answer, millisecondsLeft(until));
        return Answer(MetadataHandle(answer));
    });
    if (!asked || !*asked)
        return Failure(failed(deadlineError(QStringLiteral("Read consumer groups"))));
    PartitionListHandle list{ rd_kafka_topic_partition_list_new(64) };
    for (const auto& topic : std::span((*asked)->topics, static_cast<size_t>((*asked)->topic_cnt)))
        for (int partition = 0; partition < topic.partition_cnt; ++partition)
            rd_kafka_topic_partition_list_add(list.get(), topic.topic, partition);
    return list;
}

Result<> Admin::Private::describeAndFetchOffsets(
    Lane& lane, std::vector<ConsumerGroup>& groups, Descriptions described, Clock::time_point until)
{
    const QString doing = QStringLiteral("Read consumer groups");
    const size_t count = groups.size();
    const auto local = settings.local; // has described them; asking its brokers would hang the handle
    PartitionListHandle partitions; // null: all that have a commit, which the sandbox's brokers do not understand
    if (local && count > 0) {
        auto every = everyPartition(lane, until);
        if (!every)
            return Failure(every.error());
        partitions = std::move(*every);
    }
    std::vector<size_t> byItself; // indexes of groups to be described one by one
    for (size_t i = 0; i < count && !local; ++i) {
        const auto at = described.find(groups[i].id);
        if (at != described.end() && completeMembers(groups[i].id, at->second))
            takeDescription(groups[i], std::move(at->second));
        else
            byItself.push_back(i);
    }
    const quintptr first = nextRequest;
    const size_t expected = count + byItself.size();
    nextRequest += expected;
    for (size_t i = 0; i < count; ++i) {
        const QByteArray id = groups[i].id.toUtf8();
        const GroupOffsetsRequestHandle request{ rd_kafka_ListConsumerGroupOffsets_new(
            id.constData(), partitions.get()) };
        rd_kafka_ListConsumerGroupOffsets_t* requests[] = { request.get() };
        const auto how = options(lane, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, first + i);
        rd_kafka_ListConsumerGroupOffsets(lane.raw(), requests, 1, how.get(), lane.results.get());
    }
    for (size_t i = 0; i < byItself.size(); ++i) {
        const QByteArray id = groups[byItself[i]].id.toUtf8();
        const char* ids[] = { id.constData() };
        const auto how = options(lane, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, first + count + i);
        rd_kafka_DescribeConsumerGroups(lane.raw(), ids, 1, how.get(), lane.results.get());
    }
    std::vector<int> missing(count, 1);
    for (const size_t i : byItself)
        ++missing[i];
    const bool anyKnown = byItself.size() < count;
    auto got = collect(lane, first, expected, until, doing, [&](size_t index, rd_kafka_event_t* event) {
        const size_t at = index < count ? index : byItself[index - count];
        ConsumerGroup& group = groups[at];
        --missing[at];
        if (const auto code = rd_kafka_event_error(event); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            group.error = makeError(code, QStringLiteral("Read group %1").arg(group.id),
                QString::fromUtf8(rd_kafka_event_error_string(event)));
            return;
        }
        size_t results = 0;
        if (const auto* answer = rd_kafka_event_DescribeConsumerGroups_result(event)) {
            const auto** list = rd_kafka_DescribeConsumerGroups_result_groups(answer, &results);
            const auto* error = results == 1 ? rd_kafka_ConsumerGroupDescription_error(list[0]) : nullptr;
            if (error && rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_NO_ERROR)
                group.error = makeError(error, QStringLiteral("Describe group %1").arg(group.id));
            else if (results == 1)
                takeDescription(group, descriptionOf(list[0]));
        } else if (const auto* offsets = rd_kafka_event_ListConsumerGroupOffsets_result(event)) {
            const auto** list = rd_kafka_ListConsumerGroupOffsets_result_groups(offsets, &results);
            if (results == 1)
                takeOffsets(group, list[0]);
            if (local) // all partitions were asked for: those without a commit are none of the group's
                std::erase_if(group.offsets, [](const auto& each) { return !each.offset && !each.error; });
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
    if (got.error().code == ErrorCode::Cancelled
        || (!anyKnown && std::ranges::all_of(missing, [](int n) { return n > 0; })))
        return got;
    for (size_t i = 0; i < count; ++i)
        if (missing[i] > 0)
            groups[i].error = got.error();
    return {};
}

Result<std::vector<ConsumerGroup>> Admin::Private::allGroups(Lane& lane, Clock::time_point until)
{
    constexpr Milliseconds together{ 2000 };
    constexpr std::chrono::minutes rest{ 1 };
    const bool tried = !settings.local && Clock::now() >= eachByItselfUntil;
    const auto soon = std::min(until, Clock::now() + together);
    std::shared_ptr<Aside<std::optional<Descriptions>>> describing;
    if (tried)
        describing = begin<std::optional<Descriptions>>(
            lane.client, [soon](rd_kafka_t* client) { return describeTogether(client, millisecondsLeft(soon)); });
    auto listed = listGroups(lane, until);
    if (!listed)
        return listed;
    std::optional<Descriptions> described;
    if (tried) {
        described = wait(*describing, soon).value_or(std::nullopt);
        if (!described)
            eachByItselfUntil = Clock::now() + rest;
    }
    if (auto got = describeAndFetchOffsets(lane, *listed, std::move(described).value_or(Descriptions{}), until); !got)
        return Failure(got.error());
    instanceIds.clear();
    for (const ConsumerGroup& group : *listed)
        if (group.members)
            for (const GroupMember& member : *group.members)
                instanceIds[{ group.id, member.memberId }] = member.groupInstanceId;
    succeeded();
    return listed;
}

Result<std::vector<ConsumerGroup>> Admin::groups()
{
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    return d->allGroups(d->plain, d->until());
}

Result<std::vector<ConsumerGroup>> Admin::groups(const QStringList& ids)
{
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    const auto until = d->until();
    auto listed = d->listGroups(d->plain, until); // the only source of a KIP-848 group's state
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
        if (auto got = d->describeAndFetchOffsets(d->plain, known, {}, until); !got)
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
    if (d->settings.local) { // members that are told, not run, are unknown to the brokers
        const auto known = d->settings.local->groups();
        const auto at = std::ranges::find(known, group, &ConsumerGroup::id);
        if (at != known.end() && at->members && !at->members->empty())
            return Failure(makeError(RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP, doing));
    }
    const PartitionListHandle list{ rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())) };
    for (const CommittedOffset& committed : offsets)
        rd_kafka_topic_partition_list_add(
            list.get(), committed.partition.topic.toUtf8().constData(), committed.partition.partition.value)
            ->offset
            = committed.offset ? committed.offset->value : RD_KAFKA_OFFSET_INVALID;
    const AlterGroupOffsetsHandle request{ rd_kafka_AlterConsumerGroupOffsets_new(
        group.toUtf8().constData(), list.get()) };
    const quintptr id = d->nextRequest++;
    auto how = d->options(d->plain, RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, id);
    rd_kafka_AlterConsumerGroupOffsets_t* requests[] = { request.get() };
    rd_kafka_AlterConsumerGroupOffsets(d->plain.raw(), requests, 1, how.get(), d->plain.results.get());
    Result<> answer;
    const auto got = d->collect(d->plain, id, 1, until, doing, [&](size_t, rd_kafka_event_t* event) {
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
    size_t expected = 0;
    for (const ConsumerGroup& group : groups)
        expected += group.offsets.size();
    rows.reserve(expected);
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
        // rows are large: they are moved only where they do not come in order, which is seldom
        const auto ofGroup = std::ranges::subrange(rows.begin() + static_cast<std::ptrdiff_t>(firstRow), rows.end());
        if (!std::ranges::is_sorted(ofGroup, {}, &PartitionLag::partition))
            std::ranges::sort(ofGroup, {}, &PartitionLag::partition);
    }
    if (!std::ranges::is_sorted(rows, {}, &PartitionLag::group))
        std::ranges::stable_sort(rows, {}, &PartitionLag::group);
    return rows;
}

} // namespace spillway::kafka
