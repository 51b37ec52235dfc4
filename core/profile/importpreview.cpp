// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/importpreview.h"

#include "core/profile/allowlist.h"
#include "core/profile/propertiesfile.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace spillway {

namespace {

using Outcome = ImportedProperty::Outcome;

constexpr qint64 LargestFile = 1 << 20; // bytes

Failure refused(const QString& message, const QString& hint)
{
    return Failure(Error{ .code = ErrorCode::InvalidConfiguration, .message = message, .hint = hint });
}

/// Java's names that say the same as one of librdkafka's.
QString renamed(const QString& javaName)
{
    static const std::map<QString, QString> names{
        { QStringLiteral("request.timeout.ms"), QStringLiteral("socket.timeout.ms") },
        { QStringLiteral("socket.connection.setup.timeout.max.ms"),
            QStringLiteral("socket.connection.setup.timeout.ms") },
        { QStringLiteral("send.buffer.bytes"), QStringLiteral("socket.send.buffer.bytes") },
        { QStringLiteral("receive.buffer.bytes"), QStringLiteral("socket.receive.buffer.bytes") },
        { QStringLiteral("ssl.truststore.certificates"), QStringLiteral("ssl.ca.pem") },
        { QStringLiteral("ssl.keystore.certificate.chain"), QStringLiteral("ssl.certificate.pem") },
        { QStringLiteral("ssl.keystore.key"), QStringLiteral("ssl.key.pem") },
    };
    const auto at = names.find(javaName);
    return at == names.end() ? QString() : at->second;
}

/// Java properties with a known reason to leave them out.
QString ignoredReason(const QString& name)
{
    static const QRegularExpression formats(QStringLiteral("(^|\\.)(key|value)\\.(de)?serializer$"));
    if (formats.match(name).hasMatch())
        return QStringLiteral("Spillway finds out the format of keys and values itself");
    static const std::map<QString, const char*> reasons{
        { QStringLiteral("ssl.truststore.type"), "it is read together with ssl.truststore.location" },
        { QStringLiteral("ssl.keystore.type"), "it is read together with ssl.keystore.location" },
        { QStringLiteral("ssl.truststore.password"), "CA certificates in PEM need no password" },
        { QStringLiteral("ssl.protocol"), "the newest TLS version both sides know is used" },
        { QStringLiteral("ssl.enabled.protocols"), "the newest TLS version both sides know is used" },
        { QStringLiteral("ssl.cipher.suites"), "Java's names of cipher suites are not OpenSSL's" },
        { QStringLiteral("client.dns.lookup"), "every address of a host is tried anyway" },
        { QStringLiteral("default.api.timeout.ms"), "use --timeout" },
        { QStringLiteral("basic.auth.credentials.source"),
            "user and password are kept in the profile and the keyring" },
        { QStringLiteral("max.poll.records"), "Spillway bounds its own memory" },
        { QStringLiteral("exclude.internal.topics"), "internal topics are shown and marked" },
    };
    const auto at = reasons.find(name);
    return at == reasons.end() ? QString() : QString::fromLatin1(at->second);
}

/// Properties that make Java, and would make us, run code somebody else chose.
bool namesCode(const QString& name)
{
    static const QRegularExpression code(QStringLiteral(
        "(\\.class(es)?$|\\.class\\.name$|^interceptor\\.classes$|^metric\\.reporters$|^security\\.providers$"
        "|^ssl\\.(keymanager|trustmanager)\\.algorithm$|^config\\.providers(\\.|$)|^ssl\\.engine\\.|kinit\\.cmd$)"));
    return code.match(name).hasMatch();
}

enum class StoreKind { Pem, Pkcs12, Jks, Unknown };

/// By the file's first bytes, where there is one; else by the type given or the name's end.
StoreKind storeKind(const QString& path, const QString& type)
{
    if (QFile file(path); QFileInfo(path).isFile() && file.open(QIODevice::ReadOnly)) {
        const QByteArray head = file.read(4096);
        if (head.startsWith("\xFE\xED\xFE\xED") || head.startsWith("\xCE\xCE\xCE\xCE"))
            return StoreKind::Jks;
        if (head.contains("-----BEGIN "))
            return StoreKind::Pem;
        if (head.startsWith('\x30'))
            return StoreKind::Pkcs12;
    }
    const QString kind = type.toUpper();
    const QString ending = QFileInfo(path).suffix().toLower();
    if (kind == QLatin1String("PEM") || ending == QLatin1String("pem") || ending == QLatin1String("crt"))
        return StoreKind::Pem;
    if (kind == QLatin1String("PKCS12") || ending == QLatin1String("p12") || ending == QLatin1String("pfx"))
        return StoreKind::Pkcs12;
    if (kind == QLatin1String("JKS") || kind.isEmpty())
        return StoreKind::Jks; // Kafka's default
    return StoreKind::Unknown;
}

/// Names a shell would not change; others are shown as FILE.
QString forShell(const QString& path)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./+-]+$"));
    return plain.match(path).hasMatch() ? path : QStringLiteral("FILE");
}

