// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connectionpictures.h"
#include "app/desktop.h"
#include "app/options.h"

#include <QString>

namespace spillway::app {

/// Takes a picture of every page and of the Connections dialog, light and dark, once the pages show live data, writes
/// them into a directory and prints their paths and a summary of the cluster on one screen. Runs in the event loop;
/// ends the application with 0, with 1 when a picture could not be written and with 3 when the cluster could not be
/// reached (the pictures then show that).
class Screenshots : public QObject {
    Q_OBJECT

public:
    Screenshots(Desktop& desktop, ui::Theme& theme, const Options& options);

private:
    void begin();
    void next();
    void turn(bool dark);
    void grab(bool dark);
    void printSummary() const;
    void startService();
    void showConnections();
    void finish();

    Desktop& m_desktop;
    ui::Theme& m_theme;
    QString m_directory;
    QSize m_size;
    int m_watchMs;
    bool m_startService;
    QStringList m_pages;
    std::unique_ptr<ConnectionPictures> m_connections;
    qsizetype m_page = -1;
    bool m_failed = false;
    bool m_began = false;
};

} // namespace spillway::app
