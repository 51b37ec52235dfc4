// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/command.h"
#include "tests/support/spillwayctl.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTest>

using namespace spillway::cli;

namespace {

QStringList words(const char* line)
{
    return QString::fromUtf8(line).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

/// What needs no broker: words, options, refusals and their exit codes, of the real program.
class CommandLineTest : public QObject {
    Q_OBJECT

    Spillwayctl m_ctl;

private slots:
    void wrongUsageEndsWithTwoAndNamesTheWord_data()
    {
        QTest::addColumn<QByteArray>("wrong");
        QTest::addColumn<QByteArray>("usage");
        const auto row = [](const char* line, const char* wrong, const char* usage) {
            QTest::newRow(*line ? line : "nothing") << QByteArray(wrong) << QByteArray(usage);
        };
        row("frobnicate", "\"frobnicate\" is not a command", "usage: spillwayctl");
        row("topics", "\"topics\" needs one more word", "topics list|describe|create|delete");
        row("topics lst", "\"lst\" is not a command of \"topics\"", "topics list|describe|create|delete");
        row("topics list extra", "\"extra\" is one word too many", "topics list");
        row("topics describe", "needs more words", "topics describe NAME");
        row("topics list --bogus", "bogus", "topics list");
        row("topics list --partitions 3", "partitions", "topics list");
        row("topics create t", "--partitions N is missing", "topics create NAME");
        row("topics create t --partitions many", "--partitions many", "topics create NAME");
        row("topics create t --partitions 0", "--partitions 0", "topics create NAME");
        row("topics create t --partitions 1 --config x", "--config x", "topics create NAME");
        row("topics list --output yaml", "--output yaml", "topics list");
        row("topics list --timeout soon", "--timeout soon", "topics list");
        row("topics list --timeout 0", "--timeout 0", "topics list");
        row("tail", "needs more words", "tail TOPIC");
        row("tail t --from yesterday", "--from yesterday", "beginning, end, -N, offset:N");
        row("tail t --from offset:-1", "--from offset:-1", "tail TOPIC");
        row("tail t --to -5", "--to -5", "tail TOPIC");
        row("tail t --until-end --to end", "--until-end and --to", "tail TOPIC");
        row("tail t --partition x", "--partition x", "tail TOPIC");
        row("tail t --isolation maybe", "--isolation maybe", "tail TOPIC");
        row("tail t --max few", "--max few", "tail TOPIC");
        row("produce t", "--value", "produce TOPIC");
        row("produce t --value a --tombstone", "--value and --tombstone", "produce TOPIC");
        row("produce t --key a --key-null --value b", "--key and --key-null", "produce TOPIC");
        row("produce t --value a --partition -1", "--partition -1", "produce TOPIC");
        row("groups describe", "needs more words", "groups describe GROUP");
        row("lag --group", "group", "usage: spillwayctl");
        row("", "a command is missing", "usage: spillwayctl");
    }
    void wrongUsageEndsWithTwoAndNamesTheWord()
    {
        QFETCH(const QByteArray, wrong);
        QFETCH(const QByteArray, usage);
        const QByteArray tag = QTest::currentDataTag();
        const auto outcome = m_ctl.run(tag == "nothing" ? QStringList() : words(tag.constData()));
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains(wrong), outcome.err.constData());
        QVERIFY2(outcome.err.contains(usage), outcome.err.constData());
        QVERIFY(outcome.out.isEmpty());
    }

    void helpIsToldOnStandardOutput()
    {
        for (const char* line : { "help", "--help", "-h" }) {
            const auto outcome = m_ctl.run(words(line));
            QCOMPARE(outcome.code, 0);
            for (const Command& command : allCommands())
                QVERIFY2(outcome.out.contains(command.name.toUtf8()), qPrintable(command.name));
            QVERIFY(outcome.err.isEmpty());
        }
        for (const Command& command : allCommands()) {
            const auto outcome = m_ctl.run(words("help") + command.name.split(QLatin1Char(' ')));
            QCOMPARE(outcome.code, 0);
            QVERIFY(outcome.out.startsWith(QByteArray("usage: spillwayctl [OPTIONS] " + command.name.toUtf8())));
            QCOMPARE(m_ctl.run(command.name.split(QLatin1Char(' ')) + words("--help")).out, outcome.out);
        }
        QVERIFY(m_ctl.run(words("--version")).out.startsWith("spillwayctl "));
    }

    void secretsAndForbiddenPropertiesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("sasl.password=hunter2") << QByteArray("KAFKA_SASL_PASSWORD");
        QTest::newRow("ssl.key.password=hunter2") << QByteArray("KAFKA_SSL_KEY_PASSWORD");
        QTest::newRow("plugin.library.paths=hunter2.so") << QByteArray("loads code");
        QTest::newRow("group.id=hunter2") << QByteArray("set by Spillway itself");
        QTest::newRow("socket.timout.ms=hunter2") << QByteArray("did you mean \"socket.timeout.ms\"");
        QTest::newRow("hunter2") << QByteArray("name=value");
    }
    void secretsAndForbiddenPropertiesAreRefused()
    {
        QFETCH(const QByteArray, says);
        const QString assignment = QString::fromLatin1(QTest::currentDataTag());
        for (const QStringList& option :
            { QStringList{ QStringLiteral("-X"), assignment }, { QStringLiteral("-X") + assignment } }) {
            const auto outcome = m_ctl.run(words("topics list") + option);
            QCOMPARE(outcome.code, 2);
            QVERIFY2(outcome.err.contains(says), outcome.err.constData());
            QVERIFY2(!outcome.err.contains("hunter2"), outcome.err.constData());
        }
    }

