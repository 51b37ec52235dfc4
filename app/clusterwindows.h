// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/clusterwindow.h"
#include "core/kafka/connectiontest.h"

#include <vector>

namespace spillway::ui {
class ConnectionsDialog;
} // namespace spillway::ui

namespace spillway::app {

/// All windows of the process, and the one Connections dialog. Each window has a cluster of its own: monitor, pages,
/// read-only state.
class ClusterWindows : public QObject {
    Q_OBJECT

public:
    ClusterWindows(ClusterShelf& shelf, const QSize& size);
    ~ClusterWindows() override;

    ClusterWindow& first() { return *m_windows.front(); }
    std::size_t count() const { return m_windows.size(); }
    ClusterWindow& at(std::size_t index) { return *m_windows[index]; }
    /// A window of its own for a cluster; shown.
    ClusterWindow& openElsewhere(const ui::ClusterChoice& choice);
    /// The dialog over this window; what it connects to opens there.
    ui::ConnectionsDialog& showConnections(ClusterWindow& over);

signals:
    /// In any window; for what is remembered.
    void connected(const spillway::ui::ClusterChoice& choice);

private:
    ClusterWindow& add();
    void remove(ClusterWindow* window);

    ClusterShelf& m_shelf;
    QSize m_size;
    std::vector<std::unique_ptr<ClusterWindow>> m_windows;
    QPointer<ui::ConnectionsDialog> m_dialog;
};

/// Connects a dialog's test to a real one, which ends with the dialog.
void runTestsOf(ui::ConnectionsDialog& dialog);

} // namespace spillway::app
