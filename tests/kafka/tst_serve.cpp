// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/eventcheck.h"
#include "core/events/routing.h"
#include "tests/support/kafkafixtures.h"
#include "tests/support/serveprocess.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTest>
#include <QUuid>

#include <algorithm>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace spillway;

namespace {

constexpr int Patience = 40'000;

/// The service manager's end of sd_notify(3).
class Manager {
public:
    Manager()
    {
        m_socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        qstrncpy(address.sun_path, path().toLocal8Bit().constData(), sizeof address.sun_path);
        if (::bind(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) // NOLINT
            qFatal("no socket");
    }
    ~Manager() { ::close(m_socket); }
    QString path() const { return m_directory.filePath(QStringLiteral("notify")); }
    bool heard(const QByteArray& state)
    {
        char buffer[512];
        for (ssize_t size = 0; (size = ::recv(m_socket, buffer, sizeof buffer, 0)) > 0;)
            m_heard.append(QByteArray(buffer, size));
        return m_heard.contains(state);
    }

private:
    QTemporaryDir m_directory;
    int m_socket = -1;
    QByteArrayList m_heard;
};

/// The least data each type takes.
QByteArray sampleOf(const EventTypeInfo& info)
{
    QJsonObject data;
    for (const EventMember& member : info.members) {
        if (member.required)
            data[member.name]
                = member.kind == EventMember::Kind::Text ? QJsonValue(QStringLiteral("id-1")) : QJsonValue(1.5);
    }
    return QJsonDocument(data).toJson(QJsonDocument::Compact);
}

} // namespace

/// `spillwayctl serve` and `publish` as they are run, against the real broker.
class ServeTest : public QObject {
    Q_OBJECT

    Spillwayctl m_ctl;
    std::map<QString, QString> m_variables;

    QString topic(const QString& suffix) const
    {
        return m_variables.at(QStringLiteral("KAFKA_TOPIC_PREFIX")) + u'.' + suffix;
    }
    Spillwayctl::Outcome publish(const QStringList& words, const QByteArray& input = {}) const
    {
        return m_ctl.run(QStringList{ QStringLiteral("publish") } + words, input, m_variables);
    }
    QJsonObject group(const QString& consumer) const
    {
        return m_ctl
            .run({ QStringLiteral("groups"), QStringLiteral("describe"),
                     m_variables.at(QStringLiteral("KAFKA_GROUP_ID")) + u'-' + consumer, QStringLiteral("--output"),
                     QStringLiteral("json") },
                {}, m_variables)
            .object();
    }
    qint64 lagOf(const QString& consumer) const
    {
        const auto rows = m_ctl
                              .run({ QStringLiteral("lag"), QStringLiteral("--group"),
                                       m_variables.at(QStringLiteral("KAFKA_GROUP_ID")) + u'-' + consumer,
                                       QStringLiteral("--output"), QStringLiteral("json") },
                                  {}, m_variables)
                              .array();
        qint64 lag = 0;
        for (const auto& row : rows)
            lag += row.toObject()[u"lag"].toInteger();
        return lag;
    }

private slots:
    void initTestCase()
    {
        const QString bootstrap = test::sharedBroker().bootstrapServers;
        QVERIFY2(!bootstrap.isEmpty(), "SPILLWAY_TEST_BOOTSTRAP is not set: run ./dev test");
        m_variables[QStringLiteral("KAFKA_BOOTSTRAP_SERVERS")] = bootstrap;
    }
    void init()
    {
        const QString id = QUuid::createUuid().toString(QUuid::Id128).left(8);
        m_variables[QStringLiteral("KAFKA_TOPIC_PREFIX")] = QStringLiteral("serve-") + id;
        m_variables[QStringLiteral("KAFKA_GROUP_ID")] = QStringLiteral("serve-group-") + id;
        m_variables[QStringLiteral("KAFKA_AUTO_OFFSET_RESET")] = QStringLiteral("earliest");
        m_variables[QStringLiteral("KAFKA_RETRY_DELAY_SECONDS")] = QStringLiteral("0.05");
        m_variables[QStringLiteral("KAFKA_AUTO_COMMIT_INTERVAL_MS")] = QStringLiteral("500");
    }

