// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/embeddedservice.h"

#include "core/events/eventtemplates.h"

#include <QDateTime>

namespace spillway {

namespace {

constexpr size_t MostRows = 200;

/// Without the variables that say how to connect: that is known already, and they may be of another cluster.
QProcessEnvironment withoutConnection(QProcessEnvironment environment)
{
    const QStringList names = environment.keys();
    for (const QString& name : names)
        if (name.startsWith(QLatin1String("KAFKA_SASL_")) || name.startsWith(QLatin1String("KAFKA_SSL_"))
            || name == QLatin1String("KAFKA_SECURITY_PROTOCOL") || name == QLatin1String("KAFKA_BOOTSTRAP_SERVERS"))
            environment.remove(name);
    return environment;
}

} // namespace

EmbeddedService::EmbeddedService(EmbeddedServiceSettings settings)
    : m_settings(std::move(settings))
{
    if (auto read = KafkaConfig::fromEnvironment(withoutConnection(m_settings.environment)))
        m_config = std::move(*read);
    else
        m_refusal = read.error();
    m_config.connection = m_settings.connection;
    if (!m_refusal && !m_config.enabled)
        m_refusal = Error{ .code = ErrorCode::Refused,
            .message = QStringLiteral("The Kafka service is switched off"),
            .hint = QStringLiteral("KAFKA_ENABLED=false; set it to true and start Spillway again") };
    if (auto permitted
        = m_settings.gate->permit(kafka::ConsumeOperation{ m_config.groupId }, kafka::Confirmation::NotGiven);
        !permitted)
        m_refusal = Error{ .code = ErrorCode::Refused,
            .message = QStringLiteral("This connection is read-only"),
            .hint
            = QStringLiteral("the service creates topics, joins consumer groups and commits offsets; allow changes "
                             "in Connections to run it here") };
    m_service = std::make_unique<KafkaService>(
        m_bus, KafkaServiceSettings{ .config = m_config, .gate = m_settings.gate, .bridge = {} });
}

EmbeddedService::~EmbeddedService()
{
    m_service.reset();
}

ServiceFacts EmbeddedService::facts() const
{
    ServiceFacts facts;
    facts.bootstrapServers = m_settings.connection.bootstrapServers;
    facts.topicPrefix = m_config.topicPrefix;
    facts.groupId = m_config.groupId;
    for (const kafka::NewTopic& topic : contractTopics(m_config))
        facts.topics << topic.name;
    facts.groups << m_config.groupId + u'-' + BridgeSettings().consumerId;
    for (const auto& processor : m_service->processorManager().processors())
        facts.groups << m_config.groupId + u'-' + processor->id();
    facts.partitions = m_config.numPartitions;
    facts.replicationFactor = m_config.replicationFactor;
    facts.routes = m_service->routing().routes();
    facts.refusal = m_refusal;
    return facts;
}

Result<> EmbeddedService::start()
{
    if (m_refusal)
        return Failure(*m_refusal);
    m_bus.start();
    return m_service->start();
}

void EmbeddedService::stop()
{
    (void)m_service->stop(); // what was left over stands in recentErrors()
}

ServiceSnapshot EmbeddedService::look()
{
    ServiceSnapshot seen;
    seen.health = m_service->healthCheck();
    seen.stats = m_service->stats();
    seen.errors = m_service->recentErrors();
    seen.topics = m_service->kafkaClient().topicReport();
    seen.instanceId = m_service->instanceId();
    const ProcessorManager& manager = m_service->processorManager();
    if (const auto debates = manager.find<DebateEventProcessor>()) {
        seen.activeDebates = debates->activeCount();
        seen.debates = debates->activeDebates(MostRows);
        seen.completed = debates->completedDebates(MostRows);
    }
    if (const auto decisions = manager.find<DecisionEventProcessor>()) {
        seen.decisionCount = decisions->count();
        seen.decisions = decisions->decisions(MostRows);
    }
    if (const auto evolutions = manager.find<EvolutionEventProcessor>()) {
        seen.evolutionCount = evolutions->count();
        seen.evolutions = evolutions->evolutions(MostRows);
    }
    if (const auto metrics = manager.find<MetricsEventProcessor>()) {
        seen.metrics = metrics->metrics();
        if (seen.metrics.size() > MostRows)
            seen.metrics.resize(MostRows);
    }
    seen.takenAtUtcMs = QDateTime::currentMSecsSinceEpoch();
    return seen;
}

void EmbeddedService::publish(const PublishRequest& request, EventTransport::Delivered done)
{
    const EventTemplate* type = eventTemplate(request.eventType);
    auto checked = checkEventData(request.eventType, request.data);
    const auto suffix = m_service->routing().suffixOf(request.eventType);
    if (checked && (!type || !suffix))
        checked = Failure(Error{ .code = ErrorCode::InvalidArgument,
            .message = QStringLiteral("No topic is named for %1").arg(request.eventType),
            .hint = QStringLiteral("see the routing table") });
    if (!checked)
        return done(Failure(checked.error()));
    auto handed = m_service->transport()->publish(
        { eventOf(*type, request.data, QStringLiteral("spillway")), *suffix, request.key, false }, done);
    if (!handed)
        done(Failure(handed.error()));
}

} // namespace spillway
