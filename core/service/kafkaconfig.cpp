// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/kafkaconfig.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace spillway {

namespace {

QStringList words(const char* list)
{
    return QString::fromLatin1(list).split(u' ');
}

constexpr const char* ResetWords = "latest earliest error";
constexpr const char* AcksWords = "all -1 0 1";
constexpr const char* FormatWords = "json avro";
constexpr const char* CompressionWords = "none gzip snappy lz4 zstd";

/// Reads variables of one kind after the other; what cannot be read at all is a problem here, what is out of its range
/// one of KafkaConfig::problems().
class Reader {
public:
    explicit Reader(const QProcessEnvironment& environment)
        : m_environment(environment)
    {
    }
    void text(const char* name, QString& field) const
    {
        if (given(name))
            field = value(name);
    }
    /// Keeps the case of `list`; another word is kept as given, for problems() to name.
    void word(const char* name, QString& field, const char* list) const
    {
        if (!given(name))
            return;
        field = value(name);
        for (const QString& candidate : words(list)) {
            if (candidate.compare(field, Qt::CaseInsensitive) == 0)
                field = candidate;
        }
    }
    void secret(const char* name, Secret& field) const
    {
        if (given(name))
            field = Secret(m_environment.value(QLatin1String(name)).toUtf8());
    }
    void number(const char* name, int& field)
    {
        if (!given(name))
            return;
        bool ok = false;
        const int read = value(name).toInt(&ok);
        if (ok)
            field = read;
        else
            problems.push_back({ QLatin1String(name), value(name), QStringLiteral("a whole number") });
    }
    void real(const char* name, double& field)
    {
        if (!given(name))
            return;
        bool ok = false;
        const double read = value(name).toDouble(&ok);
        if (ok && std::isfinite(read))
            field = read;
        else
            problems.push_back({ QLatin1String(name), value(name), QStringLiteral("a number of seconds") });
    }
    void flag(const char* name, bool& field)
    {
        if (!given(name))
            return;
        const QString read = value(name).toLower();
        if (words("true 1 yes on").contains(read))
            field = true;
        else if (words("false 0 no off").contains(read))
            field = false;
        else
            problems.push_back({ QLatin1String(name), value(name), QStringLiteral("true or false") });
    }

    std::vector<ConfigProblem> problems;

private:
    QString value(const char* name) const { return m_environment.value(QLatin1String(name)).trimmed(); }
    bool given(const char* name) const { return !value(name).isEmpty(); }

    const QProcessEnvironment& m_environment;
};

Failure failureOf(const QStringList& lines)
{
    const QString message = lines.size() == 1
        ? lines.front()
        : QStringLiteral("The Kafka configuration has %1 problems:\n  ").arg(lines.size())
            + lines.join(QStringLiteral("\n  "));
    return Failure(Error{ .code = ErrorCode::InvalidConfiguration,
        .message = message,
        .hint = QStringLiteral("correct the variables named, or leave them out for their defaults") });
}

/// The fields of the connection as the environment core/profile reads, so that its rules are the only ones.
QProcessEnvironment environmentOf(const KafkaConfig& config)
{
    QProcessEnvironment environment;
    const auto set = [&](const char* name, const QString& value) {
        if (!value.isEmpty())
            environment.insert(QLatin1String(name), value);
    };
    environment.insert(QStringLiteral("KAFKA_BOOTSTRAP_SERVERS"), config.bootstrapServers);
    set("KAFKA_SECURITY_PROTOCOL", config.securityProtocol);
    set("KAFKA_SASL_MECHANISM", config.saslMechanism);
    set("KAFKA_SASL_USERNAME", config.saslUsername);
    set("KAFKA_SASL_PASSWORD", QString::fromUtf8(config.saslPassword.reveal()));
    set("KAFKA_SSL_CAFILE", config.sslCaFile);
    set("KAFKA_SSL_CERTFILE", config.sslCertFile);
    set("KAFKA_SSL_KEYFILE", config.sslKeyFile);
    set("KAFKA_SSL_KEY_PASSWORD", QString::fromUtf8(config.sslKeyPassword.reveal()));
    set("KAFKA_DEBUG", config.debug);
    return environment;
}

} // namespace

