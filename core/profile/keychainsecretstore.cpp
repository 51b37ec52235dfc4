// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/keychainsecretstore.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QTimer>
#include <qt6keychain/keychain.h>

#include <algorithm>

namespace spillway {

namespace {

const QString& service()
{
    static const QString name = QStringLiteral("spillway");
    return name;
}

SecretState stateOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
        return SecretState::Done;
    case QKeychain::EntryNotFound:
        return SecretState::Missing;
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return SecretState::Denied;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return SecretState::Absent;
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
        break;
    }
    return SecretState::Failed;
}

/// QtKeychain calls most things OtherError, often "Unknown error"; whether there is anything to fail is asked of D-Bus,
/// which answers by itself.
SecretState stateOfFailure(const QString& said)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return SecretState::Absent;
    const QStringList services{ QStringLiteral("org.freedesktop.secrets"), QStringLiteral("org.kde.kwalletd5"),
        QStringLiteral("org.kde.kwalletd6") };
    const bool any = std::any_of(services.begin(), services.end(),
        [&](const QString& name) { return bus.interface()->isServiceRegistered(name).value(); });
    if (!any)
        return SecretState::Absent;
    for (const char* word : { "locked", "dismissed", "cancelled" }) {
        if (said.contains(QLatin1String(word), Qt::CaseInsensitive))
            return SecretState::Locked;
    }
    return SecretState::Failed;
}

} // namespace

struct KeychainSecretStore::Private {
    std::chrono::milliseconds patience;
    QObject alive; ///< answers end with it

    void run(QKeychain::Job* job, const QString& profileId, const QString& name, Answered answered)
    {
        job->setAutoDelete(true);
        job->setInsecureFallback(false);
        job->setKey(profileId + QLatin1Char('/') + name);
        // once: the answer or the deadline, whichever comes first
        auto once = std::make_shared<Answered>(std::move(answered));
        const auto tell = [once](const SecretAnswer& answer) {
            if (const Answered call = std::exchange(*once, nullptr))
                call(answer);
        };
        QObject::connect(job, &QKeychain::Job::finished, &alive, [tell](QKeychain::Job* ended) {
            SecretState state = stateOf(ended->error());
            const QString said = ended->errorString();
            if (state == SecretState::Failed)
                state = stateOfFailure(said);
            SecretAnswer answer{ state, {},
                secretStateText(
                    state, state == SecretState::Failed || state == SecretState::Denied ? said : QString()) };
            if (const auto* read = qobject_cast<QKeychain::ReadPasswordJob*>(ended); read && state == SecretState::Done)
                answer.secret = Secret(read->binaryData());
            tell(answer);
        });
        QTimer::singleShot(patience, &alive, [tell] {
            tell(
                { SecretState::Locked, {}, secretStateText(SecretState::Locked, QStringLiteral("no answer in time")) });
        });
        job->start();
    }
};

KeychainSecretStore::KeychainSecretStore(std::chrono::milliseconds patience)
    : d(std::make_unique<Private>())
{
    d->patience = patience;
}

KeychainSecretStore::~KeychainSecretStore() = default;

void KeychainSecretStore::read(const QString& profileId, const QString& name, Answered answered)
{
    d->run(new QKeychain::ReadPasswordJob(service()), profileId, name, std::move(answered));
}

void KeychainSecretStore::write(const QString& profileId, const QString& name, const Secret& secret, Answered answered)
{
    auto* job = new QKeychain::WritePasswordJob(service());
    job->setBinaryData(secret.reveal());
    d->run(job, profileId, name, std::move(answered));
}

void KeychainSecretStore::remove(const QString& profileId, const QString& name, Answered answered)
{
    d->run(new QKeychain::DeletePasswordJob(service()), profileId, name, std::move(answered));
}

} // namespace spillway