    // started, ready, figures; what is published is handled; SIGTERM drains, commits, leaves the groups, ends with 0
    void aServiceRunsUntilItIsTold()
    {
        Manager manager;
        auto variables = m_variables;
        variables[QStringLiteral("NOTIFY_SOCKET")] = manager.path();
        ServeProcess serve(m_ctl, {}, variables);
        QTRY_VERIFY_WITH_TIMEOUT(serve.said(QStringLiteral("healthy")), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(manager.heard("READY=1"), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(manager.heard("WATCHDOG=1"), Patience);
        // every type of the requirements, by its name
        for (const EventTypeInfo& info : eventTypeInfos()) {
            const auto outcome = publish({ info.type, QStringLiteral("--data"), QString::fromUtf8(sampleOf(info)),
                QStringLiteral("--output"), QStringLiteral("json") });
            QVERIFY2(outcome.code == 0, outcome.err.constData());
            QCOMPARE(outcome.object()[u"topic"].toString(), topic(info.suffix));
            QVERIFY(outcome.object()[u"offset"].toInteger(-1) >= 0);
        }
        // 5 debate events, 3 decisions, 3 evolutions, 1 metric, and what these derive
        QTRY_VERIFY_WITH_TIMEOUT(serve.figure(QStringLiteral("events_processed")) >= 12, Patience);
        QVERIFY(serve.figure(QStringLiteral("states")) >= 4);
        // R80: asked from outside
        const QUrl url = serve.url();
        QTcpSocket socket;
        socket.connectToHost(url.host(), quint16(url.port()));
        socket.write("GET /kafka/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        while (socket.waitForReadyRead(5000)) { }
        const QByteArray answer = socket.readAll();
        QVERIFY2(answer.startsWith("HTTP/1.1 200"), answer.constData());
        const QJsonObject health = QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4)).object();
        QVERIFY2(health[u"service_running"].toBool() && health[u"kafka_available"].toBool(), answer.constData());
        QCOMPARE(serve.figure(QStringLiteral("events_failed")), 0);
        QVERIFY(serve.figure(QStringLiteral("resident_kib")) > 1000);
        QElapsedTimer clock;
        clock.start();
        serve.signal(SIGTERM);
        QVERIFY(serve.process().waitForFinished(Patience));
        QVERIFY2(clock.elapsed() < 15'000, qPrintable(QString::number(clock.elapsed())));
        QVERIFY2(serve.process().exitStatus() == QProcess::NormalExit && serve.process().exitCode() == 0,
            serve.text().constData());
        QVERIFY(serve.said(QStringLiteral("nothing was left over")));
        QVERIFY(manager.heard("STOPPING=1"));
        for (const char* consumer : { "event-bridge", "debate-processor", "decision-processor" }) {
            QCOMPARE(group(QLatin1String(consumer))[u"members"].toArray().size(), 0);
            QCOMPARE(lagOf(QLatin1String(consumer)), 0);
        }
        for (const QJsonObject& line : serve.log()) { // all of it is JSON
            for (const char* key : { "time", "level", "category", "message" })
                QVERIFY2(line.contains(QLatin1String(key)), serve.text().constData());
        }
    }

    // Nothing but the stop can have committed. Each event makes one derived event, so that a repeat shows.
    void aStopInTheMiddleOfWorkLosesAndRepeatsNothing()
    {
        constexpr int Events = 20'000;
        auto variables = m_variables;
        variables[QStringLiteral("KAFKA_AUTO_COMMIT_INTERVAL_MS")] = QStringLiteral("60000");
        variables[QStringLiteral("KAFKA_MAX_POLL_RECORDS")] = QStringLiteral("50"); // in small steps, so that it lasts
        const QString processor = QStringLiteral("decision-processor");
        const auto committed = [&] {
            qint64 sum = 0;
            const auto outcome = m_ctl.run({ QStringLiteral("lag"), QStringLiteral("--group"),
                                               m_variables.at(QStringLiteral("KAFKA_GROUP_ID")) + u'-' + processor,
                                               QStringLiteral("--output"), QStringLiteral("json") },
                {}, m_variables);
            for (const auto& row : outcome.array())
                sum += row.toObject()[u"committed"].toInteger();
            return sum;
        };
        const auto stop = [&](ServeProcess& serve) {
            serve.signal(SIGTERM);
            return serve.process().waitForFinished(Patience) && serve.process().exitCode() == 0;
        };
        qint64 first = 0;
        {
            ServeProcess serve(m_ctl, {}, variables);
            QTRY_VERIFY_WITH_TIMEOUT(serve.said(QStringLiteral("healthy")), Patience);
            QByteArray input;
            for (int i = 0; i < Events; ++i)
                input += QJsonDocument(
                             QJsonObject{ { QStringLiteral("event_type"), QStringLiteral("decision_made") },
                                 { QStringLiteral("event_data"),
                                     QJsonObject{ { QStringLiteral("decision_id"), QStringLiteral("d%1").arg(i) },
                                         { QStringLiteral("decision_type"), QStringLiteral("complex") } } } })
                             .toJson(QJsonDocument::Compact)
                    + '\n';
            const auto sent = publish({ QStringLiteral("--ndjson"), QStringLiteral("-") }, input);
            QVERIFY2(sent.code == 0, sent.err.constData());
            QTRY_VERIFY_WITH_TIMEOUT(serve.figure(QStringLiteral("events_processed")) > 0, Patience);
            QVERIFY2(stop(serve), serve.text().constData());
            first = serve.figure(QStringLiteral("events_processed"));
            qInfo("%lld of %d were handled before the stop", static_cast<long long>(first), Events);
            QVERIFY2(first > 0 && first < Events, qPrintable(QString::number(first))); // it was in the middle
            QCOMPARE(committed(), first); // what was handled, and no more
        }
        {
            ServeProcess serve(m_ctl, {}, variables);
            QTRY_VERIFY_WITH_TIMEOUT(serve.figure(QStringLiteral("events_processed")) >= Events - first, Patience);
            QVERIFY2(stop(serve), serve.text().constData());
            QCOMPARE(serve.figure(QStringLiteral("events_processed")), Events - first);
            QCOMPARE(serve.figure(QStringLiteral("duplicates")), 0);
            QCOMPARE(committed(), Events);
        }
        const auto derived = m_ctl.run(
            { QStringLiteral("tail"), topic(pullRequestSuffix()), QStringLiteral("--from"), QStringLiteral("beginning"),
                QStringLiteral("--until-end"), QStringLiteral("--output"), QStringLiteral("ndjson") },
            {}, m_variables);
        std::map<QString, int> decisions;
        for (const QJsonObject& record : derived.lines()) {
            const QJsonObject value = record[u"value"].isObject()
                ? record[u"value"].toObject()
                : QJsonDocument::fromJson(record[u"value"].toString().toUtf8()).object();
            ++decisions[value[u"event_data"][u"decision_id"].toString()];
        }
        QCOMPARE(decisions.size(), size_t{ Events });
        QVERIFY(std::ranges::all_of(decisions, [](const auto& one) { return one.second == 1; }));
    }

    void aSecondSignalEndsItAtOnce()
    {
        ServeProcess serve(m_ctl, {}, m_variables);
        QTRY_VERIFY_WITH_TIMEOUT(serve.said(QStringLiteral("healthy")), Patience);
        serve.signal(SIGTERM);
        serve.signal(SIGINT);
        QVERIFY(serve.process().waitForFinished(2000));
    }

    // contract of exit codes (design §5)
    void aStartThatFailsSaysWhyByItsCode()
    {
        const auto code = [&](const QStringList& words, const char* name, const char* value) {
            auto variables = m_variables;
            variables[QLatin1String(name)] = QLatin1String(value);
            const auto outcome = m_ctl.run(words, {}, variables);
            return std::pair(outcome.code, outcome.err);
        };
        const QStringList serve{ QStringLiteral("serve"), QStringLiteral("--listen"), QStringLiteral("none") };
        const auto unreachable = code(serve, "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        QCOMPARE(unreachable.first, 3);
        QVERIFY2(unreachable.second.contains("Failed to connect to Kafka"), unreachable.second.constData());
        const auto wrong = code(serve, "KAFKA_ACKS", "most");
        QCOMPARE(wrong.first, 2);
        QVERIFY2(wrong.second.contains("KAFKA_ACKS"), wrong.second.constData());
        QCOMPARE(
            code(serve + QStringList{ QStringLiteral("--listen"), QStringLiteral("nowhere:x") }, "X", "").first, 2);
        QCOMPARE(
            code(serve + QStringList{ QStringLiteral("--listen"), QStringLiteral("0.0.0.0:0") }, "X", "").first, 2);
        QCOMPARE(code(serve + QStringList{ QStringLiteral("--log-level"), QStringLiteral("loud") }, "X", "").first, 2);
        const auto refused = code(serve + QStringList{ QStringLiteral("--read-only") }, "X", "");
        QCOMPARE(refused.first, 5);
        const auto topics = m_ctl.run({ QStringLiteral("topics"), QStringLiteral("list") }, {}, m_variables).out;
        QVERIFY(!topics.contains(topic(QStringLiteral("debate-events")).toUtf8())); // nothing was made
    }

    // R4: it stays out of Kafka and is no failure
    void aDisabledServiceWaits()
    {
        auto variables = m_variables;
        variables[QStringLiteral("KAFKA_ENABLED")] = QStringLiteral("false");
        variables[QStringLiteral("KAFKA_BOOTSTRAP_SERVERS")] = QStringLiteral("127.0.0.1:1");
        ServeProcess serve(m_ctl, {}, variables);
        QTRY_VERIFY_WITH_TIMEOUT(serve.said(QStringLiteral("KAFKA_ENABLED=false")), Patience);
        serve.signal(SIGTERM);
        QVERIFY(serve.process().waitForFinished(5000));
        QCOMPARE(serve.process().exitCode(), 0);
    }

    // R74, the seed's --mock-kafka
    void itRunsOnTheSandbox()
    {
        auto variables = m_variables;
        variables.erase(QStringLiteral("KAFKA_BOOTSTRAP_SERVERS"));
        variables.erase(QStringLiteral("KAFKA_TOPIC_PREFIX")); // the demo's own topics
        ServeProcess serve(m_ctl, { QStringLiteral("--sandbox") }, variables);
        QTRY_VERIFY_WITH_TIMEOUT(serve.figure(QStringLiteral("messages_consumed")) > 100, Patience);
        serve.signal(SIGTERM);
        QVERIFY(serve.process().waitForFinished(Patience));
        QVERIFY2(serve.process().exitCode() == 0, serve.text().constData());
    }

    // what nobody publishes: unknown types, wrong data, topics that are not there
    void publishRefusesWhatIsWrong_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char* name, const QStringList& words, int code, const char* said) {
            QTest::newRow(name) << words << code << QByteArray(said);
        };
        const QString data = QStringLiteral("--data");
        row("no data", { QStringLiteral("debate_initiated") }, 2, "--data");
        row("no type", { data, QStringLiteral("{}") }, 2, "EVENT_TYPE is missing");
        row("no JSON", { QStringLiteral("debate_initiated"), data, QStringLiteral("{") }, 1, "no JSON");
        row("no object", { QStringLiteral("debate_initiated"), data, QStringLiteral("[]") }, 1, "not an object");
        row("no id", { QStringLiteral("debate_initiated"), data, QStringLiteral("{}") }, 1, "debate_id is missing");
        row("wrong kind",
            { QStringLiteral("metric_recorded"), data, QStringLiteral(R"({"metric_name": "m", "value": "x"})") }, 1,
            "value is not a number");
        row("no such type", { QStringLiteral("debate_inititated"), data, QStringLiteral("{}") }, 1,
            "Topic does not exist");
        row("no type at all", { QStringLiteral("a b"), data, QStringLiteral("{}") }, 1, "is no event type");
        row("topic missing", { QStringLiteral("debate_initiated"), data, QStringLiteral(R"({"debate_id": "d"})") }, 1,
            "Topic does not exist");
    }
    void publishRefusesWhatIsWrong()
    {
        QFETCH(QStringList, words);
        QFETCH(int, code);
        QFETCH(QByteArray, said);
        const auto outcome = publish(words);
        QCOMPARE(outcome.code, code);
        QVERIFY2(outcome.err.contains(said), outcome.err.constData());
        QVERIFY(outcome.out.isEmpty());
    }

    // R16, R68, R69, R85: many from standard input, in order, each told; wrong lines are named and the rest goes on
    void manyEventsComeFromStandardInput()
    {
        const QString decisions = topic(QStringLiteral("decision-events"));
        QCOMPARE(m_ctl
                     .run({ QStringLiteral("topics"), QStringLiteral("create"), decisions,
                              QStringLiteral("--partitions"), QStringLiteral("3") },
                         {}, m_variables)
                     .code,
            0);
        const auto refused = publish({ QStringLiteral("decision_made"), QStringLiteral("--data"),
            QStringLiteral(R"({"decision_id": "d"})"), QStringLiteral("--read-only") });
        QCOMPARE(refused.code, 5);
        QByteArray input;
        for (int i = 0; i < 2000; ++i)
            input += QJsonDocument(
                         QJsonObject{ { QStringLiteral("event_type"), QStringLiteral("decision_made") },
                             { QStringLiteral("event_data"),
                                 QJsonObject{ { QStringLiteral("decision_id"), QStringLiteral("d%1").arg(i % 7) },
                                     { QStringLiteral("confidence"), 0.5 } } },
                             { QStringLiteral("correlation_id"), QStringLiteral("trace") } })
                         .toJson(QJsonDocument::Compact)
                + '\n';
        const auto whole = publish(
            { QStringLiteral("--ndjson"), QStringLiteral("-"), QStringLiteral("--output"), QStringLiteral("json") },
            input);
        QVERIFY2(whole.code == 0, whole.err.constData());
        QCOMPARE(whole.object()[u"published"].toInt(), 2000);
        QCOMPARE(whole.object()[u"failed"].toInt(), 0);
        const auto mixed = publish({ QStringLiteral("decision_made"), QStringLiteral("--ndjson"), QStringLiteral("-"),
                                       QStringLiteral("--output"), QStringLiteral("ndjson") },
            "{\"decision_id\": \"x\"}\n{\n\n{\"decision_id\": 1}\n{\"decision_id\": \"y\"}");
        QCOMPARE(mixed.code, 4);
        QCOMPARE(mixed.lines().size(), 4); // an empty line is none
        QVERIFY2(mixed.err.contains("line 2:") && mixed.err.contains("line 4: "), mixed.err.constData());
        for (const QJsonObject& line : mixed.lines())
            QCOMPARE(line.contains(u"error"), line[u"line"].toInt() == 2 || line[u"line"].toInt() == 4);
        // as they lie there: the envelope, the key, one partition per key, in order
        const auto read
            = m_ctl.run({ QStringLiteral("tail"), decisions, QStringLiteral("--from"), QStringLiteral("beginning"),
                            QStringLiteral("--until-end"), QStringLiteral("--output"), QStringLiteral("ndjson") },
                {}, m_variables);
        QCOMPARE(read.lines().size(), 2002);
        std::map<QString, int> partitions;
        for (const QJsonObject& record : read.lines()) {
            const QString key = record[u"key"].toString();
            const int partition = record[u"partition"].toInt();
            QCOMPARE(partitions.try_emplace(key, partition).first->second, partition);
            const QJsonObject value = record[u"value"].isObject()
                ? record[u"value"].toObject()
                : QJsonDocument::fromJson(record[u"value"].toString().toUtf8()).object();
            QCOMPARE(value[u"event_type"].toString(), QStringLiteral("decision_made"));
            QCOMPARE(value[u"aggregate_id"].toString(), key);
        }
        QCOMPARE(partitions.size(), size_t{ 9 });
    }

    // R66, R79
    void debugTellsWhatEachPartDoes()
    {
        ServeProcess serve(m_ctl, { QStringLiteral("--log-level"), QStringLiteral("debug") }, m_variables);
        QTRY_VERIFY_WITH_TIMEOUT(serve.said(QStringLiteral("healthy")), Patience);
        const auto sent
            = m_ctl.run({ QStringLiteral("publish"), QStringLiteral("decision_made"), QStringLiteral("--data"),
                            QStringLiteral(R"({"decision_id": "d", "confidence": 0.5})") },
                {}, m_variables);
        QVERIFY2(sent.code == 0, sent.err.constData());
        const auto told = [&](const char* category, const char* words) {
            return std::ranges::any_of(serve.log(), [&](const QJsonObject& line) {
                return line[u"level"].toString() == QStringLiteral("debug")
                    && line[u"category"].toString() == QLatin1String(category)
                    && line[u"message"].toString().contains(QLatin1String(words));
            });
        };
        for (const auto& [category, words] : { std::pair("kafka.topics", "decision-events"),
                 std::pair("kafka.service", "Consumer event-bridge reads"), std::pair("kafka.consumer", "is assigned"),
                 std::pair("kafka.consumer", "a batch of"), std::pair("kafka.consumer", "is to be committed at"),
                 std::pair("kafka.bridge", "came from Kafka"), std::pair("kafka.producer", "delivered to partition") })
            QTRY_VERIFY2_WITH_TIMEOUT(told(category, words), words, Patience);
        serve.signal(SIGTERM);
        QVERIFY(serve.process().waitForFinished(Patience));
    }

    // R61, R62: what the variables say about security reaches producer, consumers and admin; secrets stay secret
    void itRunsOverSaslSslAndOverClientCertificates()
    {
        QProcess dev;
        dev.start(qEnvironmentVariable("SPILLWAY_DEV"),
            QStringLiteral("kafka start --name tst-serve --secure --heap 384m --fresh").split(QLatin1Char(' ')));
        QVERIFY(dev.waitForFinished(180'000));
        const auto stop = qScopeGuard([] {
            test::run(qEnvironmentVariable("SPILLWAY_DEV"),
                QStringLiteral("kafka stop --name tst-serve --kill").split(QLatin1Char(' ')));
        });
        std::map<QByteArray, QString> told;
        for (const QByteArray& line : dev.readAllStandardOutput().split('\n'))
            told[line.left(line.indexOf('='))] = QString::fromUtf8(line.mid(line.indexOf('=') + 1));
        const QString tls = told["tls"];
        QVERIFY(!tls.isEmpty());
        const std::map<QString, QString> saslSsl{ { QStringLiteral("KAFKA_SECURITY_PROTOCOL"),
                                                      QStringLiteral("SASL_SSL") },
            { QStringLiteral("KAFKA_SASL_MECHANISM"), QStringLiteral("PLAIN") },
            { QStringLiteral("KAFKA_SASL_USERNAME"), QStringLiteral("admin") },
            { QStringLiteral("KAFKA_SASL_PASSWORD"), QStringLiteral("admin-secret") },
            { QStringLiteral("KAFKA_SSL_CAFILE"), tls + QStringLiteral("/ca.pem") },
            { QStringLiteral("KAFKA_BOOTSTRAP_SERVERS"), told["listener.SASLSSL"] } };
        const std::map<QString, QString> mutual{ { QStringLiteral("KAFKA_SECURITY_PROTOCOL"), QStringLiteral("SSL") },
            { QStringLiteral("KAFKA_SSL_CAFILE"), tls + QStringLiteral("/ca.pem") },
            { QStringLiteral("KAFKA_SSL_CERTFILE"), tls + QStringLiteral("/admin.crt") },
            { QStringLiteral("KAFKA_SSL_KEYFILE"), tls + QStringLiteral("/admin-locked.key") },
            { QStringLiteral("KAFKA_SSL_KEY_PASSWORD"), QStringLiteral("admin-secret") },
            { QStringLiteral("KAFKA_BOOTSTRAP_SERVERS"), told["listener.MTLS"] } };
        for (const auto& security : { saslSsl, mutual }) {
            auto variables = m_variables;
            for (const auto& [name, value] : security)
                variables[name] = value;
            variables[QStringLiteral("KAFKA_DEBUG")] = QStringLiteral("security,broker"); // R67, R79
            ServeProcess serve(m_ctl, {}, variables);
            QTRY_VERIFY_WITH_TIMEOUT(serve.said(QStringLiteral("healthy")), Patience);
            const auto sent = m_ctl.run({ QStringLiteral("publish"), QStringLiteral("debate_initiated"),
                                            QStringLiteral("--data"), QStringLiteral(R"({"debate_id": "d"})") },
                {}, variables);
            QVERIFY2(sent.code == 0, sent.err.constData());
            QTRY_VERIFY_WITH_TIMEOUT(serve.figure(QStringLiteral("events_processed")) >= 1, Patience);
            serve.signal(SIGTERM);
            QVERIFY(serve.process().waitForFinished(Patience));
            QCOMPARE(serve.process().exitCode(), 0);
            const QByteArray log = serve.text();
            QVERIFY2(!log.contains("admin-secret") && !sent.err.contains("admin-secret"), log.right(2000).constData());
            QVERIFY(log.contains("\"category\":\"kafka.client\"")); // librdkafka's own words, for it was asked
        }
    }
};

SPILLWAY_KAFKA_TEST_MAIN(ServeTest)
#include "tst_serve.moc"
