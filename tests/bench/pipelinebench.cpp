// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/pipelinebench.h"

#include "core/events/recentids.h"
#include "core/serde/eventjson.h"
#include "core/service/clienttransport.h"
#include "core/service/kafkaservice.h"

#include <QUuid>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <mutex>

namespace spillway::bench {

namespace {

using Clock = std::chrono::steady_clock;

qint64 nowMicroseconds()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count();
}

/// Counts events and how long each took from bus to here; the time is in event_data.
class Probe : public EventProcessor {
public:
    Probe(EventClient client, bool latencies)
        : EventProcessor(std::move(client), QStringLiteral("bench-probe"))
        , m_latencies(latencies)
    {
    }
    ~Probe() override { stop(); }
    QStringList eventTypes() const override { return { QStringLiteral("webhook-events") }; }
    bool processEvent(const DomainEvent& event) override
    {
        if (m_latencies) {
            const qint64 sent = event.data()[u"attempts"].toInt().value_or(0);
            const std::lock_guard lock(m_mutex);
            m_took.push_back(nowMicroseconds() - sent);
        }
        if (++m_count == m_awaited) {
            const std::lock_guard lock(m_mutex);
            m_arrived.notify_all();
        }
        return true;
    }
    qint64 count() const { return m_count; }
    /// Without turning in a circle: what is measured needs the processors.
    bool waitFor(qint64 count, std::chrono::seconds patience)
    {
        std::unique_lock lock(m_mutex);
        m_awaited = count;
        return m_arrived.wait_for(lock, patience, [&] { return m_count >= count; });
    }
    std::vector<qint64> took() const
    {
        const std::lock_guard lock(m_mutex);
        return m_took;
    }

private:
    const bool m_latencies;
    std::atomic<qint64> m_count{ 0 };
    std::atomic<qint64> m_awaited{ 0 };
    std::condition_variable m_arrived;
    mutable std::mutex m_mutex;
    std::vector<qint64> m_took;
};

DomainEventPtr sample(qint64 number)
{
    return DomainEvent::of(WebhookDelivered{ .webhookId = QStringLiteral("webhook-%1").arg(number % 1000),
        .endpointUrl = QStringLiteral("https://example.org/hooks/receiver"),
        .attempts = nowMicroseconds(),
        .status = QStringLiteral("delivered") });
}

/// Until then, asleep.
void until(Clock::time_point time)
{
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    never.wait_until(lock, time, [&] { return Clock::now() >= time; });
}

void fail(const Error& error)
{
    std::fprintf(stderr, "%s\n", qPrintable(toText(error)));
    std::exit(1);
}

} // namespace

void pipeline(const ConnectionSettings& connection, qint64 count, qint64 perSecond)
{
    KafkaConfig config;
    config.connection = connection;
    const QString id = QUuid::createUuid().toString(QUuid::Id128).left(8);
    config.topicPrefix = QStringLiteral("bench-") + id;
    config.groupId = config.topicPrefix;
    config.autoOffsetReset = QStringLiteral("earliest");
    config.batchSize = perSecond > 0 ? config.batchSize : 262144;
    EventBus bus({ .publishPatience = std::chrono::seconds(60) });
    bus.start();
    KafkaService service(bus, { .config = config, .gate = {}, .processors = false, .bridge = { .consume = false } });
    if (auto started = service.start(); !started)
        fail(started.error());
    Probe probe(service.kafkaClient(), perSecond > 0);
    if (auto started = probe.start(); !started)
        fail(started.error());
    // everything is connected and assigned before the clock runs
    (void)bus.publish(sample(0));
    if (!probe.waitFor(1, std::chrono::seconds(30)))
        fail({ .message = QStringLiteral("the first event did not arrive"), .hint = {} });

    const auto start = Clock::now();
    const std::clock_t used = std::clock(); // by all threads
    std::vector<DomainEventPtr> batch;
    for (qint64 i = 0; i < count;) {
        if (perSecond > 0) {
            until(start + std::chrono::microseconds(i * 1'000'000 / perSecond));
            (void)bus.publish(sample(i++));
            continue;
        }
        batch.clear();
        for (int k = 0; k < 500 && i < count; ++k)
            batch.push_back(sample(i++));
        if (const auto queued = bus.publish(batch); queued.error)
            fail(*queued.error);
    }
    const double published = std::chrono::duration<double>(Clock::now() - start).count();
    if (!probe.waitFor(count + 1, std::chrono::seconds(120)))
        fail({ .message = QStringLiteral("only %1 events arrived").arg(probe.count()), .hint = {} });
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const double cpu = double(std::clock() - used) / CLOCKS_PER_SEC;
    auto took = probe.took();
    std::ranges::sort(took);
    const auto quantile
        = [&](double q) { return took.empty() ? 0.0 : double(took[size_t(q * double(took.size() - 1))]) / 1000; };
    std::printf(
        "{\"events\":%lld,\"seconds\":%.3f,\"published_seconds\":%.3f,\"per_second\":%.0f,\"cpu_us_per_event\":%.2f,"
        "\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.2f}\n",
        static_cast<long long>(count), seconds, published, double(count) / seconds, 1e6 * cpu / double(count),
        quantile(0.5), quantile(0.99), quantile(1));
    probe.stop();
    service.stop();
}

void pipelineSteps(qint64 count)
{
    const auto time = [&](const char* step, auto&& run) {
        const auto start = Clock::now();
        for (qint64 i = 0; i < count; ++i)
            run(i);
        const double us = std::chrono::duration<double, std::micro>(Clock::now() - start).count() / double(count);
        std::printf("{\"step\":\"%s\",\"us_per_event\":%.3f}\n", step, us);
    };
    const auto event = sample(1);
    const QByteArray json = event->toJson().value_or(QByteArray());
    const EventOrigin origin{ { QStringLiteral("t"), Partition{ 0 } }, Offset{ 0 }, {}, false };
    time("make event", [&](qint64 i) { (void)sample(i); });
    time("write JSON", [&](qint64) { (void)event->toJson(); });
    time("parse JSON", [&](qint64) { (void)parseJson({ json.constData(), size_t(json.size()) }); });
    const auto parsed = parseJson({ json.constData(), size_t(json.size()) });
    time("event of value", [&](qint64) {
        (void)DomainEvent::fromRecord(
            origin, QStringLiteral("webhook-events"), {}, { json.constData(), size_t(json.size()) }, {}, *parsed);
    });
    RecentIds ids;
    std::vector<QString> names;
    for (qint64 i = 0; i < count; ++i)
        names.push_back(newEventId());
    time("remember its id", [&](qint64 i) { (void)ids.insert(names[size_t(i)]); });
    EventBus bus({ .maxEvents = 50'000, .publishPatience = std::chrono::seconds(60) });
    std::atomic<qint64> got{ 0 };
    const auto all
        = bus.subscribeBatches([&](std::span<const DomainEventPtr> events) { got += qint64(events.size()); });
    bus.start();
    time("through the bus", [&](qint64) { (void)bus.publish(event); });
    bus.stop(std::chrono::seconds(10));
}

} // namespace spillway::bench