class Importer {
public:
    Importer(ImportPreview& preview, const std::vector<PropertyLine>& lines)
        : m_preview(preview)
        , m_lines(lines)
    {
        for (const PropertyLine& line : lines)
            m_last[line.name] = &line; // as in Java, the last one counts
    }

    void run()
    {
        for (const PropertyLine& line : m_lines) {
            m_preview.properties.push_back({ line.name, line.line, Outcome::Ignored, {}, {}, {} });
            m_entry = &m_preview.properties.back();
            if (m_last[line.name] != &line)
                ignore(QStringLiteral("it comes again in line %1, which counts").arg(m_last[line.name]->line));
            else
                take(line.name, line.value);
        }
        auto& names = m_preview.profile.secretNames;
        for (const auto& [name, secret] : m_preview.secrets)
            names << name;
        names.sort();
    }

private:
    QString valueOf(const char* name) const
    {
        const auto at = m_last.find(QLatin1String(name));
        return at == m_last.end() ? QString() : at->second->value;
    }
    void end(Outcome outcome, const QString& reason)
    {
        m_entry->outcome = outcome;
        m_entry->reason = reason;
    }
    void ignore(const QString& reason) { end(Outcome::Ignored, reason); }
    void refuse(const QString& reason) { end(Outcome::Refused, reason); }

    void keep(const QString& name, const QString& value, const QString& how)
    {
        m_entry->name = name;
        m_entry->value = value;
        end(how.isEmpty() ? Outcome::Accepted : Outcome::Translated, how);
    }
    void property(const QString& name, const QString& value, const QString& how = {})
    {
        m_preview.profile.properties[canonicalProperty(name)] = value;
        keep(name, value, how);
    }
    void secret(const QString& name, const QString& value)
    {
        m_entry->name = name;
        if (value.isEmpty())
            return ignore(QStringLiteral("it is empty"));
        m_preview.secrets.insert_or_assign(name, Secret(value.toUtf8()));
        end(Outcome::SecretFound, QStringLiteral("goes to the keyring"));
    }

    void take(const QString& name, const QString& value)
    {
        static const QRegularExpression variable(QStringLiteral("\\$\\{[^}]*:[^}]*\\}"));
        const PropertyRule rule = propertyRule(name);
        if (rule == PropertyRule::Forbidden || namesCode(name))
            end(Outcome::Dangerous,
                rule == PropertyRule::Forbidden ? refusalReason(name)
                                                : QStringLiteral("names code to be run, which Spillway never does"));
        else if (variable.match(value).hasMatch())
            refuse(QStringLiteral("its value is looked up by a Java config provider; enter the value itself"));
        else if (!takeJava(name, value))
            takePlain(name, value, rule);
    }

    /// True when the name is one with a meaning of its own.
    bool takeJava(const QString& name, const QString& value)
    {
        if (name == QLatin1String("bootstrap.servers") || name == QLatin1String("metadata.broker.list"))
            bootstrap(value);
        else if (name == QLatin1String("security.protocol"))
            oneOf(name, value, { "plaintext", "ssl", "sasl_plaintext", "sasl_ssl" });
        else if (name == QLatin1String("sasl.jaas.config"))
            jaas(value);
        else if (name == QLatin1String("ssl.truststore.location"))
            trustStore(value);
        else if (name == QLatin1String("ssl.keystore.location"))
            keyStore(value);
        else if (name == QLatin1String("ssl.endpoint.identification.algorithm"))
            oneOf(name, value.isEmpty() ? QStringLiteral("none") : value, { "none", "https" });
        else if (name == QLatin1String("schema.registry.url"))
            registry(value);
        else if (name == QLatin1String("basic.auth.user.info")
            || name == QLatin1String("schema.registry.basic.auth.user.info"))
            registryCredentials(value);
        else
            return false;
        return true;
    }

