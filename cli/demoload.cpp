// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/demoload.h"

#include "cli/context.h"
#include "core/sandbox/demofeed.h"
#include "core/sandbox/demogroup.h"

#include <QCommandLineParser>
#include <QDateTime>

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

namespace spillway::cli {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds Tick{ 100 };
constexpr int History = 6000; // records of a fresh cluster
constexpr qint64 HistoryMs = 300'000; // and how far back they reach

} // namespace

DemoLoad::DemoLoad(ConnectionSettings settings, kafka::Gate& gate, Remark remark)
    : m_settings(std::move(settings))
    , m_gate(gate)
    , m_remark(std::move(remark))
{
}

Result<> DemoLoad::makeTopics()
{
    auto admin = kafka::Admin::create(m_settings);
    if (!admin)
        return Failure(admin.error());
    const auto metadata = (*admin)->metadata();
    if (!metadata)
        return Failure(metadata.error());
    for (const kafka::NewTopic& topic : sandbox::DemoRecords::topics()) {
        if (metadata->find(topic.name))
            continue;
        const auto made = m_gate.execute(kafka::CreateTopicOperation{ topic.name, topic.partitions },
            kafka::Confirmation::NotGiven, [&] { return (*admin)->createTopic(topic); });
        if (!made && made.error().code != ErrorCode::AlreadyExists)
            return made;
        m_fresh = true;
    }
    return {};
}

Result<> DemoLoad::produce(const std::stop_token& stop)
{
    auto producer = kafka::Producer::create(
        m_settings, { .lingerMs = 50, .compression = QStringLiteral("lz4"), .recordTimestamps = true });
    if (!producer)
        return Failure(producer.error());
    sandbox::DemoFeed feed(**producer, {}, m_remark);
    if (m_fresh) {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        if (auto written = feed.writeHistory(History, now - HistoryMs, now, stop); !written)
            return written;
    }
    m_remark(QStringLiteral("producing; stop with Ctrl-C"));
    const auto begin = Clock::now();
    auto last = begin;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        changed.wait_for(lock, stop, Tick, [] { return false; });
        const auto now = Clock::now();
        const auto since = [&](Clock::time_point from) { return std::chrono::duration_cast<milliseconds>(now - from); };
        // A broker that is away is waited for; only what a later attempt cannot mend ends the load.
        if (const auto sent = feed.advance(since(begin), since(last), QDateTime::currentMSecsSinceEpoch());
            !sent && !sent.error().retriable)
            return sent;
        last = now;
    }
    lock.unlock();
    (void)(*producer)->flush(milliseconds(500));
    producer->reset();
    return {};
}

Result<> DemoLoad::run(std::stop_token stop)
{
    if (auto made = makeTopics(); !made)
        return made;
    std::stop_source all; // also ends the members when producing fails
    const std::stop_callback forwarded(stop, [&all] { all.request_stop(); });
    std::vector<std::jthread> members;
    for (const sandbox::DemoMember& member : sandbox::demoMembers()) {
        members.emplace_back([this, member, token = all.get_token()] {
            const auto done = m_gate.execute(kafka::ConsumeOperation{ member.group }, kafka::Confirmation::NotGiven,
                [&] { return sandbox::runMember(m_settings, member, token); });
            if (!done)
                m_remark(QStringLiteral("%1: %2").arg(member.group, toText(done.error())));
        });
    }
    auto produced = m_gate.execute(kafka::ProduceOperation{ QStringLiteral("(demo topics)"), {} },
        kafka::Confirmation::NotGiven, [&] { return produce(stop); });
    all.request_stop();
    return produced;
}

ExitCode runDemoLoad(const QStringList& arguments)
{
    const auto remark = [](const QString& line) { std::fprintf(stderr, "%s\n", qPrintable(line)); };
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Fills a Kafka cluster with topics, records and consumer groups to look at."));
    parser.addHelpOption();
    parser.addOption(
        { QStringLiteral("bootstrap"), QStringLiteral("Brokers to begin with."), QStringLiteral("HOST:PORT[,…]") });
    parser.process(arguments);

    auto settings = connectionFromEnvironment(QProcessEnvironment::systemEnvironment());
    if (!settings) {
        remark(errorText(settings.error()));
        return ExitCode::Usage;
    }
    if (parser.isSet(QStringLiteral("bootstrap")))
        settings->bootstrapServers = parser.value(QStringLiteral("bootstrap"));

    Interrupt interrupt;
    kafka::Gate gate({ false, kafka::defaultJournalPath(), kafka::currentActor(QStringLiteral("spillway-demo-load")),
        settings->bootstrapServers });
    const auto done = DemoLoad(*settings, gate, remark).run(interrupt.token());
    if (!done) {
        remark(errorText(done.error()));
        return exitCodeFor(done.error().code);
    }
    return ExitCode::Done;
}

} // namespace spillway::cli
