// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/metricstext.h"

#include "core/service/kafkaservice.h"

#include <QDir>
#include <QFile>

#include <cmath>
#include <unistd.h>

namespace spillway {

namespace {

QByteArray number(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    if (value == std::floor(value) && std::abs(value) < 1e15)
        return QByteArray::number(qint64(value));
    return QByteArray::number(value, 'g', 15);
}

QByteArray labelValue(const QString& text)
{
    QByteArray value = text.toUtf8();
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    return value;
}

double count(quint64 value)
{
    return double(value);
}

void writeProcessors(MetricsText& out, const ServiceStats& stats)
{
    using Field = double (*)(const ProcessorStats&);
    struct Family {
        const char* name;
        const char* type;
        const char* help;
        Field field;
    };
    static constexpr Family families[] = {
        { "spillway_processor_events_processed_total", "counter", "Events a processor processed.",
            [](const ProcessorStats& p) { return count(p.processed); } },
        { "spillway_processor_events_failed_total", "counter", "Attempts that failed; each is retried.",
            [](const ProcessorStats& p) { return count(p.failed); } },
        { "spillway_processor_duplicates_total", "counter", "Events with an event_id that was there already.",
            [](const ProcessorStats& p) { return count(p.duplicates); } },
        { "spillway_processor_rebuilt_events_total", "counter", "Events read again to rebuild state.",
            [](const ProcessorStats& p) { return count(p.rebuilt); } },
        { "spillway_processor_derived_events_total", "counter", "Events it sent, acknowledged.",
            [](const ProcessorStats& p) { return count(p.derived); } },
        { "spillway_processor_evicted_states_total", "counter", "States that left because of their bound.",
            [](const ProcessorStats& p) { return count(p.evicted); } },
        { "spillway_processor_partitions", "gauge", "Partitions assigned.",
            [](const ProcessorStats& p) { return double(p.partitions); } },
    };
    for (const Family& family : families) {
        out.family(family.name, family.type, family.help);
        for (const auto& [id, processor] : stats.processors)
            out.sample({ { "processor", id } }, family.field(processor));
    }
    out.family("spillway_processor_last_processed_timestamp_seconds", "gauge", "When the newest event was processed.");
    for (const auto& [id, processor] : stats.processors) {
        if (processor.lastProcessedAt)
            out.sample(
                { { "processor", id } }, double(processor.lastProcessedAt->time_since_epoch().count()) / 1'000'000);
    }
}

} // namespace

void MetricsText::family(const char* name, const char* type, const char* help)
{
    m_name = name;
    m_text += "# HELP " + m_name + ' ' + help + "\n# TYPE " + m_name + ' ' + type + '\n';
}

void MetricsText::sample(std::initializer_list<Label> labels, double value, const char* suffix)
{
    m_text += m_name + suffix;
    char open = '{';
    for (const auto& [name, text] : labels) {
        m_text += open;
        m_text += name;
        m_text += "=\"" + labelValue(text) + '"';
        open = ',';
    }
    if (labels.size() > 0)
        m_text += '}';
    m_text += ' ' + number(value) + '\n';
}

void MetricsText::one(const char* name, const char* type, const char* help, double value)
{
    family(name, type, help);
    sample(value);
}

void writeServiceMetrics(MetricsText& out, const ServiceHealth& health, const ServiceStats& stats)
{
    const auto gauge = [&](const char* name, const char* help, double value) { out.one(name, "gauge", help, value); };
    const auto counter
        = [&](const char* name, const char* help, double value) { out.one(name, "counter", help, value); };
    gauge("spillway_service_running", "1: the service was started.", health.serviceRunning ? 1 : 0);
    gauge("spillway_kafka_available", "1: a broker answered within two seconds.", health.kafkaAvailable ? 1 : 0);
    gauge("spillway_components_healthy", "1: every component works.", health.componentsHealthy ? 1 : 0);
    gauge("spillway_service_uptime_seconds", "Since the service was started.", stats.uptimeSeconds);

    counter("spillway_messages_produced_total", "Records acknowledged by the brokers.",
        count(stats.client.messagesProduced));
    counter(
        "spillway_messages_consumed_total", "Records handled or dead-lettered.", count(stats.client.messagesConsumed));
    counter("spillway_production_errors_total", "Records that finally failed.", count(stats.client.productionErrors));
    counter("spillway_consumption_errors_total", "Attempts of handlers that failed, and errors of consumers.",
        count(stats.client.consumptionErrors));
    counter("spillway_topics_created_total", "Topics this instance created.", count(stats.client.topicsCreated));
    gauge("spillway_active_consumers", "Consumers that are not stopped.", stats.client.activeConsumers);
    quint64 assigned = 0;
    quint64 stalled = 0;
    quint64 deadLettered = 0;
    for (const ConsumerStats& consumer : health.client.consumers) {
        assigned += consumer.assigned.size();
        stalled += consumer.stalled.size();
        deadLettered += consumer.deadLettered;
    }
    gauge("spillway_assigned_partitions", "Partitions all consumers of this instance read.", count(assigned));
    gauge("spillway_stalled_partitions", "Partitions whose record can neither be handled nor dead-lettered.",
        count(stalled));
    counter("spillway_dead_lettered_total", "Records that went to a dead-letter topic, of running consumers.",
        count(deadLettered));

    counter("spillway_bridge_events_published_total", "Events of the bus acknowledged by the brokers.",
        count(stats.bridge.eventsPublishedToKafka));
    counter("spillway_bridge_events_received_total", "Records the bridge received.",
        count(stats.bridge.eventsReceivedFromKafka));
    counter(
        "spillway_bridge_events_forwarded_total", "Events given to the bus.", count(stats.bridge.eventsForwardedToBus));
    counter(
        "spillway_bridge_routing_errors_total", "Events without a route, not sent.", count(stats.bridge.routingErrors));
    counter("spillway_bridge_publish_errors_total", "Events given up.", count(stats.bridge.publishErrors));
    gauge("spillway_bridge_waiting_events", "Events in the outbox and in flight.", double(stats.bridge.waiting));

    out.family("spillway_circuit_breaker_state", "gauge", "1 for the state it is in.");
    for (const auto state :
        { CircuitBreaker::State::Closed, CircuitBreaker::State::Open, CircuitBreaker::State::HalfOpen })
        out.sample({ { "state", circuitStateName(state) } }, health.circuit.state == state ? 1 : 0);
    counter("spillway_circuit_breaker_opened_total", "How often it opened.", count(health.circuit.opened));
    counter(
        "spillway_circuit_breaker_refused_total", "Records refused while it was open.", count(health.circuit.refused));
    writeProcessors(out, stats);
}

void writeProcessMetrics(MetricsText& out)
{
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (statm.open(QIODevice::ReadOnly)) {
        const auto fields = statm.readAll().split(' ');
        if (fields.size() > 1)
            out.one("process_resident_memory_bytes", "gauge", "Resident memory.",
                double(fields[1].toLongLong()) * double(sysconf(_SC_PAGESIZE)));
    }
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (stat.open(QIODevice::ReadOnly)) {
        // the command's name may have spaces: fields are counted from its closing bracket
        const QByteArray text = stat.readAll();
        const auto fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
        if (fields.size() > 12)
            out.one("process_cpu_seconds_total", "counter", "Processor time, user and system.",
                double(fields[11].toLongLong() + fields[12].toLongLong()) / double(sysconf(_SC_CLK_TCK)));
    }
    const auto files
        = QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    out.one("process_open_fds", "gauge", "Open file descriptors.", double(files.size()));
}

} // namespace spillway
