// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/command.h"
#include "cli/manual.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryFile>
#include <QTest>

using namespace spillway::cli;

namespace {

QString runOf(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    return process.waitForFinished() ? QString::fromUtf8(process.readAll()) : QString();
}

} // namespace

class ManualTest : public QObject {
    Q_OBJECT

private slots:
    void manualNamesEveryCommandAndOption();
    void manualHasNoLineThatRoffWouldTakeForARequest();
    void bashCompletesCommandsOptionsAndValues();
    void scriptsAreTakenByTheirShells_data();
    void scriptsAreTakenByTheirShells();
    void unknownShellIsRefused();
    void desktopManualHasEveryOptionOfItsHelp();
};

void ManualTest::manualNamesEveryCommandAndOption()
{
    const QString page = manualPage().replace(QStringLiteral("\\-"), QStringLiteral("-"));
    for (const Command& command : allCommands()) {
        QVERIFY2(page.contains(QStringLiteral(".SS \"%1\"").arg(command.name)), qPrintable(command.name));
        for (const QCommandLineOption& option : command.options)
            QVERIFY2(page.contains(option.names().constLast()), qPrintable(option.names().constLast()));
    }
    QVERIFY(page.contains(QLatin1String("--bootstrap")));
}

void ManualTest::manualHasNoLineThatRoffWouldTakeForARequest()
{
    static const QRegularExpression known(QStringLiteral("^\\.(TH|SH|SS|TP|PP|B|BR)\\b"));
    for (const QString& line : manualPage().split(QLatin1Char('\n')))
        if (line.startsWith(QLatin1Char('.')) || line.startsWith(QLatin1Char('\'')))
            QVERIFY2(known.match(line).hasMatch(), qPrintable(line));
}

void ManualTest::bashCompletesCommandsOptionsAndValues()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(completionScript(QStringLiteral("bash")).toUtf8());
    file.close();
    const auto completed = [&](const QStringList& words) {
        QString line = QStringLiteral("source %1; COMP_WORDS=(").arg(file.fileName());
        for (const QString& word : words)
            line += QLatin1Char('\'') + word + QStringLiteral("' ");
        line += QStringLiteral("); COMP_CWORD=%1; _spillwayctl; echo \"${COMPREPLY[*]}\"").arg(words.size() - 1);
        return runOf(QStringLiteral("bash"), { QStringLiteral("-c"), line })
            .split(QRegularExpression("\\s+"), Qt::SkipEmptyParts);
    };
    const QString program = QStringLiteral("spillwayctl");
    QVERIFY(completed({ program, QStringLiteral("to") }).contains(QStringLiteral("topics")));
    QVERIFY(completed({ program, QStringLiteral("topics"), QStringLiteral("cr") }).contains(QStringLiteral("create")));
    QVERIFY(completed({ program, QStringLiteral("topics"), QStringLiteral("create"), QStringLiteral("--part") })
                .contains(QStringLiteral("--partitions")));
    QVERIFY(!completed({ program, QStringLiteral("topics"), QStringLiteral("list"), QStringLiteral("--part") })
                 .contains(QStringLiteral("--partitions")));
    QCOMPARE(completed({ program, QStringLiteral("--output"), QStringLiteral("nd") }),
        QStringList{ QStringLiteral("ndjson") });
}

void ManualTest::scriptsAreTakenByTheirShells_data()
{
    QTest::addColumn<QString>("shell");
    for (const QString& shell : completionShells())
        QTest::addRow("%s", qPrintable(shell)) << shell;
}

void ManualTest::scriptsAreTakenByTheirShells()
{
    QFETCH(const QString, shell);
    const QString script = completionScript(shell);
    QVERIFY(script.contains(QLatin1String("spillwayctl")));
    QVERIFY(script.contains(QLatin1String("topics")));
    if (QStandardPaths::findExecutable(shell).isEmpty())
        return; // judged by its text alone where the shell is not installed
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(script.toUtf8());
    file.close();
    QCOMPARE(runOf(shell, { QStringLiteral("-n"), file.fileName() }), QString());
}

void ManualTest::unknownShellIsRefused()
{
    QVERIFY(completionScript(QStringLiteral("tcsh")).isEmpty());
}

void ManualTest::desktopManualHasEveryOptionOfItsHelp()
{
    QFile page(qEnvironmentVariable("SPILLWAY_SOURCE_DIR") + QStringLiteral("/packaging/man/spillway.1"));
    QVERIFY2(page.open(QIODevice::ReadOnly), qPrintable(page.fileName()));
    const QString text = QString::fromUtf8(page.readAll()).replace(QStringLiteral("\\-"), QStringLiteral("-"));
    const QString help = runOf(QStringLiteral(SPILLWAY), { QStringLiteral("--help") });
    static const QRegularExpression option(
        QStringLiteral("^  (?:-\\w, )?(--[a-z-]+|-X)"), QRegularExpression::MultilineOption);
    int options = 0;
    for (auto found = option.globalMatch(help); found.hasNext(); ++options) {
        const QString name = found.next().captured(1);
        QVERIFY2(text.contains(name), qPrintable(name));
    }
    QVERIFY2(options >= 8, qPrintable(help));
}

QTEST_GUILESS_MAIN(ManualTest)
#include "tst_manual.moc"
