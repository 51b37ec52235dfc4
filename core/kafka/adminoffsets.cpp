// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/adminprivate.h"
#include "core/kafka/client.h"
#include "core/kafka/errors.h"

#include <algorithm>
#include <thread>

namespace spillway::kafka {

namespace {

/// More topics per call cost quadratic time inside librdkafka: 10,000 partitions 0.4 s in one call, 0.04 s in chunks.
constexpr int topicsPerCall = 50;

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

/// What is asked, kept together because the thread that asks may outlive the one that wants to know.
struct OffsetJob {
    std::vector<OffsetAnswer> answers;
    std::vector<size_t> order; ///< indexes of the answers worth asking for, by topic
    qint64 timestamp = 0;
    Clock::time_point until;
    std::atomic<bool> cancelled{ false };
};

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
        const auto topicAt = [&](size_t i) -> const QString& { return m_job.answers[order[i]].partition.topic; };
        for (size_t from = 0; from < order.size();) {
            size_t to = from;
            for (int topics = 0; to < order.size(); ++to) {
                if (to == from || topicAt(to) != topicAt(to - 1)) {
                    if (++topics > topicsPerCall)
                        break;
                }
            }
            ask(from, to, 3000);
            from = to;
        }
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
        for (size_t i = from; i < to; ++i) {
            const auto& tp = m_job.answers[m_job.order[i]].partition;
            rd_kafka_topic_partition_list_add(list.get(), tp.topic.toUtf8().constData(), tp.partition.value)->offset
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
    std::ranges::stable_sort(
        job.order, [&](size_t a, size_t b) { return answers[a].partition.topic < answers[b].partition.topic; });
}

} // namespace

Result<std::vector<OffsetAnswer>> Admin::offsets(
    const std::vector<TopicPartition>& partitions, OffsetQuestion question, const ClusterMetadata& metadata)
{
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    auto client = d->uncommitted;
    auto job = std::make_shared<OffsetJob>();
    job->timestamp = question.timestampMs;
    job->until = d->until();
    switch (question.kind) {
    case OffsetQuestion::Kind::LogStart:
        job->timestamp = -2;
        break;
    case OffsetQuestion::Kind::High:
        job->timestamp = -1;
        break;
    case OffsetQuestion::Kind::LastStable: {
        job->timestamp = -1;
        auto committed = d->committedHandle();
        if (!committed)
            return Failure(committed.error());
        client = *committed;
        break;
    }
    case OffsetQuestion::Kind::Time:
        job->timestamp = std::max<qint64>(0, job->timestamp);
        break;
    }
    prepare(*job, partitions, metadata);
    const auto& order = job->order;
    if (!order.empty()) {
        const auto asked = d->aside<bool>(client, job->until, [job](rd_kafka_t* handle) {
            OffsetAsker(handle, *job).askAll();
            return true;
        });
        client.reset();
        if (!asked) {
            job->cancelled = true;
            return Failure(d->cancelled ? cancelledError(QStringLiteral("Read offsets"))
                                        : d->failed(deadlineError(QStringLiteral("Read offsets"))));
        }
        // nothing at all came back: that is the request's trouble, not the partitions'
        if (std::ranges::all_of(order, [&](size_t i) { return job->answers[i].error.has_value(); })) {
            const auto& error = *job->answers[order.front()].error;
            if (error.code == ErrorCode::Unreachable || error.code == ErrorCode::TimedOut)
                return Failure(d->failed(error));
        }
        d->missed = 0;
    }
    return std::move(job->answers);
}

Result<std::vector<Watermarks>> Admin::watermarks(
    const std::vector<TopicPartition>& partitions, const ClusterMetadata& metadata, bool lastStable)
{
    std::vector<Watermarks> all(partitions.size());
    const auto fill = [&](OffsetQuestion::Kind kind, std::optional<Offset> Watermarks::*field) -> Result<> {
        auto answers = offsets(partitions, { kind }, metadata);
        if (!answers)
            return Failure(answers.error());
        for (size_t i = 0; i < all.size(); ++i)
            all[i].*field = (*answers)[i].offset;
        return {};
    };
    if (auto got = fill(OffsetQuestion::Kind::LogStart, &Watermarks::logStart); !got)
        return Failure(got.error());
    if (auto got = fill(OffsetQuestion::Kind::High, &Watermarks::high); !got)
        return Failure(got.error());
    if (lastStable)
        if (auto got = fill(OffsetQuestion::Kind::LastStable, &Watermarks::lastStable); !got)
            return Failure(got.error());
    return all;
}

} // namespace spillway::kafka
