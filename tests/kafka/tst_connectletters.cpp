// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/producer.h"
#include "tests/support/kafkafixtures.h"
#include "tests/support/spillwayctl.h"

#include <QElapsedTimer>
#include <QTest>

using namespace spillway;
using namespace spillway::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

/// Dead letters of a real Kafka Connect: a file sink that takes JSON and is given what is none.
class ConnectLettersTest : public QObject {
    Q_OBJECT

    ConnectionSettings m_settings = sharedBroker();
    Spillwayctl m_ctl;
    QTemporaryDir m_folder;
    std::unique_ptr<kafka::Producer> m_producer;
    std::unique_ptr<QProcess> m_worker;

    qint64 recordsIn(kafka::Admin& admin, const QString& topic)
    {
        const auto metadata = admin.metadata();
        if (!metadata || !metadata->find(topic))
            return 0;
        const auto ends
            = admin.offsets({ { topic, Partition{ 0 } } }, { kafka::OffsetQuestion::Kind::High }, *metadata);
        return ends && ends->front().offset ? ends->front().offset->value : 0;
    }
    /// What Kafka's own consumer prints of a topic: headers, key and value, line by line.
    QList<QByteArray> consoleConsumer(const QString& topic, int count)
    {
        const auto out = kafkaTool({ s("org.apache.kafka.tools.consumer.ConsoleConsumer"), s("--bootstrap-server"),
            m_settings.bootstrapServers, s("--topic"), topic, s("--from-beginning"), s("--max-messages"),
            QString::number(count), s("--timeout-ms"), s("20000"), s("--formatter-property"), s("print.key=true"),
            s("--formatter-property"), s("print.headers=true") });
        QList<QByteArray> lines = out ? out->split('\n') : QList<QByteArray>();
        lines.removeAll(QByteArray());
        return lines;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(!m_settings.bootstrapServers.isEmpty(), "SPILLWAY_TEST_BOOTSTRAP names no broker; run ./dev test");
        m_ctl.setCommon({ s("--bootstrap"), m_settings.bootstrapServers });
        auto producer = kafka::Producer::create(m_settings);
        VERIFY_RESULT(producer);
        m_producer = std::move(*producer);
    }
    void cleanup()
    {
        if (m_worker) {
            m_worker->terminate();
            if (!m_worker->waitForFinished(5000))
                m_worker->kill();
            m_worker->waitForFinished(5000);
            m_worker.reset();
        }
    }

