// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/clusterpicture.h"

#include "core/kafka/admin.h"

#include <algorithm>

namespace spillway {

namespace {

constexpr qint64 InWindowMs = 10'000;
/// Commits move every 5 s by default; four of them make a steady rate.
constexpr qint64 OutWindowMs = 20'000;

std::optional<double> plus(std::optional<double> a, std::optional<double> b)
{
    return a && b ? std::optional(*a + *b) : a ? a : b;
}

/// Finds partitions in the flat arrays; rows come sorted by topic, so the topic is looked up once per run.
class PartitionIndex {
public:
    explicit PartitionIndex(const ClusterSnapshot& snapshot)
        : m_snapshot(snapshot)
    {
    }
    std::optional<std::size_t> of(const TopicPartition& tp)
    {
        if (!m_topic || m_topic->name != tp.topic)
            m_topic = m_snapshot.metadata.find(tp.topic);
        if (!m_topic)
            return std::nullopt;
        const auto at = std::ranges::lower_bound(m_topic->partitions, tp.partition, {}, &PartitionInfo::partition);
        if (at == m_topic->partitions.end() || at->partition != tp.partition)
            return std::nullopt;
        const TopicFigures& topic = m_snapshot.topics[std::size_t(m_topic - m_snapshot.metadata.topics.data())];
        return topic.first + std::size_t(at - m_topic->partitions.begin());
    }

private:
    const ClusterSnapshot& m_snapshot;
    const TopicInfo* m_topic = nullptr;
};

/// Follows one partition of a group through a cycle; says how far back the group stands when it was rewound.
void follow(ClusterPicture::PartitionTrack& track, const PartitionLag& row, qint64 nowMs)
{
    if (row.end && track.end && row.end->value < *track.end) {
        // The log became shorter: another topic under the old name. What was known is about the old one.
        track.commits.clear();
        track.trend.clear();
        track.rewoundFrom.reset();
        track.lastCommit.reset();
        track.waitingSinceMs = -1;
    }
    if (row.end)
        track.end = row.end->value;

    const bool moved = row.committed && track.lastCommit != row.committed->value;
    if (row.committed) {
        const qint64 commit = row.committed->value;
        if (track.lastCommit && commit < *track.lastCommit)
            track.rewoundFrom = std::max(track.rewoundFrom.value_or(0), *track.lastCommit);
        if (track.rewoundFrom && commit >= *track.rewoundFrom)
            track.rewoundFrom.reset();
        track.lastCommit = commit;
        track.commits.add(nowMs, commit);
    }
    if (!row.lag)
        return;
    track.trend.add(nowMs, row.lag->value);
    if (row.lag->value == 0)
        track.waitingSinceMs = -1;
    else if (moved || track.waitingSinceMs < 0)
        track.waitingSinceMs = nowMs;
}

/// What decides a group's status among its partitions: trouble, then what is not known (it may be trouble), and a
/// partition without a commit only where there is nothing else.
int weight(GroupStatus status)
{
    if (inTrouble(status))
        return int(status);
    constexpr int Untroubled = int(GroupStatus::Rewound) + 1;
    switch (status) {
    case GroupStatus::Unknown:
        return Untroubled;
    case GroupStatus::CatchingUp:
        return Untroubled + 1;
    case GroupStatus::Ok:
        return Untroubled + 2;
    default:
        return Untroubled + 3;
    }
}

/// Keeps what is remembered of partitions that are still there; both sides are sorted.
void align(std::vector<ClusterPicture::PartitionTrack>& tracks, std::span<const GroupPartition> rows)
{
    const bool same = std::ranges::equal(tracks, rows, {}, &ClusterPicture::PartitionTrack::partition,
        [](const GroupPartition& r) { return r.lag.partition; });
    if (same)
        return;
    std::vector<ClusterPicture::PartitionTrack> next(rows.size());
    auto old = tracks.begin();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        while (old != tracks.end() && old->partition < rows[i].lag.partition)
            ++old;
        if (old != tracks.end() && old->partition == rows[i].lag.partition)
            next[i] = *old;
        next[i].partition = rows[i].lag.partition;
    }
    tracks = std::move(next);
}

/// Requests one cycle costs: metadata; two or three kinds of offsets per leader and chunk of 50 topics; a list from
/// every broker; describe, committed offsets and, beyond the few coordinators librdkafka remembers, finding the
/// coordinator.
int estimatedRequests(const ClusterSnapshot& snapshot)
{
    const int brokers = int(snapshot.metadata.brokers.size());
    const int chunks = (int(snapshot.topics.size()) + 49) / 50;
    const int groups = int(snapshot.groups.size());
    return 1 + 3 * chunks * brokers + brokers + (groups > 11 ? 3 : 2) * groups;
}

} // namespace

