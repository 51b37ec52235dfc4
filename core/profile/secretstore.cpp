// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/secretstore.h"

#include <QStringList>

#include <memory>

namespace spillway {

QString secretStateText(SecretState state, const QString& said)
{
    const QString theirs = said.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(said);
    switch (state) {
    case SecretState::Done:
        return {};
    case SecretState::Missing:
        return QStringLiteral("The keyring does not have it.");
    case SecretState::Locked:
        return QStringLiteral(
                   "The keyring is locked or does not answer; unlock it, or enter the secret for this session.")
            + theirs;
    case SecretState::Denied:
        return QStringLiteral("The keyring refused; enter the secret for this session.") + theirs;
    case SecretState::Absent:
        return QStringLiteral(
                   "There is no keyring here; the secret is asked for once per session and kept in memory only.")
            + theirs;
    case SecretState::Failed:
        break;
    }
    return QStringLiteral("The keyring failed; enter the secret for this session.") + theirs;
}

void MemorySecretStore::answer(Answered answered, SecretAnswer what)
{
    if (m_refuse != SecretState::Done)
        what = { m_refuse, {}, secretStateText(m_refuse) };
    QMetaObject::invokeMethod(
        &m_alive, [answered = std::move(answered), what = std::move(what)] { answered(what); }, Qt::QueuedConnection);
}

void MemorySecretStore::read(const QString& profileId, const QString& name, Answered answered)
{
    const auto at = m_secrets.find({ profileId, name });
    answer(std::move(answered),
        at == m_secrets.end() ? SecretAnswer{ SecretState::Missing, {}, secretStateText(SecretState::Missing) }
                              : SecretAnswer{ SecretState::Done, at->second, {} });
}

void MemorySecretStore::write(const QString& profileId, const QString& name, const Secret& secret, Answered answered)
{
    if (m_refuse == SecretState::Done)
        put(profileId, name, secret);
    answer(std::move(answered), { SecretState::Done, {}, {} });
}

void MemorySecretStore::remove(const QString& profileId, const QString& name, Answered answered)
{
    const bool had = m_refuse == SecretState::Done && m_secrets.erase({ profileId, name }) > 0;
    const SecretState state = had ? SecretState::Done : SecretState::Missing;
    answer(std::move(answered), { state, {}, secretStateText(state) });
}

std::map<QString, Secret> MemorySecretStore::of(const QString& profileId) const
{
    std::map<QString, Secret> found;
    for (const auto& [at, secret] : m_secrets) {
        if (at.first == profileId)
            found.emplace(at.second, secret);
    }
    return found;
}

void MemorySecretStore::put(const QString& profileId, const QString& name, const Secret& secret)
{
    m_secrets.insert_or_assign({ profileId, name }, secret);
}

void readSecrets(SecretStore& store, const QString& profileId, const QStringList& names,
    std::function<void(std::map<QString, Secret>, SecretAnswer)> done)
{
    struct Gathering {
        std::map<QString, Secret> found;
        SecretAnswer worst{ SecretState::Done, {}, {} };
        qsizetype open = 0;
        std::function<void(std::map<QString, Secret>, SecretAnswer)> done;
    };
    auto gathering = std::make_shared<Gathering>();
    gathering->open = names.size();
    gathering->done = std::move(done);
    if (names.isEmpty()) {
        gathering->done({}, gathering->worst);
        return;
    }
    for (const QString& name : names) {
        store.read(profileId, name, [gathering, name](const SecretAnswer& answer) {
            if (answer.state == SecretState::Done)
                gathering->found.emplace(name, answer.secret);
            else if (answer.state > gathering->worst.state)
                gathering->worst = answer;
            if (--gathering->open == 0)
                gathering->done(std::move(gathering->found), gathering->worst);
        });
    }
}

} // namespace spillway
