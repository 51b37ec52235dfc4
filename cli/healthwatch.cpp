// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/healthwatch.h"

#include "cli/systemnotice.h"
#include "cli/values.h"

#include <QFile>

#include <condition_variable>
#include <mutex>
#include <unistd.h>

namespace spillway::cli {

namespace {

constexpr const char* Category = "kafka.health";
using Clock = std::chrono::steady_clock;

} // namespace

std::optional<qint64> residentKib()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto parts = file.readLine().split(' ');
    return parts.size() > 1 ? std::optional(parts[1].toLongLong() * ::sysconf(_SC_PAGESIZE) / 1024) : std::nullopt;
}

HealthWatch::HealthWatch(KafkaService& service, ServiceLog& log, HealthWatchSettings settings)
    : m_service(service)
    , m_log(log)
    , m_settings(settings)
{
}

void HealthWatch::look()
{
    const ServiceHealth health = m_service.healthCheck();
    const bool healthy = health.healthy();
    const QString trouble = healthy ? QString() : health.lastError;
    // the words of a trouble may change with every look: then once in half a minute is enough
    const auto now = Clock::now();
    const bool more = !healthy && trouble != m_trouble && now - m_since > std::chrono::seconds(30);
    const bool circuitMoved = std::exchange(m_circuit, health.circuit.state) != health.circuit.state;
    if (m_healthy != healthy || more || circuitMoved) {
        m_since = now;
        m_trouble = trouble;
        m_log.write(healthy ? QtInfoMsg : QtWarningMsg, Category,
            healthy ? QStringLiteral("healthy") : QStringLiteral("not healthy: %1").arg(trouble),
            { { "healthy", healthy }, { "kafka_available", health.kafkaAvailable },
                { "circuit_breaker", json(circuitStateName(health.circuit.state)) } });
        tellServiceManager("STATUS=" + (healthy ? QByteArray("healthy") : trouble.left(200).toUtf8()));
    }
    m_healthy = healthy;
    tellServiceManager("WATCHDOG=1");
}

void HealthWatch::writeStats(const QString& message)
{
    const ServiceStats stats = m_service.stats();
    quint64 processed = 0;
    quint64 failed = 0;
    quint64 duplicates = 0;
    size_t states = 0;
    size_t partitions = 0;
    for (const auto& [id, one] : stats.processors) {
        processed += one.processed;
        failed += one.failed;
        duplicates += one.duplicates;
        states += one.states;
        partitions += one.partitions;
    }
    Json fields{ { "messages_produced", stats.client.messagesProduced },
        { "messages_consumed", stats.client.messagesConsumed }, { "production_errors", stats.client.productionErrors },
        { "consumption_errors", stats.client.consumptionErrors }, { "events_processed", processed },
        { "events_failed", failed }, { "duplicates", duplicates }, { "states", states }, { "partitions", partitions } };
    if (const auto resident = residentKib())
        fields["resident_kib"] = *resident;
    m_log.write(QtInfoMsg, "kafka.stats", message, fields);
}

void HealthWatch::run(const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    auto nextStats = Clock::now() + m_settings.statsEvery;
    while (!stop.stop_requested()) {
        if (m_service.isEnabled())
            look();
        else
            tellServiceManager("WATCHDOG=1");
        if (m_settings.statsEvery.count() > 0 && Clock::now() >= nextStats) {
            nextStats = Clock::now() + m_settings.statsEvery;
            writeStats(QStringLiteral("figures"));
        }
        std::unique_lock lock(mutex);
        wake.wait_for(lock, stop, m_settings.every, [] { return false; });
    }
}

} // namespace spillway::cli
