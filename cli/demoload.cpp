// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/demoload.h"

#include "cli/context.h"
#include "cli/demogroup.h"
#include "cli/demorecords.h"
#include "core/kafka/producer.h"

#include <QCommandLineParser>

#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <numbers>
#include <thread>

namespace spillway::cli {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds Tick{ 100 };
constexpr int History = 6000; // records of a fresh cluster

} // namespace

DemoLoad::DemoLoad(ConnectionSettings settings, kafka::Gate& gate, Remark remark)
    : m_settings(std::move(settings))
    , m_gate(gate)
    , m_remark(std::move(remark))
{
}

double DemoLoad::rateAt(milliseconds sinceStart)
{
    // Two waves that do not meet: the charts do not repeat within minutes.
    const double seconds = double(sinceStart.count()) / 1000;
    const double wave
        = 0.7 * std::sin(2 * std::numbers::pi * seconds / 97) + 0.3 * std::sin(2 * std::numbers::pi * seconds / 23);
    return 175 + 125 * wave;
}

Result<> DemoLoad::makeTopics()
{
    auto admin = kafka::Admin::create(m_settings);
    if (!admin)
        return Failure(admin.error());
    const auto metadata = (*admin)->metadata();
    if (!metadata)
        return Failure(metadata.error());
    for (const kafka::NewTopic& topic : DemoRecords::topics()) {
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
    auto producer = kafka::Producer::create(m_settings, { .lingerMs = 50, .compression = QStringLiteral("lz4") });
    if (!producer)
        return Failure(producer.error());
    DemoRecords records(42);
    std::mutex mutex;
    std::condition_variable_any changed;
    QString trouble;
    const auto send = [&]() -> Result<> {
        return (*producer)->send(records.next(), {}, [&](const Result<kafka::Delivery>& delivered) {
            const std::lock_guard lock(mutex);
            const QString text = delivered ? QString() : toText(delivered.error());
            if (text != trouble && !text.isEmpty())
                m_remark(text);
            trouble = text;
        });
    };
    if (m_fresh) {
        for (int i = 0; i < History && !stop.stop_requested(); ++i) {
            if (auto sent = send(); !sent)
                return sent;
        }
    }
    m_remark(QStringLiteral("producing; stop with Ctrl-C"));
    const auto begin = Clock::now();
    auto last = begin;
    double due = 0;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        changed.wait_for(lock, stop, Tick, [] { return false; });
        lock.unlock();
        const auto now = Clock::now();
        due += rateAt(std::chrono::duration_cast<milliseconds>(now - begin))
            * std::chrono::duration<double>(std::min<Clock::duration>(now - last, std::chrono::seconds(1))).count();
        last = now;
        while (due >= 1) {
            due -= 1;
            // A broker that is away is waited for; only what a later attempt cannot mend ends the load.
            if (const auto sent = send(); !sent && !sent.error().retriable)
                return sent;
        }
        lock.lock();
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
    for (const DemoMember& member : demoMembers()) {
        members.emplace_back([this, member, token = all.get_token()] {
            const auto done = m_gate.execute(kafka::ConsumeOperation{ member.group }, kafka::Confirmation::NotGiven,
                [&] { return runMember(m_settings, member, token); });
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
