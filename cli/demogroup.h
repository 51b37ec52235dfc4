// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/groupconsumer.h"

#include <stop_token>

namespace spillway::cli {

/// How a member of a demo group behaves.
struct DemoMember {
    QString group;
    QString clientId;
    QStringList topics;
    double recordsPerSecond = 0; ///< at most; 0: as fast as it goes
    bool commits = true;
    std::chrono::seconds work{ 0 }; ///< with `rest`: consumes so long,
    std::chrono::seconds rest{ 0 }; ///< then keeps its membership but takes nothing so long
    std::chrono::seconds leavesAfter{ 0 }; ///< 0: stays until stopped
};

/// The groups of the demo.
std::vector<DemoMember> demoMembers();

/// How many records a member may take in the next `tick`, `sinceStart` after it began.
int allowance(const DemoMember& member, std::chrono::milliseconds sinceStart, std::chrono::milliseconds tick);

/// Consumes until stopped, or until the member leaves of itself.
Result<> runMember(const ConnectionSettings& settings, const DemoMember& member, std::stop_token stop);

} // namespace spillway::cli
