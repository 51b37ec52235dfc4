// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/kafkafixtures.h"

#include <QTest>

namespace spillway::test {

/// `./dev kafka start --secure`, for one test alone.
class SecureBroker {
public:
    explicit SecureBroker(QString name)
        : m_name(std::move(name))
    {
    }
    SecureBroker(const SecureBroker&) = delete;
    SecureBroker& operator=(const SecureBroker&) = delete;
    bool start()
    {
        // certificates, two JVMs and four of Kafka's tools: a loaded machine takes more than a minute
        QProcess dev;
        dev.start(qEnvironmentVariable("SPILLWAY_DEV"),
            QStringLiteral("kafka start --name %1 --secure --heap 384m --fresh").arg(m_name).split(QLatin1Char(' ')));
        const bool started = dev.waitForFinished(180'000) && dev.exitCode() == 0;
        if (!started)
            qWarning("%s", dev.readAllStandardError().constData());
        for (const QByteArray& line : dev.readAllStandardOutput().split('\n'))
            m_values[line.left(line.indexOf('='))] = QString::fromUtf8(line.mid(line.indexOf('=') + 1));
        return started;
    }
    ~SecureBroker()
    {
        run(qEnvironmentVariable("SPILLWAY_DEV"),
            QStringLiteral("kafka stop --name %1 --kill").arg(m_name).split(QLatin1Char(' ')));
    }
    /// Where who comes without a name may all.
    ConnectionSettings open() const { return settingsFor(m_values.at("bootstrap.servers")); }
    QString file(const QString& name) const { return m_values.at("tls") + QLatin1Char('/') + name; }
    /// Settings for a listener; `words` are name=value, a secret among them.
    ConnectionSettings at(const char* listener, const QStringList& words) const
    {
        ConnectionSettings settings = settingsFor(m_values.at(QByteArray("listener.") + listener));
        for (const QString& word : words) {
            const QString name = word.section(QLatin1Char('='), 0, 0);
            const QString value = word.section(QLatin1Char('='), 1);
            if (name.endsWith(QLatin1String("password")))
                settings.secrets.insert_or_assign(name, Secret(value.toUtf8()));
            else
                settings.properties[name] = name.endsWith(QLatin1String("location")) ? file(value) : value;
        }
        return settings;
    }

private:
    const QString m_name;
    std::map<QByteArray, QString> m_values;
};

} // namespace spillway::test
