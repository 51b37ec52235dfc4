// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/importpreview.h"
#include "core/profile/propertiesfile.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace spillway;
using Outcome = ImportedProperty::Outcome;

namespace {

ImportPreview preview(const QByteArray& text)
{
    auto made = previewImport(text, QStringLiteral("file"));
    if (!made)
        qWarning("%s", qPrintable(toText(made.error())));
    return made.value_or(ImportPreview{});
}

QString valueOf(const ImportPreview& preview, const char* name)
{
    const auto at = preview.profile.properties.find(QLatin1String(name));
    return at == preview.profile.properties.end() ? QStringLiteral("(none)") : at->second;
}

const ImportedProperty* line(const ImportPreview& preview, const char* source)
{
    for (const ImportedProperty& property : preview.properties) {
        if (property.source == QLatin1String(source))
            return &property;
    }
    return nullptr;
}

} // namespace

class ImportPreviewTest : public QObject {
    Q_OBJECT

private slots:
    // what java.util.Properties.load says of the same text (its Javadoc's examples among them)
    void javaPropertiesAreReadAsJavaReadsThem()
    {
        const auto lines = parseJavaProperties("Truth = Beauty\n Truth2:Beauty\r\nTruth3\t\t\t:Beauty\n"
                                               "# comment\n! comment\n   \n"
                                               "fruits   apple, banana, \\\n    pear, \\\n    cantaloupe\n"
                                               "cheeses\n"
                                               "a\\ b\\=c=\\u0041\\tx\\q\\\\\n"
                                               "=novalue name\nlast=x\\");
        QVERIFY(lines.has_value());
        const std::vector<PropertyLine> expected{ { "Truth", "Beauty", 1 }, { "Truth2", "Beauty", 2 },
            { "Truth3", "Beauty", 3 }, { "fruits", "apple, banana, pear, cantaloupe", 7 }, { "cheeses", "", 10 },
            { "a b=c", "A\txq\\", 11 }, { "", "novalue name", 12 }, { "last", "x", 13 } };
        QCOMPARE(*lines, expected);
        QVERIFY(!parseJavaProperties("a=\\u00zz").has_value());
        QVERIFY(!parseJavaProperties("a=\\u00").has_value());
        QCOMPARE(parseJavaProperties("a=\xE9")->front().value, QString(QChar(0xE9)));
        QCOMPARE(parseJavaProperties("a=\xC3\xA9")->front().value, QString(QChar(0xE9)));
    }

    void librdkafkaFilesHaveNoEscapes()
    {
        const auto lines = parseLibrdkafkaProperties("# c\n sasl.password = a\\tb=c \r\n\nx=\n");
        const std::vector<PropertyLine> expected{ { "sasl.password", "a\\tb=c", 2 }, { "x", "", 4 } };
        QCOMPARE(*lines, expected);
        const auto bad = parseLibrdkafkaProperties("ok=1\nhunter2\n");
        QVERIFY(bad.error().message.contains(QStringLiteral("Line 2")));
        QVERIFY(!bad.error().message.contains(QStringLiteral("hunter2")));
    }

    void jaasIsReadAsKafkaReadsIt()
    {
        const auto entry = parseJaas(QStringLiteral(
            "org.x.PlainLoginModule  Required username=\"a b\" password=\"p\\\"q\\\\r\\101;=\" other = plain ;"));
        QVERIFY(entry.has_value());
        QCOMPARE(entry->module, QStringLiteral("org.x.PlainLoginModule"));
        QCOMPARE(entry->options.size(), size_t(3));
        QCOMPARE(entry->options[1].second, QStringLiteral("p\"q\\rA;="));
        QCOMPARE(entry->options[2].second, QStringLiteral("plain"));
        for (const char* broken : { "", "x", "x required", "x required a=\"b\"", "x required a=\"b;", "x maybe a=b;",
                 "x required a=b; y required c=d;", "x required =b;", "x required a b;" }) {
            const auto refused = parseJaas(QLatin1String(broken));
            QVERIFY2(!refused.has_value(), broken);
        }
    }