    void whatConnectDeadLettersIsRecognisedDecodedAndReplayed()
    {
        const QString in = makeTopic(m_settings, s("in"), 1);
        const QString out = makeTopic(m_settings, s("out"), 1);
        const QString dlq = unique(s("connect-dlq")); // Connect makes it
        const std::vector<Record> records{
            { in, {}, {}, -1, {}, "k0", R"({"good":1})", {} },
            { in, {}, {}, -1, {}, "k1", "{ not json", { { "a", "1" }, { "a", "2" }, { "none", std::nullopt } } },
            { in, {}, {}, -1, {}, "k2", "neither is this", { { "empty", "" }, { "trace", "00-abc" } } },
            { in, {}, {}, -1, {}, std::nullopt, "]", {} },
        };
        for (const Record& record : records)
            VERIFY_RESULT(m_producer->send(record, Partition{ 0 }).get());

        m_worker = std::make_unique<QProcess>();
        m_worker->setProcessChannelMode(QProcess::MergedChannels);
        m_worker->setStandardOutputFile(m_folder.filePath(s("worker.log")));
        QElapsedTimer clock;
        clock.start();
        m_worker->start(qEnvironmentVariable("SPILLWAY_DEV"),
            { s("connect"), s("sink"), m_folder.filePath(s("connect")), m_settings.bootstrapServers, in, dlq });
        const auto admin = adminFor(m_settings);
        QTRY_VERIFY_WITH_TIMEOUT(recordsIn(*admin, dlq) == 3 || m_worker->state() == QProcess::NotRunning, 60'000);
        if (recordsIn(*admin, dlq) != 3) {
            QFile log(m_folder.filePath(s("worker.log")));
            QVERIFY(log.open(QIODevice::ReadOnly));
            QFAIL(log.readAll().right(3000).constData());
        }
        qInfo("Connect's first dead letters after %.1f s", double(clock.elapsed()) / 1000);

        const auto list = m_ctl.run({ s("deadletter"), s("list"), s("--output"), s("json") });
        QCOMPARE(list.code, 0);
        QJsonObject topic;
        for (const auto& row : list.array()) {
            if (row.toObject()[s("topic")].toString() == dlq)
                topic = row.toObject();
        }
        QCOMPARE(topic[s("verdict")].toString(), s("dead_letters"));
        QCOMPARE(topic[s("depth")].toInt(), 3);
        QCOMPARE(topic[s("open")].toInt(), 3);
        QCOMPARE(topic[s("dialects")].toObject()[s("connect")].toInt(), 3);

        const auto shown
            = m_ctl.run({ s("deadletter"), s("show"), dlq + s(":0:0"), s("--original"), s("--output"), s("json") });
        QVERIFY2(shown.code == 0, shown.err.constData());
        const QJsonObject letter = shown.object();
        const QJsonObject error = letter[s("dead_letter")].toObject();
        QCOMPARE(error[s("dialect")].toString(), s("connect"));
        QCOMPARE(error[s("origin")].toObject()[s("topic")].toString(), in);
        QCOMPARE(error[s("origin")].toObject()[s("partition")].toInt(-1), 0);
        QCOMPARE(error[s("origin")].toObject()[s("offset")].toInt(-1), 1);
        QCOMPARE(error[s("error_class")].toString(), s("org.apache.kafka.connect.errors.DataException"));
        QVERIFY(error[s("stack")].toString().contains(s("Caused by: ")));
        QVERIFY(!error[s("error_message")].toString().isEmpty());
        QCOMPARE(error[s("details")].toObject()[s("__connect.errors.stage")].toString(), s("VALUE_CONVERTER"));
        QCOMPARE(error[s("state")].toString(), s("open"));
        QVERIFY(error[s("problems")].toArray().isEmpty());
        const QJsonObject original = letter[s("original")].toObject();
        QCOMPARE(original[s("kind")].toString(), s("found"));
        QVERIFY(original[s("comparison")].toObject()[s("key_identical")].toBool());
        QVERIFY(original[s("comparison")].toObject()[s("value_identical")].toBool());
        QCOMPARE(original[s("comparison")].toObject()[s("headers_kept")].toInt(), 3);

        const QStringList replay{ s("deadletter"), s("replay"), dlq, s("--to"), out, s("--output"), s("ndjson") };
        const auto refused = m_ctl.run(replay);
        QCOMPARE(refused.code, 5);
        const auto done = m_ctl.run(replay + QStringList{ s("--yes") });
        QVERIFY2(done.code == 0, done.err.constData());
        QCOMPARE(done.lines().last()[s("replayed")].toInt(), 3);
        const auto again = m_ctl.run(replay + QStringList{ s("--yes") });
        QCOMPARE(again.code, 0);
        QCOMPARE(again.lines().last()[s("already")].toInt(), 3);
        QCOMPARE(again.lines().last()[s("replayed")].toInt(), 0);

        // Kafka's own consumer sees the same three records in both topics: headers, key, value
        QList<QByteArray> before = consoleConsumer(in, 4);
        QCOMPARE(before.size(), 4);
        before.removeFirst(); // the good one
        QCOMPARE(consoleConsumer(out, 3), before);
        QVERIFY(before[0].startsWith("a:1,a:2,none:null"));
    }
};

SPILLWAY_KAFKA_TEST_MAIN(ConnectLettersTest)
#include "tst_connectletters.moc"