    void wrongVariablesAreNamed()
    {
        const auto outcome = m_ctl.run(words("topics list"), {},
            { { QStringLiteral("KAFKA_SECURITY_PROTOCOL"), QStringLiteral("TLS") },
                { QStringLiteral("KAFKA_BOOTSTRAP_SERVERS"), QString() } });
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.err.contains("KAFKA_SECURITY_PROTOCOL=\"TLS\""));
        QVERIFY(outcome.err.contains("KAFKA_BOOTSTRAP_SERVERS"));
        const auto bootstrap = m_ctl.run(words("--bootstrap a:b topics list"));
        QCOMPARE(bootstrap.code, 2);
        QVERIFY(bootstrap.err.contains("--bootstrap \"a:b\""));
    }

    void changesAreRefusedBeforeAnyBrokerIsAsked_data()
    {
        QTest::addColumn<QStringList>("command");
        for (const char* line : { "produce t --value x --read-only", "topics create t --partitions 1 --read-only",
                 "topics delete t --yes --read-only", "topics delete t" })
            QTest::newRow(line) << words(line);
    }
    void changesAreRefusedBeforeAnyBrokerIsAsked()
    {
        QFETCH(const QStringList, command);
        const auto outcome = m_ctl.run(words("--bootstrap 127.0.0.1:1") + command);
        QCOMPARE(outcome.code, 5);
        QVERIFY2(outcome.err.contains("Refused"), outcome.err.constData());
        QVERIFY2(outcome.err.contains("hint: "), outcome.err.constData());
        QFile journal(m_ctl.journalPath());
        QVERIFY(journal.open(QIODevice::ReadOnly));
        QVERIFY(journal.readAll().contains("\"phase\":\"refused\""));
    }

    void noBrokerEndsWithThreeInTime_data()
    {
        QTest::addColumn<QStringList>("command");
        for (const char* line :
            { "topics list", "topics describe t", "tail t", "produce t --value x", "groups list", "lag", "check" })
            QTest::newRow(line) << words(line);
    }
    void noBrokerEndsWithThreeInTime()
    {
        QFETCH(const QStringList, command);
        QElapsedTimer clock;
        clock.start();
        const auto outcome = m_ctl.run(words("--bootstrap 127.0.0.1:1,127.0.0.1:2 --timeout 1") + command);
        QCOMPARE(outcome.code, 3);
        QVERIFY2(clock.elapsed() < 6000, qPrintable(QString::number(clock.elapsed())));
        if (command != words("check")) {
            QVERIFY2(outcome.err.contains("Failed to connect to Kafka"), outcome.err.constData());
            QVERIFY2(outcome.err.contains("127.0.0.1:1"), outcome.err.constData());
            QVERIFY2(outcome.err.contains("Connection refused"), outcome.err.constData());
            QVERIFY2(outcome.err.contains("KAFKA_BOOTSTRAP_SERVERS"), outcome.err.constData());
            QVERIFY(outcome.out.isEmpty());
        }
    }

    void aSilentServerIsNoConnectionEither()
    {
        QTcpServer server; // accepts and says nothing
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const auto outcome
            = m_ctl.run({ QStringLiteral("--bootstrap"), QStringLiteral("127.0.0.1:%1").arg(server.serverPort()),
                QStringLiteral("--timeout"), QStringLiteral("1"), QStringLiteral("topics"), QStringLiteral("list") });
        QCOMPARE(outcome.code, 3);
        QVERIFY(outcome.err.contains("Failed to connect to Kafka"));
    }

    void checkTellsWhichStepFailed()
    {
        const auto outcome
            = m_ctl.run(words("check --bootstrap nosuchhost.invalid:9092,127.0.0.1:1 --timeout 2 --output json"));
        QCOMPARE(outcome.code, 3);
        const QJsonObject report = outcome.object();
        QCOMPARE(report[QStringLiteral("ok")].toBool(true), false);
        QVERIFY(report[QStringLiteral("cluster_id")].isNull());
        QVERIFY(report[QStringLiteral("brokers")].isArray());
        const QJsonArray steps = report[QStringLiteral("steps")].toArray();
        QCOMPARE(steps.size(), 4);
        QStringList names;
        double took = 0;
        for (const auto& step : steps) {
            names.append(step[QStringLiteral("step")].toString());
            QVERIFY(step[QStringLiteral("ms")].isDouble());
            took += step[QStringLiteral("ms")].toDouble();
            QCOMPARE(step[QStringLiteral("hint")].isNull(), step[QStringLiteral("ok")].toBool());
        }
        QCOMPARE(names, words("configuration resolve resolve connect"));
        QVERIFY2(took > 0 && took != double(qint64(took)), qPrintable(QString::number(took))); // to the microsecond
        QVERIFY(!steps[1][QStringLiteral("ok")].toBool());
        QVERIFY(steps[2][QStringLiteral("ok")].toBool());
        QVERIFY(!steps[3][QStringLiteral("ok")].toBool());
    }

    void optionsMeanTheSameInEveryCommand()
    {
        std::map<QString, bool> takesValue;
        for (const Command& command : allCommands()) {
            for (const QCommandLineOption& option : command.options) {
                const bool takes = !option.valueName().isEmpty();
                const auto [known, isNew] = takesValue.emplace(option.names().constFirst(), takes);
                QCOMPARE(known->second, takes);
                for (const QCommandLineOption& global : globalOptions())
                    QVERIFY(!global.names().contains(option.names().constFirst()));
            }
        }
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "tst_commandline.moc"
