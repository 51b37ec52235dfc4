// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/text.h"
#include "ui/dialogs/keymapdialog.h"
#include "ui/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/widgets/gotofield.h"
#include "ui/widgets/headerbar.h"
#include "ui/widgets/notificationmenu.h"

#include <QAbstractScrollArea>
#include <QAction>
#include <QApplication>
#include <QMetaMethod>

#include <algorithm>

/// The window's commands: one table for keys, palette and F1.
namespace spillway::ui {

void MainWindow::addCommand(Command command)
{
    const auto known = std::ranges::find(m_commands, command.name, &Command::name);
    if (known != m_commands.end()) {
        *known = std::move(command);
        return;
    }
    if (!command.keys.isEmpty()) {
        auto* action = new QAction(this);
        action->setShortcut(command.keys);
        connect(action, &QAction::triggered, this, [this, name = command.name] { runCommand(name); });
        addAction(action);
    }
    m_commands.push_back(std::move(command));
}

bool MainWindow::runCommand(const QString& name)
{
    const auto at = std::ranges::find(m_commands, name, &Command::name);
    if (at == m_commands.end() || !at->refused().isEmpty())
        return false;
    const auto run = at->run; // may add commands
    run();
    return true;
}

void MainWindow::addCommands()
{
    const auto add = [this](const char* name, const QString& title, const char* icon, const QKeySequence& keys,
                         std::function<void()> run, std::function<QString()> refusal = {}, bool inPalette = true) {
        addCommand({ QString::fromLatin1(name), title, QString::fromLatin1(icon), keys, std::move(run),
            std::move(refusal), inPalette });
    };
    add(
        "palette", tr("Go to page, topic, group or command"), "browser", QKeySequence(Qt::CTRL | Qt::Key_K),
        [this] { m_goTo->setFocus(Qt::ShortcutFocusReason); }, {}, false);
    add("refresh", tr("Refresh now"), "refresh", QKeySequence(Qt::Key_F5), [this] { refreshCurrent(); });
    add("notifications", tr("Show notifications"), "alerts", {},
        [this] { m_notifications->openUnder(m_header->bell()); });
    add("pause", tr("Pause or continue"), "pause", {}, [this] { setPaused(!m_paused); });
    add(
        "follow", tr("Follow the selected topic in the live feed"), "feed", QKeySequence(Qt::CTRL | Qt::Key_L),
        [this] { openPage(QStringLiteral("feed"), currentPage()->topicInFront()); },
        [this] {
            if (!pageNames().contains(QStringLiteral("feed")))
                return tr("there is no live feed");
            return currentPage() && !currentPage()->topicInFront().isEmpty() ? QString() : tr("no topic is selected");
        });
    add(
        "switchCluster", tr("Switch the cluster"), "swap", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C),
        [this] { emit clusterSwitchRequested(); },
        [this] {
            return isSignalConnected(QMetaMethod::fromSignal(&MainWindow::clusterSwitchRequested))
                ? QString()
                : tr("there is one cluster only");
        });
    add("theme", tr("Change between light and dark"), "theme", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T),
        [this] { toggleTheme(); });
    add("fullScreen", tr("Full screen"), "overview", QKeySequence(Qt::Key_F11), [this] { toggleFullScreen(); });
    add("rail", tr("Collapse or expand the rail"), "collapse", {}, [this] { toggleRail(); });
    add(
        "nextPane", tr("Next pane"), "chevr", QKeySequence(Qt::Key_F6), [this] { nextPane(); }, {}, false);
    add("keys", tr("Keys of this page"), "key", QKeySequence(Qt::Key_F1), [this] { showKeys(); });
    addPageCommands();
}

void MainWindow::addPageCommands()
{
    int digit = 0;
    for (const PageEntry& entry : m_entries) {
        QKeySequence keys;
        if (entry.name == QLatin1String("settings"))
            keys = QKeySequence(Qt::CTRL | Qt::Key_Comma);
        else if (!entry.atFoot && ++digit <= 10)
            keys = QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + digit % 10));
        addCommand({ QStringLiteral("page:") + entry.name, tr("Open %1").arg(entry.title), entry.icon, keys,
            [this, name = entry.name] { openPage(name); }, {}, false }); // pages are in the palette
    }
}

void MainWindow::offerCommands()
{
    std::vector<GoToItem> items;
    for (const Command& command : m_commands) {
        if (!command.inPalette)
            continue;
        const QString refused = command.refused();
        GoToItem item{ tr("Commands"), command.title, {}, command.name, command.icon };
        if (command.name == QLatin1String("follow") && refused.isEmpty())
            item.text = tr("Follow %1 in the live feed").arg(visibleText(currentPage()->topicInFront()));
        item.detail = refused;
        if (refused.isEmpty())
            item.key = command.keys.toString(QKeySequence::NativeText);
        item.possible = refused.isEmpty();
        items.push_back(std::move(item));
    }
    m_goTo->setItems(tr("Commands"), std::move(items));
}

void MainWindow::showKeys()
{
    KeyMapDialog::Section everywhere{ tr("Everywhere"), {} };
    for (const Command& command : m_commands)
        if (!command.keys.isEmpty())
            everywhere.keys.push_back({ command.keys.toString(QKeySequence::NativeText), command.title });
    std::vector<KeyMapDialog::Section> sections{ everywhere };
    if (Page* page = currentPage()) {
        KeyMapDialog::Section here{ page->title(), page->keys() };
        for (const QAction* action : page->actions()) {
            QStringList keys;
            for (const QKeySequence& key : action->shortcuts())
                keys.append(key.toString(QKeySequence::NativeText));
            if (!action->text().isEmpty() && !keys.isEmpty())
                here.keys.push_back({ keys.join(QStringLiteral(", ")), action->text() });
        }
        sections.push_back(std::move(here));
    }
    (new KeyMapDialog(m_theme, sections, this))->show();
}

void MainWindow::nextPane()
{
    QWidget* page = currentPage();
    if (!page)
        return;
    QList<QWidget*> panes;
    for (auto* view : page->findChildren<QAbstractScrollArea*>())
        if (view->isVisible() && view->focusPolicy() != Qt::NoFocus)
            panes.append(view);
    if (panes.isEmpty())
        return;
    const auto at = std::ranges::find_if(panes, [](const QWidget* pane) {
        const QWidget* focus = QApplication::focusWidget();
        return focus && (pane == focus || pane->isAncestorOf(focus));
    });
    const qsizetype next = at == panes.end() ? 0 : (at - panes.begin() + 1) % panes.size();
    panes[next]->setFocus(Qt::TabFocusReason);
}

} // namespace spillway::ui