    void takePlain(const QString& name, const QString& value, PropertyRule rule)
    {
        const bool java = m_preview.format == ImportFormat::JavaProperties;
        if (const QString ours = java ? renamed(name) : QString(); !ours.isEmpty()) {
            if (propertyRule(ours) == PropertyRule::Secret)
                secret(ours, value);
            else
                property(ours, value, QStringLiteral("librdkafka calls it %1").arg(ours));
            return;
        }
        if (const QString reason = java ? ignoredReason(name) : QString(); !reason.isEmpty())
            return ignore(reason);
        switch (rule) {
        case PropertyRule::Allowed:
            if (value.contains(QLatin1Char('\n')) && !name.endsWith(QLatin1String(".pem")))
                return refuse(QStringLiteral("its value has more than one line"));
            return property(name, value);
        case PropertyRule::Secret:
            return secret(name, value);
        case PropertyRule::Owned:
        case PropertyRule::Forbidden:
        case PropertyRule::Unknown:
            return ignore(refusalReason(name));
        }
    }

    void bootstrap(const QString& value)
    {
        QString servers = value.trimmed();
        // librdkafka lets an address carry a protocol, which would override the profile's
        if (const QString problem = bootstrapProblem(servers); !problem.isEmpty())
            return refuse(problem);
        m_preview.profile.bootstrapServers = servers;
        keep(QStringLiteral("bootstrap.servers"), servers, {});
    }

    void oneOf(const QString& name, const QString& value, std::initializer_list<const char*> accepted)
    {
        QStringList words;
        for (const char* word : accepted) {
            words << QLatin1String(word);
            if (value.compare(words.back(), Qt::CaseInsensitive) == 0)
                return property(name, words.back(),
                    value == words.back() ? QString() : QStringLiteral("librdkafka spells it %1").arg(words.back()));
        }
        refuse(QStringLiteral("is none of %1").arg(words.join(QStringLiteral(", "))));
    }

    void jaas(const QString& value)
    {
        const auto entry = parseJaas(value);
        if (!entry)
            return refuse(entry.error().message);
        const QString module = entry->module.section(QLatin1Char('.'), -1);
        const QString full = QStringLiteral("org.apache.kafka.common.security.");
        const bool plain = entry->module == full + QLatin1String("plain.PlainLoginModule");
        const bool scram = entry->module == full + QLatin1String("scram.ScramLoginModule");
        if (!plain && !scram) {
            if (module == QLatin1String("Krb5LoginModule") || module == QLatin1String("OAuthBearerLoginModule"))
                return refuse(QStringLiteral("%1 cannot be imported: of SASL, PLAIN and SCRAM can").arg(module));
            return end(Outcome::Dangerous,
                QStringLiteral("the login module %1 is code to be run; PLAIN and SCRAM are known").arg(entry->module));
        }
        QString user;
        QString password;
        QStringList others;
        for (const auto& [option, text] : entry->options) {
            if (option == QLatin1String("username"))
                user = text;
            else if (option == QLatin1String("password"))
                password = text;
            else
                others << option;
        }
        if (others.contains(QStringLiteral("tokenauth")))
            return refuse(QStringLiteral("delegation tokens (tokenauth) are not known to librdkafka"));
        if (user.isEmpty())
            return refuse(QStringLiteral("it names no user"));
        auto& properties = m_preview.profile.properties;
        properties[QStringLiteral("sasl.username")] = user;
        if (plain)
            properties.try_emplace(QStringLiteral("sasl.mechanism"), QStringLiteral("PLAIN"));
        QString how = QStringLiteral("the user goes to sasl.username");
        if (!password.isEmpty()) {
            m_preview.secrets.insert_or_assign(QStringLiteral("sasl.password"), Secret(password.toUtf8()));
            how += QStringLiteral(", the password to the keyring");
        }
        if (!others.isEmpty())
            how += QStringLiteral("; left out: %1").arg(others.join(QStringLiteral(", ")));
        keep(QStringLiteral("sasl.username"), user, how);
    }

