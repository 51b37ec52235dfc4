// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/outputwriter.h"
#include "core/kafka/admin.h"
#include "core/kafka/gate.h"
#include "core/profile/connectionsettings.h"

#include <QProcessEnvironment>

#include <functional>

namespace spillway::cli {

/// An admin that has answered, and what it answered. Ctrl-C ends its calls.
struct Connected {
    std::unique_ptr<kafka::Admin> admin;
    ClusterMetadata metadata;
    std::unique_ptr<std::stop_callback<std::function<void()>>> cancelling; ///< goes before the admin does
};

/// Everything a command works with: its words and options, how to connect, where results and remarks go, the gate. One
/// per run, used by one thread except note(), which any may call.
class Context {
public:
    /// Takes one line for people (stderr).
    using Remark = std::function<void(const QString&)>;

    Context(const Command& command, const QCommandLineParser& parser, QStringList words, ConnectionSettings connection,
        std::chrono::milliseconds timeout, OutputWriter& output, Interrupt& interrupt, kafka::Gate& gate, Remark remark,
        const QProcessEnvironment& environment = {});

    const QStringList& words() const { return m_words; } ///< after the command's name
    bool isSet(const char* option) const;
    QString value(const char* option) const;
    QStringList values(const char* option) const;

    /// The variables the program was given; how to connect is read out of them already.
    const QProcessEnvironment& environment() const { return m_environment; }
    const ConnectionSettings& connection() const { return m_connection; }
    std::chrono::milliseconds timeout() const { return m_timeout; }
    OutputWriter& output() { return m_output; }
    Interrupt& interrupt() { return m_interrupt; }
    kafka::Gate& gate() { return m_gate; }

    /// Connects and reads the metadata; an error says which addresses were tried and why each failed.
    Result<Connected> connect();
    /// Whole number of an option, at least `least`; nullopt when it is none (already complained).
    std::optional<qint64> number(const char* option, qint64 least, qint64 most);

    /// Says what went wrong and what to do, and gives the exit code for it.
    ExitCode fail(const Error& error);
    /// Same for a word the command cannot take; shows the usage line.
    ExitCode usage(const QString& problem);
    void note(const QString& line);
    /// The end of a command that has written its output: `wanted`, unless writing failed.
    ExitCode finish(ExitCode wanted = ExitCode::Done);

private:
    const Command& m_command;
    const QCommandLineParser& m_parser;
    QStringList m_words;
    ConnectionSettings m_connection;
    std::chrono::milliseconds m_timeout;
    OutputWriter& m_output;
    Interrupt& m_interrupt;
    kafka::Gate& m_gate;
    Remark m_remark;
    QProcessEnvironment m_environment;
};

/// "spillwayctl: message" and "  hint: …", with hostile text made visible.
QString errorText(const Error& error);

} // namespace spillway::cli
