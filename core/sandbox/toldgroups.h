// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/sandbox/demogroup.h"
#include "core/sandbox/sandboxdirectory.h"

#include <map>
#include <vector>

namespace spillway::sandbox {

/// The demo's consumer groups without consumers: they are told to the directory, and their progress is committed to the
/// brokers like anybody's, but nothing is fetched. Eight groups of real members would cost dozens of threads and a
/// rebalance of three seconds before there is anything to see. Used by one thread.
class ToldGroups {
public:
    /// `brokers` must be settings without a LocalCluster: the groups' own commits are not refused.
    static Result<std::unique_ptr<ToldGroups>> create(
        const ConnectionSettings& brokers, SandboxDirectory& directory, double scale);

    /// Members join; the groups have read what they should have of what is there, and committed it.
    Result<> join();
    /// What the members read in the `tick` that ends `sinceStart` after join(); commits once a second.
    Result<> advance(std::chrono::milliseconds sinceStart, std::chrono::milliseconds tick);

private:
    struct Member {
        DemoMember plan;
        GroupMember told;
        std::vector<qint64> positions; ///< in parallel with told.assignment
        bool dirty = false;
    };
    ToldGroups(std::unique_ptr<kafka::Admin> admin, SandboxDirectory& directory, double scale);
    Result<> commit(Member& member);

    std::unique_ptr<kafka::Admin> m_admin;
    SandboxDirectory& m_directory;
    const double m_scale;
    std::vector<Member> m_members;
    std::chrono::milliseconds m_committed{ 0 };
};

} // namespace spillway::sandbox
