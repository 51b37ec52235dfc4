// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/manual.h"

#include "cli/command.h"

#include <QCoreApplication>

namespace spillway::cli {

namespace {

/// Text of ours for roff: no line may begin a request, a hyphen is one to copy, a backslash is itself.
QString roff(QString text)
{
    text.replace(QLatin1Char('\\'), QStringLiteral("\\e")).replace(QLatin1Char('-'), QStringLiteral("\\-"));
    if (text.startsWith(QLatin1Char('.')) || text.startsWith(QLatin1Char('\'')))
        text.prepend(QStringLiteral("\\&"));
    return text;
}

QString roffOptions(const QList<QCommandLineOption>& options)
{
    QString text;
    for (const QCommandLineOption& option : options) {
        QStringList names;
        for (const QString& name : option.names())
            names.append(QStringLiteral("\\fB")
                + roff((name.size() == 1 ? QStringLiteral("-") : QStringLiteral("--")) + name)
                + QStringLiteral("\\fR"));
        text += QStringLiteral(".TP\n") + names.join(QStringLiteral(", "));
        if (!option.valueName().isEmpty())
            text += QStringLiteral(" \\fI") + roff(option.valueName()) + QStringLiteral("\\fR");
        text += QLatin1Char('\n') + roff(option.description()) + QLatin1Char('\n');
    }
    return text;
}

QStringList dashed(const QList<QCommandLineOption>& options)
{
    QStringList words;
    for (const QCommandLineOption& option : options)
        for (const QString& name : option.names())
            words.append((name.size() == 1 ? QStringLiteral("-") : QStringLiteral("--")) + name);
    return words;
}

/// Within single quotes of a shell.
QString quoted(QString text)
{
    return QLatin1Char('\'') + text.replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

QStringList firstWords()
{
    QStringList words{ QStringLiteral("help"), QStringLiteral("completion") };
    for (const Command& command : allCommands())
        words.append(command.name.section(QLatin1Char(' '), 0, 0));
    words.removeDuplicates();
    words.sort();
    return words;
}

QStringList secondWords(const QString& first)
{
    if (first == QLatin1String("completion"))
        return completionShells();
    QStringList words;
    for (const Command& command : allCommands())
        if (command.name.startsWith(first + QLatin1Char(' ')))
            words.append(command.name.section(QLatin1Char(' '), 1));
    return words;
}

/// The commands of one or of two words that have options of their own, as arms of a shell's case.
QString optionArms(bool twoWords)
{
    QString arms;
    for (const Command& command : allCommands())
        if (!command.options.isEmpty() && command.name.contains(QLatin1Char(' ')) == twoWords)
            arms += QStringLiteral("        %1) options+=' %2' ;;\n")
                        .arg(quoted(command.name), dashed(command.options).join(QLatin1Char(' ')));
    return arms;
}

QString bashScript()
{
    QString seconds;
    for (const QString& first : firstWords())
        if (const QStringList words = secondWords(first); !words.isEmpty())
            seconds += QStringLiteral("        %1) words='%2' ;;\n").arg(first, words.join(QLatin1Char(' ')));
    return QStringLiteral(R"(# bash completion of spillwayctl
_spillwayctl()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} first='' second='' words='' i
    local options='%1'
    COMPREPLY=()
    case $previous in
        --output) mapfile -t COMPREPLY < <(compgen -W 'table json ndjson' -- "$current"); return ;;
        --value-file | --export) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
    esac
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            -*) ;;
            *) if [[ -z $first ]]; then first=${COMP_WORDS[i]}; elif [[ -z $second ]]; then second=${COMP_WORDS[i]}; fi ;;
        esac
    done
    case "$first $second" in
%2        *) ;;
    esac
    case $first in
%3        *) ;;
    esac
    case $first in
        '') words='%4' ;;
%5        *) ;;
    esac
    [[ -z $second ]] || words=''
    if [[ $current == -* ]]; then words=$options; fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _spillwayctl spillwayctl
)")
        .arg(dashed(globalOptions()).join(QLatin1Char(' ')), optionArms(true), optionArms(false),
            firstWords().join(QLatin1Char(' ')), seconds);
}

QString zshScript()
{
    // zsh runs bash completions as they are, once asked to.
    return QStringLiteral("#compdef spillwayctl\nautoload -U +X bashcompinit && bashcompinit\n") + bashScript();
}

QString fishScript()
{
    QString text = QStringLiteral("# fish completion of spillwayctl\ncomplete -c spillwayctl -f\n");
    // the type is said: a string builder would outlive its parts
    const auto option = [](const QCommandLineOption& of, const QString& condition) -> QString {
        QString line = QStringLiteral("complete -c spillwayctl") + condition;
        for (const QString& name : of.names())
            line += (name.size() == 1 ? QStringLiteral(" -s ") : QStringLiteral(" -l ")) + name;
        if (of.valueName() == QLatin1String("table|json|ndjson"))
            line += QStringLiteral(" -x -a 'table json ndjson'");
        else if (!of.valueName().isEmpty())
            line += QStringLiteral(" -r");
        return line + QStringLiteral(" -d ") + quoted(of.description()) + QLatin1Char('\n');
    };
    for (const QCommandLineOption& of : globalOptions())
        text += option(of, {});
    for (const QString& first : firstWords()) {
        text += QStringLiteral("complete -c spillwayctl -n __fish_use_subcommand -a %1\n").arg(first);
        for (const QString& second : secondWords(first))
            text += QStringLiteral("complete -c spillwayctl -n '__fish_seen_subcommand_from %1' -a %2\n")
                        .arg(first, second);
    }
    for (const Command& command : allCommands())
        for (const QCommandLineOption& of : command.options)
            text += option(of,
                QStringLiteral(" -n '__fish_seen_subcommand_from %1'")
                    .arg(command.name.section(QLatin1Char(' '), 0, 0)));
    return text;
}

} // namespace