std::vector<TopicPartition> allPartitions(const ClusterMetadata& metadata)
{
    std::vector<TopicPartition> partitions;
    for (const TopicInfo& topic : metadata.topics)
        for (const PartitionInfo& partition : topic.partitions)
            partitions.push_back({ topic.name, partition.partition });
    return partitions;
}

void ClusterPicture::interrupt()
{
    for (TopicTrack& topic : m_topics)
        for (RateTracker& end : topic.ends)
            end.clear();
    for (GroupTrack& group : m_groups) {
        for (PartitionTrack& track : group.partitions) {
            track.commits.clear();
            track.trend.clear();
            track.waitingSinceMs = -1;
        }
    }
}

ClusterSnapshot ClusterPicture::advance(CycleAnswers answers)
{
    ClusterSnapshot snapshot;
    snapshot.number = ++m_number;
    snapshot.takenAtMs = answers.at.monotonicMs;
    snapshot.takenAtUtcMs = answers.at.utcMs;
    snapshot.cycleMs = answers.cycleMs;
    snapshot.metadata = std::move(answers.metadata);
    if (answers.watermarks)
        snapshot.watermarks = std::move(*answers.watermarks);
    else
        snapshot.errors.push_back(answers.watermarks.error());
    snapshot.watermarks.resize(answers.partitions.size());

    std::vector<std::optional<double>> rates(answers.partitions.size());
    figureTopics(snapshot, rates);
    if (answers.groups)
        figureGroups(snapshot, std::move(*answers.groups), answers.partitions, rates);
    else
        snapshot.errors.push_back(answers.groups.error());
    snapshot.requests = estimatedRequests(snapshot);
    return snapshot;
}

void ClusterPicture::figureTopics(ClusterSnapshot& snapshot, std::vector<std::optional<double>>& rates)
{
    snapshot.recordsKept = 0;
    for (const TopicInfo& info : snapshot.metadata.topics) {
        TopicFigures figures;
        figures.first = std::size_t(snapshot.partitions);
        figures.count = info.partitions.size();
        figures.records = 0;
        TopicTrack& track = m_topics[info.name];
        track.seen = m_number;
        track.ends.resize(figures.count);
        for (std::size_t i = 0; i < figures.count; ++i) {
            const PartitionInfo& partition = info.partitions[i];
            figures.underReplicated += partition.underReplicated();
            figures.leaderless += !partition.leader;
            const Watermarks& marks = snapshot.watermarks[figures.first + i];
            if (figures.records && marks.high && marks.logStart)
                *figures.records += std::max<qint64>(0, marks.high->value - marks.logStart->value);
            else
                figures.records.reset();
            if (!marks.high)
                continue;
            track.ends[i].add(snapshot.takenAtMs, marks.high->value);
            auto& rate = rates[figures.first + i];
            rate = track.ends[i].perSecond(InWindowMs);
            figures.inPerSecond = plus(figures.inPerSecond, rate);
        }
        snapshot.partitions += int(figures.count);
        snapshot.underReplicated += figures.underReplicated;
        snapshot.leaderless += figures.leaderless;
        // Kafka's own topics are not what people mean by records: every commit writes one.
        if (!info.internal()) {
            snapshot.inPerSecond = plus(snapshot.inPerSecond, figures.inPerSecond);
            if (snapshot.recordsKept && figures.records)
                *snapshot.recordsKept += *figures.records;
            else
                snapshot.recordsKept.reset();
        }
        snapshot.topics.push_back(figures);
    }
    m_topics.removeIf([this](const QHash<QString, TopicTrack>::iterator& at) { return at->seen != m_number; });
}

void ClusterPicture::figureGroups(ClusterSnapshot& snapshot, std::vector<ConsumerGroup> groups,
    const std::vector<TopicPartition>& partitions, const std::vector<std::optional<double>>& rates)
{
    snapshot.groupsRead = true;
    std::ranges::sort(groups, {}, &ConsumerGroup::id);
    std::vector<PartitionLag> rows = kafka::joinLag(groups, partitions, snapshot.watermarks);
    snapshot.groupPartitions.reserve(rows.size());
    snapshot.groups.reserve(groups.size());
    std::size_t next = 0;
    for (ConsumerGroup& info : groups) {
        GroupFigures figures;
        figures.first = next;
        PartitionIndex index(snapshot);
        for (; next < rows.size() && rows[next].group == info.id; ++next) {
            GroupPartition row;
            row.lag = std::move(rows[next]);
            if (const auto at = index.of(row.lag.partition)) {
                row.logStart = snapshot.watermarks[*at].logStart;
                row.inPerSecond = rates[*at];
            }
            snapshot.groupPartitions.push_back(std::move(row));
        }
        figures.count = next - figures.first;
        figures.info = std::move(info);
        figures.info.offsets.clear();
        GroupTrack& track = m_groups[figures.info.id];
        track.seen = m_number;
        figureGroup(snapshot, figures, track);
        snapshot.groupsAnswered += !figures.info.error;
        snapshot.groupsInTrouble += inTrouble(figures.status);
        snapshot.totalLag.value += figures.lag.value_or(Lag{}).value;
        snapshot.outPerSecond = plus(snapshot.outPerSecond, figures.outPerSecond);
        snapshot.groups.push_back(std::move(figures));
    }
    m_groups.removeIf([this](const QHash<QString, GroupTrack>::iterator& at) { return at->seen != m_number; });
}

