// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/eventclient.h"

namespace spillway {

/// What is told of a partition's past.
struct PastSink {
    std::function<void(const DomainEventPtr&)> take; ///< oldest first
    std::function<void()> restart; ///< all that was taken is to be forgotten
};

/// How a rebuild ended.
struct RebuildResult {
    bool done = false; ///< nothing is left in the sink's hands when it is not
    /// What is missing and why; with `done` it is what is older than the newest that could be read in time. What the
    /// count leaves out is no trouble.
    std::optional<Error> trouble{};
};

/// Tells a partition's past before `end`, within the bounds. The newest events count most, for they say what became of
/// the older ones: what cannot be read within half of the time that is left is forgotten, and a quarter of it or less,
/// as much as the pace promises, is read from nearer to the end, until that is reached or time is up. `stop` ends it
/// early. Takes `bounds.patience`, and in the worst case about twice that.
RebuildResult rebuildState(EventTransport& transport, const TopicPartition& partition, Offset end,
    const RebuildBounds& bounds, const std::stop_token& stop, const PastSink& sink);

} // namespace spillway
