// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/servicetopics.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace spillway;

namespace {

QProcessEnvironment environment(std::initializer_list<std::pair<const char*, const char*>> variables)
{
    QProcessEnvironment made;
    for (const auto& [name, value] : variables)
        made.insert(QLatin1String(name), QString::fromUtf8(value));
    return made;
}

} // namespace

class KafkaConfigTest : public QObject {
    Q_OBJECT

private slots:
    void defaultsAreThoseOfTheContract()
    {
        const auto config = KafkaConfig::fromEnvironment({});
        QVERIFY2(config, config ? "" : qPrintable(config.error().message));
        QCOMPARE(config->bootstrapServers, QStringLiteral("localhost:9092"));
        QCOMPARE(config->securityProtocol, QStringLiteral("PLAINTEXT"));
        QCOMPARE(config->topicPrefix, QStringLiteral("zamaz-debate"));
        QCOMPARE(config->numPartitions, 3);
        QCOMPARE(config->replicationFactor, 1);
        QCOMPARE(config->groupId, QStringLiteral("zamaz-debate-group"));
        QCOMPARE(config->autoOffsetReset, QStringLiteral("latest"));
        QCOMPARE(config->enableAutoCommit, true);
        QCOMPARE(config->maxPollRecords, 500);
        QCOMPARE(config->acks, QStringLiteral("all"));
        QCOMPARE(config->retries, 3);
        QCOMPARE(config->batchSize, 16384);
        QCOMPARE(config->lingerMs, 5);
        QCOMPARE(config->compressionType, QStringLiteral("snappy"));
        QCOMPARE(config->enabled, true);
        QCOMPARE(config->schemaRegistryUrl, QStringLiteral("http://localhost:8081"));
        QCOMPARE(config->retryDelaySeconds, 5.0);
        QCOMPARE(config->saslMechanism, QStringLiteral("PLAIN"));
        QVERIFY(config->saslUsername.isEmpty() && config->saslPassword.isEmpty());
        QVERIFY(config->sslCaFile.isEmpty() && config->sslCertFile.isEmpty() && config->sslKeyFile.isEmpty());
        QVERIFY(config->sslKeyPassword.isEmpty());
        QCOMPARE(config->debug, QString());
        QCOMPARE(config->sessionTimeoutMs, 45000);
        QCOMPARE(config->heartbeatIntervalMs, 3000);
        QCOMPARE(config->autoCommitIntervalMs, 5000);
        QCOMPARE(config->eventFormat, QStringLiteral("json"));
        QVERIFY(config->schemaRegistryUser.isEmpty() && config->schemaRegistryPassword.isEmpty());
        QVERIFY(KafkaConfig{}.validate());
        // and they reach the clients
        const auto connection = config->connectionSettings();
        QVERIFY(connection);
        QVERIFY(!connection->properties.contains(QStringLiteral("debug")));
        QVERIFY(!connection->properties.contains(QStringLiteral("sasl.username")));
        QVERIFY(connection->secrets.empty());
        const auto producer = config->producerSettings();
        QCOMPARE(producer.acks, QStringLiteral("all"));
        QCOMPARE(producer.batchSizeBytes, 16384);
        QCOMPARE(producer.lingerMs, 5);
        QCOMPARE(producer.compression, QStringLiteral("snappy"));
        const auto consumer = config->consumerSettings(config->groupId, { QStringLiteral("t") });
        QCOMPARE(consumer.autoOffsetReset, QStringLiteral("latest"));
        QCOMPARE(consumer.sessionTimeout.count(), 45000);
        QCOMPARE(consumer.heartbeatInterval.count(), 3000);
        QVERIFY(consumer.autoCommitInterval);
        QCOMPARE(consumer.autoCommitInterval->count(), 5000);
    }