    void trustStore(const QString& path)
    {
        const QString pem = QStringLiteral("ca.pem");
        switch (storeKind(path, valueOf("ssl.truststore.type"))) {
        case StoreKind::Pem:
            return property(
                QStringLiteral("ssl.ca.location"), path, QStringLiteral("librdkafka calls it ssl.ca.location"));
        case StoreKind::Pkcs12:
            return refuse(QStringLiteral("librdkafka reads CA certificates as PEM, not PKCS#12. Convert it: "
                                         "openssl pkcs12 -in %1 -nokeys -out %2; then set ssl.ca.location")
                              .arg(forShell(path), pem));
        case StoreKind::Jks:
            return refuse(QStringLiteral("librdkafka reads CA certificates as PEM, not JKS. Convert it: keytool "
                                         "-exportcert -rfc -keystore %1 -alias ALIAS -file %2 (keytool -list shows the "
                                         "aliases); then set ssl.ca.location")
                              .arg(forShell(path), pem));
        case StoreKind::Unknown:
            break;
        }
        refuse(QStringLiteral("its type is none of PEM, PKCS12, JKS"));
    }

    void keyStore(const QString& path)
    {
        switch (storeKind(path, valueOf("ssl.keystore.type"))) {
        case StoreKind::Pem:
            if (m_preview.format == ImportFormat::Librdkafka)
                return refuse(QStringLiteral("librdkafka wants PKCS#12 here; set ssl.certificate.location and "
                                             "ssl.key.location to the PEM file"));
            m_preview.profile.properties[QStringLiteral("ssl.certificate.location")] = path;
            m_preview.profile.properties[QStringLiteral("ssl.key.location")] = path;
            return keep(QStringLiteral("ssl.certificate.location"), path,
                QStringLiteral(
                    "librdkafka reads certificate and key as ssl.certificate.location and ssl.key.location"));
        case StoreKind::Pkcs12:
            return property(QStringLiteral("ssl.keystore.location"), path);
        case StoreKind::Jks:
            return refuse(
                QStringLiteral("librdkafka reads PKCS#12 and PEM, not JKS. Convert it: keytool -importkeystore "
                               "-srckeystore %1 -destkeystore client.p12 -deststoretype PKCS12; then set "
                               "ssl.keystore.location")
                    .arg(forShell(path)));
        case StoreKind::Unknown:
            break;
        }
        refuse(QStringLiteral("its type is none of PEM, PKCS12, JKS"));
    }

    void registry(const QString& value)
    {
        ConnectionProfile probe;
        probe.name = QStringLiteral("probe");
        probe.registryUrl = value.trimmed();
        if (validate(probe)) {
            m_preview.profile.registryUrl = probe.registryUrl;
            return keep(QStringLiteral("schema registry"), probe.registryUrl, {});
        }
        refuse(QStringLiteral("is not one http or https address without credentials")); // the value may hold some
    }

    void registryCredentials(const QString& value)
    {
        const qsizetype colon = value.indexOf(QLatin1Char(':'));
        if (colon <= 0)
            return refuse(QStringLiteral("is not user:password"));
        m_preview.profile.registryUser = value.left(colon);
        secret(QLatin1String(RegistryPassword), value.mid(colon + 1));
    }

    ImportPreview& m_preview;
    const std::vector<PropertyLine>& m_lines;
    std::map<QString, const PropertyLine*> m_last;
    ImportedProperty* m_entry = nullptr;
};

ImportFormat formatOf(const std::vector<PropertyLine>& lines)
{
    static const QRegularExpression java(
        QStringLiteral("^(sasl\\.jaas\\.config|ssl\\.(truststore|keystore\\.(type|key|certificate))\\b.*"
                       "|.*\\.(de)?serializer|.*\\.class(es)?|basic\\.auth\\..*|client\\.dns\\.lookup)$"));
    static const QRegularExpression librdkafka(
        QStringLiteral("^(metadata\\.broker\\.list|sasl\\.(username|password|mechanisms)"
                       "|ssl\\.(ca|key|certificate)\\.(location|pem)|enable\\.ssl\\..*|api\\.version\\..*|debug)$"));
    int score = 0;
    for (const PropertyLine& line : lines)
        score += java.match(line.name).hasMatch() ? 1 : librdkafka.match(line.name).hasMatch() ? -1 : 0;
    return score < 0 ? ImportFormat::Librdkafka : ImportFormat::JavaProperties;
}

} // namespace

