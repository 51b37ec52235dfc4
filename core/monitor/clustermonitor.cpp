// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/clustermonitor.h"

#include "core/kafka/background.h"
#include "core/monitor/monitorworker.h"

#include <QLoggingCategory>

#include <algorithm>

namespace spillway {

namespace {
Q_LOGGING_CATEGORY(lcMonitor, "monitor")
constexpr std::size_t MaxEvents = 500;
}

ClusterMonitor::ClusterMonitor(std::unique_ptr<ClusterSource> source, MonitorOptions options, QObject* parent)
    : QObject(parent)
    , m_shared(std::make_shared<Shared>(std::move(source), options))
{
    m_shared->receiver = this;
    kafka::inBackground([shared = m_shared] { Worker(shared).run(); });
}

ClusterMonitor::~ClusterMonitor()
{
    std::unique_lock lock(m_shared->mutex);
    m_shared->receiver = nullptr;
    m_shared->stop = true;
    m_shared->wake.notify_all();
    if (m_shared->source)
        m_shared->source->cancel();
    const auto patience = std::chrono::milliseconds(m_shared->options.quitPatienceMs);
    if (!m_shared->ended.wait_for(lock, patience, [this] { return m_shared->finished; }) && patience.count() > 0)
        qCWarning(lcMonitor, "The cluster did not let go in time; its worker is left behind");
}

LagHistory& ClusterMonitor::history() const
{
    return m_shared->history;
}

void ClusterMonitor::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->paused = paused;
        m_shared->wake.notify_all();
    }
    emit pausedChanged(paused);
}

void ClusterMonitor::setMinInterval(qint64 milliseconds)
{
    if (milliseconds < m_shared->minIntervalMs.exchange(milliseconds) && !m_paused)
        refreshNow();
}

void ClusterMonitor::refreshNow()
{
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->refresh = true;
    m_shared->wake.notify_all();
}

quint64 ClusterMonitor::askTopicConfig(const QString& topic, QObject* context, ConfigAnswer answer)
{
    return ask(topic, std::nullopt, context, std::move(answer));
}

quint64 ClusterMonitor::askBrokerConfig(BrokerId broker, QObject* context, ConfigAnswer answer)
{
    return ask({}, broker, context, std::move(answer));
}

quint64 ClusterMonitor::ask(const QString& topic, std::optional<BrokerId> broker, QObject* context, ConfigAnswer answer)
{
    std::erase_if(m_questions, [context](const Question& q) { return !q.context || q.context == context; });
    const quint64 id = ++m_lastQuestion;
    m_questions.push_back({ id, context, std::move(answer) });
    const std::scoped_lock lock(m_shared->mutex);
    // What nobody waits for any more need not be asked.
    std::erase_if(m_shared->questions, [this](const Shared::ConfigQuestion& waiting) {
        return std::ranges::find(m_questions, waiting.id, &Question::id) == m_questions.end();
    });
    m_shared->questions.push_back({ id, topic, broker });
    m_shared->wake.notify_all();
    return id;
}

void ClusterMonitor::take()
{
    SnapshotPtr snapshot;
    std::optional<ConnectionState> connection;
    std::vector<ClusterEvent> events;
    std::vector<std::pair<quint64, Result<std::vector<ConfigEntry>>>> answers;
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->posted = false;
        snapshot.swap(m_shared->snapshot);
        connection.swap(m_shared->connection);
        events.swap(m_shared->events);
        answers.swap(m_shared->answers);
    }
    // All is in place before the first signal: whoever listens to one may look at the others.
    if (snapshot)
        m_snapshot = snapshot;
    const bool changed = connection && *connection != m_connection;
    if (connection)
        m_connection = *connection;
    m_events.insert(m_events.end(), events.begin(), events.end());
    while (m_events.size() > MaxEvents)
        m_events.pop_front();

    const QPointer<ClusterMonitor> alive(this);
    if (changed)
        emit connectionChanged(m_connection);
    if (alive && snapshot)
        emit snapshotChanged(snapshot);
    if (alive && !events.empty())
        emit eventsAdded(int(events.size()));
    for (const auto& [id, answer] : answers) {
        if (!alive)
            return;
        const auto at = std::ranges::find(m_questions, id, &Question::id);
        if (at == m_questions.end())
            continue;
        const Question question = std::move(*at);
        m_questions.erase(at);
        if (question.context)
            question.answer(answer);
    }
}

} // namespace spillway
