// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/kafkaclient.h"

#include "core/service/eventcodec.h"
#include "core/service/publishedevent.h"

#include <QLoggingCategory>
#include <QUuid>

#include <algorithm>
#include <set>
#include <thread>

namespace spillway {

namespace {

Q_LOGGING_CATEGORY(logClient, "kafka.service", QtInfoMsg)

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds AdminDeadline{ 10'000 };
// together below 2 s, for that is how old health may be; Admin may take half a second longer to give up
constexpr Milliseconds ProbeDeadline{ 1'000 };
constexpr Milliseconds ProbeGoodFor{ 400 };
constexpr Milliseconds FlushPatience{ 5'000 };

Failure notRunning()
{
    return Failure(Error{ .code = ErrorCode::Refused,
        .message = QStringLiteral("The Kafka client is not running"),
        .hint = QStringLiteral("start it first") });
}

} // namespace

struct KafkaClient::Private {
    /// Counts of consumers that are gone.
    struct Totals {
        std::mutex mutex;
        quint64 consumed = 0;
        quint64 failures = 0;
    };
    /// What createConsumer() gives out: the consumer and what it needs, until the last holder goes.
    struct Held {
        std::shared_ptr<EventProducer> producer;
        std::shared_ptr<Totals> totals;
        std::unique_ptr<Consumer> consumer;

        Held(std::shared_ptr<EventProducer> p, std::shared_ptr<Totals> t, std::unique_ptr<Consumer> c)
            : producer(std::move(p))
            , totals(std::move(t))
            , consumer(std::move(c))
        {
        }
        Held(const Held&) = delete;
        Held& operator=(const Held&) = delete;
        ~Held()
        {
            consumer->stop();
            const auto last = consumer->stats();
            const std::lock_guard lock(totals->mutex);
            totals->consumed += last.consumed;
            totals->failures += last.failures;
        }
    };

    Private(KafkaConfig kafkaConfig, kafka::Gate& theGate)
        : config(std::move(kafkaConfig))
        , gate(theGate)
    {
    }

    const KafkaConfig config;
    kafka::Gate& gate;
    ConnectionSettings settings; ///< set by start()
    std::atomic<bool> watching{ false }; ///< started for questions alone

    std::mutex lifeMutex; ///< one start() or stop() at a time
    mutable std::mutex mutex; ///< guards what follows
    std::shared_ptr<EventProducer> producer; ///< null: not running
    std::vector<std::weak_ptr<Held>> consumers;
    std::shared_ptr<Totals> totals = std::make_shared<Totals>();
    EventProducerStats before; ///< of producers before this start
    TopicReport report;
    quint64 topicsCreated = 0;
    QString lastError;

    std::mutex adminMutex;
    std::unique_ptr<kafka::Admin> admin; ///< guarded by adminMutex
    std::timed_mutex probeMutex;
    std::unique_ptr<kafka::Admin> probe; ///< guarded by probeMutex, as the rest
    Clock::time_point probedAt;
    Result<int> probed = Failure(Error{});
    Milliseconds probeTook{ 0 };

    std::shared_ptr<EventProducer> running() const
    {
        const std::lock_guard lock(mutex);
        return producer;
    }
    std::vector<std::shared_ptr<Held>> living() const
    {
        const std::lock_guard lock(mutex);
        std::vector<std::shared_ptr<Held>> list;
        for (const auto& weak : consumers) {
            if (auto held = weak.lock())
                list.push_back(std::move(held));
        }
        return list;
    }
    std::once_flag codecOnce;
    std::unique_ptr<EventCodec> codec; ///< made with the first event of EventValues

    Result<Record> recordOf(const QString& suffix, const EventValue& data, const QString& key);
    Result<std::unique_ptr<kafka::Admin>> connect();
    Failure withAddress(Error error) const;
    Result<> begin();
    template <class Call> auto withAdmin(Call call) -> std::invoke_result_t<Call, kafka::Admin&>
    {
        const std::lock_guard lock(adminMutex);
        if (!admin)
            return notRunning();
        return call(*admin);
    }
    void addReport(const TopicReport& more)
    {
        const std::lock_guard lock(mutex);
        topicsCreated += quint64(more.created.size());
    }
};

KafkaClient::KafkaClient(KafkaConfig config, kafka::Gate& gate)
    : d(std::make_shared<Private>(std::move(config), gate))
{
}

KafkaClient::~KafkaClient()
{
    stop();
}

Result<std::unique_ptr<kafka::Admin>> KafkaClient::Private::connect()
{
    if (!config.enabled)
        return Failure(Error{ .code = ErrorCode::Refused,
            .message = QStringLiteral("The Kafka service is switched off"),
            .hint = QStringLiteral("KAFKA_ENABLED=false; set it to true") });
    if (auto valid = config.validate(); !valid)
        return Failure(valid.error());
    auto connection = config.connectionSettings();
    if (!connection)
        return Failure(connection.error());
    settings = std::move(*connection);
    for (const QString& line : config.warnings())
        qCWarning(logClient).noquote() << line;

    auto made = kafka::Admin::create(settings);
    if (!made)
        return Failure(made.error());
    (*made)->setDeadline(AdminDeadline);
    return made;
}

Failure KafkaClient::Private::withAddress(Error error) const
{
    if (error.code == ErrorCode::Unreachable || error.code == ErrorCode::TimedOut)
        error.message += QStringLiteral(" (tried %1)").arg(settings.bootstrapServers);
    return Failure(std::move(error));
}

Result<> KafkaClient::Private::begin()
{
    auto made = connect();
    if (!made)
        return Failure(made.error());
    auto found = spillway::ensureTopics(**made, gate, contractTopics(config));
    if (!found)
        return withAddress(found.error());
    EventProducerSettings how;
    how.producer = config.producerSettings();
    how.retries = config.retries;
    how.retryDelay = Milliseconds(qint64(config.retryDelaySeconds * 1000));
    auto events = gate.execute(kafka::ProduceOperation{ config.topicName(QStringLiteral("*")), std::nullopt },
        kafka::Confirmation::NotGiven, [&] { return EventProducer::create(settings, how); });
    if (!events)
        return Failure(events.error());
    {
        const std::lock_guard lock(adminMutex);
        admin = std::move(*made);
    }
    addReport(*found);
    const std::lock_guard lock(mutex);
    report = std::move(*found);
    producer = std::move(*events);
    return {};
}

Result<> KafkaClient::start()
{
    const std::lock_guard life(d->lifeMutex);
    if (d->running())
        return {};
    auto begun = d->begin();
    if (!begun) {
        Error error = begun.error();
        error.message = QStringLiteral("The Kafka client did not start: ") + error.message;
        const std::lock_guard lock(d->mutex);
        d->lastError = error.message;
        return Failure(std::move(error));
    }
    qCInfo(logClient).noquote() << "The Kafka client started at" << d->settings.bootstrapServers;
    return {};
}

Result<> KafkaClient::startWatching()
{
    const std::lock_guard life(d->lifeMutex);
    auto made = d->connect();
    if (!made)
        return Failure(made.error());
    if (auto answered = (*made)->metadata(); !answered)
        return d->withAddress(answered.error());
    const std::lock_guard lock(d->adminMutex);
    d->admin = std::move(*made);
    d->watching = true;
    return {};
}

void KafkaClient::stop()
{
    const std::lock_guard life(d->lifeMutex);
    d->watching = false;
    {
        // all at once: each may wait for its handler
        std::vector<std::thread> stops;
        const auto living = d->living();
        stops.reserve(living.size());
        for (const auto& held : living)
            stops.emplace_back([&held] { held->consumer->stop(); });
        for (std::thread& thread : stops)
            thread.join();
    }
    const auto producer = d->running();
    if (producer) {
        producer->stop(FlushPatience);
        const auto last = producer->stats();
        const std::lock_guard lock(d->mutex);
        d->before.delivered += last.delivered;
        d->before.failed += last.failed;
        d->producer.reset();
        std::erase_if(d->consumers, [](const auto& weak) { return weak.expired(); });
    }
    {
        const std::lock_guard lock(d->adminMutex);
        d->admin.reset();
    }
    const std::lock_guard lock(d->probeMutex);
    d->probe.reset();
}

bool KafkaClient::isRunning() const
{
    return d->running() != nullptr;
}

const KafkaConfig& KafkaClient::config() const
{
    return d->config;
}

Result<> KafkaClient::produce(const Record& record, EventProducer::Delivered done)
{
    const auto producer = d->running();
    return producer ? producer->send(record, {}, std::move(done)) : Result<>(notRunning());
}

KafkaClient::Produce KafkaClient::producing() const
{
    return [weak = std::weak_ptr(d)](const Record& record, EventProducer::Delivered done) -> Result<> {
        std::shared_ptr<EventProducer> producer;
        if (const auto alive = weak.lock())
            producer = alive->running();
        return producer ? producer->send(record, {}, std::move(done)) : Result<>(notRunning());
    };
}

std::future<Result<kafka::Delivery>> KafkaClient::produceEvent(
    const QString& suffix, const QByteArray& value, const QString& key)
{
    if (const auto producer = d->running()) {
        Record record;
        record.topic = d->config.topicName(suffix);
        if (!key.isEmpty())
            record.key = key.toUtf8();
        record.value = value;
        return producer->send(record);
    }
    std::promise<Result<kafka::Delivery>> refused;
    refused.set_value(notRunning());
    return refused.get_future();
}

std::future<std::vector<Result<kafka::Delivery>>> KafkaClient::produceBatch(
    const QString& suffix, const std::vector<QByteArray>& values, const QString& key)
{
    if (const auto producer = d->running()) {
        std::vector<Record> records(values.size());
        const QString topic = d->config.topicName(suffix);
        const auto keyBytes = key.isEmpty() ? std::nullopt : std::optional(key.toUtf8());
        for (size_t i = 0; i < values.size(); ++i) {
            records[i].topic = topic;
            records[i].key = keyBytes;
            records[i].value = values[i];
        }
        return producer->sendBatch(records);
    }
    std::promise<std::vector<Result<kafka::Delivery>>> refused;
    refused.set_value({ values.size(), Result<kafka::Delivery>(notRunning()) });
    return refused.get_future();
}

Result<Record> KafkaClient::Private::recordOf(const QString& suffix, const EventValue& data, const QString& key)
{
    const auto event = publishedEvent(suffix, data, key);
    if (!event)
        return Failure(event.error());
    std::call_once(codecOnce,
        [this] { codec = std::make_unique<EventCodec>(config, QUuid::createUuid().toString(QUuid::WithoutBraces)); });
    return codec->record(*event);
}

std::future<Result<kafka::Delivery>> KafkaClient::produceData(
    const QString& suffix, const EventValue& data, const QString& key)
{
    const auto producer = d->running();
    const auto record = producer ? d->recordOf(suffix, data, key) : Result<Record>(notRunning());
    if (record)
        return producer->send(*record);
    std::promise<Result<kafka::Delivery>> refused;
    refused.set_value(Failure(record.error()));
    return refused.get_future();
}

std::future<std::vector<Result<kafka::Delivery>>> KafkaClient::produceBatch(
    const QString& suffix, const std::vector<EventValue>& data, const QString& key)
{
    const auto producer = d->running();
    std::vector<Record> records;
    records.reserve(data.size());
    std::optional<Error> error;
    if (!producer)
        error = notRunning().value();
    for (size_t i = 0; i < data.size() && !error; ++i) {
        auto record = d->recordOf(suffix, data[i], key);
        if (record) {
            records.push_back(std::move(*record));
        } else {
            error = record.error();
            error->message = QStringLiteral("The batch was not sent, for its event %1: ").arg(i + 1) + error->message;
        }
    }
    if (!error)
        return producer->sendBatch(records);
    std::promise<std::vector<Result<kafka::Delivery>>> refused;
    refused.set_value({ data.size(), Result<kafka::Delivery>(Failure(*error)) });
    return refused.get_future();
}

Result<> KafkaClient::flush(Milliseconds timeout)
{
    const auto producer = d->running();
    return producer ? producer->flush(timeout) : Result<>{};
}

Result<std::shared_ptr<Consumer>> KafkaClient::createConsumer(
    const QString& id, const QStringList& suffixes, RecordHandler handler, ConsumerOptions options)
{
    const auto producer = d->running();
    if (!producer)
        return notRunning();
    if (suffixes.isEmpty())
        return Failure(Error{ .code = ErrorCode::InvalidArgument,
            .message = QStringLiteral("Consumer %1 has no topics").arg(id),
            .hint = {} });
    QStringList topics;
    for (const QString& suffix : suffixes)
        topics.append(d->config.topicName(suffix));
    ConsumerSettings settings;
    settings.id = id;
    settings.group
        = d->config.consumerSettings(options.group.isEmpty() ? d->config.groupId + u'-' + id : options.group, topics);
    settings.group.clientId = QStringLiteral("spillway-") + id;
    settings.handler = std::move(handler);
    settings.batchHandler = std::move(options.batchHandler);
    settings.assigned = std::move(options.assigned);
    settings.revoked = std::move(options.revoked);
    settings.workers = options.workers;
    settings.maxPollRecords = d->config.maxPollRecords;
    settings.retries = d->config.retries;
    settings.retryDelay = Milliseconds(qint64(d->config.retryDelaySeconds * 1000));
    qCDebug(logClient).noquote() << QStringLiteral("Consumer %1 reads %2 as group %3")
                                        .arg(id, topics.join(QStringLiteral(", ")), settings.group.group);
    auto consumer = d->gate.execute(kafka::ConsumeOperation{ settings.group.group }, kafka::Confirmation::NotGiven,
        [&] { return Consumer::start(d->settings, std::move(settings), producer); });
    if (!consumer)
        return Failure(consumer.error());
    auto held = std::make_shared<Private::Held>(producer, d->totals, std::move(*consumer));
    const std::lock_guard lock(d->mutex);
    std::erase_if(d->consumers, [](const auto& weak) { return weak.expired(); });
    d->consumers.push_back(held);
    return std::shared_ptr<Consumer>(held, held->consumer.get());
}

Result<QStringList> KafkaClient::topics()
{
    return d->withAdmin([](kafka::Admin& admin) -> Result<QStringList> {
        const auto metadata = admin.metadata();
        if (!metadata)
            return Failure(metadata.error());
        QStringList names;
        for (const TopicInfo& topic : metadata->topics)
            names.append(topic.name);
        return names;
    });
}

Result<TopicDetails> KafkaClient::topic(const QString& nameOrSuffix)
{
    return d->withAdmin([&](kafka::Admin& admin) {
        return topicDetails(admin, { nameOrSuffix, d->config.topicName(nameOrSuffix) });
    });
}

Result<GroupLag> KafkaClient::groupLag()
{
    return d->withAdmin([](kafka::Admin& admin) -> Result<GroupLag> {
        const auto metadata = admin.metadata();
        if (!metadata)
            return Failure(metadata.error());
        auto groups = admin.groups();
        if (!groups)
            return Failure(groups.error());
        // only what a group reads: a cluster may have many more partitions
        std::set<TopicPartition> read;
        for (const ConsumerGroup& group : *groups) {
            for (const CommittedOffset& offset : group.offsets)
                read.insert(offset.partition);
            for (const GroupMember& member : group.members.value_or(std::vector<GroupMember>()))
                read.insert(member.assignment.begin(), member.assignment.end());
        }
        const std::vector<TopicPartition> partitions(read.begin(), read.end());
        const auto watermarks = admin.watermarks(partitions, *metadata);
        if (!watermarks)
            return Failure(watermarks.error());
        auto rows = kafka::joinLag(*groups, partitions, *watermarks);
        return GroupLag{ std::move(*groups), std::move(rows) };
    });
}

Result<QString> KafkaClient::createTopic(
    const QString& suffix, std::optional<int> partitions, std::optional<int> replicationFactor)
{
    const auto wanted = mainTopic(d->config, suffix, partitions, replicationFactor);
    return d->withAdmin([&](kafka::Admin& admin) -> Result<QString> {
        // the dead-letter topic first: whatever of the two is missing, the next call makes it
        for (const auto& topic : { deadLetterTopic(wanted), wanted }) {
            auto made = d->gate.execute(kafka::CreateTopicOperation{ topic.name, topic.partitions },
                kafka::Confirmation::NotGiven, [&] { return admin.createTopic(topic); });
            const bool there = !made && made.error().code == ErrorCode::AlreadyExists;
            if (!made && !(there && topic.name != wanted.name))
                return Failure(made.error());
            if (made)
                d->addReport({ { topic.name }, {}, {} });
        }
        return wanted.name;
    });
}

Result<TopicReport> KafkaClient::ensureTopics(const QStringList& suffixes)
{
    std::vector<kafka::NewTopic> wanted;
    for (const QString& suffix : suffixes) {
        wanted.push_back(mainTopic(d->config, suffix));
        wanted.push_back(deadLetterTopic(wanted.back()));
    }
    auto found = d->withAdmin([&](kafka::Admin& admin) { return spillway::ensureTopics(admin, d->gate, wanted); });
    if (found)
        d->addReport(*found);
    return found;
}

TopicReport KafkaClient::topicReport() const
{
    const std::lock_guard lock(d->mutex);
    return d->report;
}

KafkaHealth KafkaClient::healthCheck()
{
    KafkaHealth health;
    const auto producer = d->running();
    health.running = producer != nullptr || d->watching;
    if (!health.running) {
        const std::lock_guard lock(d->mutex);
        health.lastError = d->lastError;
        health.troubles.append(QStringLiteral("the Kafka client is not running"));
        return health;
    }
    std::unique_lock lock(d->probeMutex, Milliseconds(ProbeDeadline));
    if (lock && Clock::now() - d->probedAt > ProbeGoodFor) {
        const auto start = Clock::now();
        if (!d->probe) {
            if (auto made = kafka::Admin::create(d->settings)) {
                d->probe = std::move(*made);
                d->probe->setDeadline(ProbeDeadline);
            }
        }
        if (d->probe) {
            const auto answer = d->probe->metadata();
            d->probed = answer ? Result<int>(int(answer->brokers.size())) : Failure(answer.error());
        }
        d->probedAt = Clock::now();
        d->probeTook = std::chrono::duration_cast<Milliseconds>(d->probedAt - start);
    }
    if (lock) {
        health.available = d->probed.has_value();
        health.brokers = d->probed.value_or(0);
        health.took = d->probeTook;
        if (!d->probed) {
            health.lastError = d->probed.error().message;
            health.troubles.append(health.lastError);
        }
        lock.unlock();
    } else {
        health.troubles.append(QStringLiteral("Kafka does not answer"));
    }
    if (producer)
        health.circuit = producer->circuit();
    if (health.circuit.state != CircuitBreaker::State::Closed)
        health.troubles.append(QStringLiteral("circuit breaker is %1: %2")
                                   .arg(circuitStateName(health.circuit.state), health.circuit.reason));
    for (const auto& held : d->living()) {
        health.consumers.push_back(held->consumer->stats());
        const auto& trouble = health.consumers.back().trouble;
        if (trouble)
            health.troubles.append(QStringLiteral("consumer %1: %2").arg(held->consumer->id(), trouble->message));
        if (trouble && health.lastError.isEmpty())
            health.lastError = trouble->message;
    }
    if (health.lastError.isEmpty() && producer)
        health.lastError = producer->stats().lastError;
    return health;
}

KafkaClientStats KafkaClient::stats() const
{
    KafkaClientStats stats;
    stats.bootstrapServers = d->config.connection ? d->config.connection->bootstrapServers : d->config.bootstrapServers;
    stats.groupId = d->config.groupId;
    stats.topicPrefix = d->config.topicPrefix;
    for (const auto& held : d->living()) {
        const auto one = held->consumer->stats();
        stats.messagesConsumed += one.consumed;
        stats.consumptionErrors += one.failures;
        stats.activeConsumers += one.active ? 1 : 0;
    }
    {
        const std::lock_guard lock(d->totals->mutex);
        stats.messagesConsumed += d->totals->consumed;
        stats.consumptionErrors += d->totals->failures;
    }
    const std::lock_guard lock(d->mutex);
    stats.isRunning = d->producer != nullptr || d->watching;
    const EventProducerStats now = d->producer ? d->producer->stats() : EventProducerStats{};
    stats.messagesProduced = d->before.delivered + now.delivered;
    stats.productionErrors = d->before.failed + now.failed;
    stats.topicsCreated = d->topicsCreated;
    return stats;
}

EventProducerStats KafkaClient::producerStats() const
{
    const auto producer = d->running();
    return producer ? producer->stats() : EventProducerStats{};
}

CircuitBreaker::Picture KafkaClient::circuit() const
{
    const auto producer = d->running();
    return producer ? producer->circuit() : CircuitBreaker::Picture{};
}

} // namespace spillway