void ClusterPicture::figureGroup(ClusterSnapshot& snapshot, GroupFigures& group, GroupTrack& track)
{
    const std::span rows = std::span(snapshot.groupPartitions).subspan(group.first, group.count);
    align(track.partitions, rows);
    if (group.info.members) {
        for (std::size_t m = 0; m < group.info.members->size(); ++m)
            for (const TopicPartition& tp : (*group.info.members)[m].assignment) {
                const auto at
                    = std::ranges::lower_bound(rows, tp, {}, [](const GroupPartition& r) { return r.lag.partition; });
                if (at != rows.end() && at->lag.partition == tp)
                    at->member = int(m);
            }
    }
    GroupStatus worst = group.count == 0 ? GroupStatus::NoCommit : GroupStatus::Unknown;
    const QString* lastTopic = nullptr;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        GroupPartition& row = rows[i];
        PartitionTrack& known = track.partitions[i];
        follow(known, row.lag, snapshot.takenAtMs);
        if (known.waitingSinceMs >= 0)
            row.silentMs = snapshot.takenAtMs - known.waitingSinceMs;
        if (row.lag.committed)
            row.outPerSecond = known.commits.perSecond(OutWindowMs);
        PartitionFacts facts{ group.info.state, row.lag.committed.has_value(), {}, row.silentMs,
            known.rewoundFrom.has_value(), known.trend.direction(row.inPerSecond), row.inPerSecond, row.outPerSecond };
        if (row.lag.lag)
            facts.lag = row.lag.lag->value;
        row.status = row.lag.status == LagStatus::Unknown ? GroupStatus::Unknown : partitionStatus(facts);
        row.catchUp = partitionCatchUp(facts, row.status);
        if (known.rewoundFrom && known.lastCommit)
            row.rewoundBy = *known.rewoundFrom - *known.lastCommit;

        if (!lastTopic || *lastTopic != row.lag.partition.topic)
            ++group.topics;
        lastTopic = &row.lag.partition.topic;
        group.inPerSecond = plus(group.inPerSecond, row.inPerSecond);
        group.outPerSecond = plus(group.outPerSecond, row.outPerSecond);
        const auto lagOf = [&rows](int at) { return rows[std::size_t(at)].lag.lag.value_or(Lag{}); };
        if (row.lag.lag) {
            group.lag = Lag{ group.lag.value_or(Lag{}).value + row.lag.lag->value };
            group.catchUp = group.largest < 0 && i == 0 ? row.catchUp : later(group.catchUp, row.catchUp);
            if (row.lag.lag->value > 0 && (group.largest < 0 || *row.lag.lag > lagOf(group.largest)))
                group.largest = int(i);
            if (row.lag.end && row.logStart && *row.lag.end > *row.logStart) {
                const double kept = double(row.lag.end->value - row.logStart->value);
                group.retentionUsed = std::max(group.retentionUsed.value_or(0), double(row.lag.lag->value) / kept);
            }
        }
        const int rank = weight(row.status);
        if (group.worst < 0 || rank < weight(worst)
            || (rank == weight(worst) && row.lag.lag.value_or(Lag{}) > lagOf(group.worst))) {
            worst = row.status;
            group.worst = int(i);
        }
    }
    if (group.info.error && group.count == 0)
        worst = GroupStatus::Unknown;
    if (group.lag && group.lag->value > 0 && group.largest >= 0)
        group.shareOfLag = double(rows[std::size_t(group.largest)].lag.lag->value) / double(group.lag->value);
    group.status = worst;
    if (track.status != worst) {
        track.sinceStart = !track.status.has_value();
        track.status = worst;
        track.sinceUtcMs = snapshot.takenAtUtcMs;
    }
    group.statusSinceUtcMs = track.sinceUtcMs;
    group.sinceStart = track.sinceStart;
}

} // namespace spillway