    void everyVariableReachesItsField()
    {
        const auto config = KafkaConfig::fromEnvironment(
            environment({ { "KAFKA_BOOTSTRAP_SERVERS", "a:1,b:2" }, { "KAFKA_SECURITY_PROTOCOL", "SASL_SSL" },
                { "KAFKA_SASL_MECHANISM", "SCRAM-SHA-512" }, { "KAFKA_SASL_USERNAME", "ann" },
                { "KAFKA_SASL_PASSWORD", "s3cret" }, { "KAFKA_DEBUG", "broker,topic,msg" },
                { "KAFKA_TOPIC_PREFIX", "team" }, { "KAFKA_NUM_PARTITIONS", "12" }, { "KAFKA_REPLICATION_FACTOR", "3" },
                { "KAFKA_GROUP_ID", "crew" }, { "KAFKA_AUTO_OFFSET_RESET", "EARLIEST" },
                { "KAFKA_ENABLE_AUTO_COMMIT", "False" }, { "KAFKA_MAX_POLL_RECORDS", "50" }, { "KAFKA_ACKS", "1" },
                { "KAFKA_RETRIES", "7" }, { "KAFKA_BATCH_SIZE", "65536" }, { "KAFKA_LINGER_MS", "20" },
                { "KAFKA_COMPRESSION_TYPE", "lz4" }, { "KAFKA_ENABLED", "no" },
                { "KAFKA_SCHEMA_REGISTRY_URL", "https://u:p@r" }, { "KAFKA_EVENT_FORMAT", "AVRO" },
                { "KAFKA_SCHEMA_REGISTRY_USERNAME", "reg" }, { "KAFKA_SCHEMA_REGISTRY_PASSWORD", "regpass" },
                { "KAFKA_RETRY_DELAY_SECONDS", "0.5" }, { "KAFKA_SESSION_TIMEOUT_MS", "30000" },
                { "KAFKA_HEARTBEAT_INTERVAL_MS", "2000" }, { "KAFKA_AUTO_COMMIT_INTERVAL_MS", "1000" } }));
        QVERIFY2(config, config ? "" : qPrintable(config.error().message));
        const auto connection = config->connectionSettings();
        QVERIFY(connection);
        QCOMPARE(connection->bootstrapServers, QStringLiteral("a:1,b:2"));
        QCOMPARE(connection->properties.at(QStringLiteral("security.protocol")), QStringLiteral("sasl_ssl"));
        QCOMPARE(connection->properties.at(QStringLiteral("sasl.mechanism")), QStringLiteral("SCRAM-SHA-512"));
        QCOMPARE(connection->properties.at(QStringLiteral("sasl.username")), QStringLiteral("ann"));
        QCOMPARE(connection->properties.at(QStringLiteral("debug")), QStringLiteral("broker,topic,msg"));
        QCOMPARE(connection->secrets.at(QStringLiteral("sasl.password")).reveal(), QByteArray("s3cret"));
        QCOMPARE(config->topicName(QStringLiteral("x")), QStringLiteral("team.x"));
        QCOMPARE(config->numPartitions, 12);
        QCOMPARE(config->replicationFactor, 3);
        const auto producer = config->producerSettings();
        QCOMPARE(producer.acks, QStringLiteral("1"));
        QCOMPARE(producer.batchSizeBytes, 65536);
        QCOMPARE(producer.lingerMs, 20);
        QCOMPARE(producer.compression, QStringLiteral("lz4"));
        const auto consumer = config->consumerSettings(config->groupId, { QStringLiteral("t") });
        QCOMPARE(consumer.group, QStringLiteral("crew"));
        QCOMPARE(consumer.autoOffsetReset, QStringLiteral("earliest"));
        QVERIFY(!consumer.autoCommitInterval);
        QVERIFY(!consumer.storesPolled && consumer.commitsStarts);
        QCOMPARE(consumer.sessionTimeout.count(), 30000);
        QCOMPARE(consumer.heartbeatInterval.count(), 2000);
        QCOMPARE(config->retries, 7);
        QCOMPARE(config->retryDelaySeconds, 0.5);
        QCOMPARE(config->enabled, false);
        QCOMPARE(config->maxPollRecords, 50);
        QCOMPARE(config->autoCommitIntervalMs, 1000);
        QCOMPARE(config->schemaRegistryUrl, QStringLiteral("https://u:p@r"));
        QCOMPARE(config->eventFormat, QStringLiteral("avro"));
        QCOMPARE(config->schemaRegistryUser, QStringLiteral("reg"));
        QCOMPARE(config->schemaRegistryPassword.reveal(), QByteArray("regpass"));
        const auto again = KafkaConfig::fromEnvironment(environment({ { "KAFKA_AUTO_COMMIT_INTERVAL_MS", "1000" } }));
        QVERIFY(again);
        QCOMPARE(again->consumerSettings({}, {}).autoCommitInterval, std::optional(kafka::Milliseconds(1000)));
    }

