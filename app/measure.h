// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/desktop.h"
#include "app/options.h"

#include <QObject>

#include <atomic>
#include <thread>
#include <vector>

namespace spillway::app {

/// Figures for `./dev bench`, printed as one JSON line each. Process start is the monotonic clock in nanoseconds that
/// the bench put into SPILLWAY_STARTED_NS before it started the program.
class Measure : public QObject {
    Q_OBJECT

public:
    Measure(Desktop& desktop, const Options& options);
    ~Measure() override;

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void firstFrame();
    void watchTopics();
    void watchLive();
    void watchCost();
    void beginFeed();
    void endFeed();

    Desktop& m_desktop;
    QString m_what;
    QString m_topic;
    bool m_framed = false;
    // feed: a thread sends a heartbeat every 5 ms; how late the GUI thread takes it is the stall a person would feel
    std::jthread m_heart;
    std::vector<double> m_lateMs;
    std::atomic<bool> m_beating{ false };
    std::chrono::steady_clock::time_point m_feedSince;
};

} // namespace spillway::app
