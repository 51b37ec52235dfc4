// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/eventtemplates.h"
#include "core/service/servicesource.h"

#include <QDateTime>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace spillway::test {

/// A service made of numbers. What a test sets counts from the next call on; each call notes the thread it came on.
class FakeService : public ServiceSource {
public:
    ServiceFacts m_facts;

    FakeService()
    {
        m_facts.bootstrapServers = QStringLiteral("a:9092");
        m_facts.topicPrefix = QStringLiteral("zamaz-debate");
        m_facts.groupId = QStringLiteral("zamaz-debate-group");
        m_facts.topics = { QStringLiteral("zamaz-debate.debate-events"), QStringLiteral("zamaz-debate.pr-events") };
        m_facts.groups = { QStringLiteral("zamaz-debate-group-event-bridge") };
        m_facts.partitions = 3;
        m_facts.replicationFactor = 1;
        m_facts.routes = RoutingTable::standard().routes();
        picture = sample();
    }
    /// As a service looks that has been at work for a while.
    static ServiceSnapshot sample()
    {
        using namespace std::chrono_literals;
        ServiceSnapshot seen;
        const EventTime now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
        seen.health.kafkaAvailable = seen.health.componentsHealthy = true;
        seen.health.uptimeSeconds = 754;
        seen.health.client.running = seen.health.client.available = true;
        seen.health.client.brokers = 3;
        seen.health.client.took = 4ms;
        seen.health.bridgeRunning = seen.health.processorsRunning = true;
        seen.stats.client = { 18'212, 41'377, 0, 0, 12, 5, true, QStringLiteral("a:9092"),
            QStringLiteral("zamaz-debate-group"), QStringLiteral("zamaz-debate") };
        seen.stats.bridge.eventsPublishedToKafka = 17'004;
        seen.stats.bridge.eventsReceivedFromKafka = 20'611;
        for (const char* id :
            { "debate-processor", "decision-processor", "evolution-processor", "metrics-processor" }) {
            ProcessorStats stats;
            stats.processed = 5121;
            stats.duplicates = 3;
            stats.derived = 300;
            stats.partitions = 3;
            stats.lastProcessedAt = now;
            seen.stats.processors.emplace_back(QLatin1String(id), stats);
            seen.health.processors.emplace_back(QLatin1String(id), std::nullopt);
        }
        for (int i = 1; i <= 8; ++i) {
            DebateState debate;
            debate.debateId = QStringLiteral("debate-%1").arg(i);
            debate.topic = QStringLiteral("Monolith or services, part %1?").arg(i);
            debate.participants = { QStringLiteral("architect"), QStringLiteral("operator") };
            debate.maxRounds = 3;
            debate.roundsStarted = i % 3 + 1;
            debate.roundsCompleted = i % 3;
            debate.arguments = 4 * i;
            debate.status = i % 3 ? QStringLiteral("in round") : QStringLiteral("initiated");
            debate.startedAt = now - std::chrono::minutes(i);
            debate.lastEventAt = now - std::chrono::seconds(i);
            seen.debates.push_back(debate);
            DecisionState decision;
            decision.decisionId = QStringLiteral("decision-%1").arg(i);
            decision.decisionType = i % 2 ? QStringLiteral("complex") : QStringLiteral("simple");
            decision.question = debate.topic;
            decision.confidence = 0.5 + 0.05 * i;
            decision.status = i % 3 ? QStringLiteral("made") : QStringLiteral("approved");
            decision.madeAt = now;
            seen.decisions.push_back(decision);
        }
        seen.activeDebates = 8;
        seen.decisionCount = 8;
        MetricRow metric;
        metric.type = QStringLiteral("performance");
        metric.name = QStringLiteral("response_time");
        metric.unit = QStringLiteral("ms");
        metric.last = 12.5;
        metric.lastAt = now;
        metric.minute = { 118, 1400, 3.1, 88.0, 11.9, 10.4, 31.0, 71.2 };
        metric.hour = { 7011, 84'000, 2.9, 140.0, 12.0, 10.1, 33.0, 80.5 };
        seen.metrics.push_back(metric);
        seen.topics.existing = { QStringLiteral("zamaz-debate.debate-events") };
        seen.topics.mismatches = { { QStringLiteral("zamaz-debate.debate-events"), QStringLiteral("partitions"),
            QStringLiteral("3"), QStringLiteral("6") } };
        return seen;
    }

    ServiceFacts facts() const override { return m_facts; }
    Result<> start() override
    {
        note();
        ++starts;
        hold();
        const std::lock_guard lock(mutex);
        if (failure) {
            picture.errors.insert(picture.errors.begin(),
                { std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()),
                    QStringLiteral("kafka_client"), failure->message, 1 });
            return Failure(*failure);
        }
        running = true;
        return {};
    }
    void stop() override
    {
        note();
        hold();
        running = false;
        set([](FakeService& all) { all.picture.rest = {}; });
        ++stops;
    }
    ServiceSnapshot look() override
    {
        note();
        ++looks;
        const std::lock_guard lock(mutex);
        ServiceSnapshot seen = picture;
        seen.takenAtUtcMs = QDateTime::currentMSecsSinceEpoch();
        seen.health.serviceRunning = running;
        return seen;
    }
    void serveRest(std::optional<quint16> port) override
    {
        note();
        const std::lock_guard lock(mutex);
        picture.rest = {};
        if (port && restFailure)
            picture.rest.error = restFailure;
        else if (port)
            picture.rest.url = QStringLiteral("http://127.0.0.1:%1").arg(*port);
    }
    void publish(const PublishRequest& request, EventTransport::Delivered done) override
    {
        note();
        std::unique_lock lock(mutex);
        requests.push_back(request);
        if (publishFailure)
            return done(Failure(*publishFailure));
        const kafka::Delivery delivery{ Partition{ 2 }, Offset{ 40 + qint64(requests.size()) }, 0 };
        lock.unlock();
        done(delivery);
    }
    void set(const std::function<void(FakeService&)>& change)
    {
        const std::lock_guard lock(mutex);
        change(*this);
    }
    /// start() and stop() wait until it is released.
    void hang(bool hangs)
    {
        const std::lock_guard lock(mutex);
        m_hangs = hangs;
        m_released.notify_all();
    }

    std::mutex mutex; ///< of the four that follow and of `requests`
    ServiceSnapshot picture;
    std::optional<Error> failure;
    std::optional<Error> publishFailure;
    std::optional<Error> restFailure;
    std::vector<PublishRequest> requests;
    std::atomic<int> starts{ 0 }, stops{ 0 }, looks{ 0 };
    std::atomic<bool> running{ false };
    std::atomic<bool> onTestThread{ false }; ///< some call came on the thread that made this

private:
    void note()
    {
        if (std::this_thread::get_id() == m_maker)
            onTestThread = true;
    }
    void hold()
    {
        std::unique_lock lock(mutex);
        m_released.wait(lock, [this] { return !m_hangs; });
    }
    const std::thread::id m_maker = std::this_thread::get_id();
    std::condition_variable m_released;
    bool m_hangs = false;
};

} // namespace spillway::test
