// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/clusterwindows.h"

#include "ui/dialogs/connectionsdialog.h"

#include <algorithm>
#include <utility>

namespace spillway::app {

ClusterWindows::ClusterWindows(ClusterShelf& shelf, const QSize& size)
    : m_shelf(shelf)
    , m_size(size)
{
    add();
}

ClusterWindows::~ClusterWindows()
{
    delete m_dialog; // it belongs to one of the windows
}

ClusterWindow& ClusterWindows::add()
{
    m_windows.push_back(std::make_unique<ClusterWindow>(m_shelf, m_size));
    ClusterWindow* made = m_windows.back().get();
    connect(made, &ClusterWindow::connected, this, &ClusterWindows::connected);
    connect(made, &ClusterWindow::connectionsRequested, this, [this, made] { showConnections(*made); });
    connect(made, &ClusterWindow::elsewhereRequested, this,
        [this](const ui::ClusterChoice& choice) { openElsewhere(choice); });
    connect(made, &ClusterWindow::closed, this, [this, made] { remove(made); });
    return *made;
}

ClusterWindow& ClusterWindows::openElsewhere(const ui::ClusterChoice& choice)
{
    ClusterWindow& made = add();
    made.window().show();
    made.open(choice);
    return made;
}

/// The last window stays until the application ends: it is what main holds on to.
void ClusterWindows::remove(ClusterWindow* window)
{
    const auto at = std::ranges::find(m_windows, window, &std::unique_ptr<ClusterWindow>::get);
    if (at != m_windows.end() && m_windows.size() > 1)
        m_windows.erase(at);
}

ui::ConnectionsDialog& ClusterWindows::showConnections(ClusterWindow& over)
{
    if (m_dialog && m_dialog->parentWidget() != &over.window() && !m_dialog->isVisible())
        delete std::exchange(m_dialog, nullptr).data();
    if (!m_dialog) {
        m_shelf.store.reload(); // what others wrote; an error is the store's trouble and shown by the dialog
        m_dialog
            = new ui::ConnectionsDialog(m_shelf.theme, m_shelf.store, m_shelf.keyring, m_shelf.session, &over.window());
        connect(m_dialog, &QDialog::finished, m_dialog, &QObject::deleteLater);
        connect(m_dialog, &ui::ConnectionsDialog::connectRequested, this,
            [this, window = QPointer<ClusterWindow>(&over)](const ui::ClusterChoice& choice) {
                if (!window)
                    return;
                if (window->open(choice))
                    m_dialog->accept();
            });
        runTestsOf(*m_dialog);
        m_dialog->select(over.choice());
    }
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
    return *m_dialog;
}

void runTestsOf(ui::ConnectionsDialog& dialog)
{
    auto* test = new kafka::ConnectionTest(&dialog);
    QObject::connect(&dialog, &ui::ConnectionsDialog::testRequested, test,
        [test](const ConnectionSettings& settings) { test->start(settings); });
    QObject::connect(&dialog, &ui::ConnectionsDialog::testCancelled, test, &kafka::ConnectionTest::cancel);
    QObject::connect(test, &kafka::ConnectionTest::stepEnded, &dialog, &ui::ConnectionsDialog::showStep);
    QObject::connect(test, &kafka::ConnectionTest::finished, &dialog, &ui::ConnectionsDialog::showReport);
}

} // namespace spillway::app
