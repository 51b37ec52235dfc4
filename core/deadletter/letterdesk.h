// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/lettersource.h"

#include <QObject>

namespace spillway::deadletter {

/// A Result in a signal: Qt's meta types would compare a bare one, which it cannot.
template <class T = void> struct Answer {
    Result<T> result;
};

/// A LetterSource for a page: each question runs on a thread of its own and is answered by a signal with the id the
/// question got; nothing here waits. A cancelled question, and every one when the desk goes, is never answered (a
/// replay is: its report says how far it came). GUI thread.
class LetterDesk : public QObject {
    Q_OBJECT
public:
    explicit LetterDesk(std::shared_ptr<LetterSource> source, QObject* parent = nullptr);
    /// Stops what runs, without waiting: threads end by the source's deadlines.
    ~LetterDesk() override;

    quint64 findTopics(const TopicsRequest& request);
    quint64 scan(const ScanRequest& request);
    quint64 fetchOriginal(const DeadLetter& letter);
    quint64 plan(const ReplayRequest& request);
    quint64 replay(const ReplayPlan& plan, kafka::Confirmation confirmation);
    quint64 discard(const std::vector<Coordinates>& letters, const QString& reason);

    /// Ends it soon. A replay stops after the records under way and still answers.
    void cancel(quint64 id);
    bool running(quint64 id) const;
    /// Of a running question; nullptr otherwise.
    const Progress* progress(quint64 id) const;

signals:
    void topicsFound(quint64 id, const spillway::deadletter::Answer<spillway::deadletter::TopicsResult>& topics);
    void scanned(quint64 id, const spillway::deadletter::Answer<spillway::deadletter::ScanResult>& scan);
    void originalFetched(quint64 id, const spillway::deadletter::Original& original);
    void planned(quint64 id, const spillway::deadletter::Answer<spillway::deadletter::ReplayPlan>& plan);
    void replayed(quint64 id, const spillway::deadletter::Answer<spillway::deadletter::ReplayReport>& report);
    void discarded(quint64 id, const spillway::deadletter::Answer<>& result);

private:
    struct Door;
    struct Question;
    template <class Work, class Reply> quint64 ask(Work work, Reply reply, bool answersWhenCancelled = false);

    std::shared_ptr<LetterSource> m_source;
    std::shared_ptr<Door> m_door;
    std::map<quint64, std::shared_ptr<Question>> m_questions;
    quint64 m_lastId = 0;
};

} // namespace spillway::deadletter
