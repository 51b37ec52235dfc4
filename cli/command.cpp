// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/command.h"

#include <algorithm>

namespace spillway::cli {

namespace {

QString optionLines(const QList<QCommandLineOption>& options)
{
    std::vector<std::pair<QString, QString>> lines;
    qsizetype width = 0;
    for (const QCommandLineOption& option : options) {
        QStringList names;
        for (const QString& name : option.names())
            names.append((name.size() == 1 ? QStringLiteral("-") : QStringLiteral("--")) + name);
        QString left = names.join(QStringLiteral(", "));
        if (!option.valueName().isEmpty())
            left += QLatin1Char(' ') + option.valueName();
        width = std::max(width, left.size());
        lines.emplace_back(left, option.description());
    }
    QString text;
    for (const auto& [left, right] : lines)
        text += QStringLiteral("  ") + left.leftJustified(width + 2) + right + QLatin1Char('\n');
    return text;
}

} // namespace

const std::vector<Command>& allCommands()
{
    static const std::vector<Command> all = [] {
        std::vector<Command> commands = topicsCommands();
        commands.push_back(tailCommand());
        commands.push_back(produceCommand());
        commands.push_back(publishCommand());
        for (Command& command : groupsCommands())
            commands.push_back(std::move(command));
        commands.push_back(lagCommand());
        for (Command& command : deadletterCommands())
            commands.push_back(std::move(command));
        commands.push_back(serveCommand());
        commands.push_back(checkCommand());
        for (Command& command : profilesCommands())
            commands.push_back(std::move(command));
        return commands;
    }();
    return all;
}

const Command* findCommand(const QString& name)
{
    const auto& all = allCommands();
    const auto it = std::find_if(all.begin(), all.end(), [&](const Command& command) { return command.name == name; });
    return it == all.end() ? nullptr : &*it;
}

QString usageLine(const Command& command)
{
    const QString line = QStringLiteral("usage: spillwayctl [OPTIONS] ") + command.name;
    return command.usage.isEmpty() ? line : line + QLatin1Char(' ') + command.usage;
}

QString helpText(const Command& command)
{
    QString text = usageLine(command) + QStringLiteral("\n\n") + command.summary + QLatin1Char('\n');
    if (!command.options.isEmpty())
        text += QStringLiteral("\nOptions of this command:\n") + optionLines(command.options);
    return text + QStringLiteral("\nOptions:\n") + optionLines(globalOptions());
}

QString helpText()
{
    QString text = QStringLiteral("usage: spillwayctl [OPTIONS] COMMAND …\n\nLooks at and works with an Apache Kafka "
                                  "cluster.\n\nCommands:\n");
    qsizetype width = 0;
    for (const Command& command : allCommands())
        width = std::max(width, command.name.size());
    for (const Command& command : allCommands())
        text += QStringLiteral("  ") + command.name.leftJustified(width + 2) + command.summary + QLatin1Char('\n');
    text += QStringLiteral("  ") + QStringLiteral("help COMMAND").leftJustified(width + 2)
        + QStringLiteral("What a command takes.\n");
    text += QStringLiteral("  ") + QStringLiteral("completion SHELL").leftJustified(width + 2)
        + QStringLiteral("Completion script of bash, fish or zsh.\n");
    text += QStringLiteral("\nOptions:\n") + optionLines(globalOptions());
    return text
        + QStringLiteral("\nWithout --bootstrap the KAFKA_* variables say how to connect (KAFKA_BOOTSTRAP_SERVERS, "
                         "KAFKA_SECURITY_PROTOCOL,\nKAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD, "
                         "KAFKA_SSL_CAFILE, …).\n"
                         "Exit codes: 0 done, 1 failed, 2 usage, 3 cannot connect, 4 partial result, 5 refused.\n");
}

QList<QCommandLineOption> globalOptions()
{
    return {
        { QStringLiteral("bootstrap"), QStringLiteral("Brokers to begin with."), QStringLiteral("HOST:PORT[,…]") },
        { QStringLiteral("sandbox"),
            QStringLiteral("A cluster with demo data inside this program; it goes when the command ends.") },
        { QStringLiteral("profile"), QStringLiteral("A stored connection instead of --bootstrap; see \"profiles\"."),
            QStringLiteral("NAME") },
        { QStringLiteral("X"),
            QStringLiteral("A librdkafka property; may be given several times. Not for secrets, but =@FILE is."),
            QStringLiteral("property=value") },
        { QStringLiteral("output"), QStringLiteral("How results are written; table unless given."),
            QStringLiteral("table|json|ndjson") },
        { QStringLiteral("timeout"), QStringLiteral("How long an answer may take, in seconds; 10 unless given."),
            QStringLiteral("S") },
        { QStringLiteral("read-only"), QStringLiteral("Refuse everything that changes the cluster.") },
        { { QStringLiteral("h"), QStringLiteral("help") }, QStringLiteral("Show this help.") },
        { QStringLiteral("version"), QStringLiteral("Show the version.") },
    };
}

} // namespace spillway::cli
