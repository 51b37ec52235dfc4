// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/adminprivate.h"
#include "core/kafka/client.h"
#include "core/kafka/errors.h"

#include <algorithm>

namespace spillway::kafka {

namespace {

/// More topics per call cost quadratic time inside librdkafka: 10,000 partitions 0.4 s in one call, 0.04 s in chunks.
constexpr int topicsPerCall = 50;

/// Asks for the answers at [from, to) of `order`, bisecting when a call fails as a whole: one partition without a
/// leader makes librdkafka time out the entire call and leaves the other answers unset.
class OffsetAsker {
public:
    OffsetAsker(rd_kafka_t* client, qint64 timestamp, std::vector<OffsetAnswer>& answers,
        const std::vector<size_t>& order, Clock::time_point until, const std::atomic<bool>& cancelled)
        : m_client(client)
        , m_timestamp(timestamp)
        , m_answers(answers)
        , m_order(order)
        , m_until(until)
        , m_cancelled(cancelled)
    {
    }

    void ask(size_t from, size_t to, int patienceMs)
    {
        const PartitionListHandle list{ rd_kafka_topic_partition_list_new(static_cast<int>(to - from)) };
        for (size_t i = from; i < to; ++i) {
            const auto& tp = m_answers[m_order[i]].partition;
            rd_kafka_topic_partition_list_add(list.get(), tp.topic.toUtf8().constData(), tp.partition.value)->offset
                = m_timestamp;
        }
        const int left = std::min(patienceMs, millisecondsLeft(m_until));
        if (left == 0 || m_cancelled) {
            setError(from, to, m_cancelled ? cancelledError(doing()) : deadlineError(doing()));
            return;
        }
        const auto code = rd_kafka_offsets_for_times(m_client, list.get(), left);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
            m_anyAnswer = true;
            for (size_t i = from; i < to; ++i)
                take(m_answers[m_order[i]], list->elems[i - from]);
        } else if (to - from > 1 && (code == RD_KAFKA_RESP_ERR__TIMED_OUT || m_anyAnswer)) {
            const size_t middle = from + (to - from) / 2;
            ask(from, middle, 1500);
            ask(middle, to, 1500);
        } else {
            setError(from, to, makeError(code, doing()));
        }
    }

    static QString doing() { return QStringLiteral("Read offsets"); }

private:
    void setError(size_t from, size_t to, const Error& error)
    {
        for (size_t i = from; i < to; ++i)
            m_answers[m_order[i]].error = error;
    }
    void take(OffsetAnswer& answer, const rd_kafka_topic_partition_t& element) const
    {
        if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR)
            answer.error = makeError(element.err, doing());
        else if (element.offset >= 0)
            answer.offset = Offset{ element.offset };
        else if (m_timestamp < 0) // begin and end always have a number: this partition is not known to the broker
            answer.error = makeError(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, doing());
    }

    rd_kafka_t* m_client;
    qint64 m_timestamp;
    std::vector<OffsetAnswer>& m_answers;
    const std::vector<size_t>& m_order;
    Clock::time_point m_until;
    const std::atomic<bool>& m_cancelled;
    bool m_anyAnswer = false;
};

} // namespace

Result<std::vector<OffsetAnswer>> Admin::offsets(
    const std::vector<TopicPartition>& partitions, OffsetQuestion question, const ClusterMetadata& metadata)
{
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    rd_kafka_t* client = d->uncommitted.get();
    qint64 timestamp = question.timestampMs;
    switch (question.kind) {
    case OffsetQuestion::Kind::LogStart:
        timestamp = -2;
        break;
    case OffsetQuestion::Kind::High:
        timestamp = -1;
        break;
    case OffsetQuestion::Kind::LastStable: {
        timestamp = -1;
        const auto committed = d->committedHandle();
        if (!committed)
            return Failure(committed.error());
        client = *committed;
        break;
    }
    case OffsetQuestion::Kind::Time:
        timestamp = std::max<qint64>(0, timestamp);
        break;
    }

    std::vector<OffsetAnswer> answers;
    answers.reserve(partitions.size());
    std::vector<size_t> order; // what is worth asking, by topic
    order.reserve(partitions.size());
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
            order.push_back(answers.size() - 1);
    }
    std::ranges::stable_sort(
        order, [&](size_t a, size_t b) { return answers[a].partition.topic < answers[b].partition.topic; });

    const auto until = d->until();
    OffsetAsker asker(client, timestamp, answers, order, until, d->cancelled);
    for (size_t from = 0; from < order.size();) {
        size_t to = from;
        for (int topics = 0; to < order.size(); ++to) {
            if (to == from || answers[order[to]].partition.topic != answers[order[to - 1]].partition.topic) {
                if (++topics > topicsPerCall)
                    break;
            }
        }
        asker.ask(from, to, 3000);
        from = to;
    }
    // nothing at all came back: that is the request's trouble, not the partitions'
    if (!order.empty() && std::ranges::all_of(order, [&](size_t i) { return answers[i].error.has_value(); })) {
        const auto& error = *answers[order.front()].error;
        if (error.code == ErrorCode::Unreachable || error.code == ErrorCode::TimedOut
            || error.code == ErrorCode::Cancelled)
            return Failure(d->failed(error));
    }
    d->missed = 0;
    return answers;
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
