// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventvalue.h"
#include "core/service/consumer.h"
#include "core/service/servicetopics.h"

#include <QJsonObject>

#include <concepts>

namespace spillway {

/// An answer to "does it work", at most 2 s old when it is given.
struct KafkaHealth {
    bool running = false;
    bool available = false; ///< a broker answered just now
    int brokers = 0;
    std::chrono::milliseconds took{ 0 };
    std::vector<ConsumerStats> consumers;
    QStringList troubles; ///< of components, empty when all are well
    CircuitBreaker::Picture circuit;
    QString lastError;

    bool healthy() const { return running && available && troubles.isEmpty(); }
    /// `kafka_client` of the health JSON.
    QJsonObject toJson() const;
};

struct KafkaClientStats {
    quint64 messagesProduced = 0;
    quint64 messagesConsumed = 0;
    quint64 productionErrors = 0;
    quint64 consumptionErrors = 0;
    quint64 topicsCreated = 0;
    int activeConsumers = 0;
    bool isRunning = false;
    QString bootstrapServers;
    QString groupId;
    QString topicPrefix;

    /// `kafka_client` of the stats JSON.
    QJsonObject toJson() const;
};

/// Consumer groups of the cluster and how far each is behind.
struct GroupLag {
    std::vector<ConsumerGroup> groups;
    std::vector<PartitionLag> rows; ///< sorted by group, topic, partition
};

struct ConsumerOptions {
    BatchHandler batchHandler{}; ///< in place of the handler
    decltype(ConsumerSettings::assigned) assigned{};
    decltype(ConsumerSettings::revoked) revoked{};
    int workers = 1;
    QString group{}; ///< empty: "{groupId}-{id}", so that consumers of one id share the partitions
};

/// Producer, consumers and topics of one cluster in one hand (R10–R13). Any thread; calls that ask the cluster block
/// within the deadline named, so not the GUI thread. Every change goes through the gate.
class KafkaClient {
public:
    explicit KafkaClient(KafkaConfig config, kafka::Gate& gate); ///< the gate must outlive it
    ~KafkaClient(); ///< as stop()
    KafkaClient(const KafkaClient&) = delete;
    KafkaClient& operator=(const KafkaClient&) = delete;

    /// Checks the configuration, connects (10 s), creates the topics of the contract and the producer. After an error
    /// nothing runs. A KafkaConfig that is not enabled is refused. Starting twice is harmless.
    Result<> start();
    /// Connects for questions alone (topics, groups, health): nothing is created, produced or consumed, then or later.
    Result<> startWatching();
    /// Stops consumers, then flushes the producer: at most 10 s, at most 2 s without a broker.
    void stop();
    bool isRunning() const;
    const KafkaConfig& config() const;

    /// A record to `record.topic`, its full name. See EventProducer::send().
    Result<> produce(const Record& record, EventProducer::Delivered done);
    /// produce() for who may outlive this client, as a handler that was left behind: refused then.
    using Produce = std::function<Result<>(const Record& record, EventProducer::Delivered done)>;
    Produce producing() const;
    /// `value` to the topic of `suffix`. The first record of a topic may wait for the brokers' word about it, as
    /// kafka::Producer::send() does.
    std::future<Result<kafka::Delivery>> produceEvent(
        const QString& suffix, const QByteArray& value, const QString& key = {});
    std::future<std::vector<Result<kafka::Delivery>>> produceBatch(
        const QString& suffix, const std::vector<QByteArray>& values, const QString& key = {});
    /// An event of ours: `data`, an object, in our envelope, with its headers, key and format (R12, R16, requirements
    /// §3). See publishedEvent(). Of a batch with an event that cannot be written none is sent.
    template <std::same_as<EventValue> Data>
    std::future<Result<kafka::Delivery>> produceEvent(const QString& suffix, const Data& data, const QString& key = {})
    {
        return produceData(suffix, data, key);
    }
    std::future<std::vector<Result<kafka::Delivery>>> produceBatch(
        const QString& suffix, const std::vector<EventValue>& data, const QString& key = {});
    Result<> flush(std::chrono::milliseconds timeout);

    /// Reads the topics of the suffixes ("debate-events", "debate-events.dead-letter"). It stops when the returned
    /// pointer goes or with the client, whichever is first.
    Result<std::shared_ptr<Consumer>> createConsumer(
        const QString& id, const QStringList& suffixes, RecordHandler handler, ConsumerOptions options = {});

    /// The names of all topics / one topic, full name or suffix; 10 s.
    Result<QStringList> topics();
    Result<TopicDetails> topic(const QString& nameOrSuffix);
    /// All groups of the cluster, not only ours; 10 s.
    Result<GroupLag> groupLag();
    /// A dead-letter topic, where it is missing, and its topic; AlreadyExists when that is there.
    Result<QString> createTopic(
        const QString& suffix, std::optional<int> partitions = {}, std::optional<int> replicationFactor = {});
    /// Creates what is missing of these topics and their dead-letter topics.
    Result<TopicReport> ensureTopics(const QStringList& suffixes);
    /// What start() found.
    TopicReport topicReport() const;

    KafkaHealth healthCheck(); ///< at most 2 s
    KafkaClientStats stats() const;
    EventProducerStats producerStats() const;
    CircuitBreaker::Picture circuit() const;

private:
    std::future<Result<kafka::Delivery>> produceData(const QString& suffix, const EventValue& data, const QString& key);
    struct Private;
    std::shared_ptr<Private> d;
};

} // namespace spillway