QString ConfigProblem::text() const
{
    return QStringLiteral("%1=\"%2\" is not valid; accepted: %3").arg(variable, value, accepted);
}

Result<KafkaConfig> KafkaConfig::fromEnvironment(const QProcessEnvironment& environment)
{
    KafkaConfig config;
    Reader read(environment);
    if (environment.contains(QStringLiteral("KAFKA_BOOTSTRAP_SERVERS"))) // empty is an error, not the default
        config.bootstrapServers = environment.value(QStringLiteral("KAFKA_BOOTSTRAP_SERVERS")).trimmed();
    read.text("KAFKA_SECURITY_PROTOCOL", config.securityProtocol);
    read.text("KAFKA_SASL_MECHANISM", config.saslMechanism);
    config.saslUsername = environment.value(QStringLiteral("KAFKA_SASL_USERNAME"));
    read.secret("KAFKA_SASL_PASSWORD", config.saslPassword);
    read.text("KAFKA_SSL_CAFILE", config.sslCaFile);
    read.text("KAFKA_SSL_CERTFILE", config.sslCertFile);
    read.text("KAFKA_SSL_KEYFILE", config.sslKeyFile);
    read.secret("KAFKA_SSL_KEY_PASSWORD", config.sslKeyPassword);
    read.text("KAFKA_DEBUG", config.debug);
    read.text("KAFKA_TOPIC_PREFIX", config.topicPrefix);
    read.number("KAFKA_NUM_PARTITIONS", config.numPartitions);
    read.number("KAFKA_REPLICATION_FACTOR", config.replicationFactor);
    read.text("KAFKA_GROUP_ID", config.groupId);
    read.word("KAFKA_AUTO_OFFSET_RESET", config.autoOffsetReset, ResetWords);
    read.flag("KAFKA_ENABLE_AUTO_COMMIT", config.enableAutoCommit);
    read.number("KAFKA_MAX_POLL_RECORDS", config.maxPollRecords);
    read.number("KAFKA_SESSION_TIMEOUT_MS", config.sessionTimeoutMs);
    read.number("KAFKA_HEARTBEAT_INTERVAL_MS", config.heartbeatIntervalMs);
    read.number("KAFKA_AUTO_COMMIT_INTERVAL_MS", config.autoCommitIntervalMs);
    read.word("KAFKA_ACKS", config.acks, AcksWords);
    read.number("KAFKA_RETRIES", config.retries);
    read.number("KAFKA_BATCH_SIZE", config.batchSize);
    read.number("KAFKA_LINGER_MS", config.lingerMs);
    read.word("KAFKA_COMPRESSION_TYPE", config.compressionType, CompressionWords);
    read.real("KAFKA_RETRY_DELAY_SECONDS", config.retryDelaySeconds);
    read.flag("KAFKA_ENABLED", config.enabled);
    read.word("KAFKA_EVENT_FORMAT", config.eventFormat, FormatWords);
    if (const QString name = QStringLiteral("KAFKA_SCHEMA_REGISTRY_URL"); environment.contains(name)) {
        config.schemaRegistryUrl = environment.value(name).trimmed(); // empty: none, not the default
        config.schemaRegistryGiven = !config.schemaRegistryUrl.isEmpty();
    }
    config.schemaRegistryUser = environment.value(QStringLiteral("KAFKA_SCHEMA_REGISTRY_USERNAME"));
    read.secret("KAFKA_SCHEMA_REGISTRY_PASSWORD", config.schemaRegistryPassword);
    read.text("KAFKA_SCHEMA_REGISTRY_CAFILE", config.schemaRegistryCaFile);

    QStringList lines;
    for (const ConfigProblem& problem : read.problems)
        lines.append(problem.text());
    for (const ConfigProblem& problem : config.problems())
        lines.append(problem.text());
    if (const auto connection = connectionFromEnvironment(environmentOf(config)); !connection) {
        // its own lines; bootstrap servers are named by problems() already
        for (const QString& line : connection.error().message.split(QStringLiteral("\n  "))) {
            if (line.startsWith(QLatin1String("KAFKA_")) && !line.startsWith(QLatin1String("KAFKA_BOOTSTRAP_SERVERS")))
                lines.append(line);
        }
    }
    if (!lines.isEmpty())
        return failureOf(lines);
    return config;
}

