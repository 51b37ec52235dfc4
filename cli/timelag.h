// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/recordreader.h"
#include "core/types/lag.h"

#include <functional>

namespace spillway::cli {

/// Where a time lag was learned.
enum class TimeLagSource {
    None, ///< no commit, so there is no record to look at
    CaughtUp, ///< lag 0
    CreateTime, ///< age of the oldest unread record, by its producer's clock
    LogAppendTime, ///< the same by the broker's clock
    Unknown, ///< the record could not be had in time
};
/// "none", "caught_up", "record_create_time", "record_log_append_time", "unknown".
QString timeLagSourceName(TimeLagSource source);

/// How old the oldest record is that a group has not read in a partition.
struct TimeLag {
    std::optional<qint64> milliseconds; ///< ≥ 0; nullopt: none or unknown
    TimeLagSource source = TimeLagSource::Unknown;

    friend bool operator==(const TimeLag&, const TimeLag&) = default;
};

/// The time of the first record at or after an offset.
struct RecordTime {
    qint64 timestampMs = 0;
    TimestampType type = TimestampType::CreateTime;
};
using RecordTimes = std::map<std::pair<TopicPartition, Offset>, RecordTime>;

/// The offsets whose record times the rows need, in rounds: a round asks each partition for one offset only.
std::vector<std::map<TopicPartition, Offset>> timeLagRounds(const std::vector<PartitionLag>& rows);

/// Time lag per row, from the records' times; parallel to `rows`. `nowMs`: ms since 1970 UTC.
std::vector<TimeLag> timeLags(const std::vector<PartitionLag>& rows, const RecordTimes& times, qint64 nowMs);

/// Reads the records' times from the cluster, at most `budget` long altogether; what is not there by then is missing.
RecordTimes readRecordTimes(kafka::Admin& admin, const ConnectionSettings& settings,
    const std::vector<PartitionLag>& rows, kafka::Milliseconds budget);

} // namespace spillway::cli
