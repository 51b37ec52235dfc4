// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordsource.h"
#include "core/kafka/gate.h"
#include "core/monitor/clustermonitor.h"
#include "core/sandbox/sandbox.h"
#include "core/serde/schemaregistry.h"
#include "core/service/servicedesk.h"
#include "ui/dialogs/aboutdialog.h"
#include "ui/mainwindow.h"
#include "ui/models/letterboard.h"
#include "ui/notifier.h"
#include "ui/theme/theme.h"
#include "ui/troublewatch.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace spillway::ui {
class Session;
class SessionStore;
class SettingsStore;
}

namespace spillway::app {

/// One cluster as the user chose it.
struct ClusterSetup {
    QString name; ///< as the header says it
    ConnectionSettings connection;
    std::optional<RegistrySettings> registry;
    std::optional<ui::MarkTokens> production; ///< the mark of a production profile
    bool sandbox = false; ///< a cluster of its own instead of `connection`
    QString sessionKey; ///< under which the windows' arrangement is kept for this cluster
    QStringList letterPatterns; ///< the profile's own names of dead-letter topics, regular expressions
    bool confirmTwice = false; ///< changes ask for a name to be typed
    bool quiet = false; ///< nobody looks (pictures, figures): no desktop notifications
};

/// What of a cluster can fail before there is a connection; made before the window's old cluster is given up.
struct PreparedCluster {
    ClusterSetup setup;
    std::unique_ptr<sandbox::Sandbox> sandbox; ///< null: a cluster elsewhere
    std::unique_ptr<ClusterSource> source;
};
/// Never waits for a cluster; a sandbox is started in some milliseconds. Fails on settings that librdkafka refuses.
Result<PreparedCluster> prepareCluster(ClusterSetup setup);

/// What is kept from one start to the next, shared by all windows.
struct Kept {
    ui::SettingsStore& settings;
    ui::SessionStore& sessions;
};
/// The rail's last page; needs no cluster. `pages`: those to choose the first from.
ui::PageEntry settingsPage(Kept kept, const ui::Theme& theme, const std::vector<ui::PageEntry>& pages);

/// What one window shows of one cluster: makes monitor and record source, joins them to the window's pages, and the
/// monitor's state to its header, banner and status bar. No knowledge of its own. Ends at once, without waiting for
/// the cluster, and leaves the window without pages of its own.
class Desktop : public QObject {
    Q_OBJECT

public:
    /// `kept`: what the user has set and arranged; outlives the desktop.
    Desktop(PreparedCluster cluster, ui::MainWindow& window, ui::Theme& theme, Kept kept);
    ~Desktop() override;

    ui::MainWindow& window() { return m_window; }
    ClusterMonitor& monitor() { return *m_monitor; }
    /// For what ends or goes wrong while nobody looks.
    ui::Notifier& notifier() { return *m_notifier; }
    const ConnectionSettings& connection() const { return m_connection; }
    bool isSandbox() const { return m_sandbox != nullptr; }
    ServiceDesk& service() { return *m_service; }
    ui::Session& session() { return *m_session; }
    /// The rail's pages. Without a desktop they have names only: `make` must not be called.
    static std::vector<ui::PageEntry> pages(Desktop* self);
    static ui::AboutFacts aboutFacts(const Desktop* self);

private:
    std::vector<ui::PageEntry> decoding(std::vector<ui::PageEntry> pages) const;
    /// With the settings, and each page as it was left.
    std::vector<ui::PageEntry> keeping(std::vector<ui::PageEntry> pages);
    void applySettings();
    void showConnection();
    void showSnapshot();
    void showNames(const ClusterSnapshot& snapshot);
    void watchForTrouble(const ClusterSetup& setup);
    void showLetters();
    void showService();
    void tick();

    ui::MainWindow& m_window;
    std::shared_ptr<sandbox::Sandbox> m_sandbox; ///< null: a cluster elsewhere
    QString m_name; ///< the cluster's, for people
    bool m_confirmTwice = false;
    ConnectionSettings m_connection;
    std::shared_ptr<kafka::Gate> m_gate; ///< kept by whoever may still be at work
    std::shared_ptr<SchemaRegistry> m_registry; ///< null: none is configured
    ui::Theme& m_theme;
    ui::SettingsStore& m_settings;
    ui::SessionStore& m_sessionStore;
    std::unique_ptr<ClusterMonitor> m_monitor;
    std::unique_ptr<ui::LetterBoard> m_letters;
    std::unique_ptr<ServiceDesk> m_service; ///< runs nothing until the user starts it
    std::unique_ptr<ui::Notifier> m_notifier;
    std::unique_ptr<ui::TroubleWatch> m_trouble;
    std::unique_ptr<ui::Session> m_session;
    QStringList m_topicNames; ///< as the Go to field has them
    QStringList m_groupNames;
    QStringList m_letterTopics;
    QTimer m_second;
};

} // namespace spillway::app
