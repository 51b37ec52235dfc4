// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/context.h"
#include "cli/profileconnection.h"
#include "cli/values.h"
#include "core/profile/importpreview.h"
#include "core/profile/keychainsecretstore.h"
#include "core/profile/profilestore.h"

#include <QEventLoop>

namespace spillway::cli {

namespace {

constexpr std::chrono::seconds KeyringPatience{ 5 };

Json jsonOf(const ConnectionProfile& profile)
{
    Json properties = Json::object();
    for (const auto& [name, value] : profile.properties)
        properties[name.toStdString()] = json(value);
    Json secrets = Json::array();
    for (const QString& name : profile.secretNames)
        secrets.push_back(json(name));
    return { { "name", json(profile.name) }, { "id", json(profile.id) },
        { "bootstrap_servers", json(profile.bootstrapServers) }, { "security", json(securitySummary(profile)) },
        { "read_only", profile.readOnly }, { "production", profile.production }, { "properties", properties },
        { "secrets", secrets } };
}

ExitCode list(Context& context)
{
    ProfileStore store;
    if (auto read = store.reload(); !read)
        return context.fail(read.error());
    if (store.trouble())
        context.note(toText(*store.trouble()));
    Json rows = Json::array();
    for (const ConnectionProfile& profile : store.profiles())
        rows.push_back(jsonOf(profile));
    context.output().rows({ { "name", "NAME" }, { "bootstrap_servers", "BOOTSTRAP" }, { "security", "SECURITY" },
                              { "read_only", "READ-ONLY" }, { "production", "PRODUCTION" } },
        rows);
    return context.finish();
}

ExitCode show(Context& context)
{
    const auto profile = profileNamed(context.words().front());
    if (!profile)
        return context.fail({ ErrorCode::NotFound, profile.error().message, profile.error().hint, false, false });
    context.output().object(
        { { "name", "name" }, { "id", "id" }, { "bootstrap_servers", "bootstrap" }, { "security", "security" },
            { "read_only", "read-only" }, { "production", "production" }, { "properties", "properties" },
            { "secrets", "secrets" } },
        jsonOf(*profile));
    return context.finish();
}

Json jsonOf(const ImportPreview& preview)
{
    Json rows = Json::array();
    for (const ImportedProperty& property : preview.properties)
        rows.push_back({ { "line", property.line }, { "source", json(property.source) },
            { "outcome", json(outcomeName(property.outcome)) }, { "name", json(property.name) },
            { "value", json(property.value) }, { "reason", json(property.reason) } });
    return rows;
}

/// Puts secrets into the keyring; what could not be put there is asked for when it is needed.
SecretAnswer keep(const QString& id, const std::map<QString, Secret>& secrets)
{
    SecretAnswer worst{ SecretState::Done, {}, {} };
    if (secrets.empty())
        return worst;
    KeychainSecretStore keyring(KeyringPatience);
    QEventLoop loop;
    size_t open = secrets.size();
    for (const auto& [name, secret] : secrets) {
        keyring.write(id, name, secret, [&](const SecretAnswer& answer) {
            if (answer.state > worst.state)
                worst = answer;
            if (--open == 0)
                loop.quit();
        });
    }
    loop.exec();
    return worst;
}

ExitCode import(Context& context)
{
    auto preview = previewImport(context.words().front());
    if (!preview)
        return context.fail({ ErrorCode::Failed, preview.error().message, preview.error().hint, false, false });
    ProfileStore store;
    static_cast<void>(store.reload());
    preview->profile.name = context.isSet("name") ? context.value("name") : store.freeName(preview->profile.name);
    const Json rows = jsonOf(*preview);
    OutputWriter& out = context.output();
    const auto tell = [&](bool imported) {
        if (out.format() == OutputFormat::Table)
            out.rows({ { "line", "LINE" }, { "source", "PROPERTY" }, { "outcome", "OUTCOME" }, { "name", "BECOMES" },
                         { "value", "VALUE" }, { "reason", "REASON" } },
                rows);
        else
            out.object(
                {}, { { "name", json(preview->profile.name) }, { "imported", imported }, { "properties", rows } });
    };
    if (auto acceptable = preview->acceptable(); !acceptable) {
        tell(false);
        return context.fail({ ErrorCode::Refused, acceptable.error().message, acceptable.error().hint, false, false });
    }
    const bool whole = preview->count(ImportedProperty::Outcome::Refused) == 0;
    if (context.isSet("dry-run")) {
        tell(false);
        return context.finish(whole ? ExitCode::Done : ExitCode::Partial);
    }
    const auto made = store.create(preview->profile);
    if (!made)
        return context.fail({ ErrorCode::Failed, made.error().message, made.error().hint, false, false });
    tell(true);
    if (const auto kept = keep(made->id, preview->secrets); kept.state != SecretState::Done)
        context.note(QStringLiteral("The secrets of the file were not stored. ") + kept.detail);
    context.note(QStringLiteral("Profile \"%1\" is stored, read-only; use it with --profile").arg(made->name));
    return context.finish(whole ? ExitCode::Done : ExitCode::Partial);
}

ExitCode remove(Context& context)
{
    const auto profile = profileNamed(context.words().front());
    if (!profile)
        return context.fail({ ErrorCode::NotFound, profile.error().message, profile.error().hint, false, false });
    ProfileStore store;
    if (auto removed = store.remove(profile->id); !removed)
        return context.fail(removed.error());
    if (!profile->secretNames.isEmpty()) {
        KeychainSecretStore keyring(KeyringPatience);
        QEventLoop loop;
        qsizetype open = profile->secretNames.size();
        for (const QString& name : profile->secretNames) {
            keyring.remove(profile->id, name, [&](const SecretAnswer&) {
                if (--open == 0)
                    loop.quit();
            });
        }
        loop.exec();
    }
    return context.finish();
}

} // namespace

std::vector<Command> profilesCommands()
{
    return {
        { QStringLiteral("profiles list"), {}, QStringLiteral("The stored connections."), {}, 0, 0, list },
        { QStringLiteral("profiles show"), QStringLiteral("NAME"), QStringLiteral("One of them, without its secrets."),
            {}, 1, 1, show },
        { QStringLiteral("profiles import"), QStringLiteral("FILE [--name N] [--dry-run]"),
            QStringLiteral("A profile from a Java client.properties, librdkafka or kcat.conf file; secrets go to the "
                           "keyring."),
            { { QStringLiteral("name"), QStringLiteral("Name of the profile; the file's unless given."),
                  QStringLiteral("N") },
                { QStringLiteral("dry-run"), QStringLiteral("Show what would be done and do nothing.") } },
            1, 1, import },
        { QStringLiteral("profiles delete"), QStringLiteral("NAME"),
            QStringLiteral("Forget one, and its secrets in the keyring."), {}, 1, 1, remove },
    };
}

} // namespace spillway::cli
