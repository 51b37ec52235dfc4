// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/kafkafixtures.h"

#include "core/kafka/abandoned.h"
#include "core/kafka/producer.h"

#include <librdkafka/rdkafka.h>

#include <QCoreApplication>
#include <QTemporaryFile>
#include <QTest>
#include <QThread>

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace spillway::test {

ConnectionSettings settingsFor(const QString& bootstrapServers)
{
    ConnectionSettings settings;
    settings.bootstrapServers = bootstrapServers;
    // for finding out why: SPILLWAY_TEST_DEBUG=topic,fetch QT_LOGGING_RULES=kafka.client.info=true
    if (const QString debug = qEnvironmentVariable("SPILLWAY_TEST_DEBUG"); !debug.isEmpty())
        settings.properties[QStringLiteral("debug")] = debug;
    return settings;
}

ConnectionSettings sharedBroker()
{
    return settingsFor(qEnvironmentVariable("SPILLWAY_TEST_BOOTSTRAP"));
}

QString unique(const QString& what)
{
    static std::atomic<int> next{ 0 };
    return QStringLiteral("%1-%2-%3-%4")
        .arg(QCoreApplication::applicationName())
        .arg(QCoreApplication::applicationPid())
        .arg(++next)
        .arg(what);
}

std::unique_ptr<kafka::Admin> adminFor(const ConnectionSettings& settings)
{
    auto admin = kafka::Admin::create(settings);
    if (!admin)
        qFatal("no admin: %s", qPrintable(toText(admin.error())));
    return std::move(*admin);
}

QString makeTopic(
    const ConnectionSettings& settings, const QString& what, int partitions, const std::map<QString, QString>& config)
{
    const QString name = unique(what);
    const auto made = adminFor(settings)->createTopic({ name, partitions, 1, config });
    if (made)
        return name;
    qWarning("%s", qPrintable(toText(made.error())));
    return {};
}

std::optional<QByteArray> run(const QString& program, const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (process.waitForFinished(60000) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return process.readAllStandardOutput();
    qWarning("%s %s: %s", qPrintable(program), qPrintable(arguments.join(QLatin1Char(' '))),
        process.readAllStandardError().constData());
    process.kill();
    process.waitForFinished(1000);
    return std::nullopt;
}

std::optional<QByteArray> kcat(
    const ConnectionSettings& settings, const QStringList& arguments, const QByteArray& input)
{
    return run(
        QStringLiteral("kcat"), QStringList{ QStringLiteral("-b"), settings.bootstrapServers } + arguments, input);
}

std::optional<QByteArray> kafkaTool(const QStringList& arguments, const QByteArray& input)
{
    return run(qEnvironmentVariable("SPILLWAY_DEV"),
        QStringList{ QStringLiteral("kafka"), QStringLiteral("tool") } + arguments, input);
}

std::unique_ptr<QProcess> started(const QString& program, const QStringList& arguments)
{
    // ends with the unique_ptr: QProcess kills what still runs
    auto process = std::make_unique<QProcess>();
    process->setStandardOutputFile(QProcess::nullDevice());
    process->setStandardErrorFile(QProcess::nullDevice());
    process->start(program, arguments);
    return process->waitForStarted(10000) ? std::move(process) : nullptr;
}

bool produceNumbered(
    const ConnectionSettings& settings, const QString& topic, int count, int partitions, int valueBytes)
{
    auto producer = kafka::Producer::create(settings, { .batchSizeBytes = 262144 });
    if (!producer)
        return false;
    std::atomic<int> failed{ 0 };
    Record record;
    record.topic = topic;
    for (int i = 0; i < count; ++i) {
        const QByteArray number = QByteArray::number(i);
        record.key = "key " + number;
        record.value = QByteArray("value " + number).leftJustified(valueBytes, ' ');
        if (auto sent = (*producer)->send(record, Partition{ i % partitions },
                [&](const Result<kafka::Delivery>& delivery) { failed += delivery ? 0 : 1; });
            !sent)
            return false;
    }
    return (*producer)->flush(kafka::Milliseconds(30000)).has_value() && failed == 0;
}

bool produceTimed(const ConnectionSettings& settings, const QString& topic, int count, qint64 firstMs, qint64 stepMs)
{
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", settings.bootstrapServers.toUtf8().constData(), nullptr, 0);
    const std::unique_ptr<rd_kafka_t, void (*)(rd_kafka_t*)> client(
        rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0), rd_kafka_destroy);
    const QByteArray name = topic.toUtf8();
    for (int i = 0; i < count; ++i) {
        const QByteArray value = QByteArray::number(i);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast" // in librdkafka's macros
        rd_kafka_producev(client.get(), RD_KAFKA_V_TOPIC(name.constData()), RD_KAFKA_V_PARTITION(0),
            RD_KAFKA_V_TIMESTAMP(firstMs + i * stepMs), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_VALUE(const_cast<char*>(value.constData()), static_cast<size_t>(value.size())), // NOLINT: copied
            RD_KAFKA_V_END);
#pragma GCC diagnostic pop
    }
    return rd_kafka_flush(client.get(), 20000) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

bool deleteRecords(const ConnectionSettings& settings, const QString& topic, int partition, qint64 offset)
{
    QTemporaryFile file;
    if (!file.open())
        return false;
    file.write(QStringLiteral("{\"version\":1,\"partitions\":[{\"topic\":\"%1\",\"partition\":%2,\"offset\":%3}]}")
                   .arg(topic)
                   .arg(partition)
                   .arg(offset)
                   .toUtf8());
    file.close();
    return kafkaTool(
        { QStringLiteral("org.apache.kafka.tools.DeleteRecordsCommand"), QStringLiteral("--bootstrap-server"),
            settings.bootstrapServers, QStringLiteral("--offset-json-file"), file.fileName() })
        .has_value();
}

struct Transaction::Client {
    rd_kafka_t* handle;
    ~Client() { rd_kafka_destroy(handle); }
};

Transaction::Transaction(
    const ConnectionSettings& settings, const QString& topic, int partition, int count, const QByteArray& prefix)
{
    const auto failed = [](rd_kafka_error_t* error) {
        if (!error)
            return false;
        qWarning("transaction: %s", rd_kafka_error_string(error));
        rd_kafka_error_destroy(error);
        return true;
    };
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    const std::pair<const char*, QByteArray> properties[]
        = { { "bootstrap.servers", settings.bootstrapServers.toUtf8() },
              { "transactional.id", unique(QStringLiteral("tx")).toUtf8() }, { "linger.ms", "0" } };
    for (const auto& [name, value] : properties)
        rd_kafka_conf_set(conf, name, value.constData(), nullptr, 0);
    m_client.reset(new Client{ rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0) });
    if (failed(rd_kafka_init_transactions(m_client->handle, 20000))
        || failed(rd_kafka_begin_transaction(m_client->handle)))
        return;
    rd_kafka_topic_t* handle = rd_kafka_topic_new(m_client->handle, topic.toUtf8().constData(), nullptr);
    for (int i = 0; i < count; ++i) {
        QByteArray value = prefix + ' ' + QByteArray::number(i);
        rd_kafka_produce(handle, partition, RD_KAFKA_MSG_F_COPY, value.data(), static_cast<size_t>(value.size()),
            value.constData(), static_cast<size_t>(value.size()), nullptr);
    }
    rd_kafka_topic_destroy(handle);
    m_open = rd_kafka_flush(m_client->handle, 20000) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

Transaction::~Transaction()
{
    if (m_open)
        abort();
}

bool Transaction::commit()
{
    m_open = false;
    rd_kafka_error_t* error = rd_kafka_commit_transaction(m_client->handle, 20000);
    const bool done = !error;
    rd_kafka_error_destroy(error);
    return done;
}

bool Transaction::abort()
{
    m_open = false;
    rd_kafka_error_t* error = rd_kafka_abort_transaction(m_client->handle, 20000);
    const bool done = !error;
    rd_kafka_error_destroy(error);
    return done;
}

OwnBroker::OwnBroker(QString name)
    : m_name(std::move(name))
{
}

OwnBroker::~OwnBroker()
{
    stop(true);
}

ConnectionSettings OwnBroker::start(bool fresh)
{
    QStringList words{ QStringLiteral("kafka"), QStringLiteral("start"), QStringLiteral("--name"), m_name,
        QStringLiteral("--heap"), QStringLiteral("384m") };
    if (fresh)
        words << QStringLiteral("--fresh");
    const auto said = run(qEnvironmentVariable("SPILLWAY_DEV"), words);
    const QByteArray mark = "bootstrap.servers=";
    const qsizetype at = said ? said->lastIndexOf(mark) : -1;
    return settingsFor(at < 0 ? QString() : QString::fromUtf8(said->mid(at + mark.size()).trimmed()));
}

bool OwnBroker::stop(bool kill)
{
    QStringList words{ QStringLiteral("kafka"), QStringLiteral("stop"), QStringLiteral("--name"), m_name };
    if (kill)
        words << QStringLiteral("--kill");
    return run(qEnvironmentVariable("SPILLWAY_DEV"), words).has_value();
}

bool OwnBroker::hang(bool hangs) const
{
    const auto said = run(qEnvironmentVariable("SPILLWAY_DEV"),
        { QStringLiteral("kafka"), QStringLiteral("status"), QStringLiteral("--name"), m_name });
    const QByteArray mark = "pid=";
    const qsizetype at = said ? said->indexOf(mark) : -1;
    const int pid = at < 0 ? 0 : said->mid(at + mark.size()).split(' ').front().toInt();
    return pid > 1 && ::kill(pid, hangs ? SIGSTOP : SIGCONT) == 0;
}

SilentListener::SilentListener()
    : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address); // NOLINT: the sockets API
    if (::bind(m_socket, generic, size) == 0 && ::listen(m_socket, 64) == 0
        && ::getsockname(m_socket, generic, &size) == 0)
        m_port = ntohs(address.sin_port);
}

