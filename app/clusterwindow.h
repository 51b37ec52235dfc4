// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/desktop.h"
#include "core/profile/profilestore.h"
#include "core/profile/secretstore.h"
#include "ui/models/clusterchoice.h"

#include <QPointer>

#include <functional>

namespace spillway::ui {
class ClusterMenu;
class SecretPrompt;
} // namespace spillway::ui

namespace spillway::app {

/// What every window chooses from. Owned by main (or a test), outlives the windows.
struct ClusterShelf {
    ui::Theme& theme;
    ProfileStore& store;
    SecretStore& keyring;
    MemorySecretStore& session; ///< secrets entered in this session, for all windows
    Kept kept;
    ClusterSetup commandLine; ///< how its own address is connected to; others get the address alone
    QStringList recent; ///< addresses given lately, newest first
    std::function<Result<PreparedCluster>(ClusterSetup)> prepare = prepareCluster;
};

/// A window and the cluster in it, if any: finds out settings and secrets of what is chosen, gives up the old cluster
/// and connects to the new one. GUI thread; the keyring is waited for by signal only.
class ClusterWindow : public QObject {
    Q_OBJECT

public:
    ClusterWindow(ClusterShelf& shelf, const QSize& size);
    ~ClusterWindow() override;

    ui::MainWindow& window() { return *m_window; }
    /// nullptr: no cluster.
    Desktop* desktop() { return m_desktop.get(); }
    const ui::ClusterChoice& choice() const { return m_choice; }

    /// A profile's secrets come from the session, the keyring, or are asked for; then, or at once when none are
    /// needed, the window changes over. An error leaves it as it is and is shown in it, too.
    Result<> open(const ui::ClusterChoice& choice);
    /// Place and size of the window as they were left with this cluster, when it opens as the window's first.
    void setRestoresGeometry(bool restores) { m_restoresGeometry = restores; }
    void openMenu(bool elsewhere);

signals:
    /// desktop() is there.
    void connected(const spillway::ui::ClusterChoice& choice);
    /// The keyring did not give them; the user is being asked.
    void secretsAsked(const QStringList& names);
    void connectionsRequested();
    void elsewhereRequested(const spillway::ui::ClusterChoice& choice);
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void addCommands();
    std::vector<ui::PageEntry> emptyPages();
    void showNoCluster();
    void gatherSecrets(const ConnectionProfile& profile);
    void askSecrets(const ConnectionProfile& profile, const std::map<QString, Secret>& found,
        const QStringList& missing, const QString& reason);
    Result<> connectProfile(const ConnectionProfile& profile, const std::map<QString, Secret>& secrets);
    Result<> connectTo(const ui::ClusterChoice& choice, ClusterSetup setup);
    void say(const Error& error);

    ClusterShelf& m_shelf;
    std::unique_ptr<ui::MainWindow> m_window;
    std::unique_ptr<Desktop> m_desktop; ///< before the window: its pages use it
    QPointer<ui::ClusterMenu> m_menu;
    QPointer<ui::SecretPrompt> m_prompt;
    ui::ClusterChoice m_choice;
    bool m_restoresGeometry = false;
    quint64 m_opening = 0; ///< a late answer of the keyring for another choice is dropped
};

/// The secrets without which connecting makes no sense: those the profile names, and the password of PLAIN and SCRAM.
QStringList secretsNeeded(const ConnectionProfile& profile);

} // namespace spillway::app
