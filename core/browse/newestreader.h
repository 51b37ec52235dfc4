// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/filteredbuffer.h"
#include "core/browse/newest.h"

#include <QTimer>

namespace spillway {

/// Reads a NewestRequest on a thread of its own and keeps the records in a buffer for a table. One reading at a time: a
/// new one takes the place of the one before, whose answer is dropped. GUI thread; nothing here waits.
class NewestReader : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Reading, Done, Failed, Cancelled };

    explicit NewestReader(std::shared_ptr<RecordSource> source, QObject* parent = nullptr);
    ~NewestReader() override;

    FilteredBuffer& rows() { return m_rows; }
    State state() const { return m_state; }
    const NewestRequest& request() const { return m_request; }
    const NewestResult& result() const { return m_result; } ///< of the last reading that was Done; without its chunks
    const Error& error() const { return m_error; } ///< when Failed
    /// Records read so far and expected; expected is 0 until known.
    std::pair<qint64, qint64> progress() const;
    /// What was done, in words: "500 of 1,204,118 records, newest first · 0.04 s · read uncommitted".
    QString summary() const;
    /// What is missing and why, in words; empty when all is well.
    QString caveat() const;

    void read(const NewestRequest& request);
    void cancel();
    void setFilter(const QString& text);
    void clear();

signals:
    void stateChanged();
    void progressChanged();

private:
    struct Door;
    void answer(quint64 id, Result<NewestResult> result);
    void setState(State state);

    std::shared_ptr<RecordSource> m_source;
    std::shared_ptr<Door> m_door;
    std::shared_ptr<NewestProgress> m_progress;
    std::stop_source m_stop;
    FilteredBuffer m_rows;
    NewestRequest m_request;
    NewestResult m_result;
    Error m_error;
    State m_state = State::Idle;
    quint64 m_id = 0;
    QTimer m_progressTimer;
};

} // namespace spillway
