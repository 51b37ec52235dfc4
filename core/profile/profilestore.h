// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionprofile.h"

#include <optional>
#include <vector>

namespace spillway {

/// The connection profiles of this user: one JSON file, readable by its owner only, written whole or not at all.
/// Several programs may have it open: a change takes the file's lock (waits at most 500 ms), reads what others wrote,
/// changes that and writes it. A value of state without a thread of its own: use it from one thread; a call touches one
/// small file (at most 4 MiB, 1000 profiles).
///
/// What cannot be read is never overwritten: a corrupt file is kept under another name, single profiles that are wrong
/// are left out and the file as it was is kept as a copy, a file of a newer version is left alone. trouble() says so,
/// and everything but saving goes on.
class ProfileStore {
public:
    explicit ProfileStore(QString path = defaultPath());

    /// profiles.json in the folder "spillway" of the user's configuration.
    static QString defaultPath();
    const QString& path() const { return m_path; }

    /// Reads the file; a missing one is an empty store. True when the profiles changed. An error is trouble(), too.
    Result<bool> reload();
    /// Sorted by name.
    const std::vector<ConnectionProfile>& profiles() const { return m_profiles; }
    std::optional<ConnectionProfile> byId(const QString& id) const;
    /// Regardless of case.
    std::optional<ConnectionProfile> byName(const QString& name) const;
    /// "Name", "Name 2", "Name 3": the first that is free.
    QString freeName(const QString& wanted) const;

    /// What stands between the user and a store that can be saved, or what was kept aside; to be shown once.
    const std::optional<Error>& trouble() const { return m_trouble; }

    /// Each reads, checks, writes; on an error (AlreadyExists, NotFound, InvalidConfiguration, or Failed with the
    /// reason the file cannot be written) nothing has changed. `create` and `duplicate` give the profile its id and
    /// return it.
    Result<ConnectionProfile> create(ConnectionProfile profile);
    /// Replaces the profile of that id. One that somebody else changed since it was read is refused.
    Result<ConnectionProfile> update(ConnectionProfile profile);
    /// Secrets are not copied: they are in the SecretStore under the old id.
    Result<ConnectionProfile> duplicate(const QString& id, const QString& name);
    Result<ConnectionProfile> rename(const QString& id, const QString& name);
    /// The caller removes the profile's secrets from the SecretStore.
    Result<> remove(const QString& id);

private:
    template <class Change> Result<> change(Change&& apply);
    Result<> write();
    Result<> checkName(const ConnectionProfile& profile) const;
    Failure keepAside(const QString& why, bool copy);

    QString m_path;
    std::vector<ConnectionProfile> m_profiles;
    std::optional<Error> m_trouble;
    bool m_frozen = false; ///< the file must not be written (newer version, or cannot be kept aside)
};

} // namespace spillway
