// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sandbox/demogroup.h"

#include <cmath>
#include <condition_variable>
#include <mutex>

namespace spillway::sandbox {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds Tick{ 200 };
constexpr int Unlimited = 5000; // records per tick
constexpr milliseconds CommitEvery{ 1000 };

/// Waits, or is woken by the stop; true when stopped.
bool waitOrStop(const std::stop_token& stop, milliseconds time)
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_for(lock, stop, time, [] { return false; });
    return stop.stop_requested();
}

} // namespace

std::vector<DemoMember> demoMembers()
{
    using namespace std::chrono_literals;
    const QString debates = QStringLiteral("zamaz-debate.debate-events");
    const QString decisions = QStringLiteral("zamaz-debate.decision-events");
    const QString metrics = QStringLiteral("zamaz-debate.metrics-events");
    const QString webhooks = QStringLiteral("zamaz-debate.webhook-events");
    const QString orders = QStringLiteral("payments.orders");
    return {
        { .group = QStringLiteral("debate-processor"),
            .clientId = QStringLiteral("debate-1"),
            .topics = { debates, decisions } },
        { .group = QStringLiteral("debate-processor"),
            .clientId = QStringLiteral("debate-2"),
            .topics = { debates, decisions } },
        { .group = QStringLiteral("metrics-aggregator"),
            .clientId = QStringLiteral("aggregator"),
            .topics = { metrics },
            .recordsPerSecond = 40,
            .readBefore = 0.8 },
        { .group = QStringLiteral("order-billing"),
            .clientId = QStringLiteral("billing"),
            .topics = { orders },
            .recordsPerSecond = 60,
            .leavesAfter = 12s,
            .readBefore = 0.7 },
        { .group = QStringLiteral("order-fulfilment"),
            .clientId = QStringLiteral("fulfilment"),
            .topics = { orders },
            .recordsPerSecond = 250,
            .work = 50s,
            .rest = 70s,
            .readBefore = 0.6 },
        { .group = QStringLiteral("decision-archive"), // stalls for good
            .clientId = QStringLiteral("archive"),
            .topics = { decisions },
            .work = 20s,
            .rest = 1'000'000s,
            .readBefore = 0.55 },
        { .group = QStringLiteral("webhook-sender"), .clientId = QStringLiteral("sender"), .topics = { webhooks } },
        { .group = QStringLiteral("webhook-watcher"),
            .clientId = QStringLiteral("watcher"),
            .topics = { webhooks },
            .commits = false },
        { .group = QStringLiteral("reports <b>eu</b>"),
            .clientId = QStringLiteral("<i>reports</i>"),
            .topics = { QStringLiteral("customers.profiles") },
            .recordsPerSecond = 20 },
    };
}

int allowance(const DemoMember& member, milliseconds sinceStart, milliseconds tick, double scale)
{
    if (member.rest.count() > 0) {
        const milliseconds cycle = member.work + member.rest;
        if (sinceStart % cycle >= member.work)
            return 0;
    }
    if (member.recordsPerSecond <= 0)
        return Unlimited;
    // What is due by the end of this tick less what was due by its beginning: rounding never adds up.
    const auto due
        = [&](milliseconds at) { return std::floor(member.recordsPerSecond * scale * double(at.count()) / 1000); };
    return int(due(sinceStart + tick) - due(sinceStart));
}

Result<> runMember(const ConnectionSettings& settings, const DemoMember& member, std::stop_token stop)
{
    auto consumer = kafka::GroupConsumer::create(
        settings, { .group = member.group, .clientId = member.clientId, .topics = member.topics });
    if (!consumer)
        return Failure(consumer.error());
    const auto begin = Clock::now();
    milliseconds last{ 0 };
    milliseconds committed{ 0 };
    bool dirty = false;
    while (!stop.stop_requested()) {
        const auto now = std::chrono::duration_cast<milliseconds>(Clock::now() - begin);
        if (member.leavesAfter.count() > 0 && now >= member.leavesAfter)
            return {};
        const int most = allowance(member, last, now - last);
        last = now;
        if (most > 0) {
            const auto taken = (*consumer)->poll(Tick, most, [](const kafka::RecordRef&) {});
            if (!taken)
                return Failure(taken.error());
            dirty = dirty || *taken > 0;
        }
        if (member.commits && dirty && now - committed >= CommitEvery) {
            if (auto done = (*consumer)->commit(); !done)
                return done;
            committed = now;
            dirty = false;
        }
        if (waitOrStop(stop, Tick))
            break;
    }
    return {};
}

} // namespace spillway::sandbox
