// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/groupconsumer.h"

#include <stop_token>

namespace spillway::sandbox {

/// How a member of a demo group behaves.
struct DemoMember {
    QString group;
    QString clientId;
    QStringList topics;
    double recordsPerSecond = 0; ///< at most, at the full rate of the load; 0: as fast as it goes
    bool commits = true;
    std::chrono::seconds work{ 0 }; ///< with `rest`: consumes so long,
    std::chrono::seconds rest{ 0 }; ///< then keeps its membership but takes nothing so long
    std::chrono::seconds leavesAfter{ 0 }; ///< 0: stays until stopped
    double readBefore = 1; ///< sandbox: what of the history it has read when one first looks, 0…1
};

/// The groups of the demo.
std::vector<DemoMember> demoMembers();

/// How many records a member may take in the next `tick`, `sinceStart` after it began; `scale` of its full rate.
int allowance(
    const DemoMember& member, std::chrono::milliseconds sinceStart, std::chrono::milliseconds tick, double scale = 1);

/// Consumes until stopped, or until the member leaves of itself.
Result<> runMember(const ConnectionSettings& settings, const DemoMember& member, std::stop_token stop);

} // namespace spillway::sandbox