SilentListener::~SilentListener()
{
    for (const int connection : m_accepted)
        ::close(connection);
    ::close(m_socket);
}

ConnectionSettings SilentListener::settings() const
{
    return settingsFor(QStringLiteral("127.0.0.1:%1").arg(m_port));
}

int SilentListener::connections()
{
    for (int connection = ::accept(m_socket, nullptr, nullptr); connection >= 0;
         connection = ::accept(m_socket, nullptr, nullptr))
        m_accepted.push_back(connection);
    return static_cast<int>(m_accepted.size());
}

CheckingSink::Answer CheckingSink::records(int reader, std::span<const kafka::RecordRef> batch)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_finished.contains(reader))
            m_complaint += QStringLiteral("records after finished; ");
        for (const kafka::RecordRef& record : batch) {
            const std::pair at{ record.topic, record.partition.value };
            const auto owner = std::pair{ reader, QThread::currentThreadId() };
            if (const auto [known, added] = m_owners.try_emplace(at, owner); !added && known->second != owner)
                m_complaint += QStringLiteral("partition %1 came from two threads; ").arg(at.second);
            Seen& seen = m_seen[at];
            if (record.offset.value <= seen.last)
                m_complaint += QStringLiteral("partition %1: offset %2 after %3; ")
                                   .arg(at.second)
                                   .arg(record.offset.value)
                                   .arg(seen.last);
            if (seen.first < 0)
                seen.first = record.offset.value;
            seen.last = record.offset.value;
            ++seen.records;
            if (keepRecords)
                m_kept.push_back(record.toRecord(QString()));
        }
        m_total += static_cast<qint64>(batch.size());
    }
    return answer ? answer(batch) : Answer::Continue;
}

