// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/letterdesk.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace spillway::ui {

class Banner;
class Theme;

/// A replay that runs, in one row: what, how far, how fast, how long still, Stop. Afterwards what became of it. Hidden
/// when there is nothing to say.
class ReplayRow : public QWidget {
    Q_OBJECT

public:
    ReplayRow(const Theme& theme, spillway::deadletter::LetterDesk& desk, QWidget* parent = nullptr);

    /// The plan was confirmed.
    void start(const spillway::deadletter::ReplayPlan& plan);
    void stop();
    bool isRunning() const { return m_question != 0; }
    void showNote(const QString& what, const QString& rest, bool failed);
    void dismiss();
    bool hasMessage() const;
    const std::optional<spillway::deadletter::ReplayReport>& report() const { return m_report; }

signals:
    void runningChanged();
    /// For the status bar: "Replay to payments.orders 64 %"; empty when none runs.
    void jobChanged(const QString& text);
    /// Ended, however it did: one sentence for a notification.
    void ended(const QString& topic, const QString& sentence);
    void reportRequested(const QString& text);

private:
    void showProgress();
    void finish(quint64 id, const Result<spillway::deadletter::ReplayReport>& report);

    const Theme& m_theme;
    spillway::deadletter::LetterDesk& m_desk;
    quint64 m_question = 0;
    QString m_topic;
    QString m_target;
    qint64 m_count = 0;
    std::optional<spillway::deadletter::ReplayReport> m_report;
    QElapsedTimer m_since;
    QTimer m_tick;
    QWidget* m_running = nullptr;
    QLabel* m_name = nullptr;
    QProgressBar* m_bar = nullptr;
    QLabel* m_figures = nullptr;
    QPushButton* m_stop = nullptr;
    Banner* m_banner = nullptr;
};

} // namespace spillway::ui
