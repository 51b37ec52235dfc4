// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/admin.h"
#include "core/kafka/connectiontest.h"
#include "core/service/kafkaclient.h"
#include "tests/kafka/securebroker.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;
using namespace spillway::kafka;
using Step = ConnectionStep;

namespace {

QStringList words(const char* text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

/// Every way a connection fails, against a real broker, told by its real reason.
class ConnectionsTest : public QObject {
    Q_OBJECT

    test::SecureBroker m_broker{ QStringLiteral("tst-secure") };

private slots:
    void initTestCase() { QVERIFY(m_broker.start()); }

    void whatWorksIsToldAsWorking_data()
    {
        QTest::addColumn<QByteArray>("listener");
        QTest::addColumn<QByteArray>("settings");
        const auto row = [](const char* name, const char* listener, const char* settings) {
            QTest::newRow(name) << QByteArray(listener) << QByteArray(settings);
        };
        for (const char* user : { "admin", "reader" })
            QTest::newRow(user) << QByteArray("SASLSSL")
                                << QByteArray("security.protocol=sasl_ssl sasl.mechanism=PLAIN ssl.ca.location=ca.pem "
                                              "sasl.username=")
                    + user + " sasl.password=" + user + "-secret";
        row("plain", "SASLPLAIN",
            "security.protocol=sasl_plaintext sasl.mechanism=PLAIN sasl.username=admin sasl.password=admin-secret");
        row("tls", "TLS", "security.protocol=ssl ssl.ca.location=ca.pem");
        row("client certificate", "MTLS",
            "security.protocol=ssl ssl.ca.location=ca.pem ssl.certificate.location=admin.crt "
            "ssl.key.location=admin.key");
        row("locked key", "MTLS",
            "security.protocol=ssl ssl.ca.location=ca.pem ssl.certificate.location=admin.crt "
            "ssl.key.location=admin-locked.key ssl.key.password=admin-secret");
        row("SCRAM-SHA-256", "SASLPLAIN",
            "security.protocol=sasl_plaintext sasl.mechanism=SCRAM-SHA-256 sasl.username=admin "
            "sasl.password=admin-secret");
        row("SCRAM-SHA-512 over TLS", "SASLSSL",
            "security.protocol=sasl_ssl ssl.ca.location=ca.pem sasl.mechanism=SCRAM-SHA-512 sasl.username=admin "
            "sasl.password=admin-secret");
        row("keystore", "MTLS",
            "security.protocol=ssl ssl.ca.location=ca.pem ssl.keystore.location=admin.p12 "
            "ssl.keystore.password=admin-secret");
    }
    void whatWorksIsToldAsWorking()
    {
        QFETCH(const QByteArray, listener);
        QFETCH(const QByteArray, settings);
        const auto report
            = testConnection(m_broker.at(listener.constData(), words(settings.constData())), std::chrono::seconds(10));
        for (const auto& step : report.steps) {
            QVERIFY2(step.ok, qPrintable(connectionStepName(step.step) + QStringLiteral(": ") + step.detail));
            QVERIFY(!step.detail.contains(QStringLiteral("-secret")));
        }
        QVERIFY(report.ok());
        QVERIFY(!report.clusterId.isEmpty());
    }

    void whatFailsIsToldByItsRealReason_data()
    {
        QTest::addColumn<QByteArray>("listener");
        QTest::addColumn<QByteArray>("settings");
        QTest::addColumn<Step>("step");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("hint");
        const auto row = [](const char* name, const char* listener, const char* settings, Step step, const char* detail,
                             const char* hint) {
            QTest::newRow(name) << QByteArray(listener) << QByteArray(settings) << step << QString::fromLatin1(detail)
                                << QString::fromLatin1(hint);
        };
        const char* tls = "security.protocol=ssl ssl.ca.location=ca.pem";
        row("tls to plain", "SASLPLAIN", tls, Step::Tls, "speaks Kafka without TLS", "PLAINTEXT");
        row("plain to tls", "TLS", "", Step::Connect, "speaks TLS", "security.protocol=SSL");
        row("unknown CA", "TLS", "security.protocol=ssl", Step::Tls, "not trusted here: Spillway test CA",
            "ssl.ca.location");
        row("foreign CA", "FOREIGN", tls, Step::Tls, "not trusted here: Somebody else's CA", "ssl.ca.location");
        row("expired", "EXPIRED", tls, Step::Tls, "has expired on 20", "new certificate");
        row("host name", "WRONGHOST", tls, Step::Tls, "kafka.elsewhere.example", "a name the certificate has");
        row("no client certificate", "MTLS", tls, Step::Tls, "requires a client certificate",
            "ssl.certificate.location");
        row("foreign client certificate", "MTLS",
            "security.protocol=ssl ssl.ca.location=ca.pem ssl.certificate.location=foreign-admin.crt "
            "ssl.key.location=foreign-admin.key",
            Step::Tls, "refused the client certificate", "CA of the client certificate");
        row("CA file is none", "TLS", "security.protocol=ssl ssl.ca.location=ca.key", Step::Configuration,
            "holds no certificate", "PEM");
        row("no CA file", "TLS", "security.protocol=ssl ssl.ca.location=none.pem", Step::Configuration,
            "cannot be read", "path");
        row("key password", "MTLS",
            "security.protocol=ssl ssl.ca.location=ca.pem ssl.certificate.location=admin.crt "
            "ssl.key.location=admin-locked.key ssl.key.password=hunter2",
            Step::Configuration, "password is wrong", "ssl.key.password");
        row("password", "SASLPLAIN",
            "security.protocol=sasl_plaintext sasl.mechanism=PLAIN sasl.username=admin sasl.password=hunter2",
            Step::Authenticate, "Authentication failed", "password");
        row("password by SCRAM", "SCRAMONLY",
            "security.protocol=sasl_plaintext sasl.mechanism=SCRAM-SHA-256 sasl.username=admin sasl.password=hunter2",
            Step::Authenticate, "Authentication failed", "password");
        row("mechanism", "SCRAMONLY",
            "security.protocol=sasl_plaintext sasl.mechanism=PLAIN sasl.username=admin sasl.password=admin-secret",
            Step::Authenticate, "it offers SCRAM-SHA-256", "sasl.mechanism");
        row("SASL wanted", "SASLPLAIN", "", Step::Connect, "wants SASL; it offers", "SASL_PLAINTEXT");
        row("SASL not wanted", "TLS",
            "security.protocol=sasl_ssl ssl.ca.location=ca.pem sasl.mechanism=PLAIN sasl.username=a sasl.password=b",
            Step::Authenticate, "does not use SASL", "SSL");
        row("topics", "SASLPLAIN",
            "security.protocol=sasl_plaintext sasl.mechanism=PLAIN sasl.username=notopic sasl.password=notopic-secret",
            Step::Authorise, "Not authorized for this topic", "Describe");
        row("groups", "SASLPLAIN",
            "security.protocol=sasl_plaintext sasl.mechanism=PLAIN sasl.username=nogroup sasl.password=nogroup-secret",
            Step::Authorise, "Not authorized for this consumer group", "groups");
        row("advertised", "ADVERTISED", "", Step::Brokers, "unreachable.invalid", "advertised.listeners");
    }
    void whatFailsIsToldByItsRealReason()
    {
        QFETCH(const QByteArray, listener);
        QFETCH(const QByteArray, settings);
        QFETCH(const Step, step);
        QFETCH(const QString, detail);
        QFETCH(const QString, hint);
        QElapsedTimer clock;
        clock.start();
        int streamed = 0;
        const auto report = testConnection(m_broker.at(listener.constData(), words(settings.constData())),
            std::chrono::seconds(10), {}, [&](const ConnectionStepResult&) { ++streamed; });
        QVERIFY(!report.ok());
        QCOMPARE(size_t(streamed), report.steps.size());
        const auto failed = std::ranges::find(report.steps, false, &ConnectionStepResult::ok);
        QVERIFY(failed != report.steps.end());
        QCOMPARE(connectionStepName(failed->step), connectionStepName(step));
        QVERIFY2(failed->detail.contains(detail), qPrintable(failed->detail));
        QVERIFY2(failed->hint.contains(hint), qPrintable(failed->hint));
        QVERIFY(!failed->detail.contains(QStringLiteral("hunter2")));
        const bool otherName = listener == "WRONGHOST"; // and only there a name is offered
        QCOMPARE(failed->certificateNames.contains(QStringLiteral("kafka.elsewhere.example")), otherName);
        QCOMPARE(failed->certificateNames.isEmpty(), !otherName);
        QVERIFY2(clock.elapsed() < 9000, qPrintable(QString::number(clock.elapsed()))); // told, not timed out
    }

    // R61, R62: a KafkaConfig filled in by hand, as the seed's section "Security" has it; admin, producer and consumer
    void aKafkaConfigByHandIsEnough_data()
    {
        QTest::addColumn<bool>("sasl");
        QTest::newRow("SASL_SSL, PLAIN") << true;
        QTest::newRow("SSL, CA, certificate, key") << false;
    }
    void aKafkaConfigByHandIsEnough()
    {
        QFETCH(const bool, sasl);
        KafkaConfig config;
        config.topicPrefix = test::unique(QStringLiteral("byhand"));
        config.groupId = test::unique(QStringLiteral("byhand"));
        config.autoOffsetReset = QStringLiteral("earliest");
        config.bootstrapServers = m_broker.at(sasl ? "SASLSSL" : "MTLS", {}).bootstrapServers;
        config.sslCaFile = m_broker.file(QStringLiteral("ca.pem"));
        if (sasl) {
            config.securityProtocol = QStringLiteral("SASL_SSL");
            config.saslMechanism = QStringLiteral("PLAIN");
            config.saslUsername = QStringLiteral("admin");
            config.saslPassword = Secret("admin-secret");
        } else {
            config.securityProtocol = QStringLiteral("SSL");
            config.sslCertFile = m_broker.file(QStringLiteral("admin.crt"));
            config.sslKeyFile = m_broker.file(QStringLiteral("admin.key"));
        }
        QTemporaryDir folder;
        kafka::Gate gate(kafka::GateSettings{ .journalPath = folder.filePath(QStringLiteral("audit.ndjson")),
            .actor = QStringLiteral("test"),
            .cluster = QStringLiteral("test") });
        KafkaClient client(config, gate);
        VERIFY_RESULT(client.start());
        QCOMPARE(client.topicReport().created.size(), 12);
        VERIFY_RESULT(client.produceEvent(QStringLiteral("debate-events"), "{}").get());
        const auto consumer = client.createConsumer(
            QStringLiteral("reader"), { QStringLiteral("debate-events") }, [](const ConsumedRecord&) { return true; });
        VERIFY_RESULT(consumer);
        QTRY_COMPARE_WITH_TIMEOUT(client.stats().messagesConsumed, 1u, 30'000);
        // the first look makes a connection, which may take longer than a look: TLS, and a localhost that is ::1, too
        QTRY_VERIFY_WITH_TIMEOUT(client.healthCheck().healthy(), 20'000);
        client.stop();
        // and it was these: without them nobody gets in
        config.saslPassword = Secret("hunter2");
        config.sslCertFile.clear();
        config.sslKeyFile.clear();
        KafkaClient stranger(config, gate);
        QVERIFY(!stranger.start());
    }

    // librdkafka itself asks again until the deadline and then says "timed out"
    void aRefusedLoginEndsEveryQuestionAtOnce_data()
    {
        QTest::addColumn<QByteArray>("mechanism");
        QTest::newRow("PLAIN") << QByteArray("PLAIN");
        QTest::newRow("SCRAM") << QByteArray("SCRAM-SHA-256");
    }
    void aRefusedLoginEndsEveryQuestionAtOnce()
    {
        QFETCH(const QByteArray, mechanism);
        const QByteArray wrong = "security.protocol=sasl_plaintext sasl.username=admin sasl.password=hunter2 "
                                 "sasl.mechanism="
            + mechanism;
        const auto admin = kafka::Admin::create(m_broker.at("SASLPLAIN", words(wrong.constData())));
        VERIFY_RESULT(admin);
        (*admin)->setDeadline(std::chrono::seconds(20));
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 2; ++i) {
            const auto answer = (*admin)->metadata();
            QVERIFY(!answer);
            QCOMPARE(answer.error().code, ErrorCode::AuthenticationFailed);
            QVERIFY2(answer.error().hint.contains(u"password"), qPrintable(toText(answer.error())));
            QVERIFY(!toText(answer.error()).contains(u"hunter2"));
        }
        QVERIFY2(clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed())));
    }

    void aHangingBrokerEndsByDeadlineOrCancel()
    {
        test::SilentListener silent;
        QElapsedTimer clock;
        clock.start();
        const auto report = testConnection(silent.settings(), std::chrono::seconds(1));
        QVERIFY(!report.ok());
        QVERIFY(clock.elapsed() < 4000);
        ConnectionTest test;
        QSignalSpy steps(&test, &ConnectionTest::stepEnded);
        QSignalSpy finished(&test, &ConnectionTest::finished);
        test.start(silent.settings(), std::chrono::seconds(60));
        QTRY_VERIFY(steps.size() >= 3); // streamed as they end
        test.cancel();
        QVERIFY(!test.isRunning());
        test.start(test::settingsFor(QStringLiteral("127.0.0.1:1")), std::chrono::seconds(5));
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(!test.isRunning());
    }
};

SPILLWAY_KAFKA_TEST_MAIN(ConnectionsTest)
#include "tst_connections.moc"
