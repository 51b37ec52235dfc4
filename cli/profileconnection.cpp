// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/profileconnection.h"

#include "core/profile/keychainsecretstore.h"
#include "core/profile/profilestore.h"
#include "core/serde/text.h"

#include <QEventLoop>

#include <cstdio>
#include <termios.h>
#include <unistd.h>

namespace spillway::cli {

namespace {

constexpr std::chrono::seconds KeyringPatience{ 5 };

QString variableOf(const QString& secret)
{
    if (secret == QLatin1String("sasl.password"))
        return QStringLiteral("KAFKA_SASL_PASSWORD");
    if (secret == QLatin1String("ssl.key.password"))
        return QStringLiteral("KAFKA_SSL_KEY_PASSWORD");
    return {};
}

/// Switches the terminal's echo off and, whatever happens, on again.
class NoEcho {
public:
    explicit NoEcho(int descriptor)
        : m_descriptor(descriptor)
        , m_known(::tcgetattr(descriptor, &m_before) == 0)
    {
        termios quiet = m_before;
        quiet.c_lflag &= ~tcflag_t(ECHO);
        m_known = m_known && ::tcsetattr(descriptor, TCSAFLUSH, &quiet) == 0;
    }
    ~NoEcho()
    {
        if (m_known)
            ::tcsetattr(m_descriptor, TCSAFLUSH, &m_before);
    }
    bool works() const { return m_known; }

private:
    int m_descriptor;
    termios m_before{};
    bool m_known;
};

} // namespace

Result<ConnectionProfile> profileNamed(const QString& name)
{
    ProfileStore store;
    const auto read = store.reload();
    if (auto profile = store.byName(name))
        return *profile;
    if (!read)
        return Failure(read.error());
    QStringList names;
    for (const ConnectionProfile& profile : store.profiles())
        names << profile.name;
    return Failure(Error{ .code = ErrorCode::InvalidConfiguration,
        .message = QStringLiteral("There is no profile named \"%1\"").arg(name),
        .hint = names.isEmpty() ? QStringLiteral("there is none yet; make one with: spillwayctl profiles import FILE")
                                : QStringLiteral("there are: %1").arg(names.join(QStringLiteral(", "))) });
}

std::optional<Secret> askSecret(const QString& question)
{
    std::FILE* terminal = std::fopen("/dev/tty", "r+");
    if (!terminal)
        return std::nullopt;
    std::optional<Secret> answer;
    if (const NoEcho quiet(::fileno(terminal)); quiet.works()) {
        std::fprintf(terminal, "%s: ", qPrintable(visibleText(question)));
        std::fflush(terminal);
        QByteArray line;
        int c = std::fgetc(terminal);
        for (; c != EOF && c != '\n' && line.size() < 4096; c = std::fgetc(terminal))
            line.append(char(c));
        std::fputs("\n", terminal);
        if (!line.isEmpty())
            answer = Secret(line);
    }
    std::fclose(terminal);
    return answer;
}

Result<ConnectionSettings> settingsOfProfile(
    const ConnectionProfile& profile, const QProcessEnvironment& environment, const std::map<QString, Secret>& given)
{
    std::map<QString, Secret> secrets = given;
    QStringList missing;
    for (const QString& name : profile.secretNames) {
        const QString variable = variableOf(name);
        if (secrets.contains(name) || name == QLatin1String(RegistryPassword))
            continue;
        if (!variable.isEmpty() && !environment.value(variable).isEmpty())
            secrets.emplace(name, Secret(environment.value(variable).toUtf8()));
        else
            missing << name;
    }
    QString why;
    if (!missing.isEmpty()) {
        KeychainSecretStore keyring(KeyringPatience);
        QEventLoop loop; // the only one: a command line has none running
        readSecrets(
            keyring, profile.id, missing, [&](const std::map<QString, Secret>& found, const SecretAnswer& worst) {
                secrets.insert(found.begin(), found.end());
                missing.removeIf([&](const QString& name) { return found.contains(name); });
                why = worst.detail;
                loop.quit();
            });
        loop.exec();
    }
    for (const QString& name : missing) {
        if (auto answer = askSecret(QStringLiteral("%1 of profile %2").arg(name, profile.name))) {
            secrets.emplace(name, *answer);
            continue;
        }
        const QString variable = variableOf(name);
        return Failure(Error{ .code = ErrorCode::InvalidConfiguration,
            .message = QStringLiteral("Profile \"%1\" needs %2. %3").arg(profile.name, name, why),
            .hint = variable.isEmpty()
                ? QStringLiteral("use -X %1=@FILE").arg(name)
                : QStringLiteral("set %1, use -X %2=@FILE, or run it on a terminal").arg(variable, name) });
    }
    return settingsOf(profile, secrets);
}

} // namespace spillway::cli
