// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/types/lag.h"

#include <algorithm>

namespace spillway {

QString lagStatusName(LagStatus status)
{
    switch (status) {
    case LagStatus::Ok:
        return QStringLiteral("ok");
    case LagStatus::Behind:
        return QStringLiteral("behind");
    case LagStatus::NoCommit:
        return QStringLiteral("no_commit");
    case LagStatus::Unknown:
        return QStringLiteral("unknown");
    case LagStatus::Stopped:
        return QStringLiteral("stopped");
    }
    return QStringLiteral("unknown");
}

Lag lagBetween(Offset committed, Offset end)
{
    return Lag{ std::max<qint64>(0, end.value - committed.value) };
}

} // namespace spillway
