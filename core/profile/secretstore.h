// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/secret.h"

#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <utility>

namespace spillway {

/// What became of a question to the place secrets are kept.
enum class SecretState {
    Done, ///< read, written or removed
    Missing, ///< no such secret
    Locked, ///< the keyring is locked and was not opened, or did not answer in time
    Denied, ///< the user or the keyring said no
    Absent, ///< there is no keyring here (no D-Bus, no Secret Service, no KWallet)
    Failed, ///< anything else; see detail
};

struct SecretAnswer {
    SecretState state = SecretState::Failed;
    Secret secret; ///< of a read that is Done
    QString detail; ///< plain text for people: what is the matter and what to do; empty when Done
};

/// Where secrets are kept, by profile id and property name ("sasl.password"). Each call returns at once; the answer
/// comes later, exactly once, on the thread that asked, which needs an event loop; none comes after the store is gone.
/// Any state but Done and Missing means: ask the user for the secret and keep it for this session (MemorySecretStore),
/// never in a file.
class SecretStore {
public:
    using Answered = std::function<void(const SecretAnswer&)>;

    virtual ~SecretStore() = default;
    virtual void read(const QString& profileId, const QString& name, Answered answered) = 0;
    virtual void write(const QString& profileId, const QString& name, const Secret& secret, Answered answered) = 0;
    virtual void remove(const QString& profileId, const QString& name, Answered answered) = 0;
};

/// Secrets of this session, in memory only; also the test double. `refuse` makes it behave as a keyring in trouble.
class MemorySecretStore : public SecretStore {
public:
    void read(const QString& profileId, const QString& name, Answered answered) override;
    void write(const QString& profileId, const QString& name, const Secret& secret, Answered answered) override;
    void remove(const QString& profileId, const QString& name, Answered answered) override;

    /// Done: works again.
    void refuse(SecretState state) { m_refuse = state; }
    /// What is held, without a loop.
    std::map<QString, Secret> of(const QString& profileId) const;
    void put(const QString& profileId, const QString& name, const Secret& secret);

private:
    void answer(Answered answered, SecretAnswer what);

    std::map<std::pair<QString, QString>, Secret> m_secrets;
    SecretState m_refuse = SecretState::Done;
    QObject m_alive; ///< queued answers end with it
};

/// Sentence for a state, as SecretAnswer::detail has it; `said` is the keyring's own text where there is one.
QString secretStateText(SecretState state, const QString& said = {});

/// Reads all of `names` from `store`; `done` comes once with those found and the worst state of the others (Done when
/// all were found). For the same thread and loop as the store.
void readSecrets(SecretStore& store, const QString& profileId, const QStringList& names,
    std::function<void(std::map<QString, Secret>, SecretAnswer)> done);

} // namespace spillway
