// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/connectionsettings.h"

#include "core/profile/allowlist.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace spillway {

namespace {

constexpr qint64 LargestSecretFile = 1 << 20; // bytes; a private key in PEM has a few thousand

/// What is wrong, one line each, and how to mend it.
struct Problems {
    QStringList lines;
    QStringList hints;

    void add(const QString& line, const QString& hint = {})
    {
        lines.append(line);
        if (!hint.isEmpty() && !hints.contains(hint))
            hints.append(hint);
    }
    Failure failure(const QString& what) const
    {
        const QString message = lines.size() == 1
            ? lines.front()
            : QStringLiteral("%1: %2 problems\n  ").arg(what).arg(lines.size()) + lines.join(QStringLiteral("\n  "));
        return Failure(
            Error{ ErrorCode::InvalidConfiguration, message, hints.join(QStringLiteral("; ")), false, false });
    }
};

QString quoted(const QString& text)
{
    return QLatin1Char('"') + text + QLatin1Char('"');
}

/// The word as it is spelled in `accepted`, found regardless of case; empty when it is none of them.
QString oneOf(const QString& word, const QStringList& accepted)
{
    const auto it = std::find_if(accepted.begin(), accepted.end(),
        [&](const QString& candidate) { return candidate.compare(word, Qt::CaseInsensitive) == 0; });
    return it == accepted.end() ? QString() : *it;
}

Result<Secret> secretFromFile(const QString& name, const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return Failure(Error{ ErrorCode::InvalidConfiguration,
            QStringLiteral("%1: cannot read the file %2: %3").arg(name, quoted(path), file.errorString()), {}, false,
            false });
    }
    QByteArray bytes = file.read(LargestSecretFile);
    // A PEM block has lines of its own; of anything else an editor's last line break is no part.
    if (!name.endsWith(QLatin1String(".pem"))) {
        if (const qsizetype end = bytes.indexOf('\n'); end >= 0)
            bytes.truncate(end);
        if (bytes.endsWith('\r'))
            bytes.chop(1);
    }
    if (bytes.isEmpty()) {
        return Failure(Error{ ErrorCode::InvalidConfiguration,
            QStringLiteral("%1: the file %2 begins with an empty line").arg(name, quoted(path)), {}, false, false });
    }
    return Secret(bytes);
}

} // namespace

QString bootstrapProblem(const QString& servers)
{
    if (servers.trimmed().isEmpty())
        return QStringLiteral("is empty");
    // HOST:PORT, [IPv6]:PORT, the port optional as in librdkafka; a protocol prefix would override security.protocol.
    static const QRegularExpression form(
        QStringLiteral("^(?:\\[[0-9A-Fa-f:.%]+\\]|[^\\s:/\\[\\],]+)(?::([0-9]{1,5}))?$"));
    for (const QString& entry : servers.split(QLatin1Char(','))) {
        const auto match = form.match(entry.trimmed());
        const uint port = match.captured(1).toUInt();
        if (!match.hasMatch() || (match.capturedLength(1) > 0 && (port == 0 || port > 65535)))
            return QStringLiteral("has an address %1 that is not HOST:PORT").arg(quoted(entry.trimmed()));
    }
    return {};
}

