// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/options.h"
#include "core/browse/recordsource.h"
#include "core/kafka/gate.h"
#include "core/monitor/clustermonitor.h"
#include "core/sandbox/sandbox.h"
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

/// Makes the objects of the desktop application and joins them: monitor and record source to pages, the monitor's state
/// to the window's header, banner and status bar. No knowledge of its own.
class Desktop : public QObject {
    Q_OBJECT

public:
    /// Never waits for a cluster; a sandbox is started in some milliseconds. Fails on settings that librdkafka refuses.
    static Result<std::unique_ptr<Desktop>> create(const Options& options, ui::Theme& theme);
    ~Desktop() override;

    ui::MainWindow& window() { return *m_window; }
    ClusterMonitor& monitor() { return *m_monitor; }
    /// For what ends or goes wrong while nobody looks.
    ui::Notifier& notifier() { return *m_notifier; }
    ui::SettingsStore& settings() { return *m_settings; }

private:
    Desktop(const Options& options, ui::Theme& theme, std::unique_ptr<sandbox::Sandbox> box,
        ConnectionSettings connection, std::unique_ptr<ClusterSource> source);
    std::vector<ui::PageEntry> pages();
    std::vector<ui::PageEntry> decoding(std::vector<ui::PageEntry> pages) const;
    /// With the settings, and each page as it was left.
    std::vector<ui::PageEntry> keeping(std::vector<ui::PageEntry> pages);
    void startSession(const Options& options);
    void applySettings();
    void showConnection();
    void showSnapshot();
    void showNames(const ClusterSnapshot& snapshot);
    void addCommands();
    void watchForTrouble(const Options& options);
    ui::AboutFacts aboutFacts() const;
    void showLetters();
    void tick();

    std::unique_ptr<sandbox::Sandbox> m_sandbox; ///< null: a cluster elsewhere
    ConnectionSettings m_connection;
    std::shared_ptr<kafka::Gate> m_gate; ///< kept by whoever may still be at work
    std::shared_ptr<SchemaRegistry> m_registry; ///< null: none is configured
    ui::Theme& m_theme;
    std::unique_ptr<ui::SettingsStore> m_settings;
    std::unique_ptr<ClusterMonitor> m_monitor;
    std::unique_ptr<ui::LetterBoard> m_letters;
    std::unique_ptr<ui::MainWindow> m_window;
    std::unique_ptr<ui::Notifier> m_notifier;
    std::unique_ptr<ui::TroubleWatch> m_trouble;
    std::unique_ptr<ui::SessionStore> m_sessionStore;
    std::unique_ptr<ui::Session> m_session;
    QStringList m_topicNames; ///< as the Go to field has them
    QStringList m_groupNames;
    QStringList m_letterTopics;
    QTimer m_second;
};

} // namespace spillway::app