QString manualPage()
{
    QString text = QStringLiteral(".TH SPILLWAYCTL 1 \"\" \"Spillway %1\" \"User Commands\"\n")
                       .arg(roff(QCoreApplication::applicationVersion()));
    text += QStringLiteral(".SH NAME\nspillwayctl \\- look at and work with an Apache Kafka cluster\n"
                           ".SH SYNOPSIS\n.B spillwayctl\n[\\fIOPTIONS\\fR] \\fICOMMAND\\fR …\n.SH DESCRIPTION\n");
    text += roff(QStringLiteral(
                "Lists topics, groups and lag, reads and writes records, and shows and replays dead letters of an "
                "Apache "
                "Kafka cluster. Results go to standard output as a table, JSON or newline-delimited JSON; remarks and "
                "errors, each with a hint, to standard error."))
        + QStringLiteral("\n.SH OPTIONS\n") + roffOptions(globalOptions()) + QStringLiteral(".SH COMMANDS\n");
    for (const Command& command : allCommands()) {
        text += QStringLiteral(".SS \"%1\"\n").arg(roff(command.name));
        text += QStringLiteral("\\fBspillwayctl %1\\fR %2\n.PP\n%3\n")
                    .arg(roff(command.name), roff(command.usage), roff(command.summary));
        text += roffOptions(command.options);
    }
    text += QStringLiteral(".SS completion\n\\fBspillwayctl completion\\fR %1\n.PP\nPrints the completion script of a "
                           "shell.\n")
                .arg(completionShells().join(QLatin1Char('|')));
    text += QStringLiteral(".SH EXIT STATUS\n");
    for (const char* line :
        { "0\ndone", "1\nfailed", "2\na word or an option was wrong", "3\nthe cluster cannot be reached",
            "4\nonly a part of the answer could be had", "5\nrefused: read-only, or not confirmed" })
        text += QStringLiteral(".TP\n") + QLatin1String(line) + QLatin1Char('\n');
    text += QStringLiteral(".SH ENVIRONMENT\nWithout \\fB\\-\\-bootstrap\\fR these say how to connect:\n");
    for (const char* name : { "KAFKA_BOOTSTRAP_SERVERS", "KAFKA_SECURITY_PROTOCOL", "KAFKA_SASL_MECHANISM",
             "KAFKA_SASL_USERNAME", "KAFKA_SASL_PASSWORD", "KAFKA_SSL_CAFILE", "KAFKA_SSL_CERTFILE",
             "KAFKA_SSL_KEYFILE", "KAFKA_SSL_KEY_PASSWORD", "KAFKA_DEBUG" })
        text += QStringLiteral(".TP\n.B ") + QLatin1String(name) + QStringLiteral("\n\\&\n");
    text
        += QStringLiteral(".PP\nThese configure the service (serve, publish); service.md in the documentation explains "
                          "each, and serve names one that is wrong:\n");
    for (const char* name : { "KAFKA_TOPIC_PREFIX", "KAFKA_NUM_PARTITIONS", "KAFKA_REPLICATION_FACTOR",
             "KAFKA_GROUP_ID", "KAFKA_AUTO_OFFSET_RESET", "KAFKA_ENABLE_AUTO_COMMIT", "KAFKA_AUTO_COMMIT_INTERVAL_MS",
             "KAFKA_MAX_POLL_RECORDS", "KAFKA_SESSION_TIMEOUT_MS", "KAFKA_HEARTBEAT_INTERVAL_MS", "KAFKA_ACKS",
             "KAFKA_RETRIES", "KAFKA_RETRY_DELAY_SECONDS", "KAFKA_BATCH_SIZE", "KAFKA_LINGER_MS",
             "KAFKA_COMPRESSION_TYPE", "KAFKA_EVENT_FORMAT", "KAFKA_SCHEMA_REGISTRY_URL",
             "KAFKA_SCHEMA_REGISTRY_USERNAME", "KAFKA_SCHEMA_REGISTRY_PASSWORD", "KAFKA_SCHEMA_REGISTRY_CAFILE",
             "KAFKA_ENABLED", "SPILLWAY_TOKEN" })
        text += QStringLiteral(".TP\n.B ") + QLatin1String(name) + QStringLiteral("\n\\&\n");
    return text
        + QStringLiteral(
            ".SH FILES\n.TP\n~/.local/share/spillway/audit.ndjson\nEvery change that was asked for, one JSON "
            "object per line.\n.SH SEE ALSO\n.BR spillway (1)\n");
}

QStringList completionShells()
{
    return { QStringLiteral("bash"), QStringLiteral("fish"), QStringLiteral("zsh") };
}

QString completionScript(const QString& shell)
{
    if (shell == QLatin1String("bash"))
        return bashScript();
    if (shell == QLatin1String("fish"))
        return fishScript();
    return shell == QLatin1String("zsh") ? zshScript() : QString();
}

} // namespace spillway::cli