    // R3, R62: by variables and by hand the same
    void everyFileOfTlsReachesItsProperty_data()
    {
        QTest::addColumn<bool>("byHand");
        QTest::newRow("variables") << false;
        QTest::newRow("fields") << true;
    }
    void everyFileOfTlsReachesItsProperty()
    {
        QFETCH(const bool, byHand);
        QTemporaryDir folder;
        const auto file = [&](const char* name) {
            QFile made(folder.filePath(QLatin1String(name)));
            return made.open(QIODevice::WriteOnly) ? made.fileName() : QString();
        };
        const QString ca = file("ca.pem");
        const QString certificate = file("cert.pem");
        const QString key = file("key.pem");
        KafkaConfig config;
        if (byHand) {
            config.securityProtocol = QStringLiteral("SSL");
            config.sslCaFile = ca;
            config.sslCertFile = certificate;
            config.sslKeyFile = key;
            config.sslKeyPassword = Secret("k3y");
        } else {
            QProcessEnvironment variables;
            variables.insert(QStringLiteral("KAFKA_SECURITY_PROTOCOL"), QStringLiteral("SSL"));
            variables.insert(QStringLiteral("KAFKA_SSL_CAFILE"), ca);
            variables.insert(QStringLiteral("KAFKA_SSL_CERTFILE"), certificate);
            variables.insert(QStringLiteral("KAFKA_SSL_KEYFILE"), key);
            variables.insert(QStringLiteral("KAFKA_SSL_KEY_PASSWORD"), QStringLiteral("k3y"));
            const auto read = KafkaConfig::fromEnvironment(variables);
            QVERIFY2(read, read ? "" : qPrintable(read.error().message));
            config = *read;
        }
        const auto connection = config.connectionSettings();
        QVERIFY(connection);
        QCOMPARE(connection->properties.at(QStringLiteral("security.protocol")), QStringLiteral("ssl"));
        QCOMPARE(connection->properties.at(QStringLiteral("ssl.ca.location")), ca);
        QCOMPARE(connection->properties.at(QStringLiteral("ssl.certificate.location")), certificate);
        QCOMPARE(connection->properties.at(QStringLiteral("ssl.key.location")), key);
        QCOMPARE(connection->secrets.at(QStringLiteral("ssl.key.password")).reveal(), QByteArray("k3y"));
    }