Result<ConnectionSettings> connectionFromEnvironment(const QProcessEnvironment& environment)
{
    ConnectionSettings settings;
    Problems problems;
    const auto value = [&](const char* name) { return environment.value(QLatin1String(name)); };
    const auto given = [&](const char* name) { return !environment.value(QLatin1String(name)).isEmpty(); };

    if (environment.contains(QStringLiteral("KAFKA_BOOTSTRAP_SERVERS"))) {
        settings.bootstrapServers = value("KAFKA_BOOTSTRAP_SERVERS").trimmed();
        if (const QString problem = bootstrapProblem(settings.bootstrapServers); !problem.isEmpty())
            problems.add(QStringLiteral("KAFKA_BOOTSTRAP_SERVERS=%1 %2; accepted: HOST:PORT[,HOST:PORT…]")
                             .arg(quoted(settings.bootstrapServers), problem));
    }

    static const QStringList protocols{ QStringLiteral("PLAINTEXT"), QStringLiteral("SSL"),
        QStringLiteral("SASL_PLAINTEXT"), QStringLiteral("SASL_SSL") };
    QString protocol = protocols.front();
    if (given("KAFKA_SECURITY_PROTOCOL")) {
        protocol = oneOf(value("KAFKA_SECURITY_PROTOCOL"), protocols);
        if (protocol.isEmpty())
            problems.add(QStringLiteral("KAFKA_SECURITY_PROTOCOL=%1 is not a protocol; accepted: %2")
                             .arg(quoted(value("KAFKA_SECURITY_PROTOCOL")), protocols.join(QStringLiteral(", "))));
        else
            settings.properties[QStringLiteral("security.protocol")] = protocol.toLower();
    }

    static const QStringList mechanisms{ QStringLiteral("PLAIN"), QStringLiteral("SCRAM-SHA-256"),
        QStringLiteral("SCRAM-SHA-512"), QStringLiteral("GSSAPI"), QStringLiteral("OAUTHBEARER") };
    QString mechanism = mechanisms.front();
    if (given("KAFKA_SASL_MECHANISM")) {
        mechanism = oneOf(value("KAFKA_SASL_MECHANISM"), mechanisms);
        if (mechanism.isEmpty())
            problems.add(QStringLiteral("KAFKA_SASL_MECHANISM=%1 is not a mechanism; accepted: %2")
                             .arg(quoted(value("KAFKA_SASL_MECHANISM")), mechanisms.join(QStringLiteral(", "))));
    }
    if (given("KAFKA_SASL_USERNAME"))
        settings.properties[QStringLiteral("sasl.username")] = value("KAFKA_SASL_USERNAME");
    if (given("KAFKA_SASL_PASSWORD"))
        settings.secrets.emplace(QStringLiteral("sasl.password"), Secret(value("KAFKA_SASL_PASSWORD").toUtf8()));
    if (protocol.startsWith(QLatin1String("SASL_")) && !mechanism.isEmpty()) {
        settings.properties[QStringLiteral("sasl.mechanism")] = mechanism;
        if (mechanism == QLatin1String("PLAIN") || mechanism.startsWith(QLatin1String("SCRAM"))) {
            for (const char* name : { "KAFKA_SASL_USERNAME", "KAFKA_SASL_PASSWORD" }) {
                if (!given(name))
                    problems.add(QStringLiteral("%1 is empty; %2 with %3 needs it")
                                     .arg(QLatin1String(name), protocol, mechanism));
            }
        }
    }

    static constexpr std::pair<const char*, const char*> files[] = { { "KAFKA_SSL_CAFILE", "ssl.ca.location" },
        { "KAFKA_SSL_CERTFILE", "ssl.certificate.location" }, { "KAFKA_SSL_KEYFILE", "ssl.key.location" } };
    for (const auto& [name, property] : files) {
        if (!given(name))
            continue;
        if (!QFileInfo(value(name)).isReadable())
            problems.add(QStringLiteral("%1=%2 cannot be read; accepted: the path of a PEM file")
                             .arg(QLatin1String(name), quoted(value(name))));
        settings.properties[QLatin1String(property)] = value(name);
    }
    if (given("KAFKA_SSL_KEY_PASSWORD"))
        settings.secrets.emplace(QStringLiteral("ssl.key.password"), Secret(value("KAFKA_SSL_KEY_PASSWORD").toUtf8()));

    if (given("KAFKA_DEBUG")) {
        static const QStringList contexts
            = QStringLiteral("generic broker topic metadata feature queue msg protocol cgrp "
                             "security fetch interceptor plugin consumer admin eos mock "
                             "assignor conf all")
                  .split(QLatin1Char(' '));
        QStringList wanted;
        for (const QString& part : value("KAFKA_DEBUG").split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            const QString context = oneOf(part.trimmed(), contexts);
            if (context.isEmpty())
                problems.add(QStringLiteral("KAFKA_DEBUG=%1 holds %2; accepted, separated by commas: %3")
                                 .arg(quoted(value("KAFKA_DEBUG")), quoted(part.trimmed()),
                                     contexts.join(QStringLiteral(", "))));
            wanted.append(context);
        }
        settings.properties[QStringLiteral("debug")] = wanted.join(QLatin1Char(','));
    }

    if (!problems.lines.isEmpty())
        return problems.failure(QStringLiteral("The KAFKA_* variables are wrong"));
    return settings;
}