    void aJavaFileBecomesAProfile()
    {
        const ImportPreview made = preview("bootstrap.servers=k1:9093,k2:9093\nsecurity.protocol=SASL_SSL\n"
                                           "sasl.mechanism=SCRAM-SHA-512\n"
                                           "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule "
                                           "required \\\n  username=\"alice\" \\\n  password=\"hunter2\";\n"
                                           "ssl.truststore.location=/etc/kafka/ca.pem\nssl.truststore.type=PEM\n"
                                           "ssl.endpoint.identification.algorithm=\n"
                                           "request.timeout.ms=20000\nkey.serializer=a.B\ngroup.id=g\nno.such.thing=1\n"
                                           "schema.registry.url=https://r:8081\nbasic.auth.user.info=bob:hunter3\n"
                                           "client.id=mine\nclient.id=ours\n");
        QCOMPARE(made.format, ImportFormat::JavaProperties);
        QVERIFY(made.acceptable().has_value());
        QCOMPARE(made.profile.bootstrapServers, QStringLiteral("k1:9093,k2:9093"));
        QCOMPARE(valueOf(made, "security.protocol"), QStringLiteral("sasl_ssl"));
        QCOMPARE(valueOf(made, "sasl.mechanism"), QStringLiteral("SCRAM-SHA-512"));
        QCOMPARE(valueOf(made, "sasl.username"), QStringLiteral("alice"));
        QCOMPARE(valueOf(made, "ssl.ca.location"), QStringLiteral("/etc/kafka/ca.pem"));
        QCOMPARE(valueOf(made, "ssl.endpoint.identification.algorithm"), QStringLiteral("none"));
        QCOMPARE(valueOf(made, "socket.timeout.ms"), QStringLiteral("20000"));
        QCOMPARE(valueOf(made, "client.id"), QStringLiteral("ours"));
        QCOMPARE(made.secrets.at(QStringLiteral("sasl.password")).reveal(), QByteArray("hunter2"));
        QCOMPARE(made.secrets.at(QLatin1String(RegistryPassword)).reveal(), QByteArray("hunter3"));
        QCOMPARE(made.profile.registryUser, QStringLiteral("bob"));
        QVERIFY(made.profile.readOnly);
        QVERIFY(validate(made.profile).has_value());
        QCOMPARE(line(made, "group.id")->outcome, Outcome::Ignored);
        QCOMPARE(line(made, "no.such.thing")->outcome, Outcome::Ignored);
        QCOMPARE(line(made, "client.id")->outcome, Outcome::Ignored); // the first of the two
        for (const ImportedProperty& each : made.properties) {
            QVERIFY(!each.value.contains(QStringLiteral("hunter")));
            QVERIFY(!each.reason.contains(QStringLiteral("hunter")));
            QVERIFY(each.outcome == Outcome::Accepted || !each.reason.isEmpty());
        }
    }

    void aKcatFileBecomesAProfile()
    {
        const ImportPreview made = preview("# ~/.config/kcat.conf\nmetadata.broker.list=k1:9093\n"
                                           "security.protocol=sasl_plaintext\nsasl.mechanisms=PLAIN\n"
                                           "sasl.username=bob\nsasl.password=back\\slash\nacks=1\n");
        QCOMPARE(made.format, ImportFormat::Librdkafka);
        QVERIFY(made.acceptable().has_value());
        QCOMPARE(valueOf(made, "sasl.mechanism"), QStringLiteral("PLAIN"));
        QCOMPARE(made.secrets.at(QStringLiteral("sasl.password")).reveal(), QByteArray("back\\slash"));
        QCOMPARE(made.profile.secretNames, QStringList{ QStringLiteral("sasl.password") });
    }