    void eachBadValueIsNamedWithWhatIsAccepted_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("accepted");
        const auto row = [](const char* name, const char* value, const char* accepted) {
            QTest::addRow("%s=%s", name, value) << QByteArray(name) << QByteArray(value) << QString::fromUtf8(accepted);
        };
        row("KAFKA_BOOTSTRAP_SERVERS", "", "HOST:PORT");
        row("KAFKA_BOOTSTRAP_SERVERS", "a b", "HOST:PORT");
        row("KAFKA_SECURITY_PROTOCOL", "TLS", "SASL_SSL");
        row("KAFKA_SASL_MECHANISM", "MD5", "SCRAM-SHA-256");
        row("KAFKA_TOPIC_PREFIX", "a/b", "letters");
        row("KAFKA_NUM_PARTITIONS", "0", "1 to 10000");
        row("KAFKA_NUM_PARTITIONS", "3.5", "a whole number");
        row("KAFKA_REPLICATION_FACTOR", "x", "a whole number");
        row("KAFKA_AUTO_OFFSET_RESET", "newest", "latest, earliest, error");
        row("KAFKA_ENABLE_AUTO_COMMIT", "maybe", "true or false");
        row("KAFKA_MAX_POLL_RECORDS", "-1", "1 to 100000");
        row("KAFKA_ACKS", "2", "all, -1, 0, 1");
        row("KAFKA_RETRIES", "99999999999", "a whole number");
        row("KAFKA_BATCH_SIZE", "0", "bytes");
        row("KAFKA_LINGER_MS", "-5", "ms");
        row("KAFKA_COMPRESSION_TYPE", "rar", "none, gzip, snappy, lz4, zstd");
        row("KAFKA_ENABLED", "2", "true or false");
        row("KAFKA_SCHEMA_REGISTRY_URL", "ftp://x", "http://HOST:PORT");
        row("KAFKA_EVENT_FORMAT", "xml", "json, avro");
        row("KAFKA_SCHEMA_REGISTRY_CAFILE", "/no/such/file", "PEM file");
        row("KAFKA_RETRY_DELAY_SECONDS", "nan", "a number of seconds");
        row("KAFKA_SESSION_TIMEOUT_MS", "10", "1000 to 1800000 ms");
        row("KAFKA_HEARTBEAT_INTERVAL_MS", "44000", "a third");
        row("KAFKA_DEBUG", "broker,everything", "topic");
    }
    void eachBadValueIsNamedWithWhatIsAccepted()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(QString, accepted);
        const auto config = KafkaConfig::fromEnvironment(environment({ { name.constData(), value.constData() } }));
        QVERIFY2(!config, "a bad value must not become the default");
        const QString& message = config.error().message;
        QCOMPARE(config.error().code, ErrorCode::InvalidConfiguration);
        QVERIFY2(message.contains(QLatin1String(name)) && message.contains(QString::fromUtf8(value))
                && message.contains(accepted),
            qPrintable(message));
        QVERIFY2(!message.contains(u'\n'), qPrintable(message)); // once
    }

    void allProblemsAreReportedAtOnceAndNoSecret()
    {
        const auto config = KafkaConfig::fromEnvironment(environment({ { "KAFKA_ACKS", "x" }, { "KAFKA_RETRIES", "y" },
            { "KAFKA_SECURITY_PROTOCOL", "SASL_SSL" }, { "KAFKA_SASL_PASSWORD", "hunter2" } }));
        QVERIFY(!config);
        const QString& message = config.error().message;
        for (const char* word : { "KAFKA_ACKS", "KAFKA_RETRIES", "KAFKA_SASL_USERNAME" })
            QVERIFY2(message.contains(QLatin1String(word)), qPrintable(message));
        QVERIFY(!message.contains(QLatin1String("hunter2")));
    }

    // R55: a registry is meant to be there when Avro is written or an address of one's own is given
    void whenTheRegistryIsUsed()
    {
        KafkaConfig config;
        QCOMPARE(config.eventFormat, QStringLiteral("json"));
        QVERIFY(!config.readsAvro());
        config.schemaRegistryUrl = QStringLiteral("http://registry:8081");
        QVERIFY(config.readsAvro());
        config.schemaRegistryUrl.clear();
        QVERIFY(!config.readsAvro());
        QVERIFY(config.validate());
        config.eventFormat = QStringLiteral("avro");
        QVERIFY(!config.validate());
        config.schemaRegistryUrl = QStringLiteral("http://u:p@registry:8081");
        config.schemaRegistryUser = QStringLiteral("reg");
        config.schemaRegistryPassword = Secret("regpass");
        const auto registry = config.registry();
        QVERIFY(registry);
        QCOMPARE(registry->user, QStringLiteral("reg"));
        QCOMPARE(registry->password.reveal(), QByteArray("regpass"));
        QVERIFY(registry->url.userInfo().isEmpty());
    }

    // R55: the default's own address is meant when it is set; an empty one switches the registry off
    void theRegistrysAddressCountsWhenItIsSet()
    {
        const auto with = [](const char* address, const char* format = "json") {
            return KafkaConfig::fromEnvironment(
                environment({ { "KAFKA_SCHEMA_REGISTRY_URL", address }, { "KAFKA_EVENT_FORMAT", format } }));
        };
        QVERIFY(!KafkaConfig::fromEnvironment({})->readsAvro());
        QVERIFY(with("http://localhost:8081")->readsAvro());
        QCOMPARE(with("http://localhost:8081")->schemaRegistryUrl, KafkaConfig::defaultRegistryUrl());
        for (const char* empty : { "", "  " }) {
            const auto off = with(empty);
            QVERIFY(off);
            QVERIFY(!off->readsAvro());
            QVERIFY(off->schemaRegistryUrl.isEmpty());
            const auto avro = with(empty, "avro"); // which needs one
            QVERIFY(!avro);
            QVERIFY2(avro.error().message.contains(QStringLiteral("KAFKA_SCHEMA_REGISTRY_URL")),
                qPrintable(avro.error().message));
        }
    }

    // docs/service.md: as unset, as compose files pass on what is not set; the two exceptions have tests of their own
    void anEmptyVariableIsAsIfItWereNotSet()
    {
        QProcessEnvironment all;
        for (const char* name : { "KAFKA_SECURITY_PROTOCOL", "KAFKA_SASL_MECHANISM", "KAFKA_SASL_USERNAME",
                 "KAFKA_SASL_PASSWORD", "KAFKA_SSL_CAFILE", "KAFKA_SSL_CERTFILE", "KAFKA_SSL_KEYFILE",
                 "KAFKA_SSL_KEY_PASSWORD", "KAFKA_DEBUG", "KAFKA_TOPIC_PREFIX", "KAFKA_NUM_PARTITIONS",
                 "KAFKA_REPLICATION_FACTOR", "KAFKA_GROUP_ID", "KAFKA_AUTO_OFFSET_RESET", "KAFKA_ENABLE_AUTO_COMMIT",
                 "KAFKA_MAX_POLL_RECORDS", "KAFKA_SESSION_TIMEOUT_MS", "KAFKA_HEARTBEAT_INTERVAL_MS",
                 "KAFKA_AUTO_COMMIT_INTERVAL_MS", "KAFKA_ACKS", "KAFKA_RETRIES", "KAFKA_BATCH_SIZE", "KAFKA_LINGER_MS",
                 "KAFKA_COMPRESSION_TYPE", "KAFKA_RETRY_DELAY_SECONDS", "KAFKA_ENABLED", "KAFKA_EVENT_FORMAT",
                 "KAFKA_SCHEMA_REGISTRY_USERNAME", "KAFKA_SCHEMA_REGISTRY_PASSWORD", "KAFKA_SCHEMA_REGISTRY_CAFILE" })
            all.insert(QLatin1String(name), QString());
        const auto config = KafkaConfig::fromEnvironment(all);
        QVERIFY2(config, config ? "" : qPrintable(config.error().message));
        const KafkaConfig defaults;
        QCOMPARE(config->topicPrefix, defaults.topicPrefix);
        QCOMPARE(config->groupId, defaults.groupId);
        QCOMPARE(config->numPartitions, defaults.numPartitions);
        QCOMPARE(config->acks, defaults.acks);
        QCOMPARE(config->retries, defaults.retries);
        QCOMPARE(config->retryDelaySeconds, defaults.retryDelaySeconds);
        QCOMPARE(config->enabled, true);
        QCOMPARE(config->enableAutoCommit, true);
        QCOMPARE(config->schemaRegistryUrl, defaults.schemaRegistryUrl);
        QCOMPARE(config->securityProtocol, defaults.securityProtocol);
    }

    void acksOtherThanAllWarn()
    {
        KafkaConfig config;
        config.replicationFactor = 3;
        QVERIFY(config.warnings().isEmpty());
        config.acks = QStringLiteral("0");
        QVERIFY(!config.idempotent());
        QCOMPARE(config.warnings().size(), 1);
        QVERIFY(config.warnings().front().contains(QLatin1String("KAFKA_ACKS=0 switches idempotence off")));
    }

    void topicsOfTheContract()
    {
        KafkaConfig config;
        config.replicationFactor = 3;
        const auto topics = contractTopics(config);
        QCOMPARE(topics.size(), 12u);
        const auto check = [&](const char* suffix, qint64 days, qint64 bytes) {
            const QString name = QStringLiteral("zamaz-debate.") + QLatin1String(suffix);
            const auto main = std::ranges::find(topics, name, &kafka::NewTopic::name);
            const auto dead = std::ranges::find(topics, name + QStringLiteral(".dead-letter"), &kafka::NewTopic::name);
            QVERIFY(main != topics.end() && dead != topics.end());
            const auto value = [](const kafka::NewTopic& topic, const char* key) {
                return topic.config.at(QLatin1String(key)).toLongLong();
            };
            QCOMPARE(main->partitions, 3);
            QCOMPARE(dead->partitions, 3);
            QCOMPARE(value(*main, "retention.ms"), days * 86'400'000);
            QCOMPARE(value(*dead, "retention.ms"), (days + 30) * 86'400'000);
            QCOMPARE(value(*main, "max.message.bytes"), bytes);
            QCOMPARE(value(*dead, "max.message.bytes"), bytes + 262'144);
            QCOMPARE(value(*main, "min.insync.replicas"), 2);
            QCOMPARE(main->config.at(QStringLiteral("cleanup.policy")), QStringLiteral("delete"));
            QCOMPARE(main->config.at(QStringLiteral("compression.type")), QStringLiteral("producer"));
            QCOMPARE(main->config.at(QStringLiteral("unclean.leader.election.enable")), QStringLiteral("false"));
        };
        check("debate-events", 7, 1'048'576);
        check("decision-events", 30, 1'048'576);
        check("evolution-events", 90, 2'097'152);
        check("webhook-events", 7, 524'288);
        check("metrics-events", 7, 1'048'576);
        check("pr-events", 7, 1'048'576);
        const std::pair<int, const char*> minimums[] = { { 1, "1" }, { 2, "2" }, { 3, "2" }, { 4, "3" }, { 5, "3" } };
        for (const auto& [replicas, least] : minimums)
            QCOMPARE(mainTopic(config, QStringLiteral("my-custom-events"), 5, replicas)
                         .config.at(QStringLiteral("min.insync.replicas")),
                QLatin1String(least));
    }
};

QTEST_GUILESS_MAIN(KafkaConfigTest)
#include "tst_kafkaconfig.moc"
