// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sandbox/demofeed.h"

#include <cmath>
#include <deque>
#include <mutex>
#include <numbers>

namespace spillway::sandbox {

namespace {

/// A topic that has written this much has filled the logs of its partitions: more does not make them larger.
constexpr qint64 LogsAreFull = 24 * 1024 * 1024;
constexpr size_t MostFailed = 1000; ///< waiting for their dead letter; more are failures nobody notes

} // namespace

/// Originals that were delivered and at which somebody failed.
struct DemoFeed::Failed {
    Remark remark;
    std::mutex mutex;
    std::deque<std::pair<Record, FailureKind>> waiting;
    QString trouble; ///< what was last remarked

    void delivered(Record&& original, const std::optional<FailureKind>& failure, const Result<kafka::Delivery>& result)
    {
        const std::lock_guard lock(mutex);
        const QString text = result ? QString() : toText(result.error());
        if (text != trouble && !text.isEmpty() && remark)
            remark(text);
        trouble = text;
        if (!result || !failure || waiting.size() >= MostFailed)
            return;
        original.partition = result->partition;
        original.offset = result->offset;
        waiting.emplace_back(std::move(original), *failure);
    }
};

DemoFeed::DemoFeed(kafka::Producer& producer, const DemoFeedSettings& settings, Remark remark)
    : m_producer(producer)
    , m_settings(settings)
    , m_records(settings.seed)
    , m_random(settings.seed + 1)
    , m_failed(std::make_shared<Failed>())
{
    m_failed->remark = std::move(remark);
}

double DemoFeed::rateAt(std::chrono::milliseconds sinceStart)
{
    // Two waves that do not meet: the charts do not repeat within minutes.
    const double seconds = double(sinceStart.count()) / 1000;
    const double wave
        = 0.7 * std::sin(2 * std::numbers::pi * seconds / 97) + 0.3 * std::sin(2 * std::numbers::pi * seconds / 23);
    return 175 + 125 * wave;
}

bool DemoFeed::tooMuch(const Record& record)
{
    if (m_settings.quietBytes == 0)
        return false;
    qint64& written = m_written[record.topic];
    qint64 quiet = 0;
    for (const auto& [topic, bytes] : m_written)
        quiet += bytes < LogsAreFull ? bytes : 0;
    // Nothing is left out until half is used up; then less and less gets through, but always some.
    const double left = 1 - double(quiet) / double(m_settings.quietBytes);
    if (written < LogsAreFull && std::uniform_real_distribution<double>(0, 0.5)(m_random) > std::max(0.02, left))
        return true;
    written += (record.value ? record.value->size() : 0) + 200;
    return false;
}

Result<> DemoFeed::write(qint64 nowUtcMs)
{
    DemoRecord made = m_records.next(nowUtcMs);
    if (tooMuch(made.record))
        return {};
    // Its dead letter needs the original again; all others are not kept.
    return m_producer.send(made.record, {},
        [failed = m_failed, original = made.failure ? made.record : Record{}, failure = made.failure](
            const Result<kafka::Delivery>& delivered) mutable {
            failed->delivered(std::move(original), failure, delivered);
        });
}

Result<> DemoFeed::writeHistory(int count, qint64 fromUtcMs, qint64 toUtcMs, const std::stop_token& stop)
{
    for (int i = 0; i < count && !stop.stop_requested(); ++i)
        if (auto sent = write(fromUtcMs + (toUtcMs - fromUtcMs) * i / count); !sent)
            return sent;
    if (auto flushed = m_producer.flush(kafka::Milliseconds(5000)); !flushed)
        return flushed;
    if (auto written = writeDeadLetters(toUtcMs); !written)
        return written;
    return m_producer.flush(kafka::Milliseconds(5000));
}

Result<> DemoFeed::writeDeadLetters(qint64 nowUtcMs)
{
    std::deque<std::pair<Record, FailureKind>> failed;
    {
        const std::lock_guard lock(m_failed->mutex);
        failed.swap(m_failed->waiting);
    }
    for (auto& [original, failure] : failed) {
        // three attempts take some seconds, but nobody writes in the future
        const DeadLetter letter = deadLetterOf(original, failure, std::min(nowUtcMs, original.timestampMs + 15'000));
        if (auto sent = m_producer.send(letter.record, letter.partition,
                [failed = m_failed](
                    const Result<kafka::Delivery>& delivered) { failed->delivered({}, {}, delivered); });
            !sent)
            return sent;
    }
    return {};
}

Result<> DemoFeed::advance(std::chrono::milliseconds sinceStart, std::chrono::milliseconds tick, qint64 nowUtcMs)
{
    m_due += m_settings.scale * rateAt(sinceStart) * double(std::min<qint64>(tick.count(), 1000)) / 1000;
    while (m_due >= 1) {
        m_due -= 1;
        if (auto sent = write(nowUtcMs); !sent)
            return sent;
    }
    return writeDeadLetters(nowUtcMs);
}

} // namespace spillway::sandbox