Result<> applyProperties(ConnectionSettings& settings, const QStringList& assignments)
{
    // All or nothing: the settings of a refused command are not half changed.
    ConnectionSettings changed = settings;
    Problems problems;
    for (const QString& assignment : assignments) {
        const qsizetype equals = assignment.indexOf(QLatin1Char('='));
        // A word without "=" may be a secret that slipped in: it is not repeated unless it is a name we know.
        if (equals <= 0) {
            const bool known = propertyRule(assignment.trimmed()) != PropertyRule::Unknown;
            problems.add(known ? QStringLiteral("-X %1 has no value").arg(assignment.trimmed())
                               : QStringLiteral("-X needs name=value"),
                QStringLiteral("write -X name=value, e.g. -X socket.timeout.ms=20000"));
            continue;
        }
        const QString given = assignment.left(equals).trimmed();
        const QString value = assignment.mid(equals + 1);
        const QString name = canonicalProperty(given);
        switch (propertyRule(given)) {
        case PropertyRule::Allowed:
            changed.properties[name] = value;
            break;
        case PropertyRule::Secret:
            if (!value.startsWith(QLatin1Char('@'))) {
                const QString variable = name == QLatin1String("sasl.password") ? QStringLiteral("KAFKA_SASL_PASSWORD")
                    : name == QLatin1String("ssl.key.password") ? QStringLiteral("KAFKA_SSL_KEY_PASSWORD")
                                                                : QString();
                const QString file = QStringLiteral("-X %1=@FILE").arg(name);
                problems.add(QStringLiteral("-X %1 is a secret and not accepted on the command line, which every user "
                                            "of this machine can see")
                                 .arg(name),
                    variable.isEmpty() ? QStringLiteral("use %1").arg(file)
                                       : QStringLiteral("set %1 or use %2").arg(variable, file));
                break;
            }
            if (auto secret = secretFromFile(name, value.mid(1)))
                changed.secrets.insert_or_assign(name, *secret);
            else
                problems.add(QStringLiteral("-X ") + secret.error().message);
            break;
        case PropertyRule::Owned:
        case PropertyRule::Forbidden:
        case PropertyRule::Unknown:
            problems.add(QStringLiteral("-X %1 %2").arg(given, refusalReason(given)));
            break;
        }
    }
    if (!problems.lines.isEmpty())
        return problems.failure(QStringLiteral("The -X options are wrong"));
    settings = std::move(changed);
    return {};
}

QString redacted(const ConnectionSettings& settings)
{
    std::map<QString, QString> lines;
    lines[QStringLiteral("bootstrap.servers")] = settings.bootstrapServers;
    for (const auto& [name, value] : settings.properties)
        lines[name] = value;
    for (const auto& [name, secret] : settings.secrets)
        lines[name] = QStringLiteral("[redacted]");
    QString text;
    for (const auto& [name, value] : lines)
        text += name + QLatin1Char('=') + value + QLatin1Char('\n');
    if (settings.readOnly)
        text += QStringLiteral("read-only=true\n");
    return text;
}

} // namespace spillway
