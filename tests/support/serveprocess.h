// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/spillwayctl.h"

#include <QUrl>

#include <algorithm>
#include <csignal>

/// A running `spillwayctl serve` on a free port of loopback with a log in JSON; killed when it goes.
class ServeProcess {
public:
    /// `options` come last, so that they may say --listen again.
    ServeProcess(const Spillwayctl& ctl, const QStringList& options, const std::map<QString, QString>& variables)
    {
        ctl.prepare(m_process,
            QStringList{ QStringLiteral("serve"), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"),
                QStringLiteral("--log-format"), QStringLiteral("json"), QStringLiteral("--stats-every"),
                QStringLiteral("1") }
                + options,
            variables);
        m_process.start();
    }
    ~ServeProcess()
    {
        m_process.kill();
        m_process.waitForFinished(5000);
    }
    ServeProcess(const ServeProcess&) = delete;
    ServeProcess& operator=(const ServeProcess&) = delete;

    /// Lines of the log until now.
    QList<QJsonObject> log()
    {
        m_text += m_process.readAllStandardError();
        QList<QJsonObject> lines;
        for (const QByteArray& line : m_text.left(m_text.lastIndexOf('\n') + 1).split('\n')) {
            if (!line.isEmpty())
                lines.append(QJsonDocument::fromJson(line).object());
        }
        return lines;
    }
    QByteArray text()
    {
        log();
        return m_text;
    }
    bool said(const QString& message)
    {
        return std::ranges::any_of(
            log(), [&](const QJsonObject& line) { return line[u"message"].toString().contains(message); });
    }
    /// Newest figure of that name; -1: none yet.
    qint64 figure(const QString& name)
    {
        qint64 value = -1;
        for (const QJsonObject& line : log()) {
            if (line.contains(name))
                value = line[name].toInteger();
        }
        return value;
    }
    /// Where REST is served; empty: not yet.
    QUrl url()
    {
        for (const QJsonObject& line : log()) {
            if (line.contains(u"url"))
                return QUrl(line[u"url"].toString());
        }
        return {};
    }
    void signal(int number) { ::kill(pid_t(m_process.processId()), number); }
    QProcess& process() { return m_process; }

private:
    QProcess m_process;
    QByteArray m_text;
};
