// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/run.h"

#include "cli/context.h"
#include "cli/manual.h"
#include "cli/profileconnection.h"
#include "core/sandbox/sandbox.h"
#include "core/serde/text.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <algorithm>
#include <csignal>
#include <mutex>
#include <unistd.h>

namespace spillway::cli {

namespace {

/// Whole lines to stderr, from any thread.
void remark(const QString& line)
{
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    OutputWriter(STDERR_FILENO, OutputFormat::Table).text(line);
}

ExitCode refuse(const QString& problem, const QString& usage)
{
    remark(errorText({ ErrorCode::InvalidArgument, problem, {}, false, false }) + QLatin1Char('\n') + usage);
    return ExitCode::Usage;
}

const QString& generalUsage()
{
    static const QString line = QStringLiteral("usage: spillwayctl [OPTIONS] COMMAND …   (spillwayctl help shows all)");
    return line;
}

ExitCode show(const QString& text)
{
    OutputWriter(STDOUT_FILENO, OutputFormat::Table).raw(text.toStdString());
    return ExitCode::Done;
}

/// Knows the options of all commands, to find the command's name among words and options in any order.
void addAllOptions(QCommandLineParser& parser)
{
    QStringList known;
    const auto add = [&](const QList<QCommandLineOption>& options) {
        for (const QCommandLineOption& option : options) {
            if (!known.contains(option.names().constLast())) {
                known.append(option.names().constLast());
                parser.addOption(option);
            }
        }
    };
    add(globalOptions());
    for (const Command& command : allCommands())
        add(command.options);
}

/// Parsing problems name the word; Qt's text does, for all but the case of several unknown options.
bool parse(QCommandLineParser& parser, const QStringList& arguments)
{
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsOptions);
    return parser.parse(QStringList{ QStringLiteral("spillwayctl") } + arguments);
}

struct Found {
    const Command* command = nullptr;
    QStringList words; ///< after the name
};

Found findIn(const QStringList& words)
{
    for (qsizetype length = std::min<qsizetype>(2, words.size()); length > 0; --length) {
        if (const Command* command = findCommand(words.first(length).join(QLatin1Char(' '))))
            return { command, words.sliced(length) };
    }
    return {};
}

ExitCode unknownCommand(const QStringList& words)
{
    QStringList siblings;
    for (const Command& command : allCommands()) {
        if (command.name.startsWith(words.front() + QLatin1Char(' ')))
            siblings.append(command.name.section(QLatin1Char(' '), 1));
    }
    if (siblings.isEmpty())
        return refuse(QStringLiteral("\"%1\" is not a command").arg(words.front()), generalUsage());
    const QString usage
        = QStringLiteral("usage: spillwayctl [OPTIONS] %1 %2 …").arg(words.front(), siblings.join(QLatin1Char('|')));
    if (words.size() == 1)
        return refuse(QStringLiteral("\"%1\" needs one more word").arg(words.front()), usage);
    return refuse(QStringLiteral("\"%1\" is not a command of \"%2\"").arg(words[1], words.front()), usage);
}

std::optional<OutputFormat> formatOf(const QString& word)
{
    if (word.isEmpty() || word == QLatin1String("table"))
        return OutputFormat::Table;
    if (word == QLatin1String("json"))
        return OutputFormat::JsonDocument;
    if (word == QLatin1String("ndjson"))
        return OutputFormat::Ndjson;
    return {};
}

/// Of a stored profile; the command line adds to it, the environment gives secrets only.
Result<ConnectionSettings> connectionOfProfile(const QCommandLineParser& parser, const QProcessEnvironment& environment)
{
    if (parser.isSet(QStringLiteral("bootstrap")))
        return Failure(
            Error{ ErrorCode::InvalidArgument, QStringLiteral("--bootstrap and --profile exclude each other"),
                QStringLiteral("a profile names its brokers"), false, false });
    const auto profile = profileNamed(parser.value(QStringLiteral("profile")));
    if (!profile)
        return Failure(profile.error());
    ConnectionSettings settings = settingsOf(*profile);
    if (auto applied = applyProperties(settings, parser.values(QStringLiteral("X"))); !applied)
        return Failure(applied.error());
    auto complete = settingsOfProfile(*profile, environment, settings.secrets);
    if (!complete)
        return complete;
    settings.secrets = std::move(complete->secrets);
    settings.readOnly = settings.readOnly || parser.isSet(QStringLiteral("read-only"));
    return settings;
}

Result<ConnectionSettings> connectionOf(const QCommandLineParser& parser, QProcessEnvironment environment)
{
    if (parser.isSet(QStringLiteral("profile")))
        return connectionOfProfile(parser, environment);
    const QString option = QStringLiteral("bootstrap");
    // What the command line says makes the variable irrelevant, a bad value of it, too.
    if (parser.isSet(option))
        environment.remove(QStringLiteral("KAFKA_BOOTSTRAP_SERVERS"));
    auto settings = connectionFromEnvironment(environment);
    if (!settings)
        return settings;
    if (parser.isSet(option)) {
        settings->bootstrapServers = parser.value(option);
        if (const QString problem = bootstrapProblem(settings->bootstrapServers); !problem.isEmpty())
            return Failure(Error{ ErrorCode::InvalidConfiguration,
                QStringLiteral("--bootstrap \"%1\" %2").arg(settings->bootstrapServers, problem),
                QStringLiteral("accepted: HOST:PORT[,HOST:PORT…]"), false, false });
    }
    if (auto applied = applyProperties(*settings, parser.values(QStringLiteral("X"))); !applied)
        return Failure(applied.error());
    settings->readOnly = parser.isSet(QStringLiteral("read-only"));
    return settings;
}

} // namespace

