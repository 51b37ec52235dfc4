// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/groupdescription.h"

#include <QtEndian>

#include <algorithm>

namespace spillway::kafka {

namespace {

QString text(const char* s)
{
    return s ? QString::fromUtf8(s) : QString();
}

QString hostName(const char* s)
{
    QString host = text(s);
    if (host.startsWith(QLatin1Char('/'))) // Java's InetAddress.toString(): "/127.0.0.1"
        host.remove(0, 1);
    return host;
}

/// Reads big-endian numbers off the front; once something is missing everything that follows is, too.
class Bytes {
public:
    explicit Bytes(std::span<const unsigned char> bytes)
        : m_left(bytes)
    {
    }
    template <class Number> Number number()
    {
        const auto raw = take(sizeof(Number));
        return raw.empty() ? Number{} : qFromBigEndian<Number>(raw.data());
    }
    std::span<const unsigned char> take(size_t count)
    {
        if (count > m_left.size()) {
            m_ok = false;
            m_left = {};
            return {};
        }
        const auto taken = m_left.first(count);
        m_left = m_left.subspan(count);
        return taken;
    }
    bool ok() const { return m_ok; }

private:
    std::span<const unsigned char> m_left;
    bool m_ok = true;
};

GroupDescription descriptionOf(const rd_kafka_group_info& group)
{
    GroupDescription made;
    made.state = groupStateOf(rd_kafka_consumer_group_state_code(group.state ? group.state : ""));
    made.assignor = text(group.protocol);
    made.coordinator = BrokerId{ group.broker.id };
    made.members.reserve(static_cast<size_t>(group.member_cnt));
    for (const auto& member : std::span(group.members, static_cast<size_t>(group.member_cnt))) {
        const std::span assignment(static_cast<const unsigned char*>(member.member_assignment),
            static_cast<size_t>(std::max(0, member.member_assignment_size)));
        made.members.push_back({ text(member.member_id), text(member.client_id), {}, hostName(member.client_host),
            assignedPartitions(assignment) });
    }
    std::ranges::sort(made.members, {}, &GroupMember::memberId);
    return made;
}

} // namespace

GroupState groupStateOf(rd_kafka_consumer_group_state_t state)
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

std::vector<TopicPartition> assignedPartitions(std::span<const unsigned char> bytes)
{
    Bytes in(bytes);
    std::vector<TopicPartition> all;
    (void)in.number<qint16>(); // version: later ones only add to the end
    const auto topics = in.number<qint32>();
    for (qint32 i = 0; i < topics && in.ok(); ++i) {
        const auto length = in.number<qint16>();
        const auto name = in.take(length < 0 ? bytes.size() + 1 : static_cast<size_t>(length));
        const QString topic = QString::fromUtf8(
            reinterpret_cast<const char*>(name.data()), static_cast<qsizetype>(name.size())); // NOLINT: bytes are text
        const auto count = in.number<qint32>();
        for (qint32 k = 0; k < count && in.ok(); ++k) {
            const Partition partition{ in.number<qint32>() };
            if (in.ok())
                all.push_back({ topic, partition });
        }
    }
    if (!in.ok())
        return {};
    std::ranges::sort(all);
    return all;
}

GroupDescription descriptionOf(const rd_kafka_ConsumerGroupDescription_t* described)
{
    GroupDescription made;
    made.state = groupStateOf(rd_kafka_ConsumerGroupDescription_state(described));
    made.assignor = text(rd_kafka_ConsumerGroupDescription_partition_assignor(described));
    if (const auto* node = rd_kafka_ConsumerGroupDescription_coordinator(described))
        made.coordinator = BrokerId{ rd_kafka_Node_id(node) };
    const size_t count = rd_kafka_ConsumerGroupDescription_member_count(described);
    made.members.reserve(count);
    for (size_t i = 0; i < count; ++i) {
        const auto* member = rd_kafka_ConsumerGroupDescription_member(described, i);
        GroupMember one{ text(rd_kafka_MemberDescription_consumer_id(member)),
            text(rd_kafka_MemberDescription_client_id(member)),
            text(rd_kafka_MemberDescription_group_instance_id(member)),
            hostName(rd_kafka_MemberDescription_host(member)), {} };
        if (const auto* assignment = rd_kafka_MemberDescription_assignment(member))
            if (const auto* list = rd_kafka_MemberAssignment_partitions(assignment))
                for (const auto& tp : std::span(list->elems, static_cast<size_t>(list->cnt)))
                    one.assignment.push_back({ QString::fromUtf8(tp.topic), Partition{ tp.partition } });
        std::ranges::sort(one.assignment);
        made.members.push_back(std::move(one));
    }
    std::ranges::sort(made.members, {}, &GroupMember::memberId);
    return made;
}

std::optional<std::map<QString, GroupDescription>> describeTogether(rd_kafka_t* client, int timeoutMs)
{
    const rd_kafka_group_list* answer = nullptr;
    const auto code = rd_kafka_list_groups(client, nullptr, &answer, timeoutMs);
    const GroupListHandle list{ answer };
    if (!list || (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR__PARTIAL))
        return std::nullopt;
    std::map<QString, GroupDescription> all;
    for (const auto& group : std::span(list->groups, static_cast<size_t>(list->group_cnt)))
        if (group.err == RD_KAFKA_RESP_ERR_NO_ERROR)
            all.insert_or_assign(text(group.group), descriptionOf(group));
    return all;
}

} // namespace spillway::kafka
