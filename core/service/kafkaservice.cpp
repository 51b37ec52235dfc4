// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/kafkaservice.h"

#include "core/service/clienttransport.h"
#include "core/service/publishedevent.h"

#include <QJsonArray>
#include <QLoggingCategory>

#include <algorithm>

namespace spillway {

namespace {

Q_LOGGING_CATEGORY(log, "kafka.service", QtInfoMsg)

using Clock = std::chrono::steady_clock;

} // namespace

struct KafkaService::Private {
    Private(EventBus& b, KafkaServiceSettings s)
        : bus(b)
        , settings(std::move(s))
        , config(configOf(settings, configError))
        , gate(settings.gate ? settings.gate : gateOf(config))
        , client(config, *gate)
        , transport(std::make_shared<ClientTransport>(client))
        , bridge(bus, *transport, RoutingTable::standard(), settings.bridge)
        , processors(clientOf(transport, settings.rebuild),
              settings.processors ? ProcessorManager::Defaults::All : ProcessorManager::Defaults::None)
    {
    }
    ~Private()
    {
        for (BusSubscription& handler : handlers)
            handler.release(); // nothing calls it any more, and one that hangs is not waited for
    }
    Private(const Private&) = delete;
    Private& operator=(const Private&) = delete;
    EventBus& bus;
    const KafkaServiceSettings settings;
    std::optional<Error> configError; ///< of the environment: start() says so
    const KafkaConfig config;
    const std::shared_ptr<kafka::Gate> gate;
    KafkaClient client;
    const std::shared_ptr<ClientTransport> transport;
    std::mutex change; ///< one start or stop at a time
    mutable std::mutex mutex; ///< of what follows
    bool running = false;
    Clock::time_point since;
    RecentErrors errors;
    KafkaEventBridge bridge;
    ProcessorManager processors;
    std::vector<BusSubscription> handlers;