    void whatRunsCodeIsRefusedWithTheWholeFile_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* text) { QTest::newRow(text) << QByteArray(text); };
        row("plugin.library.paths=/tmp/evil.so");
        row("sasl.kerberos.kinit.cmd=rm -rf /");
        row("ssl.engine.location=/tmp/evil.so");
        row("ssl.providers=x");
        row("sasl.jaas.config=com.sun.security.auth.module.JndiLoginModule required "
            "user.provider.url=\"ldap://evil\";");
        row("sasl.jaas.config=com.evil.PlainLoginModule required username=\"a\" password=\"b\";");
        row("sasl.login.callback.handler.class=com.evil.Handler");
        row("interceptor.classes=com.evil.Interceptor");
        row("security.providers=com.evil.Provider");
        row("config.providers=file");
        row("ssl.engine.factory.class=com.evil.Factory");
        row("plugin.library.path\\u0073=/tmp/evil.so");
    }
    void whatRunsCodeIsRefusedWithTheWholeFile()
    {
        QFETCH(const QByteArray, text);
        const ImportPreview made = preview("bootstrap.servers=k:9092\n" + text + '\n');
        QCOMPARE(made.count(Outcome::Dangerous), 1);
        const auto acceptable = made.acceptable();
        QVERIFY(!acceptable.has_value());
        QVERIFY(acceptable.error().message.contains(QStringLiteral("line 2")));
        QVERIFY(!acceptable.error().hint.isEmpty());
        QVERIFY(made.profile.properties.empty());
    }

    void keyStoresAreToldApartByTheirBytes()
    {
        QTemporaryDir folder;
        const auto file = [&](const char* name, const QByteArray& bytes) {
            QFile made(folder.filePath(QLatin1String(name)));
            if (made.open(QIODevice::WriteOnly))
                made.write(bytes);
            return made.fileName().toUtf8();
        };
        const QByteArray jks = file("a.jks", QByteArray("\xFE\xED\xFE\xED\0\0\0\2", 8));
        const QByteArray p12 = file("a.store", QByteArray("\x30\x82\x01\x01", 4));
        const QByteArray pem = file("b.store", "-----BEGIN CERTIFICATE-----\n");
        const auto with = [&](const QByteArray& text) { return preview("bootstrap.servers=k:1\n" + text); };

        ImportPreview made = with("ssl.truststore.location=" + jks);
        QCOMPARE(line(made, "ssl.truststore.location")->outcome, Outcome::Refused);
        QVERIFY(line(made, "ssl.truststore.location")->reason.contains(QStringLiteral("keytool")));
        QVERIFY(made.acceptable().has_value());
        made = with("ssl.truststore.location=" + p12);
        QVERIFY(line(made, "ssl.truststore.location")->reason.contains(QStringLiteral("openssl pkcs12")));
        made = with("ssl.truststore.location=" + pem);
        QCOMPARE(valueOf(made, "ssl.ca.location").toUtf8(), pem);
        made = with("ssl.keystore.location=" + p12 + "\nssl.keystore.password=hunter2\nssl.keystore.type=JKS\n");
        QCOMPARE(valueOf(made, "ssl.keystore.location").toUtf8(), p12);
        QCOMPARE(made.profile.secretNames, QStringList{ QStringLiteral("ssl.keystore.password") });
        made = with("ssl.keystore.location=" + jks);
        QVERIFY(line(made, "ssl.keystore.location")->reason.contains(QStringLiteral("deststoretype PKCS12")));
        made = with("ssl.keystore.type=PEM\nssl.keystore.location=" + pem);
        QCOMPARE(valueOf(made, "ssl.key.location").toUtf8(), pem);
        // a path a shell would run is not put into a command to copy
        made = with("ssl.keystore.location=/tmp/$(evil).jks");
        QVERIFY(!line(made, "ssl.keystore.location")->reason.contains(QStringLiteral("evil")));
    }

    void refusalsSayWhy_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("krb") << QByteArray(
            "sasl.jaas.config=com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true;")
                             << "Krb5LoginModule";
        QTest::newRow("variable") << QByteArray("sasl.username=${file:/etc/passwd:x}") << "config provider";
        QTest::newRow("protocol") << QByteArray("security.protocol=TLS") << "sasl_ssl";
        QTest::newRow("jaas") << QByteArray("sasl.jaas.config=hunter2") << "MODULE required";
        QTest::newRow("registry") << QByteArray("schema.registry.url=http://u:hunter2@h") << "without credentials";
        QTest::newRow("lines") << QByteArray("client.id=a\\nplugin.library.paths=x") << "more than one line";
    }
    void refusalsSayWhy()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, says);
        const ImportPreview made = preview("bootstrap.servers=k:1\n" + text);
        QCOMPARE(made.properties.back().outcome, Outcome::Refused);
        QVERIFY2(made.properties.back().reason.contains(says), qPrintable(made.properties.back().reason));
        QVERIFY(!made.properties.back().reason.contains(QStringLiteral("hunter2")));
        QVERIFY(made.profile.properties.empty());
    }

    void hostileFilesAreRefusedBeforeTheyAreRead()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("big.properties"));
        QFile big(path);
        QVERIFY(big.open(QIODevice::WriteOnly));
        QVERIFY(big.resize(100 << 20)); // sparse
        QElapsedTimer clock;
        clock.start();
        QVERIFY(previewImport(path).error().message.contains(QStringLiteral("104857600 bytes")));
        QVERIFY(clock.elapsed() < 500);
        const QString fifo = folder.filePath(QStringLiteral("fifo"));
        QCOMPARE(::mkfifo(fifo.toLocal8Bit().constData(), 0600), 0);
        QVERIFY(previewImport(fifo).error().message.contains(QStringLiteral("regular")));
        QVERIFY(!previewImport(folder.path()).has_value());
        QVERIFY(!previewImport(QStringLiteral("/dev/zero")).has_value());
        QVERIFY(!previewImport(folder.filePath(QStringLiteral("none"))).has_value());
        const auto text = [](const QByteArray& bytes) { return previewImport(bytes, QStringLiteral("x")); };
        QVERIFY(text(QByteArray("a=b\0c", 5)).error().message.contains(QStringLiteral("NUL")));
        QVERIFY(text("bootstrap.servers=a\\u0000b").error().message.contains(QStringLiteral("NUL")));
        QVERIFY(text(QByteArray("a=b\n").repeated(5000)).error().message.contains(QStringLiteral("2000")));
        QVERIFY(text(QByteArray(900'000, '\\')).has_value()); // one endless name
        QVERIFY(!text("").has_value());
        QVERIFY(!text("# only\n").has_value());
        QVERIFY(!text("client.id=x").value().acceptable().has_value()); // no broker
    }
};

QTEST_GUILESS_MAIN(ImportPreviewTest)
#include "tst_importpreview.moc"
