// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/groups.h"
#include "cli/lagrows.h"

#include <nlohmann/json.hpp>

#include <QDateTime>

namespace spillway::cli {

namespace {

constexpr kafka::Milliseconds TimeLagBudget{ 2000 };

ExitCode lag(Context& context)
{
    auto connected = context.connect();
    if (!connected)
        return context.fail(connected.error());
    const QString topic = context.value("topic");
    if (context.isSet("topic") && !connected->metadata.find(topic))
        return context.fail({ ErrorCode::NotFound, QStringLiteral("%1: Topic does not exist").arg(topic),
            QStringLiteral("see \"spillwayctl topics list\""), false, false });
    const auto groups
        = context.isSet("group") ? groupNamed(*connected, context.value("group")) : connected->admin->groups();
    if (!groups)
        return context.fail(groups.error());
    auto rows = lagOf(*connected, *groups);
    if (!rows)
        return context.fail(rows.error());
    if (context.isSet("topic"))
        std::erase_if(*rows, [&](const PartitionLag& row) { return row.partition.topic != topic; });

    const RecordTimes times = readRecordTimes(*connected->admin, context.connection(), *rows, TimeLagBudget);
    context.output().rows(lagColumns(), lagJson(*rows, timeLags(*rows, times, QDateTime::currentMSecsSinceEpoch())));
    const bool unknown
        = std::ranges::any_of(*rows, [](const PartitionLag& row) { return row.status == LagStatus::Unknown; });
    return context.finish(noteGroupErrors(context, *groups) || unknown ? ExitCode::Partial : ExitCode::Done);
}

} // namespace

Command lagCommand()
{
    return { QStringLiteral("lag"), QStringLiteral("[--group G] [--topic T]"),
        QStringLiteral("How far consumer groups are behind, per partition."),
        { { QStringLiteral("group"), QStringLiteral("Only this group."), QStringLiteral("G") },
            { QStringLiteral("topic"), QStringLiteral("Only this topic."), QStringLiteral("T") } },
        0, 0, lag };
}

} // namespace spillway::cli
