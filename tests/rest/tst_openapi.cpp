// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/kafkafixtures.h"
#include "tests/support/serveprocess.h"

#include <QTest>
#include <QUuid>

using namespace spillway;

/// openapiclient.py, which knows nothing but the OpenAPI document, against the real `spillwayctl serve` and broker.
class OpenApiTest : public QObject {
    Q_OBJECT

private slots:
    void whatTheDocumentSaysHolds()
    {
        constexpr int patience = 40'000;
        const QString bootstrap = test::sharedBroker().bootstrapServers;
        QVERIFY2(!bootstrap.isEmpty(), "SPILLWAY_TEST_BOOTSTRAP is not set: run ./dev test");
        const QString prefix = QStringLiteral("openapi-") + QUuid::createUuid().toString(QUuid::Id128).left(8);
        const Spillwayctl ctl;
        ServeProcess serve(ctl, {},
            { { QStringLiteral("KAFKA_BOOTSTRAP_SERVERS"), bootstrap },
                { QStringLiteral("KAFKA_TOPIC_PREFIX"), prefix }, { QStringLiteral("KAFKA_GROUP_ID"), prefix } });
        QTRY_VERIFY_WITH_TIMEOUT(serve.said(QStringLiteral("healthy")), patience);
        QProcess client;
        client.setProcessChannelMode(QProcess::MergedChannels);
        // Debian's, which has Hypothesis; another first in PATH need not
        client.start(QStringLiteral("/usr/bin/python3"),
            { qEnvironmentVariable("SPILLWAY_SOURCE_DIR") + QStringLiteral("/tests/rest/openapiclient.py"),
                serve.url().toString(), prefix });
        QVERIFY2(client.waitForFinished(200'000), "it takes too long");
        const QByteArray said = client.readAll();
        QVERIFY2(client.exitStatus() == QProcess::NormalExit && client.exitCode() == 0, said.constData());
        QVERIFY2(said.contains("publishEvent: {200: "), said.constData()); // it did what it is for
        qInfo("%s", said.constData());
        QCOMPARE(serve.process().state(), QProcess::Running);
        serve.signal(SIGTERM);
        QVERIFY(serve.process().waitForFinished(patience));
        QCOMPARE(serve.process().exitCode(), 0);
    }
};

SPILLWAY_KAFKA_TEST_MAIN(OpenApiTest)
#include "tst_openapi.moc"
