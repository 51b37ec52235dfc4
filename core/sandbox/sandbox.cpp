// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sandbox/sandbox.h"

#include "core/sandbox/demofeed.h"
#include "core/sandbox/mockcluster.h"
#include "core/sandbox/sandboxdirectory.h"
#include "core/sandbox/toldgroups.h"

#include <QDateTime>
#include <QLoggingCategory>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace spillway::sandbox {

namespace {

Q_LOGGING_CATEGORY(logSandbox, "kafka.sandbox", QtWarningMsg)

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int Brokers = 3;
constexpr double Scale = 0.35; ///< 18 to 105 records/s
constexpr qint64 QuietBytes = 20 * 1024 * 1024;
constexpr qint64 HistoryMs = 300'000;
constexpr milliseconds Tick{ 200 };

} // namespace

struct Sandbox::Private {
    SandboxSettings settings;
    std::unique_ptr<MockCluster> brokers;
    std::shared_ptr<SandboxDirectory> directory;
    ConnectionSettings connection;
    std::unique_ptr<kafka::Producer> producer;
    std::unique_ptr<DemoFeed> feed;
    std::unique_ptr<ToldGroups> groups;
    std::jthread demo; ///< makes the history, then lives

    Result<> begin(const std::stop_token& stop);
    Result<> advance(milliseconds sinceStart, milliseconds tick, qint64 nowUtcMs);
    void run(const std::stop_token& stop);
};

Result<> Sandbox::Private::begin(const std::stop_token& stop)
{
    for (const kafka::NewTopic& topic : DemoRecords::topics())
        if (auto made = directory->createTopic(topic); !made)
            return made;
    auto made = kafka::Producer::create(
        connection, { .lingerMs = 50, .compression = QStringLiteral("lz4"), .recordTimestamps = true });
    if (!made)
        return Failure(made.error());
    producer = std::move(*made);
    feed = std::make_unique<DemoFeed>(*producer,
        DemoFeedSettings{ .seed = settings.seed, .scale = Scale, .quietBytes = QuietBytes },
        [](const QString& text) { qCWarning(logSandbox, "%s", qPrintable(text)); });
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (auto written = feed->writeHistory(settings.historyRecords, now - HistoryMs, now, stop); !written)
        return written;
    ConnectionSettings bare = connection;
    bare.local.reset();
    auto told = ToldGroups::create(bare, *directory, Scale);
    if (!told)
        return Failure(told.error());
    groups = std::move(*told);
    return groups->join();
}

Result<> Sandbox::Private::advance(milliseconds sinceStart, milliseconds tick, qint64 nowUtcMs)
{
    if (!groups)
        return Failure(Error{ .message = QStringLiteral("The sandbox has no history yet"), .hint = {} });
    if (auto written = feed->advance(sinceStart, tick, nowUtcMs); !written)
        return written;
    return groups->advance(sinceStart, tick);
}

void Sandbox::Private::run(const std::stop_token& stop)
{
    if (auto begun = begin(stop); !begun) {
        qCWarning(logSandbox, "%s", qPrintable(toText(begun.error())));
        directory->setReady(); // with what there is
        return;
    }
    directory->setReady();
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    const auto start = Clock::now();
    for (auto last = start; settings.live && !stop.stop_requested();) {
        never.wait_for(lock, stop, Tick, [] { return false; });
        const auto now = Clock::now();
        const auto since = [&](Clock::time_point from) { return std::chrono::duration_cast<milliseconds>(now - from); };
        if (auto done = advance(since(start), since(last), QDateTime::currentMSecsSinceEpoch());
            !done && !stop.stop_requested())
            qCWarning(logSandbox, "%s", qPrintable(toText(done.error())));
        last = now;
    }
}

Sandbox::Sandbox(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

Result<std::unique_ptr<Sandbox>> Sandbox::start(const SandboxSettings& settings)
{
    auto brokers = MockCluster::start(Brokers);
    if (!brokers)
        return Failure(brokers.error());
    auto p = std::make_unique<Private>();
    p->settings = settings;
    p->brokers = std::move(*brokers);
    p->directory = std::make_shared<SandboxDirectory>(*p->brokers);
    p->connection.bootstrapServers = p->brokers->bootstrapServers();
    p->connection.local = p->directory;
    p->demo = std::jthread([raw = p.get()](const std::stop_token& stop) { raw->run(stop); });
    return std::unique_ptr<Sandbox>(new Sandbox(std::move(p)));
}

Sandbox::~Sandbox()
{
    d->demo.request_stop();
    d->demo.join();
    d->groups.reset();
    d->feed.reset();
    d->producer.reset();
    d->directory->detach();
}

ConnectionSettings Sandbox::connection() const
{
    return d->connection;
}

Result<> Sandbox::advance(milliseconds sinceStart, milliseconds tick, qint64 nowUtcMs)
{
    return d->advance(sinceStart, tick, nowUtcMs);
}

} // namespace spillway::sandbox
