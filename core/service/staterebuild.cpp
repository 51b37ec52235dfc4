// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/staterebuild.h"

#include <algorithm>

namespace spillway {

namespace {

using Milliseconds = std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int Shares = 8; ///< below this part of the patience the rest of it is one attempt
constexpr qint64 Divisor = 4; ///< of the range, from one attempt to the next
constexpr double Caution = 0.5; ///< of what the pace promises

QString placeOf(const TopicPartition& partition)
{
    return QStringLiteral("%1 [%2]").arg(partition.topic).arg(partition.partition.value);
}

Error missing(const TopicPartition& partition, Offset end, const Error& cause)
{
    Error error = cause;
    error.message = QStringLiteral("state of %1 is missing: what was before offset %2 could not be read again: %3")
                        .arg(placeOf(partition))
                        .arg(end.value)
                        .arg(cause.message);
    error.hint = QStringLiteral("only newer events count until the partition is assigned anew");
    return error;
}

} // namespace

RebuildResult rebuildState(EventTransport& transport, const TopicPartition& partition, Offset end,
    const RebuildBounds& bounds, const std::stop_token& stop, const PastSink& sink)
{
    const qint64 all = std::min(bounds.maxOffsets, end.value);
    if (all <= 0)
        return { true, {} };
    qint64 most = all;
    for (Milliseconds left = bounds.patience;;) {
        const bool last = left <= bounds.patience / Shares || most == 1;
        const Milliseconds share = std::max(Milliseconds(1), last ? left : left / 2);
        std::optional<qint64> first;
        qint64 newest = 0;
        const auto begun = Clock::now();
        const auto read = transport.readBack({ partition, end, most, share, stop }, [&](const DomainEventPtr& event) {
            if (const auto& origin = event->origin()) {
                newest = origin->offset.value;
                first = first.value_or(newest);
            }
            sink.take(event);
        });
        if (stop.stop_requested()) {
            sink.restart();
            return {};
        }
        if (read) {
            if (most == all)
                return { true, {} };
            return { true,
                Error{ .code = ErrorCode::TimedOut,
                    .message = QStringLiteral("state of %1 is not whole: of the %2 offsets before %3 only the newest "
                                              "%4 could be read again within %5 ms")
                                   .arg(placeOf(partition))
                                   .arg(all)
                                   .arg(end.value)
                                   .arg(most)
                                   .arg(bounds.patience.count()),
                    .hint
                    = QStringLiteral("what older events said is missing until the partition is assigned anew") } };
        }
        sink.restart();
        // an attempt that was cut off has used its share, whatever the clock says
        left -= std::max(share, std::chrono::ceil<Milliseconds>(Clock::now() - begun));
        if (last || left <= Milliseconds(0) || read.error().code != ErrorCode::TimedOut)
            return { false, missing(partition, end, read.error()) };
        const double pace = first ? double(newest - *first + 1) / double(share.count()) : 0;
        most /= Divisor;
        if (pace > 0)
            most = std::min(most, qint64(pace * double(left.count()) / 2 * Caution));
        most = std::max<qint64>(1, most);
    }
}

} // namespace spillway
