// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/inflow.h"
#include "core/deadletter/letterdesk.h"
#include "core/monitor/clustermonitor.h"
#include "ui/models/letterscanner.h"

#include <QElapsedTimer>
#include <QTimer>

namespace spillway::ui {

/// What is known of a cluster's dead letters: its dead-letter topics, looked for again now and then, and the letters of
/// those that somebody opened. One for the rail, the palette and the page. Holds at most `MostBytes` of letters: those
/// read longest ago leave first and are read again when they are opened. GUI thread, never waits.
class LetterBoard : public QObject {
    Q_OBJECT

public:
    enum class Phase { Waiting, Looking, Known, Failed };
    /// The letters of one topic.
    struct Reading {
        LetterBatchPtr batch; ///< null: not read, or left again
        std::optional<Error> error; ///< of the last try
        quint64 question = 0; ///< running; 0: none
        qint64 endsAtReading = -1; ///< sum of end offsets when it began
        quint64 used = 0; ///< when it was looked at last, in order
    };

    LetterBoard(
        ClusterMonitor& monitor, std::shared_ptr<spillway::deadletter::LetterSource> source, QObject* parent = nullptr);

    /// The user's own expressions beside the conventions; counts from the next look on.
    void setNames(spillway::deadletter::TopicNames names) { m_names = std::move(names); }

    spillway::deadletter::LetterDesk& desk() { return m_desk; }
    ClusterMonitor& monitor() { return m_monitor; }

    /// Looking: a first answer is awaited; a later look keeps Known.
    Phase phase() const { return m_phase; }
    const Error& error() const { return m_error; }
    const std::vector<spillway::deadletter::DeadLetterTopic>& topics() const { return m_topics; }
    const spillway::deadletter::DeadLetterTopic* topic(const QString& name) const;
    qint64 othersNotSampled() const { return m_othersNotSampled; }
    qint64 lookedAtMs() const { return m_lookedAtMs; }
    int topicsInCluster() const;
    /// Open letters: as counted by the last look, and what came in since.
    std::optional<qint64> open(const QString& topic) const;
    qint64 openInAll() const;
    /// Letters per minute, of the last minutes; before that is known, of the last look.
    std::optional<double> inflow(const QString& topic) const;
    double inflowOfAll() const;
    /// Letters that came after the topic was read; 0 when that is not known.
    qint64 newSince(const QString& topic) const;

    const Reading& reading(const QString& topic);
    const spillway::deadletter::Progress* progress(const QString& topic) const;
    /// Newest letters, unless they are here or on their way; `again` reads in any case.
    void read(const QString& topic, bool again = false);
    /// Older ones as well. False when the bound is reached.
    bool readMore(const QString& topic);
    bool canReadMore(const QString& topic) const;

    /// Looks for topics now.
    void look();
    /// The page is in front: looks more often.
    void setWatched(bool watched);

    static constexpr qint64 LettersPerReading = 10'000;
    static constexpr qint64 MostLetters = 50'000; ///< of one topic
    static constexpr size_t MostBytes = 128 * 1024 * 1024; ///< of all topics
    static constexpr size_t BytesPerReading = 24 * 1024 * 1024;

signals:
    void topicsChanged();
    void readingChanged(const QString& topic);

private:
    void observe();
    void setTopics(quint64 id, const Result<spillway::deadletter::TopicsResult>& result);
    void setReading(quint64 id, const LetterBatchPtr& batch, const Error& error);
    void makeRoom(const QString& except);
    qint64 ends(const QString& topic) const;

    ClusterMonitor& m_monitor;
    spillway::deadletter::LetterDesk m_desk;
    LetterScanner m_scanner;
    spillway::deadletter::TopicNames m_names;
    spillway::deadletter::Inflow m_inflow;
    Phase m_phase = Phase::Waiting;
    Error m_error;
    std::vector<spillway::deadletter::DeadLetterTopic> m_topics;
    std::map<QString, qint64> m_ends; ///< sums of end offsets, of the dead-letter topics
    std::map<QString, qint64> m_endsAtLook;
    std::map<QString, Reading> m_readings;
    qint64 m_othersNotSampled = 0;
    qint64 m_lookedAtMs = 0;
    quint64 m_looking = 0;
    quint64 m_uses = 0;
    QTimer m_next;
    bool m_watched = false;
};

} // namespace spillway::ui
