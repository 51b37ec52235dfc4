// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/admin.h"
#include "core/kafka/recordreader.h"

#include <QByteArrayList>
#include <QProcess>
#include <QStringList>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

/// What tests against real brokers share. Test programs share one broker ($SPILLWAY_TEST_BOOTSTRAP) and keep apart by
/// names of their own; one that stops brokers starts its own.
namespace spillway::test {

/// Settings of the shared broker; without one bootstrapServers is empty and the test must fail.
ConnectionSettings sharedBroker();
ConnectionSettings settingsFor(const QString& bootstrapServers);
/// A topic, group or transactional id nobody else uses: "tst_admin-4711-1-orders".
QString unique(const QString& what);

/// An Admin, or the test program ends with the reason.
std::unique_ptr<kafka::Admin> adminFor(const ConnectionSettings& settings);
/// Creates a topic with a unique name on the settings' cluster; the name, or empty on an error (which is printed).
QString makeTopic(const ConnectionSettings& settings, const QString& what, int partitions,
    const std::map<QString, QString>& config = {});

/// Runs a program to its end (60 s at most); its stdout, or nullopt with stderr printed.
std::optional<QByteArray> run(const QString& program, const QStringList& arguments, const QByteArray& input = {});
/// kcat against a cluster, as the outside party.
std::optional<QByteArray> kcat(
    const ConnectionSettings& settings, const QStringList& arguments, const QByteArray& input = {});
/// One of Kafka's own tools through `$SPILLWAY_DEV kafka tool`.
std::optional<QByteArray> kafkaTool(const QStringList& arguments, const QByteArray& input = {});
/// Starts a program that runs until its QProcess goes; nullptr when it does not start.
std::unique_ptr<QProcess> started(const QString& program, const QStringList& arguments);

/// `count` records "value <i>" with keys "key <i>", spread over partitions 0…partitions-1 in turn.
bool produceNumbered(
    const ConnectionSettings& settings, const QString& topic, int count, int partitions, int valueBytes = 0);
/// `count` records to partition 0, the i-th with the time firstMs + i * stepMs.
bool produceTimed(const ConnectionSettings& settings, const QString& topic, int count, qint64 firstMs, qint64 stepMs);
/// Deletes the records before `offset` (retention would do the same).
bool deleteRecords(const ConnectionSettings& settings, const QString& topic, int partition, qint64 offset);

/// A transaction held open by a producer of its own.
class Transaction {
public:
    /// Begins one and writes "<prefix> <i>" for i < count into the partition; they are on the broker afterwards.
    Transaction(const ConnectionSettings& settings, const QString& topic, int partition, int count,
        const QByteArray& prefix = "tx");
    /// Aborts what is still open.
    ~Transaction();
    bool open() const { return m_open; }
    bool commit();
    bool abort();

private:
    struct Client;
    std::unique_ptr<Client> m_client;
    bool m_open = false;
};

/// A broker that belongs to this test alone.
class OwnBroker {
public:
    explicit OwnBroker(QString name);
    ~OwnBroker();
    /// Settings once it answers; bootstrapServers empty on failure. The port stays the same over restarts.
    ConnectionSettings start(bool fresh);
    bool stop(bool kill);
    /// It keeps its connections and answers nothing (SIGSTOP), or goes on.
    bool hang(bool hangs) const;

private:
    QString m_name;
};

/// A port whose connections are accepted and never answered: a broker that hangs.
class SilentListener {
public:
    SilentListener();
    ~SilentListener();
    ConnectionSettings settings() const;
    /// Connections made until now; each is kept open.
    int connections();

private:
    int m_socket = -1;
    int m_port = 0;
    std::vector<int> m_accepted;
};

/// A sink that checks what every sink may rely on (one thread per partition, order, finished last) and keeps counts.
class CheckingSink : public kafka::RecordSink {
public:
    struct Seen {
        qint64 records = 0;
        qint64 first = -1;
        qint64 last = -1;
        std::vector<kafka::PartitionEvent> events;
    };

    Answer records(int reader, std::span<const kafka::RecordRef> batch) override;
    void partitionEvent(int reader, const kafka::PartitionEvent& event) override;
    void readerError(int reader, const Error& error) override;
    void finished(int reader) override;

    /// What records() answers; default Continue. Called with the sink's mutex free.
    std::function<Answer(std::span<const kafka::RecordRef>)> answer;
    bool keepRecords = false;

    Seen seen(Partition partition, quint32 topic = 0) const;
    qint64 total() const { return m_total; }
    std::vector<Record> kept() const;
    std::vector<Error> errors() const;
    int readersFinished() const;
    int eventsOf(kafka::PartitionEvent::Kind kind) const;
    /// What was broken: text, empty when nothing was.
    QString complaint() const;

private:
    mutable std::mutex m_mutex;
    std::map<std::pair<quint32, qint32>, Seen> m_seen;
    std::map<std::pair<quint32, qint32>, std::pair<int, Qt::HANDLE>> m_owners;
    std::vector<Record> m_kept;
    std::vector<Error> m_errors;
    std::set<int> m_finished;
    std::atomic<qint64> m_total{ 0 };
    QString m_complaint;
};

/// A reading of one request, resolved and started; `reader` is null and `error` set when that failed.
struct Reading {
    std::vector<kafka::PartitionRange> ranges;
    std::unique_ptr<kafka::RecordReader> reader;
    std::optional<Error> error;
};
Reading startReading(const ConnectionSettings& settings, const kafka::ReadRequest& request, kafka::RecordSink& sink);
/// Reads to the end within `patience`; the sink holds what came. False when it did not end.
bool readAll(const ConnectionSettings& settings, const kafka::ReadRequest& request, kafka::RecordSink& sink,
    kafka::Milliseconds patience = kafka::Milliseconds(20000));

/// The body of a test program's main(): like QTEST_GUILESS_MAIN, and ends as the executables do.
int runTest(QObject& test, int argc, char** argv);

} // namespace spillway::test

/// QVERIFY of a Result, with its error as the message.
#define VERIFY_RESULT(expression)                                                                                      \
    do {                                                                                                               \
        const auto& verified = (expression);                                                                           \
        QVERIFY2(verified.has_value(), verified ? "" : qPrintable(spillway::toText(verified.error())));                \
    } while (false)

/// In place of QTEST_GUILESS_MAIN for tests that use librdkafka.
#define SPILLWAY_KAFKA_TEST_MAIN(TestClass)                                                                            \
    int main(int argc, char** argv)                                                                                    \
    {                                                                                                                  \
        TestClass test;                                                                                                \
        return spillway::test::runTest(test, argc, argv);                                                              \
    }