std::vector<ConfigProblem> KafkaConfig::problems() const
{
    std::vector<ConfigProblem> found;
    const auto range = [&](const char* name, auto value, auto least, auto most, const char* unit) {
        if (value < least || value > most)
            found.push_back({ QLatin1String(name), QString::number(value),
                QStringLiteral("%1 to %2%3").arg(least).arg(most).arg(QLatin1String(unit)) });
    };
    const auto word = [&](const char* name, const QString& value, const char* list) {
        if (!words(list).contains(value))
            found.push_back({ QLatin1String(name), value, words(list).join(QStringLiteral(", ")) });
    };
    static const QRegularExpression topicPart(QStringLiteral("^[A-Za-z0-9._-]+$"));

    if (!connection && !bootstrapProblem(bootstrapServers).isEmpty())
        found.push_back({ QStringLiteral("KAFKA_BOOTSTRAP_SERVERS"), bootstrapServers,
            QStringLiteral("HOST:PORT[,HOST:PORT…] (it %1)").arg(bootstrapProblem(bootstrapServers)) });
    // the longest name is "{prefix}.evolution-events.dead-letter", of at most 249 characters
    if (!topicPart.match(topicPrefix).hasMatch() || topicPrefix.size() > 200)
        found.push_back({ QStringLiteral("KAFKA_TOPIC_PREFIX"), topicPrefix,
            QStringLiteral("1 to 200 of letters, digits, '.', '_' and '-'") });
    range("KAFKA_NUM_PARTITIONS", numPartitions, 1, 10'000, "");
    range("KAFKA_REPLICATION_FACTOR", replicationFactor, 1, 100, "");
    if (groupId.isEmpty() || groupId.size() > 200)
        found.push_back({ QStringLiteral("KAFKA_GROUP_ID"), groupId, QStringLiteral("1 to 200 characters") });
    word("KAFKA_AUTO_OFFSET_RESET", autoOffsetReset, ResetWords);
    range("KAFKA_MAX_POLL_RECORDS", maxPollRecords, 1, 100'000, "");
    range("KAFKA_SESSION_TIMEOUT_MS", sessionTimeoutMs, 1000, 1'800'000, " ms");
    // judged by a session timeout that is right only
    const int longest = sessionTimeoutMs >= 1000 ? sessionTimeoutMs / 3 : 600'000;
    range("KAFKA_HEARTBEAT_INTERVAL_MS", heartbeatIntervalMs, 100, longest, " ms, a third of the session timeout");
    range("KAFKA_AUTO_COMMIT_INTERVAL_MS", autoCommitIntervalMs, 100, 3'600'000, " ms");
    word("KAFKA_ACKS", acks, AcksWords);
    range("KAFKA_RETRIES", retries, 0, 100, "");
    range("KAFKA_BATCH_SIZE", batchSize, 1, 16 << 20, " bytes");
    range("KAFKA_LINGER_MS", lingerMs, 0, 900'000, " ms");
    word("KAFKA_COMPRESSION_TYPE", compressionType, CompressionWords);
    range("KAFKA_RETRY_DELAY_SECONDS", retryDelaySeconds, 0.001, 3600.0, " s");
    word("KAFKA_EVENT_FORMAT", eventFormat, FormatWords);
    if (eventFormat == QLatin1String("avro") && schemaRegistryUrl.isEmpty())
        found.push_back({ QStringLiteral("KAFKA_SCHEMA_REGISTRY_URL"), {},
            QStringLiteral("http://HOST:PORT or https://…, which KAFKA_EVENT_FORMAT=avro needs") });
    if (!schemaRegistryCaFile.isEmpty() && !QFileInfo(schemaRegistryCaFile).isReadable())
        found.push_back({ QStringLiteral("KAFKA_SCHEMA_REGISTRY_CAFILE"), schemaRegistryCaFile,
            QStringLiteral("the path of a PEM file that can be read") });
    const QUrl url(schemaRegistryUrl, QUrl::StrictMode);
    if (!schemaRegistryUrl.isEmpty()
        && (!url.isValid() || url.host().isEmpty()
            || (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https"))))
        found.push_back({ QStringLiteral("KAFKA_SCHEMA_REGISTRY_URL"),
            url.userInfo().isEmpty() ? schemaRegistryUrl : QStringLiteral("[redacted]"),
            QStringLiteral("http://HOST:PORT or https://…, or empty") });
    return found;
}

Result<> KafkaConfig::validate() const
{
    QStringList lines;
    for (const ConfigProblem& problem : problems())
        lines.append(problem.text());
    if (!lines.isEmpty())
        return failureOf(lines);
    if (const auto settings = connectionSettings(); !settings)
        return Failure(settings.error());
    return {};
}

QStringList KafkaConfig::warnings() const
{
    QStringList lines;
    if (!idempotent())
        lines.append(QStringLiteral("KAFKA_ACKS=%1 switches idempotence off: records can be lost or doubled when a "
                                    "broker fails; all is the safe value")
                         .arg(acks));
    if (replicationFactor == 1)
        lines.append(QStringLiteral("KAFKA_REPLICATION_FACTOR=1 keeps one copy of each event; a disk that dies takes "
                                    "them with it"));
    return lines;
}

Result<ConnectionSettings> KafkaConfig::connectionSettings() const
{
    if (connection)
        return *connection;
    return connectionFromEnvironment(environmentOf(*this));
}

Result<RegistrySettings> KafkaConfig::registry() const
{
    auto settings = registrySettings(schemaRegistryUrl);
    if (!settings)
        return settings;
    if (!schemaRegistryUser.isEmpty())
        settings->user = schemaRegistryUser;
    if (!schemaRegistryPassword.isEmpty())
        settings->password = schemaRegistryPassword;
    settings->caFile = schemaRegistryCaFile;
    return settings;
}

bool KafkaConfig::readsAvro() const
{
    return eventFormat == QLatin1String("avro")
        || (!schemaRegistryUrl.isEmpty() && (schemaRegistryGiven || schemaRegistryUrl != defaultRegistryUrl()));
}

kafka::ProducerSettings KafkaConfig::producerSettings() const
{
    kafka::ProducerSettings settings;
    settings.acks = acks;
    settings.lingerMs = lingerMs;
    settings.batchSizeBytes = batchSize;
    settings.compression = compressionType;
    // As Java's: a broker that is away for half a minute costs nothing. After it a record that was under way may have
    // been written or not, and nobody could send it again safely.
    settings.deliveryTimeout = kafka::Milliseconds(120'000);
    settings.queueMessages = 100'000; // small records come in large numbers; their bytes stay bounded
    settings.connections = 2;
    settings.longestWait = kafka::Milliseconds(5'000); // by then the circuit is open
    return settings;
}

kafka::GroupConsumerSettings KafkaConfig::consumerSettings(const QString& group, const QStringList& topics) const
{
    kafka::GroupConsumerSettings settings;
    settings.group = group;
    settings.topics = topics;
    settings.autoOffsetReset = autoOffsetReset;
    settings.sessionTimeout = kafka::Milliseconds(sessionTimeoutMs);
    settings.heartbeatInterval = kafka::Milliseconds(heartbeatIntervalMs);
    settings.storesPolled = false;
    settings.commitsStarts = true;
    // librdkafka 2.0.2 rests for a second when this much is fetched ahead, so it decides how fast a second can be.
    settings.queuedMessages = 100'000;
    settings.queuedKbytes = 32'768;
    if (enableAutoCommit)
        settings.autoCommitInterval = kafka::Milliseconds(autoCommitIntervalMs);
    return settings;
}

} // namespace spillway
