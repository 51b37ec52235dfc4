// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordsource.h"
#include "core/browse/tailsink.h"

namespace spillway {

/// The thread on which a live tail resolves offsets and creates and destroys readings, one per topic, so that a topic
/// can come, go and fail without the others noticing. Commands return at once; what happened comes as TailEvents.
class TailWorker {
public:
    TailWorker(std::shared_ptr<RecordSource> source, std::shared_ptr<TailMailbox> mailbox);
    /// Ends all readings; waits at most 1.5 s for the thread, which then ends by itself.
    ~TailWorker();

    struct Start {
        quint64 id = 0; ///< names it in events and in the calls below; never used twice
        quint32 topic = 0;
        QString name;
        kafka::ReadFrom from; ///< LastN: of the whole topic, spread over its partitions
        int firstPartition = 0; ///< above 0: joins the start with this id, with the partitions from there on
    };
    void start(const Start& start);
    void stop(quint64 id);
    void setPaused(bool paused);
    /// Lets readings go on that were told to pause because the mailbox was full. True: there were some.
    bool resumeStalled();
    /// Records and bytes read by a start so far.
    std::pair<quint64, quint64> counts(quint64 id) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace spillway
