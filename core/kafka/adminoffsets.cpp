// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/adminprivate.h"
#include "core/kafka/client.h"
#include "core/kafka/errors.h"
#include "core/kafka/localcluster.h"

#include <algorithm>
#include <thread>

namespace spillway::kafka {

/// What is asked, kept together because the thread that asks may outlive the one that wants to know.
struct OffsetJob {
    std::vector<OffsetAnswer> answers;
    std::vector<size_t> order; ///< indexes of the answers worth asking for, by topic
    qint64 timestamp = 0; ///< -2 begin, -1 end
    Clock::time_point until;
    std::atomic<bool> cancelled{ false };
};

namespace {

/// More per call cost quadratic time inside librdkafka, which searches lists by comparing names: 10,000 partitions 0.4
/// s in one call, 0.04 s in chunks.
constexpr size_t partitionsPerCall = 200;

/// Brokers that have just made or taken over a partition refuse it for some milliseconds.
constexpr int settleTries = 5;
constexpr Milliseconds settleTime{ 100 };

bool settles(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE || code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION
        || code == RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE || code == RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE
        || code == RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH || code == RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH;
}

/// Trouble of the connection: asking for fewer partitions does not help.
bool concernsAll(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN
        || code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR__SSL;
}

/// Asks for the answers at [from, to) of `order`, bisecting when a call fails as a whole: one partition without a
/// leader makes librdkafka time out the entire call and leaves the other answers unset; one that was deleted since
/// makes it fail at once.
class OffsetAsker {
public:
    OffsetAsker(rd_kafka_t* client, OffsetJob& job)
        : m_client(client)
        , m_job(job)
    {
    }

    void askAll()
    {
        const auto& order = m_job.order;
        for (size_t from = 0; from < order.size(); from += partitionsPerCall)
            ask(from, std::min(from + partitionsPerCall, order.size()), 3000);
    }

private:
    static QString doing() { return QStringLiteral("Read offsets"); }

    void ask(size_t from, size_t to, int patienceMs)
    {
        for (int tries = 0;; ++tries) {
            const PartitionListHandle list = question(from, to);
            const int left = std::min(patienceMs, millisecondsLeft(m_job.until));
            if (left == 0 || m_job.cancelled) {
                setError(from, to, m_job.cancelled ? cancelledError(doing()) : deadlineError(doing()));
                return;
            }
            const auto code = rd_kafka_offsets_for_times(m_client, list.get(), left);
            if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
                m_anyAnswer = true;
                for (size_t i = from; i < to; ++i)
                    take(m_job.answers[m_job.order[i]], list->elems[i - from]);
                return;
            }
            if (settles(code) && tries < settleTries) {
                std::this_thread::sleep_for(settleTime);
            } else if (to - from > 1 && (m_anyAnswer || !concernsAll(code))) {
                const size_t middle = from + (to - from) / 2;
                ask(from, middle, 1500);
                ask(middle, to, 1500);
                return;
            } else {
                setError(from, to, makeError(code, doing()));
                return;
            }
        }
    }

    PartitionListHandle question(size_t from, size_t to) const
    {
        PartitionListHandle list{ rd_kafka_topic_partition_list_new(static_cast<int>(to - from)) };
        const QString* lastTopic = nullptr;
        QByteArray name;
        for (size_t i = from; i < to; ++i) {
            const auto& tp = m_job.answers[m_job.order[i]].partition;
            if (!lastTopic || *lastTopic != tp.topic)
                name = tp.topic.toUtf8();
            lastTopic = &tp.topic;
            rd_kafka_topic_partition_list_add(list.get(), name.constData(), tp.partition.value)->offset
                = m_job.timestamp;
        }
        return list;
    }
    void setError(size_t from, size_t to, const Error& error)
    {
        for (size_t i = from; i < to; ++i)
            m_job.answers[m_job.order[i]].error = error;
    }
    void take(OffsetAnswer& answer, const rd_kafka_topic_partition_t& element) const
    {
        if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR)
            answer.error = makeError(element.err, doing());
        else if (element.offset >= 0)
            answer.offset = Offset{ element.offset };
        else if (m_job.timestamp < 0) // begin and end always have a number: the broker does not know this partition
            answer.error = makeError(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, doing());
    }

    rd_kafka_t* m_client;
    OffsetJob& m_job;
    bool m_anyAnswer = false;
};

/// Fills answers and order; partitions that metadata knows to be missing or leaderless get their error at once.
void prepare(OffsetJob& job, const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata)
{
    auto& answers = job.answers;
    answers.reserve(partitions.size());
    job.order.reserve(partitions.size());
    const QString* lastName = nullptr;
    const TopicInfo* lastTopic = nullptr;
    for (const auto& tp : partitions) {
        answers.push_back({ tp, {}, {} });
        if (!lastName || *lastName != tp.topic) {
            lastTopic = metadata.find(tp.topic);
            lastName = &tp.topic;
        }
        const auto known = lastTopic ? std::ranges::find(lastTopic->partitions, tp.partition, &PartitionInfo::partition)
                                     : std::vector<PartitionInfo>::const_iterator{};
        if (!lastTopic || known == lastTopic->partitions.end())
            answers.back().error = lastTopic && lastTopic->error
                ? *lastTopic->error
                : makeError(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, tp.topic);
        else if (!known->leader)
            answers.back().error = makeError(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, tp.topic);
        else
            job.order.push_back(answers.size() - 1);
    }
    const auto byTopic = [&](size_t a, size_t b) { return answers[a].partition.topic < answers[b].partition.topic; };
    if (!std::ranges::is_sorted(job.order, byTopic)) // as it usually is
        std::ranges::stable_sort(job.order, byTopic);
}

} // namespace

