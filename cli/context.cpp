// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/context.h"

#include "core/serde/text.h"

#include <QCommandLineParser>

namespace spillway::cli {

Context::Context(const Command& command, const QCommandLineParser& parser, QStringList words,
    ConnectionSettings connection, std::chrono::milliseconds timeout, OutputWriter& output, Interrupt& interrupt,
    kafka::Gate& gate, Remark remark, const QProcessEnvironment& environment)
    : m_command(command)
    , m_parser(parser)
    , m_words(std::move(words))
    , m_connection(std::move(connection))
    , m_timeout(timeout)
    , m_output(output)
    , m_interrupt(interrupt)
    , m_gate(gate)
    , m_remark(std::move(remark))
    , m_environment(environment)
{
}

bool Context::isSet(const char* option) const
{
    return m_parser.isSet(QLatin1String(option));
}

QString Context::value(const char* option) const
{
    return m_parser.value(QLatin1String(option));
}

QStringList Context::values(const char* option) const
{
    return m_parser.values(QLatin1String(option));
}

Result<Connected> Context::connect()
{
    auto admin = kafka::Admin::create(m_connection);
    if (!admin)
        return Failure(admin.error());
    (*admin)->setDeadline(m_timeout);
    auto cancelling = std::make_unique<std::stop_callback<std::function<void()>>>(
        m_interrupt.token(), [raw = admin->get()] { raw->cancel(); });
    auto metadata = (*admin)->metadata();
    if (!metadata) {
        Error error = metadata.error();
        // A first answer that never comes is no connection, whatever stood in its way.
        if (error.code == ErrorCode::TimedOut || error.code == ErrorCode::Unreachable) {
            const QStringList reasons = (*admin)->brokerErrors();
            error.code = ErrorCode::Unreachable;
            error.message
                = QStringLiteral("Failed to connect to Kafka at %1 within %2 s: %3")
                      .arg(m_connection.bootstrapServers)
                      .arg(double(m_timeout.count()) / 1000)
                      .arg(reasons.isEmpty() ? QStringLiteral("no answer") : reasons.join(QStringLiteral("; ")));
            error.hint = QStringLiteral(
                "check KAFKA_BOOTSTRAP_SERVERS or --bootstrap, the network and whether the broker runs; "
                "\"spillwayctl check\" tries step by step");
        }
        return Failure(error);
    }
    return Connected{ std::move(*admin), std::move(*metadata), std::move(cancelling) };
}

std::optional<qint64> Context::number(const char* option, qint64 least, qint64 most)
{
    bool ok = false;
    const qint64 number = value(option).toLongLong(&ok);
    if (ok && number >= least && number <= most)
        return number;
    usage(QStringLiteral("--%1 %2 is not a whole number from %3 to %4")
              .arg(QLatin1String(option), value(option))
              .arg(least)
              .arg(most));
    return {};
}

ExitCode Context::fail(const Error& error)
{
    m_remark(errorText(error));
    return exitCodeFor(error.code);
}

ExitCode Context::usage(const QString& problem)
{
    m_remark(errorText({ ErrorCode::InvalidArgument, problem, {}, false, false }) + QLatin1Char('\n')
        + usageLine(m_command));
    return ExitCode::Usage;
}

void Context::note(const QString& line)
{
    m_remark(visibleText(line));
}

ExitCode Context::finish(ExitCode wanted)
{
    if (!m_output.status())
        return fail(m_output.status().error());
    return wanted;
}

QString errorText(const Error& error)
{
    QString text = QStringLiteral("spillwayctl: ") + visibleText(error.message, TextUse::MultiLine);
    if (!error.hint.isEmpty())
        text += QStringLiteral("\n  hint: ") + visibleText(error.hint, TextUse::MultiLine);
    return text;
}

} // namespace spillway::cli
