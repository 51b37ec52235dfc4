// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

#include <map>

/// Runs the real spillwayctl (SPILLWAYCTL, set by CMake) with an environment of its own: no KAFKA_* variables but those
/// given, and a data folder that is thrown away.
class Spillwayctl {
public:
    struct Outcome {
        int code = -1; ///< -1: did not start, crashed or did not end within a minute
        QByteArray out;
        QByteArray err;

        QJsonObject object() const { return QJsonDocument::fromJson(out).object(); }
        QJsonArray array() const { return QJsonDocument::fromJson(out).array(); }
        QList<QJsonObject> lines() const
        {
            QList<QJsonObject> objects;
            for (const QByteArray& line : out.split('\n')) {
                if (!line.isEmpty())
                    objects.append(QJsonDocument::fromJson(line).object());
            }
            return objects;
        }
    };

    /// Given with every run, in front: --bootstrap and the like.
    void setCommon(const QStringList& arguments) { m_common = arguments; }
    void prepare(
        QProcess& process, const QStringList& arguments, const std::map<QString, QString>& variables = {}) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const QString& name : environment.keys()) {
            if (name.startsWith(QLatin1String("KAFKA_")))
                environment.remove(name);
        }
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_data.path());
        for (const auto& [name, value] : variables)
            environment.insert(name, value);
        process.setProcessEnvironment(environment);
        process.setProgram(QStringLiteral(SPILLWAYCTL));
        process.setArguments(m_common + arguments);
    }
    Outcome run(const QStringList& arguments, const QByteArray& input = {},
        const std::map<QString, QString>& variables = {}) const
    {
        QProcess process;
        prepare(process, arguments, variables);
        process.start();
        process.write(input);
        process.closeWriteChannel();
        const bool ended = process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit;
        const QByteArray err = process.readAllStandardError();
        if (!ended)
            qWarning("spillwayctl %s: %s, signal or code %d; stderr ends: %s",
                qPrintable(arguments.join(QLatin1Char(' ')).left(200)), qPrintable(process.errorString()),
                process.exitCode(), err.right(500).constData());
        return { ended ? process.exitCode() : -1, process.readAllStandardOutput(), err };
    }
    QString journalPath() const { return m_data.filePath(QStringLiteral("spillway/audit.ndjson")); }

private:
    QTemporaryDir m_data;
    QStringList m_common;
};
