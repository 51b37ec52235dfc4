// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/command.h"
#include "ui/pages/page.h"
#include "ui/theme/profilemark.h"
#include "ui/theme/status.h"
#include "ui/widgets/panelaction.h"

#include <QMainWindow>

#include <map>
#include <optional>
#include <vector>

class QStackedWidget;

namespace spillway::ui {

class Banner;
class GoToField;
class NotificationMenu;
class HeaderBar;
class Rail;
class StatusLine;
class Theme;

/// Header, rail, pages, status bar. Knows pages and words, nothing of Kafka: the application sets what is said.
/// The first page opens when the window is shown or by openPage().
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(Theme& theme, std::vector<PageEntry> pages, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Makes the page when it is opened first. False when there is none of that name.
    bool openPage(const QString& name, const QString& itemId = {});
    /// nullptr before the first one is open.
    Page* currentPage() const;
    QStringList pageNames() const;

    void setClusterName(const QString& name);
    /// "Demo data"; empty: a cluster like any.
    void setClusterKind(const QString& words);
    void setReadOnly(bool readOnly);
    /// The mark of a production profile and its stripe; without a value neither.
    void setProduction(const std::optional<MarkTokens>& mark);
    /// Deletes every page and what header, rail, palette and banner say of the cluster; the page in front is made anew
    /// from `entries`, which are those of the constructor with other `make`. Before what the old pages use goes away.
    void setPages(std::vector<PageEntry> entries);
    /// The same without new ones: no page can be opened until setPages().
    void closePages();
    /// Where a list of clusters opens.
    QWidget* clusterButton() const;
    /// "Connected", "Connecting…", "Not connected".
    void setConnectionState(Status status, const QString& words);
    /// Shown while the current page has no word of its own.
    void setFreshness(const QString& text, bool stale);
    /// The count beside a page's name in the rail; a status other than None adds its shape.
    void setCounts(
        const QString& pageName, const QString& count, Status severity = Status::None, const QString& meaning = {});
    /// What Ctrl+K finds beside the pages: `group` is the heading ("Topics"), `page` opens them by Page::showItem.
    /// Names are ids; they are made safe to show here.
    void setGoToNames(const QString& group, const QString& page, const QStringList& names);
    /// One line over every page for trouble of the whole window.
    void setBanner(
        Status status, const QString& what, const QString& rest, const std::vector<PanelAction>& actions = {});
    /// Only the banner's changing part ("Trying again in 3 s.").
    void setBannerRest(const QString& rest);
    void clearBanner();
    /// One more line under the header's bell; texts may be hostile. They go with the cluster's pages.
    void addNotification(Status status, const QString& title, const QString& text);
    StatusLine& statusLine() { return *m_statusLine; }

    /// Its key works from now on, the palette and F1 know it. A second one of the same name takes the first one's
    /// place.
    void addCommand(Command command);
    const std::vector<Command>& commands() const { return m_commands; }
    /// Runs it unless it is refused; false then, or when there is none of that name.
    bool runCommand(const QString& name);

    /// As the user wants it; a narrow window collapses it anyway.
    bool isRailCollapsed() const { return m_railCollapsed; }
    void setRailCollapsed(bool collapsed);

    bool isPaused() const { return m_paused; }
    void setPaused(bool paused);

    /// Lays the window out at `size` (device-independent pixels) and writes what it shows as PNG. Works offscreen.
    bool grabWindow(const QSize& size, const QString& path);

signals:
    void pageChanged(const QString& name);
    void pauseToggled(bool paused);
    /// F5 or the header's button; the current page has been told already.
    void refreshRequested();
    /// The user chose another theme here; it is set already.
    void themeChosen();
    /// Ctrl+Shift+C or the header's button.
    void clusterSwitchRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void addCommands();
    void addPageCommands();
    void offerCommands();
    void showKeys();
    void nextPane();
    void refreshCurrent();
    void toggleFullScreen();
    void showThemeMenu(const QPoint& at);
    void toggleTheme();
    void nameTheme();
    void toggleRail();
    Page* make(const PageEntry& entry);

    Theme& m_theme;
    std::vector<PageEntry> m_entries;
    std::map<QString, Page*> m_pages;
    std::vector<Command> m_commands;
    HeaderBar* m_header = nullptr;
    GoToField* m_goTo = nullptr;
    Rail* m_rail = nullptr;
    Banner* m_banner = nullptr;
    QWidget* m_bannerRow = nullptr;
    QStackedWidget* m_stack = nullptr;
    StatusLine* m_statusLine = nullptr;
    NotificationMenu* m_notifications = nullptr;
    QString m_front; ///< the page opened last
    bool m_paused = false;
    bool m_railCollapsed = false; ///< by the user; a narrow window collapses it anyway
};

} // namespace spillway::ui