ExitCode run(const QStringList& arguments, const QProcessEnvironment& environment)
{
    std::signal(SIGPIPE, SIG_IGN); // whoever reads us may leave: write() says so
    QCommandLineParser any;
    addAllOptions(any);
    const bool understood = parse(any, arguments);
    QStringList words = any.positionalArguments();
    if (any.isSet(QStringLiteral("version")))
        return show(QStringLiteral("spillwayctl %1\n").arg(QCoreApplication::applicationVersion()));
    bool wantsHelp = any.isSet(QStringLiteral("help"));
    if (!words.isEmpty() && words.front() == QLatin1String("help")) {
        wantsHelp = true;
        words.removeFirst();
    }
    if (words.isEmpty()) {
        if (wantsHelp)
            return show(helpText());
        return refuse(understood ? QStringLiteral("a command is missing") : any.errorText(), generalUsage());
    }
    if (words.front() == QLatin1String("manual") && words.size() == 1)
        return show(manualPage());
    if (words.front() == QLatin1String("completion")) {
        const QString script = completionScript(words.value(1));
        if (!script.isEmpty() && words.size() == 2 && !wantsHelp)
            return show(script);
        const QString usage
            = QStringLiteral("usage: spillwayctl completion %1").arg(completionShells().join(QLatin1Char('|')));
        return wantsHelp ? show(usage + QLatin1Char('\n'))
                         : refuse(QStringLiteral("completion takes the name of one shell"), usage);
    }
    const Found found = findIn(words);
    if (!found.command)
        return unknownCommand(words);
    if (wantsHelp)
        return show(helpText(*found.command));

    QCommandLineParser parser;
    parser.addOptions(globalOptions());
    parser.addOptions(found.command->options);
    if (!parse(parser, arguments))
        return refuse(parser.errorText(), usageLine(*found.command));
    if (found.words.size() < found.command->leastWords)
        return refuse(QStringLiteral("\"%1\" needs more words").arg(found.command->name), usageLine(*found.command));
    if (found.command->mostWords >= 0 && found.words.size() > found.command->mostWords)
        return refuse(QStringLiteral("\"%1\" is one word too many").arg(found.words[found.command->mostWords]),
            usageLine(*found.command));

    const QString output = parser.value(QStringLiteral("output"));
    const auto format = formatOf(output);
    if (!format || (parser.isSet(QStringLiteral("output")) && output.isEmpty()))
        return refuse(
            QStringLiteral("--output %1 is none of table, json, ndjson").arg(output), usageLine(*found.command));
    double seconds = 10;
    if (parser.isSet(QStringLiteral("timeout"))) {
        bool ok = false;
        seconds = parser.value(QStringLiteral("timeout")).toDouble(&ok);
        if (!ok || !(seconds >= 0.1 && seconds <= 3600))
            return refuse(QStringLiteral("--timeout %1 is not a number of seconds from 0.1 to 3600")
                              .arg(parser.value(QStringLiteral("timeout"))),
                usageLine(*found.command));
    }
    const bool inSandbox = parser.isSet(QStringLiteral("sandbox"));
    if (inSandbox
        && (parser.isSet(QStringLiteral("bootstrap")) || parser.isSet(QStringLiteral("profile"))
            || parser.isSet(QStringLiteral("X"))))
        return refuse(
            QStringLiteral("--sandbox is a cluster of its own: it goes with neither --bootstrap, --profile nor -X"),
            usageLine(*found.command));
    auto connection = inSandbox ? Result<ConnectionSettings>() : connectionOf(parser, environment);
    if (!connection) {
        remark(errorText(connection.error()));
        return ExitCode::Usage;
    }
    Interrupt interrupt; // before the sandbox's threads: they would take the signals otherwise
    std::unique_ptr<sandbox::Sandbox> box;
    if (inSandbox) {
        auto started = sandbox::Sandbox::start();
        if (!started) {
            remark(errorText(started.error()));
            return ExitCode::Failed;
        }
        box = std::move(*started);
        connection = box->connection();
        connection->readOnly = parser.isSet(QStringLiteral("read-only"));
    }

    OutputWriter writer(STDOUT_FILENO, *format);
    kafka::Gate gate(
        { connection->readOnly, kafka::defaultJournalPath(), kafka::currentActor(QStringLiteral("spillwayctl")),
            inSandbox ? QStringLiteral("sandbox") : connection->bootstrapServers });
    Context context(*found.command, parser, found.words, *connection, std::chrono::milliseconds(qint64(seconds * 1000)),
        writer, interrupt, gate, remark, environment);
    return found.command->run(context);
}

} // namespace spillway::cli