void CheckingSink::partitionEvent(int reader, const kafka::PartitionEvent& event)
{
    const std::lock_guard lock(m_mutex);
    if (m_finished.contains(reader))
        m_complaint += QStringLiteral("event after finished; ");
    m_seen[{ event.topic, event.partition.value }].events.push_back(event);
}

void CheckingSink::readerError(int, const Error& error)
{
    const std::lock_guard lock(m_mutex);
    m_errors.push_back(error);
}

void CheckingSink::finished(int reader)
{
    const std::lock_guard lock(m_mutex);
    if (!m_finished.insert(reader).second)
        m_complaint += QStringLiteral("reader %1 finished twice; ").arg(reader);
}

CheckingSink::Seen CheckingSink::seen(Partition partition, quint32 topic) const
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_seen.find({ topic, partition.value });
    return at == m_seen.end() ? Seen{} : at->second;
}

std::vector<Record> CheckingSink::kept() const
{
    const std::lock_guard lock(m_mutex);
    return m_kept;
}

std::vector<Error> CheckingSink::errors() const
{
    const std::lock_guard lock(m_mutex);
    return m_errors;
}

int CheckingSink::readersFinished() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(m_finished.size());
}

int CheckingSink::eventsOf(kafka::PartitionEvent::Kind kind) const
{
    const std::lock_guard lock(m_mutex);
    int count = 0;
    for (const auto& [at, seen] : m_seen)
        for (const auto& event : seen.events)
            count += event.kind == kind ? 1 : 0;
    return count;
}

QString CheckingSink::complaint() const
{
    const std::lock_guard lock(m_mutex);
    return m_complaint.left(500);
}

Reading startReading(const ConnectionSettings& settings, const kafka::ReadRequest& request, kafka::RecordSink& sink)
{
    Reading reading;
    auto ranges = kafka::RecordReader::resolve(*adminFor(settings), request);
    if (!ranges) {
        reading.error = ranges.error();
        return reading;
    }
    reading.ranges = *ranges;
    auto reader = kafka::RecordReader::start(settings, request, std::move(*ranges), sink);
    if (reader)
        reading.reader = std::move(*reader);
    else
        reading.error = reader.error();
    return reading;
}

bool readAll(const ConnectionSettings& settings, const kafka::ReadRequest& request, kafka::RecordSink& sink,
    kafka::Milliseconds patience)
{
    const Reading reading = startReading(settings, request, sink);
    if (reading.error)
        qWarning("%s", qPrintable(toText(*reading.error)));
    return reading.reader && reading.reader->wait(patience);
}

int runTest(QObject& test, int argc, char** argv)
{
    int code = 0;
    {
        QCoreApplication application(argc, argv);
        code = QTest::qExec(&test, argc, argv);
    }
    if (kafka::abandonedClients() > 0)
        std::_Exit(code);
    return code;
}

} // namespace spillway::test
