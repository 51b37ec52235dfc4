// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/connectionprofile.h"

#include "core/profile/allowlist.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <array>

namespace spillway {

namespace {

constexpr qsizetype LongestName = 100;
constexpr qsizetype LongestNotes = 64 * 1024;
constexpr qsizetype LongestValue = 1 << 20; // a CA bundle as ssl.ca.pem
constexpr qsizetype MostPatterns = 200;
constexpr qsizetype LongestPattern = 1000;

constexpr std::array ColourNames{ "none", "blue", "teal", "green", "amber", "red", "violet", "grey" };

QString quoted(const QString& text)
{
    return QLatin1Char('"') + text + QLatin1Char('"');
}

bool hasControl(const QString& text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
}

QString registryProblem(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    if (!url.isValid() || url.host().isEmpty() || (scheme != QLatin1String("http") && scheme != QLatin1String("https")))
        return QStringLiteral("the schema registry is not an http or https address");
    if (!url.userInfo().isEmpty())
        return QStringLiteral("the schema registry's address holds credentials; name the user apart, its password goes "
                              "to the keyring");
    return {};
}

QStringList problemsOf(const ConnectionProfile& profile)
{
    QStringList problems;
    const QString name = profile.name.trimmed();
    if (name.isEmpty() || name != profile.name || name.size() > LongestName || hasControl(name))
        problems << QStringLiteral("the name is not 1 to %1 characters without control characters or blanks around it")
                        .arg(LongestName);
    if (const QString problem = bootstrapProblem(profile.bootstrapServers); !problem.isEmpty())
        problems << QStringLiteral("bootstrap.servers ") + problem;
    for (const auto& [property, value] : profile.properties) {
        const PropertyRule rule = propertyRule(property);
        if (rule == PropertyRule::Secret)
            problems << QStringLiteral("%1 is a secret and not kept in a profile").arg(property);
        else if (rule != PropertyRule::Allowed)
            problems << QStringLiteral("%1 %2").arg(property, refusalReason(property));
        else if (value.size() > LongestValue || value.contains(QChar(0)))
            problems << QStringLiteral("the value of %1 is too long or holds a NUL character").arg(property);
    }
    for (const QString& secret : profile.secretNames) {
        if (!isSecretName(secret))
            problems << QStringLiteral("%1 is not the name of a secret").arg(quoted(secret));
    }
    if (!profile.registryUrl.isEmpty()) {
        if (const QString problem = registryProblem(profile.registryUrl); !problem.isEmpty())
            problems << problem;
    }
    if (profile.notes.size() > LongestNotes)
        problems << QStringLiteral("the notes are longer than 64 KiB");
    if (profile.deadLetterPatterns.size() > MostPatterns)
        problems << QStringLiteral("there are more than %1 patterns of dead-letter topics").arg(MostPatterns);
    for (const QString& pattern : profile.deadLetterPatterns) {
        const QRegularExpression expression(pattern);
        if (pattern.isEmpty() || pattern.size() > LongestPattern || !expression.isValid())
            problems << QStringLiteral("the pattern %1 of dead-letter topics is not a regular expression: %2")
                            .arg(quoted(pattern.left(60)), expression.errorString());
    }
    return problems;
}

QString valueOf(const std::map<QString, QString>& properties, const char* name)
{
    const auto at = properties.find(QLatin1String(name));
    return at == properties.end() ? QString() : at->second;
}

} // namespace

QString profileColourName(ProfileColour colour)
{
    return QLatin1String(ColourNames[static_cast<size_t>(colour)]);
}

ProfileColour profileColourFrom(const QString& name)
{
    for (size_t i = 0; i < ColourNames.size(); ++i) {
        if (name == QLatin1String(ColourNames[i]))
            return ProfileColour(i);
    }
    return ProfileColour::None;
}

bool isSecretName(const QString& name)
{
    return name == QLatin1String(RegistryPassword) || propertyRule(name) == PropertyRule::Secret;
}

Result<> validate(const ConnectionProfile& profile)
{
    const QStringList problems = problemsOf(profile);
    if (problems.isEmpty())
        return {};
    return Failure(Error{ .code = ErrorCode::InvalidConfiguration,
        .message
        = QStringLiteral("Profile %1: %2").arg(quoted(profile.name.left(100)), problems.join(QStringLiteral("; "))),
        .hint = QStringLiteral("correct it and save again") });
}

ConnectionSettings settingsOf(const ConnectionProfile& profile, const std::map<QString, Secret>& secrets)
{
    ConnectionSettings settings;
    settings.bootstrapServers = profile.bootstrapServers;
    settings.properties = profile.properties;
    settings.readOnly = profile.readOnly;
    for (const auto& [name, secret] : secrets) {
        if (propertyRule(name) == PropertyRule::Secret)
            settings.secrets.emplace(name, secret);
    }
    return settings;
}

ConnectionProfile profileOf(const ConnectionSettings& settings)
{
    ConnectionProfile profile;
    profile.bootstrapServers = settings.bootstrapServers;
    profile.properties = settings.properties;
    profile.readOnly = settings.readOnly;
    for (const auto& [name, secret] : settings.secrets)
        profile.secretNames << name;
    return profile;
}

void markProduction(ConnectionProfile& profile, bool production)
{
    profile.production = production;
    if (!production)
        return;
    profile.readOnly = true;
    profile.confirmTwice = true; // and no colour of its own: the usual mark is that of production
}

QString securitySummary(const ConnectionProfile& profile)
{
    QString protocol = valueOf(profile.properties, "security.protocol").toUpper();
    if (protocol.isEmpty())
        protocol = QStringLiteral("PLAINTEXT");
    if (!protocol.startsWith(QLatin1String("SASL")))
        return protocol;
    const QString mechanism = valueOf(profile.properties, "sasl.mechanism");
    const QString user = valueOf(profile.properties, "sasl.username");
    if (!mechanism.isEmpty())
        protocol += QStringLiteral(", ") + mechanism;
    return user.isEmpty() ? protocol : protocol + QStringLiteral(" as ") + user;
}

QJsonObject toJson(const ConnectionProfile& profile)
{
    QJsonObject properties;
    for (const auto& [name, value] : profile.properties)
        properties[name] = value;
    QJsonObject json{ { QStringLiteral("id"), profile.id }, { QStringLiteral("name"), profile.name },
        { QStringLiteral("bootstrap_servers"), profile.bootstrapServers }, { QStringLiteral("properties"), properties },
        { QStringLiteral("secrets"), QJsonArray::fromStringList(profile.secretNames) },
        { QStringLiteral("read_only"), profile.readOnly }, { QStringLiteral("production"), profile.production },
        { QStringLiteral("confirm_twice"), profile.confirmTwice },
        { QStringLiteral("colour"), profileColourName(profile.colour) },
        { QStringLiteral("dead_letter_topics"), QJsonArray::fromStringList(profile.deadLetterPatterns) },
        { QStringLiteral("revision"), profile.revision } };
    const std::pair<const char*, const QString&> texts[] = { { "registry_url", profile.registryUrl },
        { "registry_user", profile.registryUser }, { "notes", profile.notes } };
    for (const auto& [key, text] : texts) {
        if (!text.isEmpty())
            json[QLatin1String(key)] = text;
    }
    return json;
}

Result<ConnectionProfile> profileFromJson(const QJsonObject& json)
{
    QStringList wrong;
    const auto text = [&](const char* key) {
        const QJsonValue value = json[QLatin1String(key)];
        if (!value.isString() && !value.isUndefined())
            wrong << QLatin1String(key);
        return value.toString();
    };
    const auto flag = [&](const char* key) {
        const QJsonValue value = json[QLatin1String(key)];
        if (!value.isBool() && !value.isUndefined())
            wrong << QLatin1String(key);
        return value.toBool();
    };
    const auto texts = [&](const char* key) {
        QStringList list;
        const QJsonArray array = json[QLatin1String(key)].toArray();
        for (const auto& value : array)
            list << value.toString();
        return list;
    };
    ConnectionProfile profile;
    profile.id = text("id");
    profile.name = text("name");
    profile.bootstrapServers = text("bootstrap_servers");
    const QJsonObject properties = json[QStringLiteral("properties")].toObject();
    for (auto at = properties.begin(); at != properties.end(); ++at)
        profile.properties[at.key()] = at.value().toString();
    profile.secretNames = texts("secrets");
    profile.secretNames.sort();
    profile.readOnly = flag("read_only");
    profile.production = flag("production");
    profile.confirmTwice = flag("confirm_twice");
    profile.colour = profileColourFrom(text("colour"));
    profile.registryUrl = text("registry_url");
    profile.registryUser = text("registry_user");
    profile.notes = text("notes");
    profile.deadLetterPatterns = texts("dead_letter_topics");
    profile.revision = json[QStringLiteral("revision")].toInt();
    if (!wrong.isEmpty())
        return Failure(Error{ .code = ErrorCode::InvalidConfiguration,
            .message = QStringLiteral("Profile %1: wrong kind of value for %2")
                           .arg(quoted(profile.name.left(100)), wrong.join(QStringLiteral(", "))),
            .hint = QStringLiteral("correct the file") });
    if (profile.id.isEmpty())
        return Failure(Error{ .code = ErrorCode::InvalidConfiguration,
            .message = QStringLiteral("Profile %1 has no id").arg(quoted(profile.name.left(100))),
            .hint = QStringLiteral("correct the file") });
    if (auto valid = validate(profile); !valid)
        return Failure(valid.error());
    return profile;
}

} // namespace spillway
