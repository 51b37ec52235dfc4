// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/client.h"
#include "core/kafka/errors.h"

#include <QTest>

#include <set>
#include <span>

using namespace spillway;
using namespace spillway::kafka;

class ErrorsTest : public QObject {
    Q_OBJECT
private slots:
    void everyCodeOfTheLibraryHasAMessage()
    {
        const rd_kafka_err_desc* descriptions = nullptr;
        size_t count = 0;
        rd_kafka_get_err_descs(&descriptions, &count);
        int checked = 0;
        for (const auto& description : std::span(descriptions, count)) {
            if (!description.name)
                continue;
            ++checked;
            const Error error = makeError(description.code, QStringLiteral("Try"));
            QVERIFY2(error.message.startsWith(QLatin1String("Try: ")), description.name);
            QVERIFY2(error.message.size() > 6, description.name);
        }
        QVERIFY(checked > 100);
    }

    void meaning_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<ErrorCode>("kind");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("hint");
        QTest::addColumn<bool>("retriable");
        const auto row = [](const char* name, rd_kafka_resp_err_t code, ErrorCode kind, const char* text,
                             const char* hint, bool retriable) {
            QTest::newRow(name) << int{ code } << kind << QString::fromLatin1(text) << QString::fromLatin1(hint)
                                << retriable;
        };
        row("transport", RD_KAFKA_RESP_ERR__TRANSPORT, ErrorCode::Unreachable, "Failed to connect to Kafka",
            "KAFKA_BOOTSTRAP_SERVERS", true);
        row("resolve", RD_KAFKA_RESP_ERR__RESOLVE, ErrorCode::Unreachable, "Failed to connect to Kafka",
            "KAFKA_BOOTSTRAP_SERVERS", true);
        row("all down", RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, ErrorCode::Unreachable, "Failed to connect to Kafka",
            "network", true);
        row("no topic", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, ErrorCode::NotFound, "Topic does not exist",
            "topics create", false);
        row("rebalance", RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, ErrorCode::Failed, "Consumer group rebalancing",
            "session timeout", true);
        row("password", RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, ErrorCode::AuthenticationFailed,
            "Authentication failed", "password", false);
        row("topic ACL", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, ErrorCode::NotAuthorized, "Not authorized",
            "ACL", false);
        row("group ACL", RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, ErrorCode::NotAuthorized, "Not authorized",
            "group", false);
        row("TLS", RD_KAFKA_RESP_ERR__SSL, ErrorCode::Unreachable, "TLS", "certificate", true);
        row("size", RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, ErrorCode::MessageTooLarge, "too large", "max.message.bytes",
            false);
        row("exists", RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, ErrorCode::AlreadyExists, "exists", "", false);
        row("purged", RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, ErrorCode::TimedOut, "Not delivered", "down", true);
        row("moving", RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, ErrorCode::Failed, "no leader", "election", true);
    }
    void meaning()
    {
        QFETCH(int, code);
        QFETCH(ErrorCode, kind);
        QFETCH(QString, text);
        QFETCH(QString, hint);
        QFETCH(bool, retriable);
        const Error error
            = makeError(static_cast<rd_kafka_resp_err_t>(code), QStringLiteral("List topics"), QStringLiteral("why"));
        QCOMPARE(error.code, kind);
        QVERIFY2(error.message.contains(text), qPrintable(error.message));
        QVERIFY2(error.message.startsWith(QLatin1String("List topics: ")), qPrintable(error.message));
        QVERIFY2(error.message.contains(QLatin1String("why")), qPrintable(error.message));
        QVERIFY2(error.hint.contains(hint), qPrintable(error.hint));
        QCOMPARE(error.retriable, retriable);
        QVERIFY(!error.fatal);
    }

    void detailThatOnlyRepeatsTheNameIsLeftOut()
    {
        const auto code = RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS;
        const Error error = makeError(code, {}, QString::fromUtf8(rd_kafka_err2str(code)));
        QCOMPARE(error.message, QStringLiteral("Topic already exists"));
    }

    void fatalIsMarked() { QVERIFY(makeError(RD_KAFKA_RESP_ERR__FATAL, {}).fatal); }

    void errorObjectKeepsItsMarks()
    {
        const ErrorHandle object{ rd_kafka_error_new(RD_KAFKA_RESP_ERR_POLICY_VIOLATION, "too many %s", "topics") };
        const Error error = makeError(object.get(), QStringLiteral("Create"));
        QVERIFY(error.message.contains(QLatin1String("too many topics")));
        QVERIFY(!error.retriable);
    }

    void brokerComplaint_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("broker");
        QTest::addColumn<QString>("reason");
        QTest::newRow("bootstrap") << QByteArray("127.0.0.1:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: "
                                                 "Connection refused (after 0ms in state CONNECT)")
                                   << "127.0.0.1:9092"
                                   << "Connect to ipv4#127.0.0.1:9092 failed: Connection refused";
        QTest::newRow("known") << QByteArray("kafka.example:9092/3: Disconnected (after 3ms in state UP)")
                               << "kafka.example:9092"
                               << "Disconnected";
        QTest::newRow("scheme") << QByteArray("sasl_ssl://k.example:9093/bootstrap: SSL handshake failed: no")
                                << "k.example:9093"
                                << "SSL handshake failed: no";
        QTest::newRow("ipv6") << QByteArray("[::1]:9092/bootstrap: Connect to ipv6#[::1]:9092 failed: refused")
                              << "[::1]:9092"
                              << "Connect to ipv6#[::1]:9092 failed: refused";
        QTest::newRow("nobody") << QByteArray("1/1 brokers are down") << QString() << "1/1 brokers are down";
        QTest::newRow("sentence") << QByteArray("Failed to do a/b: no") << QString() << "Failed to do a/b: no";
        QTest::newRow("empty") << QByteArray("") << QString() << "";
        QTest::newRow("colon first") << QByteArray(": x") << QString() << ": x";
    }
    void brokerComplaint()
    {
        QFETCH(QByteArray, text);
        const auto complaint = spillway::kafka::brokerComplaint(text.constData());
        QTEST(complaint.broker, "broker");
        QTEST(complaint.reason, "reason");
    }

    void codesHaveNamesOfTheirOwn()
    {
        std::set<QString> names;
        for (int i = 0; i <= int(ErrorCode::Protocol); ++i)
            names.insert(errorCodeName(ErrorCode(i)));
        QCOMPARE(names.size(), size_t(ErrorCode::Protocol) + 1);
    }
};

QTEST_GUILESS_MAIN(ErrorsTest)
#include "tst_errors.moc"
