// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clusterevents.h"
#include "core/monitor/clustersnapshot.h"
#include "core/monitor/clustersource.h"
#include "core/monitor/laghistory.h"

#include <QObject>
#include <QPointer>

#include <deque>
#include <functional>
#include <memory>

namespace spillway {

/// How the monitor stands with its cluster.
struct ConnectionState {
    enum class Kind { Connecting, Connected, Lost } kind = Kind::Connecting;
    qint64 sinceUtcMs = 0;
    // Lost only:
    int attempt = 0; ///< attempts that failed since
    qint64 nextAttemptUtcMs = 0; ///< 0: one is under way
    Error error;
    QStringList brokerErrors; ///< one line per broker: "host:port: reason"

    friend bool operator==(const ConnectionState&, const ConnectionState&) = default;
};

struct MonitorOptions {
    qint64 minIntervalMs = 1000;
    int restFactor
        = 5; ///< rests at least this many times what a cycle took, so asking takes at most a sixth of the time
    qint64 backoffMinMs = 1000;
    qint64 backoffMaxMs = 10'000;
    qint64 quitPatienceMs = 2000;
    qsizetype historyBytes = 64 * 1024 * 1024;
};

/// Watches one cluster: a worker thread asks, this object tells. Lives on the thread that made it (the GUI's) and never
/// blocks it; snapshots and news arrive in at most one queued call at a time, newest snapshot only.
///
/// One cycle costs metadata, end and begin offsets per leader and, per group, describe and committed offsets; see
/// ClusterSnapshot::requests. While the cluster cannot be reached the last snapshot stays and attempts go on by
/// themselves.
class ClusterMonitor : public QObject {
    Q_OBJECT

public:
    explicit ClusterMonitor(
        std::unique_ptr<ClusterSource> source, MonitorOptions options = {}, QObject* parent = nullptr);
    /// Returns within MonitorOptions::quitPatienceMs even when the source hangs; the worker is abandoned then and
    /// touches nothing of this object any more.
    ~ClusterMonitor() override;

    SnapshotPtr snapshot() const { return m_snapshot; } ///< null before the first
    const ConnectionState& connection() const { return m_connection; }
    LagHistory& history() const;
    /// Newest last, at most 500.
    const std::deque<ClusterEvent>& events() const { return m_events; }

    bool paused() const { return m_paused; }
    /// No questions are asked while paused; the time appears as a gap.
    void setPaused(bool paused);
    /// MonitorOptions::minIntervalMs from now on; a shorter one begins with a cycle at once.
    void setMinInterval(qint64 milliseconds);
    /// A cycle now instead of at its time; while the connection is lost, an attempt.
    void refreshNow();

    using ConfigAnswer = std::function<void(const Result<std::vector<ConfigEntry>>&)>;
    /// Asks for a topic's settings between two steps of the cycle. `answer` is called on this object's thread, unless
    /// `context` is gone or has asked something else in the meantime. Returns the request's id.
    quint64 askTopicConfig(const QString& topic, QObject* context, ConfigAnswer answer);
    /// The same for a broker's settings.
    quint64 askBrokerConfig(BrokerId broker, QObject* context, ConfigAnswer answer);

signals:
    void snapshotChanged(const spillway::SnapshotPtr& snapshot);
    void connectionChanged(const spillway::ConnectionState& state);
    void eventsAdded(int count); ///< the last `count` of events()
    void pausedChanged(bool paused);

private:
    struct Shared;
    class Worker;
    struct Question {
        quint64 id = 0;
        QPointer<QObject> context;
        ConfigAnswer answer;
    };
    quint64 ask(const QString& topic, std::optional<BrokerId> broker, QObject* context, ConfigAnswer answer);
    void take();

    std::shared_ptr<Shared> m_shared;
    SnapshotPtr m_snapshot;
    ConnectionState m_connection;
    std::deque<ClusterEvent> m_events;
    std::vector<Question> m_questions;
    quint64 m_lastQuestion = 0;
    bool m_paused = false;
};

} // namespace spillway

Q_DECLARE_METATYPE(spillway::ConnectionState)
