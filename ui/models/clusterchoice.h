// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace spillway::ui {

/// Which cluster a window is to show. A value; as text it goes into the settings and never holds a secret.
struct ClusterChoice {
    enum class Kind { None, Profile, Address, Sandbox };
    Kind kind = Kind::None;
    QString key; ///< the profile's id, or the bootstrap servers

    static ClusterChoice profile(const QString& id) { return { Kind::Profile, id }; }
    static ClusterChoice address(const QString& servers) { return { Kind::Address, servers }; }
    static ClusterChoice sandbox() { return { Kind::Sandbox, {} }; }

    /// "profile:ID", "address:HOST:PORT", "sandbox", or empty.
    QString toText() const;
    /// None for anything else.
    static ClusterChoice fromText(const QString& text);

    friend bool operator==(const ClusterChoice&, const ClusterChoice&) = default;
};

} // namespace spillway::ui
