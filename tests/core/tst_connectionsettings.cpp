// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/connectionsettings.h"

#include <QTemporaryDir>
#include <QTest>

using namespace spillway;

namespace {

QProcessEnvironment environment(std::initializer_list<std::pair<const char*, const char*>> variables)
{
    QProcessEnvironment result;
    for (const auto& [name, value] : variables)
        result.insert(QLatin1String(name), QString::fromUtf8(value));
    return result;
}

} // namespace

class ConnectionSettingsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;

    QString file(const char* name, const QByteArray& content)
    {
        const QString path = m_directory.filePath(QLatin1String(name));
        QFile f(path);
        if (!f.open(QIODevice::WriteOnly) || f.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }

private slots:
    void emptyEnvironmentGivesTheDefaults()
    {
        const auto settings = connectionFromEnvironment({});
        QVERIFY(settings.has_value());
        QCOMPARE(settings->bootstrapServers, QStringLiteral("localhost:9092"));
        QVERIFY(*settings == ConnectionSettings{});
    }

    void variablesBecomeProperties()
    {
        const QString ca = file("ca.pem", "x");
        QProcessEnvironment variables = environment({ { "KAFKA_BOOTSTRAP_SERVERS", "a.example:9093, [::1]:9094" },
            { "KAFKA_SECURITY_PROTOCOL", "sasl_ssl" }, { "KAFKA_SASL_MECHANISM", "scram-sha-512" },
            { "KAFKA_SASL_USERNAME", "user" }, { "KAFKA_SASL_PASSWORD", "pa=ss" }, { "KAFKA_SSL_KEY_PASSWORD", "kp" },
            { "KAFKA_DEBUG", "broker, msg" } });
        variables.insert(QStringLiteral("KAFKA_SSL_CAFILE"), ca);
        const auto settings = connectionFromEnvironment(variables);
        QVERIFY2(settings.has_value(), settings ? "" : qPrintable(settings.error().message));
        const std::map<QString, QString> properties{ { QStringLiteral("security.protocol"),
                                                         QStringLiteral("sasl_ssl") },
            { QStringLiteral("sasl.mechanism"), QStringLiteral("SCRAM-SHA-512") },
            { QStringLiteral("sasl.username"), QStringLiteral("user") }, { QStringLiteral("ssl.ca.location"), ca },
            { QStringLiteral("debug"), QStringLiteral("broker,msg") } };
        QVERIFY(settings->properties == properties);
        QCOMPARE(settings->secrets.at(QStringLiteral("sasl.password")).reveal(), QByteArray("pa=ss"));
        QCOMPARE(settings->secrets.at(QStringLiteral("ssl.key.password")).reveal(), QByteArray("kp"));
    }

    void mechanismIsPlainUnlessNamed()
    {
        const auto settings = connectionFromEnvironment(environment({ { "KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT" },
            { "KAFKA_SASL_USERNAME", "u" }, { "KAFKA_SASL_PASSWORD", "p" } }));
        QVERIFY(settings.has_value());
        QCOMPARE(settings->properties.at(QStringLiteral("sasl.mechanism")), QStringLiteral("PLAIN"));
    }

    void allProblemsComeAtOnceWithNameValueAndWhatIsAccepted()
    {
        const auto settings = connectionFromEnvironment(environment({ { "KAFKA_BOOTSTRAP_SERVERS", "host:99999" },
            { "KAFKA_SECURITY_PROTOCOL", "TLS" }, { "KAFKA_SASL_MECHANISM", "MD5" },
            { "KAFKA_SSL_CAFILE", "/no/such.pem" }, { "KAFKA_DEBUG", "brokr" } }));
        QVERIFY(!settings.has_value());
        QCOMPARE(settings.error().code, ErrorCode::InvalidConfiguration);
        const QString message = settings.error().message;
        for (const char* part : { "5 problems", "KAFKA_BOOTSTRAP_SERVERS", "host:99999", "HOST:PORT",
                 "KAFKA_SECURITY_PROTOCOL=\"TLS\"", "SASL_SSL", "KAFKA_SASL_MECHANISM=\"MD5\"", "SCRAM-SHA-256",
                 "KAFKA_SSL_CAFILE=\"/no/such.pem\"", "\"brokr\"", "protocol" })
            QVERIFY2(message.contains(QLatin1String(part)), part);
    }

    void emptyBootstrapIsAnErrorAndNotTheDefault()
    {
        const auto settings = connectionFromEnvironment(environment({ { "KAFKA_BOOTSTRAP_SERVERS", "" } }));
        QVERIFY(!settings.has_value());
        QVERIFY(settings.error().message.contains(QLatin1String("KAFKA_BOOTSTRAP_SERVERS=\"\" is empty")));
    }

    void missingCredentialsAreNamedAndNeverShown()
    {
        const auto settings = connectionFromEnvironment(
            environment({ { "KAFKA_SECURITY_PROTOCOL", "SASL_SSL" }, { "KAFKA_SASL_PASSWORD", "hunter2" } }));
        QVERIFY(!settings.has_value());
        QVERIFY(settings.error().message.contains(QLatin1String("KAFKA_SASL_USERNAME is empty")));
        QVERIFY(!toText(settings.error()).contains(QLatin1String("hunter2")));
    }

    void bootstrapForms_data()
    {
        QTest::addColumn<bool>("good");
        for (const char* good :
            { "localhost", "localhost:9092", "a:1,b:2", "[::1]:9092", "10.0.0.1:65535", "my_host-1.x:9" })
            QTest::newRow(good) << true;
        for (const char* bad :
            { "", "a:0", "a:65536", "a:b", "a b:1", "a:1,,b:2", "PLAINTEXT://a:1", "::1:9092", "a:" })
            QTest::newRow(bad) << false;
    }
    void bootstrapForms()
    {
        QFETCH(const bool, good);
        QCOMPARE(bootstrapProblem(QString::fromLatin1(QTest::currentDataTag())).isEmpty(), good);
    }

    void propertiesAreAppliedLastOneWins()
    {
        ConnectionSettings settings;
        QVERIFY(applyProperties(settings,
            { QStringLiteral("client.id=a=b"), QStringLiteral("sasl.mechanisms=PLAIN"),
                QStringLiteral("sasl.mechanism=SCRAM-SHA-256"), QStringLiteral("ssl.cipher.suites=") }));
        QCOMPARE(settings.properties.at(QStringLiteral("client.id")), QStringLiteral("a=b"));
        QCOMPARE(settings.properties.at(QStringLiteral("sasl.mechanism")), QStringLiteral("SCRAM-SHA-256"));
        QVERIFY(!settings.properties.contains(QStringLiteral("sasl.mechanisms")));
        QCOMPARE(settings.properties.at(QStringLiteral("ssl.cipher.suites")), QString());
    }

    void secretsOnTheCommandLineAreRefusedAndNotRepeated_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("hint");
        QTest::newRow("password") << QStringLiteral("sasl.password") << QStringLiteral("KAFKA_SASL_PASSWORD");
        QTest::newRow("key password") << QStringLiteral("ssl.key.password") << QStringLiteral("KAFKA_SSL_KEY_PASSWORD");
        QTest::newRow("key") << QStringLiteral("ssl.key.pem") << QStringLiteral("ssl.key.pem=@FILE");
        QTest::newRow("token") << QStringLiteral("sasl.oauthbearer.config") << QStringLiteral("=@FILE");
    }
    void secretsOnTheCommandLineAreRefusedAndNotRepeated()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, hint);
        ConnectionSettings settings;
        const auto applied = applyProperties(settings, { name + QStringLiteral("=hunter2") });
        QVERIFY(!applied);
        QVERIFY(applied.error().message.contains(name));
        QVERIFY(applied.error().hint.contains(hint));
        QVERIFY(!toText(applied.error()).contains(QLatin1String("hunter2")));
        QVERIFY(settings.secrets.empty());
    }

    void aSecretThatLostItsNameIsNotRepeated()
    {
        ConnectionSettings settings;
        for (const char* word : { "hunter2", "=hunter2" }) {
            const auto applied = applyProperties(settings, { QLatin1String(word) });
            QVERIFY(!applied);
            QVERIFY(!toText(applied.error()).contains(QLatin1String("hunter2")));
        }
    }

    void secretsComeFromFiles()
    {
        ConnectionSettings settings;
        const QString password = file("password", "pa ss\r\nsecond line\n");
        const QString key = file("key.pem", "-----BEGIN\nabc\n-----END\n");
        QVERIFY(applyProperties(
            settings, { QStringLiteral("sasl.password=@") + password, QStringLiteral("ssl.key.pem=@") + key }));
        QCOMPARE(settings.secrets.at(QStringLiteral("sasl.password")).reveal(), QByteArray("pa ss"));
        QCOMPARE(
            settings.secrets.at(QStringLiteral("ssl.key.pem")).reveal(), QByteArray("-----BEGIN\nabc\n-----END\n"));
        QVERIFY(settings.properties.empty());

        const auto missing = applyProperties(settings, { QStringLiteral("sasl.password=@/no/such/file") });
        QVERIFY(!missing);
        QVERIFY(missing.error().message.contains(QLatin1String("/no/such/file")));
        QVERIFY(!applyProperties(settings, { QStringLiteral("sasl.password=@") + file("empty", "\nx") }));
    }

    void aRefusedCommandChangesNothingAndNamesAll()
    {
        ConnectionSettings settings;
        const auto applied = applyProperties(settings,
            { QStringLiteral("client.id=x"), QStringLiteral("plugin.library.paths=evil.so"),
                QStringLiteral("group.id=g"), QStringLiteral("socket.timout.ms=1") });
        QVERIFY(!applied);
        for (const char* part : { "3 problems", "plugin.library.paths", "group.id", "\"socket.timeout.ms\"" })
            QVERIFY2(applied.error().message.contains(QLatin1String(part)), part);
        QVERIFY(settings == ConnectionSettings{});
    }

    void redactionShowsEverythingButSecrets()
    {
        ConnectionSettings settings;
        settings.properties[QStringLiteral("client.id")] = QStringLiteral("me");
        settings.secrets.emplace(QStringLiteral("sasl.password"), Secret("hunter2"));
        QCOMPARE(redacted(settings),
            QStringLiteral("bootstrap.servers=localhost:9092\nclient.id=me\nsasl.password=[redacted]\n"));
    }
};

QTEST_GUILESS_MAIN(ConnectionSettingsTest)
#include "tst_connectionsettings.moc"
