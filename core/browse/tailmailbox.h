// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/textfilter.h"
#include "core/types/error.h"

#include <functional>
#include <mutex>
#include <optional>
#include <set>

namespace spillway {

/// What a tail's reader threads have to say besides records.
struct TailEvent {
    enum class Kind {
        Started, ///< offsets are known, reading began
        StartFailed,
        CaughtUp, ///< every partition has been at its end once
        Gap, ///< records from..to expired before they could be read
        PartitionFailed,
        Trouble, ///< brokers down or the like; goes on by itself
        Recovered,
        Ended, ///< nothing more will come
    } kind
        = Kind::Started;
    quint64 start = 0; ///< which start of which topic this belongs to
    Partition partition{};
    Offset from{};
    Offset to{};
    std::optional<Error> error{};
    int partitions = 0; ///< Started: how many the topic has
};

/// Between the reader threads and the GUI thread: batches bounded in bytes, and at most one call on its way. Every
/// member may be called from every thread.
class TailMailbox {
public:
    /// `bell` is called from reader threads when something lies in an empty box; not again before take().
    TailMailbox(size_t boundBytes, std::function<void()> bell);
    /// After this returns the bell is not called any more.
    void close();

    /// Records of the start with this number. False: the bound is reached; these were taken, but hold the next ones
    /// back.
    bool put(quint64 start, std::vector<RecordBatch> batches);
    void put(TailEvent event);

    struct Content {
        std::vector<RecordBatch> batches;
        std::vector<TailEvent> events;
        bool more = false; ///< `maxBytes` left some behind
    };
    /// All events and batches of about maxBytes, oldest first.
    Content take(size_t maxBytes);
    void discard(); ///< throws the batches away
    /// From here on nothing of this start is taken any more; its reader may need a moment to stop.
    void retire(quint64 start);
    size_t bytes() const;
    size_t bound() const { return m_bound; }

    struct Filter {
        std::shared_ptr<const TextFilter> filter;
        quint64 number = 0;
    };
    void setFilter(Filter filter);
    Filter filter() const;

private:
    void ring();

    const size_t m_bound;
    mutable std::mutex m_mutex;
    std::mutex m_bellMutex;
    std::function<void()> m_bell;
    std::vector<RecordBatch> m_batches;
    std::vector<TailEvent> m_events;
    Filter m_filter;
    size_t m_bytes = 0;
    bool m_rung = false;
    std::set<quint64> m_retired; ///< starts whose readers have not ended yet
};

} // namespace spillway
