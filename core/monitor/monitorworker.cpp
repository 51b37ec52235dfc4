// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/monitorworker.h"

#include <QDateTime>

#include <algorithm>
#include <chrono>

namespace spillway {

namespace {

/// The UTC clock ahead of the monotonic one by more than this between two looks: the computer slept, or the clock was
/// set.
constexpr qint64 AsleepMs = 5000;
constexpr int TrendPoints = 40;
constexpr std::size_t MailboxEvents = 500;

} // namespace

void ClusterMonitor::Shared::ring()
{
    if (posted || !receiver)
        return;
    posted = true;
    QMetaObject::invokeMethod(
        receiver, [to = receiver] { to->take(); }, Qt::QueuedConnection);
}

MonitorTime ClusterMonitor::Worker::now()
{
    using namespace std::chrono;
    return { duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count(),
        QDateTime::currentMSecsSinceEpoch() };
}

void ClusterMonitor::Worker::run()
{
    m_state.sinceUtcMs = now().utcMs;
    report(m_state);
    m_dueMs = now().monotonicMs;
    while (waitForTurn())
        cycle();
    // Closing a connection takes its time, too: here, not on the thread that waits.
    std::unique_lock lock(m_shared->mutex);
    auto source = std::move(m_shared->source);
    lock.unlock();
    source.reset();
    lock.lock();
    m_shared->finished = true;
    m_shared->ended.notify_all();
}

bool ClusterMonitor::Worker::stopping()
{
    const std::scoped_lock lock(m_shared->mutex);
    return m_shared->stop;
}

bool ClusterMonitor::Worker::waitForTurn()
{
    for (;;) {
        answerQuestions();
        std::unique_lock lock(m_shared->mutex);
        if (m_shared->stop)
            return false;
        if (!m_shared->questions.empty())
            continue;
        if (m_shared->paused) {
            if (!m_wasPaused) {
                m_wasPaused = true;
                m_picture.interrupt();
                m_shared->history.interrupt(HistoryGap::Reason::Paused, now().utcMs);
            }
            m_shared->wake.wait(lock);
            continue;
        }
        if (m_wasPaused || m_shared->refresh) {
            m_wasPaused = false;
            m_shared->refresh = false;
            return true;
        }
        const qint64 left = m_dueMs - now().monotonicMs;
        if (left <= 0)
            return true;
        m_shared->wake.wait_for(lock, std::chrono::milliseconds(left));
    }
}

void ClusterMonitor::Worker::answerQuestions()
{
    for (;;) {
        Shared::ConfigQuestion question;
        {
            const std::scoped_lock lock(m_shared->mutex);
            if (m_shared->questions.empty() || m_shared->stop)
                return;
            question = std::move(m_shared->questions.front());
            m_shared->questions.pop_front();
        }
        auto answer = question.broker ? m_shared->source->brokerConfig(*question.broker)
                                      : m_shared->source->topicConfig(question.topic);
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->answers.emplace_back(question.id, std::move(answer));
        m_shared->ring();
    }
}

void ClusterMonitor::Worker::noticeSleep(const MonitorTime& at)
{
    if (m_lastLook && (at.utcMs - m_lastLook->utcMs) - (at.monotonicMs - m_lastLook->monotonicMs) > AsleepMs) {
        m_picture.interrupt();
        m_shared->history.interrupt(HistoryGap::Reason::Asleep, m_lastLook->utcMs);
        ClusterEvent event;
        event.kind = ClusterEvent::Kind::Asleep;
        event.utcMs = at.utcMs;
        event.amount = at.utcMs - m_lastLook->utcMs;
        report(m_state, { event });
    }
    m_lastLook = at;
}

void ClusterMonitor::Worker::cycle()
{
    const MonitorTime begun = now();
    noticeSleep(begun);
    auto metadata = m_shared->source->metadata();
    if (!metadata)
        return lose(metadata.error(), begun);
    answerQuestions();
    const auto partitions = allPartitions(*metadata);
    auto [watermarks, groups] = m_shared->source->watermarksAndGroups(partitions, *metadata);
    if (!watermarks && watermarks.error().code == ErrorCode::Unreachable)
        return lose(watermarks.error(), begun);
    if (!groups && groups.error().code == ErrorCode::Unreachable)
        return lose(groups.error(), begun);
    if (stopping())
        return;

    const MonitorTime at = now();
    const qint64 took = at.monotonicMs - begun.monotonicMs;
    const MonitorOptions& options = m_shared->options;
    const qint64 interval = std::max(m_shared->minIntervalMs.load(), took * options.restFactor);
    m_dueMs = begun.monotonicMs + interval;

    auto next
        = m_picture.advance({ std::move(*metadata), partitions, std::move(watermarks), std::move(groups), at, took });
    next.intervalMs = interval;
    m_shared->history.record(next);
    for (GroupFigures& group : next.groups)
        group.trend = m_shared->history.groupTrend(group.info.id, at.utcMs, TrendPoints);
    std::vector<ClusterEvent> events;
    if (m_last)
        events = changesBetween(*m_last, next);
    m_last = std::make_shared<const ClusterSnapshot>(std::move(next));
    connected(at);

    const std::scoped_lock lock(m_shared->mutex);
    m_shared->snapshot = m_last;
    m_shared->events.insert(m_shared->events.end(), events.begin(), events.end());
    m_shared->ring();
}

void ClusterMonitor::Worker::connected(const MonitorTime& at)
{
    if (m_state.kind == ConnectionState::Kind::Connected)
        return;
    std::vector<ClusterEvent> events;
    if (m_state.kind == ConnectionState::Kind::Lost) {
        ClusterEvent event;
        event.kind = ClusterEvent::Kind::ConnectionBack;
        event.utcMs = at.utcMs;
        event.amount = at.monotonicMs - m_lostAtMs;
        events.push_back(event);
    }
    m_state = {};
    m_state.kind = ConnectionState::Kind::Connected;
    m_state.sinceUtcMs = at.utcMs;
    report(m_state, std::move(events));
}

void ClusterMonitor::Worker::lose(const Error& error, const MonitorTime& begun)
{
    if (stopping())
        return;
    const MonitorTime at = now();
    std::vector<ClusterEvent> events;
    if (m_state.kind != ConnectionState::Kind::Lost) {
        const bool wasConnected = m_state.kind == ConnectionState::Kind::Connected;
        m_state = {};
        m_state.kind = ConnectionState::Kind::Lost;
        m_state.sinceUtcMs = begun.utcMs;
        m_lostAtMs = begun.monotonicMs;
        m_picture.interrupt();
        if (wasConnected) {
            m_shared->history.interrupt(HistoryGap::Reason::ConnectionLost, begun.utcMs);
            ClusterEvent event;
            event.kind = ClusterEvent::Kind::ConnectionLost;
            event.utcMs = begun.utcMs;
            event.subject = error.message;
            events.push_back(event);
        }
    }
    ++m_state.attempt;
    m_state.error = error;
    m_state.brokerErrors = m_shared->source->brokerErrors();
    // Counted from the attempt's beginning: one that waited for a broker all that time need not be rested from.
    const MonitorOptions& options = m_shared->options;
    const qint64 backoff = std::min(options.backoffMaxMs, options.backoffMinMs << std::min(m_state.attempt - 1, 10));
    const qint64 wait
        = std::max(std::min<qint64>(250, options.backoffMinMs), begun.monotonicMs + backoff - at.monotonicMs);
    m_dueMs = at.monotonicMs + wait;
    m_state.nextAttemptUtcMs = at.utcMs + wait;
    report(m_state, std::move(events));
}

void ClusterMonitor::Worker::report(const ConnectionState& state, std::vector<ClusterEvent> events)
{
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->connection = state;
    auto& waiting = m_shared->events;
    waiting.insert(waiting.end(), events.begin(), events.end());
    // Only when the GUI has been away for long: it keeps no more than these anyway.
    if (waiting.size() > MailboxEvents)
        waiting.erase(waiting.begin(), waiting.end() - MailboxEvents);
    m_shared->ring();
}

} // namespace spillway
