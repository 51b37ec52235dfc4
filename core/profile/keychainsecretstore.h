// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/secretstore.h"

#include <chrono>
#include <memory>

namespace spillway {

/// The desktop's keyring (Secret Service or KWallet) through QtKeychain, service name "spillway", key
/// "<profile id>/<property>", so that deleting a profile leaves none behind. Never falls back to a plain file. A
/// keyring that does not answer within `patience` counts as Locked; with a desktop's unlock dialog that is the user's
/// time, so a window wants a minute or two, a command line seconds. The answer that comes later is dropped.
class KeychainSecretStore : public SecretStore {
public:
    explicit KeychainSecretStore(std::chrono::milliseconds patience = std::chrono::minutes(2));
    ~KeychainSecretStore() override;

    void read(const QString& profileId, const QString& name, Answered answered) override;
    void write(const QString& profileId, const QString& name, const Secret& secret, Answered answered) override;
    void remove(const QString& profileId, const QString& name, Answered answered) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace spillway
