// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/kafka/mockcluster.h"
#include "tests/support/kafkafixtures.h"
#include "tests/support/spillwayctl.h"

#include <QTest>

using namespace spillway;
using namespace spillway::test;

/// `spillwayctl publish` and a cluster that goes away for longer than the circuit breaker bears, and comes back.
class PublishWaitsTest : public QObject {
    Q_OBJECT

    MockCluster m_cluster;
    QProcess m_publish;
    QByteArray m_out;
    QByteArray m_err;

    void write(int first, int end)
    {
        for (int i = first; i < end; ++i)
            m_publish.write("{\"decision_id\": \"d" + QByteArray::number(i) + "\"}\n");
    }
    /// What was said of the lines until now.
    QList<QJsonObject> told()
    {
        m_out += m_publish.readAllStandardOutput();
        QList<QJsonObject> objects;
        for (const QByteArray& line : m_out.left(m_out.lastIndexOf('\n') + 1).split('\n')) {
            if (!line.isEmpty())
                objects.append(QJsonDocument::fromJson(line).object());
        }
        return objects;
    }
    bool complained(const QByteArray& words)
    {
        m_err += m_publish.readAllStandardError();
        return m_err.contains(words);
    }

private slots:
    void linesWaitWhileTheCircuitIsOpenAndNoneIsLost()
    {
        const QString topic = QStringLiteral("waits.decision-events");
        QVERIFY(m_cluster.createTopic(topic, 1));
        Spillwayctl ctl;
        ctl.prepare(m_publish,
            { QStringLiteral("publish"), QStringLiteral("decision_made"), QStringLiteral("--ndjson"),
                QStringLiteral("-"), QStringLiteral("--output"), QStringLiteral("ndjson"), QStringLiteral("--timeout"),
                QStringLiteral("60") },
            { { QStringLiteral("KAFKA_BOOTSTRAP_SERVERS"), m_cluster.settings().bootstrapServers },
                { QStringLiteral("KAFKA_TOPIC_PREFIX"), QStringLiteral("waits") } });
        m_publish.start();
        write(0, 10);
        QTRY_COMPARE_WITH_TIMEOUT(told().size(), 10, 20'000);
        m_cluster.setDown(true);
        write(10, 20); // handed over before anybody knows
        QTRY_VERIFY_WITH_TIMEOUT(complained("The circuit breaker opened"), 30'000);
        write(20, 40); // these meet an open circuit, …
        QTRY_VERIFY_WITH_TIMEOUT(complained("Circuit breaker is open"), 30'000);
        QCOMPARE(told().size(), 10); // … and nothing is said of them: they wait
        m_cluster.setDown(false);
        m_publish.closeWriteChannel();
        QTRY_COMPARE_WITH_TIMEOUT(m_publish.state(), QProcess::NotRunning, 60'000);
        complained({});
        QVERIFY2(m_publish.exitStatus() == QProcess::NormalExit && m_publish.exitCode() == 0, m_err.constData());
        QCOMPARE(told().size(), 40);
        for (const QJsonObject& line : told())
            QVERIFY2(line.contains(u"offset") && !line.contains(u"error"),
                QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
        // and there they are, each once
        CheckingSink sink;
        sink.keepRecords = true;
        kafka::ReadRequest request;
        request.topics = QStringList{ topic };
        QVERIFY(readAll(m_cluster.settings(), request, sink));
        std::map<QByteArray, int> keys;
        for (const Record& record : sink.kept())
            ++keys[record.key.value_or(QByteArray())];
        QCOMPARE(keys.size(), size_t{ 40 });
        for (const auto& [key, times] : keys)
            QVERIFY2(times == 1, key.constData());
    }
};

SPILLWAY_KAFKA_TEST_MAIN(PublishWaitsTest)
#include "tst_publishwaits.moc"
