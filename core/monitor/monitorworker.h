// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustermonitor.h"
#include "core/monitor/clusterpicture.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace spillway {

/// What the two sides of ClusterMonitor share. Both hold it by shared_ptr, so that an abandoned worker has all it
/// touches. Everything but `source`, `history`, `options` and atomics is guarded by `mutex`.
struct ClusterMonitor::Shared {
    std::unique_ptr<ClusterSource> source; ///< until the worker ends
    MonitorOptions options;
    std::atomic<qint64> minIntervalMs;
    LagHistory history; ///< guards itself

    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable ended;
    // To the worker.
    bool stop = false;
    bool paused = false;
    bool refresh = false;
    struct ConfigQuestion {
        quint64 id;
        QString topic;
        std::optional<BrokerId> broker; ///< set: its settings are asked for, not a topic's
    };
    std::deque<ConfigQuestion> questions;
    // From the worker: a mailbox that has at most one queued call to `receiver`.
    ClusterMonitor* receiver = nullptr;
    bool posted = false;
    bool finished = false;
    SnapshotPtr snapshot;
    std::optional<ConnectionState> connection;
    std::vector<ClusterEvent> events;
    std::vector<std::pair<quint64, Result<std::vector<ConfigEntry>>>> answers;

    Shared(std::unique_ptr<ClusterSource> from, const MonitorOptions& how)
        : source(std::move(from))
        , options(how)
        , minIntervalMs(how.minIntervalMs)
        , history(how.historyBytes)
    {
    }
    /// With `mutex` held.
    void ring();
};

/// The worker's side: asks in cycles, waits between them, reports into the mailbox.
class ClusterMonitor::Worker {
public:
    explicit Worker(std::shared_ptr<Shared> shared)
        : m_shared(std::move(shared))
    {
    }
    void run();

private:
    static MonitorTime now();
    bool waitForTurn();
    void answerQuestions();
    void cycle();
    void noticeSleep(const MonitorTime& at);
    void lose(const Error& error, const MonitorTime& begun);
    void connected(const MonitorTime& at);
    void report(const ConnectionState& state, std::vector<ClusterEvent> events = {});
    bool stopping();

    std::shared_ptr<Shared> m_shared;
    ClusterPicture m_picture;
    SnapshotPtr m_last;
    ConnectionState m_state;
    std::optional<MonitorTime> m_lastLook;
    qint64 m_lostAtMs = 0; ///< monotonic
    qint64 m_dueMs = 0; ///< monotonic, when the next cycle begins
    bool m_wasPaused = false;
};

} // namespace spillway
