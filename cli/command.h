// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/exitcode.h"

#include <QCommandLineOption>
#include <QList>
#include <QString>
#include <QStringList>

#include <vector>

class QCommandLineParser;

namespace spillway::cli {

class Context;

/// One command as the table of commands lists it.
struct Command {
    QString name; ///< one or two words, "topics list"
    QString usage; ///< what follows the name, e.g. "NAME --partitions N"
    QString summary;
    QList<QCommandLineOption> options; ///< besides the global ones
    int leastWords = 0; ///< positional arguments after the name
    int mostWords = 0; ///< -1: any number
    ExitCode (*run)(Context& context) = nullptr;
};

/// The families, each defined in its own file.
std::vector<Command> topicsCommands();
std::vector<Command> groupsCommands();
Command lagCommand();
Command tailCommand();
Command produceCommand();
Command publishCommand();
Command serveCommand();
std::vector<Command> deadletterCommands();
Command checkCommand();
std::vector<Command> profilesCommands();

/// All of them, in the order help shows them.
const std::vector<Command>& allCommands();
const Command* findCommand(const QString& name);

/// "usage: spillwayctl [OPTIONS] topics list".
QString usageLine(const Command& command);
/// Help of one command, and of the program.
QString helpText(const Command& command);
QString helpText();

/// --bootstrap, -X and the others that every command takes.
QList<QCommandLineOption> globalOptions();

} // namespace spillway::cli
