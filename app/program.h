// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/clusterwindows.h"
#include "app/options.h"
#include "core/profile/keychainsecretstore.h"
#include "ui/settings/session.h"
#include "ui/settings/settingsstore.h"

namespace spillway::app {

/// The desktop program from its command line on: profiles, keyring, windows, and an errand (pictures, figures) where
/// one is asked for. What was used last is remembered in clusters.ini beside the profiles, unless there is an errand.
class Program : public QObject {
    Q_OBJECT

public:
    Program(const Options& options, ui::Theme& theme);
    ~Program() override;

    /// Opens what the command line names, else the cluster used last, else the Connections dialog over an empty
    /// window. An error (2 is the exit code for it) says what the command line names that there is not.
    Result<> begin();
    ClusterWindows& windows() { return m_windows; }

private:
    ui::ClusterChoice beginning() const;
    void applySettings();
    void openFirstPage(ClusterWindow& window);
    void startErrand();
    void remember(const ui::ClusterChoice& choice);
    static QString rememberedPath();

    Options m_options;
    ui::SettingsStore m_settings;
    ui::SessionStore m_sessions;
    ProfileStore m_store;
    KeychainSecretStore m_keyring;
    MemorySecretStore m_secrets;
    ClusterShelf m_shelf;
    ClusterWindows m_windows;
    std::unique_ptr<QObject> m_errand;
    ui::Theme::Mode m_mode; ///< as last taken from the settings
};

} // namespace spillway::app
