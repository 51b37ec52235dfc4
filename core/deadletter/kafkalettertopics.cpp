// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/dialects.h"
#include "core/deadletter/kafkalettersourceprivate.h"

#include <QDateTime>

#include <algorithm>

/// Finding dead-letter topics, for KafkaLetterSource.
namespace spillway::deadletter {

namespace {

constexpr size_t SampledPartitions = 12; // of one topic without a telling name
constexpr qint64 InflowWindowMs = 600'000;

struct Sample {
    DeadLetterTopic topic;
    std::vector<TopicPartition> partitions;
    std::vector<Span> spans; ///< whole partitions, where known
};

} // namespace

QString DeadLetterTopic::remark() const
{
    const QString by = nameRule ? QStringLiteral("looks like a dead-letter topic (%1)").arg(*nameRule) : QString();
    switch (verdict) {
    case Verdict::DeadLetters: {
        QStringList titles;
        for (const auto& [dialect, count] : dialects)
            titles << dialectTitle(dialect);
        return QStringLiteral("%1 headers in %2 of %3 records%4")
            .arg(titles.join(QStringLiteral(" and ")))
            .arg(withHeaders)
            .arg(sampled)
            .arg(nameRule ? QString() : QStringLiteral(", found by its headers"));
    }
    case Verdict::LooksLike:
        return QStringLiteral("%1, no error headers in %2 %3")
            .arg(by)
            .arg(sampled)
            .arg(sampled == 1 ? QStringLiteral("record") : QStringLiteral("records"));
    case Verdict::Empty:
        return by + QStringLiteral(", no records in it");
    case Verdict::NotLooked:
        return by + QStringLiteral(", not looked into: ") + (error ? error->message : QStringLiteral("unknown reason"));
    }
    return {};
}

Result<TopicsResult> KafkaLetterSource::topics(const TopicsRequest& request, std::stop_token stop)
{
    const auto began = std::chrono::steady_clock::now();
    auto ready = d->ready(stop);
    if (!ready)
        return Failure(ready.error());
    TopicsResult result;
    result.clusterId = ready->metadata.clusterId;

    std::map<QString, Sample> samples;
    int others = 0;
    std::vector<TopicPartition> asked;
    for (const TopicInfo& info : ready->metadata.topics) {
        if (info.internal())
            continue;
        auto rule = request.names.match(info.name);
        if (!rule && (info.error || others >= request.othersSampled)) {
            result.othersNotSampled += info.error ? 0 : 1;
            continue;
        }
        others += rule ? 0 : 1;
        Sample& sample = samples[info.name];
        sample.topic.name = info.name;
        sample.topic.error = info.error;
        sample.topic.partitions = static_cast<int>(info.partitions.size());
        for (const PartitionInfo& partition : info.partitions) {
            if (!rule && sample.partitions.size() == SampledPartitions)
                break;
            sample.partitions.push_back({ info.name, partition.partition });
        }
        sample.topic.nameRule = std::move(rule);
        asked.insert(asked.end(), sample.partitions.begin(), sample.partitions.end());
    }
    const auto marks = (*ready->admin)->watermarks(asked, ready->metadata);
    if (!marks)
        return Failure(marks.error());
    std::vector<Span> newest;
    for (size_t i = 0; i < asked.size(); ++i) {
        const Watermarks& mark = (*marks)[i];
        if (!mark.logStart || !mark.high)
            continue;
        Sample& sample = samples.at(asked[i].topic);
        sample.spans.push_back({ asked[i], *mark.logStart, *mark.high, *mark.logStart, *mark.high });
        Span span = sample.spans.back();
        span.from = Offset{ std::max(span.logStart.value, span.high.value - request.samplesPerPartition) };
        newest.push_back(span);
    }

    std::vector<HeaderView> headers;
    const auto sampling = readSpans(
        d->settings, newest,
        [&](const TopicPartition& tp, const kafka::RecordRef& ref) {
            DeadLetterTopic& topic = samples.at(tp.topic).topic;
            headers.clear();
            ref.headers(headers);
            ++topic.sampled;
            if (const Dialect dialect = dialectOf(headers); dialect != Dialect::None) {
                ++topic.withHeaders;
                ++topic.dialects[dialect];
            }
            if (ref.timestampType != TimestampType::NotAvailable)
                topic.newestMs = std::max(topic.newestMs.value_or(0), ref.timestampMs);
            return true;
        },
        stop, Quiet);
    if (sampling.cancelled)
        return Failure(cancelled(QStringLiteral("Looking for dead letters")));
    for (const auto& [partition, error] : sampling.failed) {
        if (auto& own = samples.at(partition.topic).topic.error; !own)
            own = error;
    }

    std::vector<Span> oldest;
    std::vector<TopicPartition> found;
    for (auto& [name, sample] : samples) {
        DeadLetterTopic& topic = sample.topic;
        if (topic.withHeaders == 0 && !topic.nameRule)
            continue;
        using Verdict = DeadLetterTopic::Verdict;
        const bool allKnown = sample.spans.size() == static_cast<size_t>(topic.partitions) && topic.partitions > 0;
        qint64 depth = 0;
        qint64 handled = 0;
        for (const Span& span : sample.spans) {
            depth += span.high.value - span.logStart.value;
            handled += ready->journal->handled(span.partition, span.logStart, span.high);
            if (span.high > span.logStart) {
                Span first = span;
                first.to = Offset{ span.logStart.value + 1 };
                oldest.push_back(first);
            }
        }
        if (allKnown) {
            topic.depth = depth;
            topic.open = std::max<qint64>(0, depth - handled);
        }
        topic.verdict = topic.withHeaders > 0 ? Verdict::DeadLetters
            : topic.sampled > 0               ? Verdict::LooksLike
            : allKnown && depth == 0          ? Verdict::Empty
                                              : Verdict::NotLooked;
        if (topic.verdict == Verdict::NotLooked && !topic.error)
            topic.error = sampling.trouble.value_or(Error{ .code = ErrorCode::Failed,
                .message = allKnown ? QStringLiteral("no committed record among the newest")
                                    : QStringLiteral("some partitions did not answer"),
                .hint = {} });
        found.insert(found.end(), sample.partitions.begin(), sample.partitions.end());
    }
    const auto reading = readSpans(
        d->settings, oldest,
        [&](const TopicPartition& tp, const kafka::RecordRef& ref) {
            DeadLetterTopic& topic = samples.at(tp.topic).topic;
            if (ref.timestampType != TimestampType::NotAvailable)
                topic.oldestMs = std::min(topic.oldestMs.value_or(ref.timestampMs), ref.timestampMs);
            return true;
        },
        stop, Quiet);
    if (reading.cancelled)
        return Failure(cancelled(QStringLiteral("Looking for dead letters")));

    if (!found.empty()) {
        const qint64 since = QDateTime::currentMSecsSinceEpoch() - InflowWindowMs;
        const auto offsets
            = (*ready->admin)->offsets(found, { kafka::OffsetQuestion::Kind::Time, since }, ready->metadata);
        if (!offsets)
            return Failure(offsets.error());
        std::map<TopicPartition, std::optional<Offset>> from;
        for (const kafka::OffsetAnswer& answer : *offsets) {
            if (!answer.error)
                from[answer.partition] = answer.offset;
        }
        for (auto& [name, sample] : samples) {
            qint64 came = 0;
            bool known = !sample.spans.empty() && sample.topic.depth;
            for (const Span& span : sample.spans) {
                const auto at = from.find(span.partition);
                known = known && at != from.end();
                if (at != from.end() && at->second)
                    came += std::max<qint64>(0, span.high.value - std::max(*at->second, span.logStart).value);
            }
            if (known)
                sample.topic.inflowPerMinute = static_cast<double>(came) * 60'000.0 / InflowWindowMs;
        }
    }
    for (auto& [name, sample] : samples) {
        if (sample.topic.withHeaders > 0 || sample.topic.nameRule)
            result.topics.push_back(std::move(sample.topic));
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return result;
}

} // namespace spillway::deadletter