    static KafkaConfig configOf(const KafkaServiceSettings& settings, std::optional<Error>& error)
    {
        if (settings.config)
            return *settings.config;
        auto read = KafkaConfig::fromEnvironment();
        if (read)
            return std::move(*read);
        error = read.error();
        KafkaConfig none;
        none.enabled = false;
        return none;
    }
    static std::shared_ptr<kafka::Gate> gateOf(const KafkaConfig& config)
    {
        return std::make_shared<kafka::Gate>(kafka::GateSettings{ .readOnly = false,
            .journalPath = kafka::defaultJournalPath(),
            .actor = kafka::currentActor(QStringLiteral("kafka-service")),
            .cluster = config.bootstrapServers });
    }
    static EventClient clientOf(std::shared_ptr<ClientTransport> transport, const RebuildBounds& rebuild)
    {
        EventClient client(std::move(transport));
        client.rebuild = rebuild;
        return client;
    }
    Result<> failed(const QString& component, const Error& error)
    {
        errors.add(component, toText(error));
        return Failure(error);
    }
    double uptime() const
    {
        const std::lock_guard lock(mutex);
        return running ? std::chrono::duration<double>(Clock::now() - since).count() : 0;
    }
};

KafkaService::KafkaService(EventBus& bus, KafkaServiceSettings settings)
    : d(std::make_unique<Private>(bus, std::move(settings)))
{
}

KafkaService::KafkaService(EventBus& bus, KafkaConfig config)
    : KafkaService(bus, KafkaServiceSettings{ .config = std::move(config), .gate = {}, .bridge = {} })
{
}

KafkaService::~KafkaService()
{
    stop();
}

Result<> KafkaService::start()
{
    const std::lock_guard change(d->change);
    if (isRunning())
        return {};
    if (d->configError)
        return d->failed(QStringLiteral("config"), *d->configError);
    if (!d->config.enabled) {
        qCInfo(log, "KAFKA_ENABLED=false: the service stays out of Kafka");
        return {};
    }
    const bool watches = d->settings.watchOnly;
    if (auto started = watches ? d->client.startWatching() : d->client.start(); !started)
        return d->failed(QStringLiteral("kafka_client"), started.error());
    const auto undo = [this] {
        d->processors.stop();
        (void)d->bridge.stop();
        d->client.stop();
    };
    if (auto started = watches ? Result<>() : d->bridge.start(); !started) {
        undo();
        return d->failed(QStringLiteral("event_bridge"), started.error());
    }
    if (auto started = watches ? Result<>() : d->processors.start(); !started) {
        undo();
        return d->failed(QStringLiteral("processor_manager"), started.error());
    }
    const std::lock_guard lock(d->mutex);
    d->running = true;
    d->since = Clock::now();
    qCInfo(log, "started: group %s, topics %s.*, instance %s", qPrintable(d->config.groupId),
        qPrintable(d->config.topicPrefix), qPrintable(d->transport->instanceId()));
    return {};
}

bool KafkaService::stop()
{
    const std::lock_guard change(d->change);
    {
        const std::lock_guard lock(d->mutex);
        if (!d->running)
            return true;
        d->running = false;
    }
    d->processors.stop();
    const bool drained = d->bridge.stop();
    if (!drained)
        d->errors.add(QStringLiteral("event_bridge"), QStringLiteral("events were left over when the service stopped"));
    d->client.stop();
    qCInfo(log, "stopped");
    return drained;
}

bool KafkaService::isRunning() const
{
    const std::lock_guard lock(d->mutex);
    return d->running;
}

bool KafkaService::isEnabled() const
{
    return d->config.enabled;
}

Result<> KafkaService::publishEvent(
    const QString& eventType, const EventValue& data, const QString& partitionKey, EventTransport::Delivered done)
{
    auto event = publishedEvent(eventType, data, partitionKey);
    if (!event)
        return Failure(event.error());
    qCDebug(
        log, "an event of type %s is published to %s", qPrintable(event->event->eventType()), qPrintable(eventType));
    auto handed = d->transport->publish(*event, std::move(done));
    if (!handed)
        d->errors.add(QStringLiteral("kafka_client"), handed.error().message);
    return handed;
}

std::future<Result<kafka::Delivery>> KafkaService::publishEvent(
    const QString& eventType, const EventValue& data, const QString& partitionKey)
{
    auto promise = std::make_shared<std::promise<Result<kafka::Delivery>>>();
    auto future = promise->get_future();
    if (auto handed = publishEvent(eventType, data, partitionKey,
            [promise](Result<kafka::Delivery> result) { promise->set_value(std::move(result)); });
        !handed)
        promise->set_value(Failure(handed.error()));
    return future;
}

void KafkaService::keep(BusSubscription handler)
{
    const std::lock_guard lock(d->mutex);
    d->handlers.push_back(std::move(handler));
}

Result<> KafkaService::addProcessor(std::shared_ptr<EventProcessor> processor)
{
    return d->processors.addProcessor(std::move(processor));
}

ServiceHealth KafkaService::healthCheck()
{
    ServiceHealth health;
    health.serviceRunning = isRunning();
    health.enabled = isEnabled();
    health.uptimeSeconds = d->uptime();
    QStringList troubles;
    if (health.serviceRunning) {
        health.client = d->client.healthCheck();
        health.kafkaAvailable = health.client.available;
        health.circuit = health.client.circuit;
        troubles += health.client.troubles;
        if (!health.kafkaAvailable)
            troubles.prepend(
                health.client.lastError.isEmpty() ? QStringLiteral("Kafka does not answer") : health.client.lastError);
    }
    health.bridgeRunning = d->bridge.isRunning();
    health.bridgeTrouble = d->bridge.trouble();
    const bool works = health.serviceRunning && !d->settings.watchOnly; // bridge and processors, that is
    const Error stands{ .message = QStringLiteral("is not running"), .hint = {} };
    if (works && !health.bridgeRunning)
        health.bridgeTrouble = stands;
    if (health.bridgeTrouble)
        troubles.append(QStringLiteral("event_bridge: ") + health.bridgeTrouble->message);
    health.processorsRunning = d->processors.isRunning();
    if (works && !health.processorsRunning)
        troubles.append(QStringLiteral("processor_manager: ") + stands.message);
    for (const auto& processor : d->processors.processors()) {
        auto trouble = processor->trouble();
        if (works && !processor->isRunning())
            trouble = stands;
        if (trouble)
            troubles.append(processor->id() + QStringLiteral(": ") + trouble->message);
        health.processors.emplace_back(processor->id(), std::move(trouble));
    }
    troubles.removeDuplicates();
    health.componentsHealthy = health.serviceRunning && health.kafkaAvailable
        && (health.bridgeRunning || d->settings.watchOnly) && troubles.isEmpty();
    if (health.serviceRunning && !troubles.isEmpty())
        d->errors.add(QStringLiteral("health"), troubles.join(QStringLiteral("; ")));
    health.lastError = troubles.isEmpty() ? d->errors.last() : troubles.join(QStringLiteral("; "));
    return health;
}

QJsonObject ServiceHealth::toJson() const
{
    QJsonObject manager{ { QStringLiteral("running"), processorsRunning } };
    QJsonObject each;
    for (const auto& [id, trouble] : processors)
        each[id] = QJsonObject{ { QStringLiteral("healthy"), !trouble.has_value() },
            { QStringLiteral("error"), trouble ? QJsonValue(trouble->message) : QJsonValue() } };
    manager[QStringLiteral("processors")] = each;
    return { { QStringLiteral("service_running"), serviceRunning },
        { QStringLiteral("kafka_available"), kafkaAvailable },
        { QStringLiteral("components_healthy"), componentsHealthy },
        { QStringLiteral("last_error"), lastError.isEmpty() ? QJsonValue() : QJsonValue(lastError) },
        { QStringLiteral("uptime_seconds"), uptimeSeconds }, { QStringLiteral("kafka_client"), client.toJson() },
        { QStringLiteral("event_bridge"),
            QJsonObject{ { QStringLiteral("running"), bridgeRunning },
                { QStringLiteral("error"), bridgeTrouble ? QJsonValue(bridgeTrouble->message) : QJsonValue() } } },
        { QStringLiteral("processor_manager"), manager },
        { QStringLiteral("circuit_breaker"), circuitStateName(circuit.state) } };
}

ServiceStats KafkaService::stats() const
{
    ServiceStats stats;
    stats.client = d->client.stats();
    stats.bridge = d->bridge.stats();
    for (const auto& processor : d->processors.processors())
        stats.processors.emplace_back(processor->id(), processor->stats());
    stats.uptimeSeconds = d->uptime();
    return stats;
}

QJsonObject ServiceStats::toJson() const
{
    const auto text = [](const QString& t) { return t.isEmpty() ? QJsonValue() : QJsonValue(t); };
    QJsonObject each;
    for (const auto& [id, p] : processors)
        each[id] = QJsonObject{ { QStringLiteral("events_processed"), qint64(p.processed) },
            { QStringLiteral("events_failed"), qint64(p.failed) },
            { QStringLiteral("last_processed_at"),
                p.lastProcessedAt ? QJsonValue(QString::fromStdString(timeText(*p.lastProcessedAt))) : QJsonValue() },
            { QStringLiteral("last_error"), text(p.lastError) }, { QStringLiteral("duplicates"), qint64(p.duplicates) },
            { QStringLiteral("rebuilt"), qint64(p.rebuilt) }, { QStringLiteral("derived_events"), qint64(p.derived) },
            { QStringLiteral("evicted"), qint64(p.evicted) }, { QStringLiteral("partitions"), qint64(p.partitions) },
            { QStringLiteral("states"), qint64(p.states) } };
    return { { QStringLiteral("kafka_client"), client.toJson() },
        { QStringLiteral("event_bridge"),
            QJsonObject{ { QStringLiteral("events_published_to_kafka"), qint64(bridge.eventsPublishedToKafka) },
                { QStringLiteral("events_received_from_kafka"), qint64(bridge.eventsReceivedFromKafka) },
                { QStringLiteral("events_forwarded_to_bus"), qint64(bridge.eventsForwardedToBus) },
                { QStringLiteral("routing_errors"), qint64(bridge.routingErrors) },
                { QStringLiteral("publish_errors"), qint64(bridge.publishErrors) },
                { QStringLiteral("waiting"), qint64(bridge.waiting) },
                { QStringLiteral("last_error"), text(bridge.lastError) } } },
        { QStringLiteral("processor_manager"), QJsonObject{ { QStringLiteral("processors"), each } } },
        { QStringLiteral("service_uptime_seconds"), uptimeSeconds } };
}

std::vector<RecentError> KafkaService::recentErrors() const
{
    return d->errors.all();
}

const RoutingTable& KafkaService::routing() const
{
    return d->bridge.routing();
}

QString KafkaService::instanceId() const
{
    return d->transport->instanceId();
}

KafkaClient& KafkaService::kafkaClient()
{
    return d->client;
}

std::shared_ptr<EventTransport> KafkaService::transport() const
{
    return d->transport;
}

ProcessorManager& KafkaService::processorManager()
{
    return d->processors;
}

KafkaEventBridge& KafkaService::bridge()
{
    return d->bridge;
}

Result<std::unique_ptr<KafkaService>> initializeKafkaService(EventBus& bus, KafkaServiceSettings settings)
{
    bus.start();
    auto service = std::make_unique<KafkaService>(bus, std::move(settings));
    if (auto started = service->start(); !started)
        return Failure(started.error());
    return service;
}

} // namespace spillway
