// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionsettings.h"
#include "core/types/topicpartition.h"

#include <optional>

namespace spillway::test {

/// A record batch as it lies on the broker.
struct StoredBatch {
    Offset first; ///< of its first record
    QString codec; ///< "none", "gzip", "snappy", "lz4" or "zstd": the lowest three bits of its attributes
};

/// The batch that has an offset. Asked with a Fetch request of its own (version 4 of Kafka's protocol guide, the oldest
/// Kafka 4 knows), for no client tells how it was packed. A PLAINTEXT broker that leads the partition; nullopt, and a
/// warning, when there is no such batch. Waits 5 s at most for each answer.
std::optional<StoredBatch> storedBatch(
    const ConnectionSettings& settings, const TopicPartition& partition, Offset offset);

} // namespace spillway::test
