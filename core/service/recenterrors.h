// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventtime.h"

#include <QString>

#include <deque>
#include <mutex>
#include <vector>

namespace spillway {

struct RecentError {
    EventTime at; ///< of the newest occurrence
    QString component; ///< "kafka_client", "event_bridge", a processor's id, …
    QString message;
    quint64 count = 1; ///< in a row

    friend bool operator==(const RecentError&, const RecentError&) = default;
};

/// The newest errors, at most 100; the same one again only counts. Any thread.
class RecentErrors {
public:
    static constexpr size_t Most = 100;

    void add(const QString& component, const QString& message);
    /// The newest first.
    std::vector<RecentError> all() const;
    QString last() const; ///< empty: none

private:
    mutable std::mutex m_mutex;
    std::deque<RecentError> m_errors; ///< the newest first
};

} // namespace spillway