QString outcomeName(ImportedProperty::Outcome outcome)
{
    switch (outcome) {
    case Outcome::Accepted:
        return QStringLiteral("accepted");
    case Outcome::Translated:
        return QStringLiteral("translated");
    case Outcome::SecretFound:
        return QStringLiteral("secret");
    case Outcome::Ignored:
        return QStringLiteral("ignored");
    case Outcome::Refused:
        return QStringLiteral("refused");
    case Outcome::Dangerous:
        break;
    }
    return QStringLiteral("dangerous");
}

int ImportPreview::count(ImportedProperty::Outcome outcome) const
{
    return int(std::ranges::count(properties, outcome, &ImportedProperty::outcome));
}

Result<> ImportPreview::acceptable() const
{
    QStringList dangerous;
    for (const ImportedProperty& property : properties) {
        if (property.outcome == Outcome::Dangerous)
            dangerous << QStringLiteral("line %1, %2: %3").arg(property.line).arg(property.source, property.reason);
    }
    if (!dangerous.isEmpty())
        return refused(QStringLiteral("The file is refused as a whole: ") + dangerous.join(QStringLiteral("; ")),
            QStringLiteral("find out who put it there; without these lines the file can be imported"));
    const bool named = std::ranges::any_of(properties,
        [](const ImportedProperty& property) { return property.name == QLatin1String("bootstrap.servers"); });
    if (!named)
        return refused(QStringLiteral("The file names no broker"),
            QStringLiteral("add bootstrap.servers=HOST:PORT to it, or make a profile by hand"));
    return {};
}

Result<ImportPreview> previewImport(const QByteArray& text, const QString& name, ImportFormat format)
{
    if (text.size() > LargestFile)
        return refused(QStringLiteral("The file has %1 bytes; at most %2 are read").arg(text.size()).arg(LargestFile),
            QStringLiteral("choose a client.properties, librdkafka or kcat.conf file"));
    if (text.contains('\0'))
        return refused(QStringLiteral("The file holds NUL bytes: it is no text file"),
            QStringLiteral("choose a client.properties, librdkafka or kcat.conf file"));
    ImportPreview preview;
    auto lines = format == ImportFormat::Librdkafka ? parseLibrdkafkaProperties(text) : parseJavaProperties(text);
    if (!lines)
        return Failure(lines.error());
    preview.format = format == ImportFormat::Auto ? formatOf(*lines) : format;
    if (format == ImportFormat::Auto && preview.format == ImportFormat::Librdkafka) {
        lines = parseLibrdkafkaProperties(text);
        if (!lines)
            return Failure(lines.error());
    }
    if (lines->empty())
        return refused(QStringLiteral("The file holds no properties"),
            QStringLiteral("choose a client.properties, librdkafka or kcat.conf file"));
    // \u0000 makes one where the file has none
    const bool nul = std::ranges::any_of(
        *lines, [](const PropertyLine& line) { return line.name.contains(QChar(0)) || line.value.contains(QChar(0)); });
    if (nul)
        return refused(QStringLiteral("A value of the file holds a NUL character"), QStringLiteral("remove it"));
    preview.profile.name = name.trimmed().left(100);
    preview.profile.readOnly = true;
    Importer(preview, *lines).run();
    return preview;
}

Result<ImportPreview> previewImport(const QString& path, ImportFormat format)
{
    const QFileInfo info(path);
    QFile file(path);
    if (info.exists() && !info.isFile())
        return refused(QStringLiteral("%1 is not a regular file").arg(path), QStringLiteral("choose a file"));
    if (info.size() > LargestFile)
        return refused(
            QStringLiteral("%1 has %2 bytes; at most %3 are read").arg(path).arg(info.size()).arg(LargestFile),
            QStringLiteral("choose a client.properties, librdkafka or kcat.conf file"));
    if (!file.open(QIODevice::ReadOnly))
        return refused(QStringLiteral("%1 cannot be read: %2").arg(path, file.errorString()),
            QStringLiteral("check the path and the file's permissions"));
    return previewImport(file.read(LargestFile + 1), info.completeBaseName(), format);
}

} // namespace spillway