struct Admin::Private::OffsetsAsked {
    std::shared_ptr<OffsetJob> job;
    std::shared_ptr<Aside<bool>> call; ///< null: there is nothing to ask
};

struct Admin::Private::WatermarksAsked {
    OffsetsAsked logStart;
    OffsetsAsked high;
    std::optional<OffsetsAsked> lastStable;
};

Admin::Private::OffsetsAsked Admin::Private::ask(const Client& client, const std::vector<TopicPartition>& partitions,
    qint64 timestamp, const ClusterMetadata& metadata) const
{
    auto job = std::make_shared<OffsetJob>();
    job->timestamp = timestamp;
    job->until = until();
    prepare(*job, partitions, metadata);
    if (job->order.empty())
        return OffsetsAsked{ job, {} };
    return OffsetsAsked{ job, begin<bool>(client, [job](rd_kafka_t* handle) {
                            OffsetAsker(handle, *job).askAll();
                            return true;
                        }) };
}

Result<std::vector<OffsetAnswer>> Admin::Private::answered(OffsetsAsked& asked)
{
    OffsetJob& job = *asked.job;
    if (asked.call) {
        if (!wait(*asked.call, job.until)) {
            job.cancelled = true;
            return Failure(cancelled ? cancelledError(QStringLiteral("Read offsets"))
                                     : failed(deadlineError(QStringLiteral("Read offsets"))));
        }
        // nothing at all came back: that is the request's trouble, not the partitions'
        if (std::ranges::all_of(job.order, [&](size_t i) { return job.answers[i].error.has_value(); })) {
            const auto& error = *job.answers[job.order.front()].error;
            if (error.code == ErrorCode::Unreachable || error.code == ErrorCode::TimedOut)
                return Failure(failed(error));
        }
        missed = 0;
    }
    return std::move(job.answers);
}

Result<Admin::Private::WatermarksAsked> Admin::Private::askWatermarks(
    const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata, bool lastStable)
{
    // Where log starts are is the same at either isolation level; for many it pays to ask on a connection of its own.
    constexpr size_t many = 1000;
    Client second = plain.client;
    if (lastStable || partitions.size() > many) {
        auto made = committedHandle();
        if (!made)
            return Failure(made.error());
        second = *made;
    }
    WatermarksAsked asked;
    asked.high = ask(plain.client, partitions, -1, metadata);
    asked.logStart = ask(second, partitions, -2, metadata);
    if (lastStable)
        asked.lastStable = ask(second, partitions, -1, metadata);
    return asked;
}

Result<std::vector<Watermarks>> Admin::Private::answered(WatermarksAsked& asked)
{
    std::vector<Watermarks> all(asked.high.job->answers.size());
    std::optional<Error> trouble;
    const int missedBefore = missed;
    const auto fill = [&](OffsetsAsked& question, std::optional<Offset> Watermarks::*field) {
        const auto answers = answered(question);
        if (!answers)
            trouble = trouble ? trouble : answers.error();
        for (size_t i = 0; answers && i < all.size(); ++i)
            all[i].*field = (*answers)[i].offset;
    };
    fill(asked.logStart, &Watermarks::logStart);
    fill(asked.high, &Watermarks::high);
    if (asked.lastStable)
        fill(*asked.lastStable, &Watermarks::lastStable);
    if (trouble) {
        missed = std::min(missed, missedBefore + 1); // they were asked together
        return Failure(*trouble);
    }
    return all;
}

Result<std::vector<OffsetAnswer>> Admin::offsets(
    const std::vector<TopicPartition>& partitions, OffsetQuestion question, const ClusterMetadata& metadata)
{
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    if (d->settings.local && question.kind == OffsetQuestion::Kind::Time) {
        auto answers = offsets(partitions, { OffsetQuestion::Kind::LogStart }, metadata);
        if (answers)
            for (OffsetAnswer& answer : *answers) {
                const auto at = d->settings.local->offsetAt(answer.partition, question.timestampMs);
                answer.offset = at && answer.offset ? std::optional(std::max(*at, *answer.offset)) : std::nullopt;
            }
        return answers;
    }
    auto client = d->plain.client;
    qint64 timestamp = -1;
    switch (question.kind) {
    case OffsetQuestion::Kind::LogStart:
        timestamp = -2;
        break;
    case OffsetQuestion::Kind::High:
        break;
    case OffsetQuestion::Kind::LastStable: {
        auto committed = d->committedHandle();
        if (!committed)
            return Failure(committed.error());
        client = *committed;
        break;
    }
    case OffsetQuestion::Kind::Time:
        timestamp = std::max<qint64>(0, question.timestampMs);
        break;
    }
    auto asked = d->ask(client, partitions, timestamp, metadata);
    client.reset();
    return d->answered(asked);
}

Result<std::vector<Watermarks>> Admin::watermarks(
    const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata, bool lastStable)
{
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    auto asked = d->askWatermarks(partitions, metadata, lastStable);
    if (!asked)
        return Failure(asked.error());
    return d->answered(*asked);
}

WatermarksAndGroups Admin::watermarksAndGroups(
    const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata, bool lastStable)
{
    if (auto is = d->ready(); !is)
        return { Failure(is.error()), Failure(is.error()) };
    if (auto is = d->open(d->beside); !is)
        return { Failure(is.error()), Failure(is.error()) };
    const int missedBefore = d->missed;
    auto asked = d->askWatermarks(partitions, metadata, lastStable);
    if (!asked)
        return { Failure(asked.error()), Failure(asked.error()) };
    auto groups = d->allGroups(d->beside, d->until());
    auto marks = d->answered(*asked);
    if (!groups || !marks)
        d->missed = std::min(d->missed, missedBefore + 1);
    return { std::move(marks), std::move(groups) };
}

} // namespace spillway::kafka
