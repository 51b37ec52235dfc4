// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/allowlist.h"

#include <QTest>

using namespace spillway;

class AllowListTest : public QObject {
    Q_OBJECT

private slots:
    void everyPropertyHasItsRule_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("rule");
        const auto row = [](const char* name, PropertyRule rule) {
            QTest::newRow(name) << QString::fromLatin1(name) << int(rule);
        };
        for (const char* name : { "plugin.library.paths", "sasl.kerberos.kinit.cmd", "ssl.engine.location",
                 "ssl.engine.id", "ssl.providers", "offset.store.path", "interceptors" })
            row(name, PropertyRule::Forbidden);
        for (const char* name : { "group.id", "enable.auto.commit", "auto.offset.reset", "enable.partition.eof",
                 "isolation.level", "enable.idempotence", "acks", "allow.auto.create.topics", "bootstrap.servers",
                 "metadata.broker.list", "partitioner", "transactional.id", "error_cb", "log_cb" })
            row(name, PropertyRule::Owned);
        for (const char* name : { "sasl.password", "ssl.key.password", "ssl.key.pem", "ssl.keystore.password",
                 "sasl.oauthbearer.config", "sasl.oauthbearer.client.secret" })
            row(name, PropertyRule::Secret);
        for (const char* name :
            { "client.id", "security.protocol", "socket.timeout.ms", "ssl.ca.location", "sasl.mechanism",
                "sasl.username", "debug", "fetch.wait.max.ms", "topic.metadata.refresh.sparse", "api.version.request" })
            row(name, PropertyRule::Allowed);
        for (const char* name : { "", "no.such.property", "SASL.PASSWORD", "test.mock.num.brokers",
                 "socket.timeout.ms ", "max.poll.records" })
            row(name, PropertyRule::Unknown);
    }
    void everyPropertyHasItsRule()
    {
        QFETCH(const QString, name);
        QFETCH(const int, rule);
        QCOMPARE(int(propertyRule(name)), rule);
    }

    void refusalsSayWhyAndAcceptedOnesAreSilent()
    {
        QVERIFY(refusalReason(QStringLiteral("plugin.library.paths")).contains(QLatin1String("loads code")));
        QVERIFY(refusalReason(QStringLiteral("bootstrap.servers")).contains(QLatin1String("--bootstrap")));
        QVERIFY(refusalReason(QStringLiteral("isolation.level")).contains(QLatin1String("--isolation")));
        for (const QString& name : acceptedProperties())
            QCOMPARE(refusalReason(name), QString());
    }

    void mistypedNamesGetTheNearestSuggestion()
    {
        QCOMPARE(nearestProperty(QStringLiteral("socket.timout.ms")), QStringLiteral("socket.timeout.ms"));
        QCOMPARE(nearestProperty(QStringLiteral("sasl_pasword")), QStringLiteral("sasl.password"));
        QCOMPARE(nearestProperty(QStringLiteral("Client.Id")), QStringLiteral("client.id"));
        QCOMPARE(nearestProperty(QStringLiteral("xyzzy")), QString());
        QCOMPARE(nearestProperty(QString(100'000, QLatin1Char('a'))), QString());
        QVERIFY(refusalReason(QStringLiteral("socket.timout.ms")).contains(QLatin1String("\"socket.timeout.ms\"")));
    }

    void noAcceptedNameIsListedTwice()
    {
        QStringList names = acceptedProperties();
        const auto count = names.size();
        names.removeDuplicates();
        QCOMPARE(names.size(), count);
        for (const QString& name : names)
            QVERIFY(propertyRule(name) == PropertyRule::Allowed || propertyRule(name) == PropertyRule::Secret);
    }
};

QTEST_GUILESS_MAIN(AllowListTest)
#include "tst_allowlist.moc"
