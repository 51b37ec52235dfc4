// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/mainwindow.h"

#include "core/serde/text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/gotofield.h"
#include "ui/widgets/headerbar.h"
#include "ui/widgets/notificationmenu.h"
#include "ui/widgets/rail.h"
#include "ui/widgets/statusline.h"

#include <QAction>
#include <QDateTime>
#include <QLayout>
#include <QMenu>
#include <QPixmap>
#include <QResizeEvent>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace spillway::ui {

namespace {

constexpr int collapseBelow = 1100; // a table of a page needs about 860

} // namespace

MainWindow::MainWindow(Theme& theme, std::vector<PageEntry> pages, QWidget* parent)
    : QMainWindow(parent)
    , m_theme(theme)
    , m_entries(std::move(pages))
    , m_header(new HeaderBar(theme, this))
    , m_goTo(new GoToField(theme, this))
    , m_rail(new Rail(theme, m_entries, this))
    , m_banner(new Banner(theme, this))
    , m_bannerRow(new QWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_statusLine(new StatusLine(theme, this))
{
    setWindowTitle(QStringLiteral("Spillway"));
    setMinimumSize(900, 600);
    resize(1440, 900);

    m_header->setMiddle(m_goTo);
    std::vector<GoToItem> all;
    for (const PageEntry& entry : m_entries)
        all.push_back({ tr("Pages"), entry.title, entry.name, {}, entry.icon });
    m_goTo->setItems(tr("Pages"), std::move(all));

    auto* bannerLayout = new QVBoxLayout(m_bannerRow);
    bannerLayout->setContentsMargins(Theme::pageMargin, Theme::pageTopMargin, Theme::pageMargin, 0);
    bannerLayout->addWidget(m_banner);
    m_bannerRow->hide();

    auto* pageColumn = new QVBoxLayout;
    pageColumn->setSpacing(0);
    pageColumn->addWidget(m_bannerRow);
    pageColumn->addWidget(m_stack, 1);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_rail);
    middle->addLayout(pageColumn, 1);
    auto* body = new QWidget(this);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addLayout(middle, 1);
    column->addWidget(m_statusLine);
    setCentralWidget(body);

    connect(m_rail, &Rail::pageChosen, this, [this](const QString& name) { openPage(name); });
    connect(m_rail, &Rail::collapseRequested, this, &MainWindow::toggleRail);
    connect(m_rail, &Rail::themeMenuRequested, this, &MainWindow::showThemeMenu);
    connect(&theme, &Theme::changed, this, &MainWindow::nameTheme);
    connect(m_goTo, &GoToField::chosen, this, &MainWindow::openPage);
    connect(m_header, &HeaderBar::pauseToggled, this, &MainWindow::setPaused);
    connect(m_header, &HeaderBar::refreshRequested, this, &MainWindow::refreshCurrent);
    connect(m_header, &HeaderBar::clusterSwitchRequested, this, &MainWindow::clusterSwitchRequested);
    m_notifications = new NotificationMenu(theme, this);
    connect(
        m_header, &HeaderBar::notificationsRequested, this, [this] { m_notifications->openUnder(m_header->bell()); });
    connect(m_notifications, &NotificationMenu::unreadChanged, m_header, &HeaderBar::setUnread);
    connect(m_goTo, &GoToField::aboutToOpen, this, &MainWindow::offerCommands);
    connect(m_goTo, &GoToField::commandChosen, this, &MainWindow::runCommand);
    addCommands();
    nameTheme();
}

MainWindow::~MainWindow() = default;

Page* MainWindow::make(const PageEntry& entry)
{
    Page* page = entry.make(m_stack);
    page->setAccessibleName(page->title());
    m_stack->addWidget(page);
    m_pages.emplace(entry.name, page);
    page->setPaused(m_paused);
    connect(page, &Page::pageRequested, this, &MainWindow::openPage);
    connect(page, &Page::freshnessChanged, this, [this, page](const QString& text, bool stale) {
        if (page == currentPage())
            m_header->setFreshness(text, stale);
    });
    return page;
}

bool MainWindow::openPage(const QString& name, const QString& itemId)
{
    const auto entry
        = std::find_if(m_entries.begin(), m_entries.end(), [&](const PageEntry& e) { return e.name == name; });
    if (entry == m_entries.end() || !entry->make)
        return false;
    m_front = name;
    Page* before = currentPage();
    const auto known = m_pages.find(name);
    Page* page = known == m_pages.end() ? make(*entry) : known->second;
    if (page != before) {
        if (before)
            before->setActive(false);
        m_header->setFreshness({}, false);
        m_stack->setCurrentWidget(page);
        m_rail->setCurrentPage(name);
        if (!m_rail->holdsFocus())
            page->setFocus(Qt::OtherFocusReason);
        page->setActive(true);
        emit pageChanged(name);
    }
    if (!itemId.isEmpty())
        page->showItem(itemId);
    return true;
}

Page* MainWindow::currentPage() const
{
    return qobject_cast<Page*>(m_stack->currentWidget());
}

QStringList MainWindow::pageNames() const
{
    QStringList names;
    for (const PageEntry& entry : m_entries)
        names.append(entry.name);
    return names;
}

void MainWindow::setClusterName(const QString& name)
{
    m_header->setClusterName(name);
    setWindowTitle(name.isEmpty() ? QStringLiteral("Spillway") : name + QStringLiteral(" – Spillway"));
}

void MainWindow::setClusterKind(const QString& words)
{
    m_header->setKind(words);
}

void MainWindow::setReadOnly(bool readOnly)
{
    m_header->setReadOnly(readOnly);
}

void MainWindow::setProduction(const std::optional<MarkTokens>& mark)
{
    m_header->setProduction(mark);
}

QWidget* MainWindow::clusterButton() const
{
    return m_header->clusterButton();
}

void MainWindow::setPages(std::vector<PageEntry> entries)
{
    for (const auto& [name, page] : std::exchange(m_pages, {})) {
        m_stack->removeWidget(page);
        delete page;
    }
    m_entries = std::move(entries);
    for (const PageEntry& entry : m_entries)
        m_rail->setCount(entry.name, {}, Status::None, {});
    clearBanner();
    setProduction({});
    setClusterKind({});
    m_header->clearReadOnly();
    m_notifications->close();
    m_notifications->clear();
    m_header->setFreshness({}, false);
    m_statusLine->setBrokers({});
    m_statusLine->setCost({});
    m_statusLine->setJob({});
    if (!m_front.isEmpty())
        openPage(m_front);
}

void MainWindow::closePages()
{
    std::vector<PageEntry> entries = m_entries;
    for (PageEntry& entry : entries)
        entry.make = nullptr;
    setPages(std::move(entries));
}

void MainWindow::addNotification(Status status, const QString& title, const QString& text)
{
    m_notifications->add(status, title, text, QDateTime::currentMSecsSinceEpoch());
}

void MainWindow::setConnectionState(Status status, const QString& words)
{
    m_header->setConnection(status, words);
}

void MainWindow::setFreshness(const QString& text, bool stale)
{
    m_header->setFreshness(text, stale);
}

void MainWindow::setCounts(const QString& pageName, const QString& count, Status severity, const QString& meaning)
{
    m_rail->setCount(pageName, count, severity, meaning);
}

void MainWindow::setGoToNames(const QString& group, const QString& page, const QStringList& names)
{
    const auto entry
        = std::find_if(m_entries.begin(), m_entries.end(), [&](const PageEntry& e) { return e.name == page; });
    const QString drawing = entry == m_entries.end() ? QString() : entry->icon;
    std::vector<GoToItem> items;
    items.reserve(static_cast<std::size_t>(names.size()));
    for (const QString& name : names)
        items.push_back({ group, visibleText(name), page, name, drawing });
    m_goTo->setItems(group, std::move(items));
}

void MainWindow::setBanner(
    Status status, const QString& what, const QString& rest, const std::vector<PanelAction>& actions)
{
    m_banner->showMessage(status, what, rest, actions, true);
    m_bannerRow->show();
}

void MainWindow::setBannerRest(const QString& rest)
{
    m_banner->setRest(rest);
}

void MainWindow::clearBanner()
{
    m_bannerRow->hide();
}

void MainWindow::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    m_header->setPaused(paused);
    for (const auto& [name, page] : m_pages)
        page->setPaused(paused);
    emit pauseToggled(paused);
}

void MainWindow::refreshCurrent()
{
    if (Page* page = currentPage())
        page->refresh();
    emit refreshRequested();
}

void MainWindow::toggleFullScreen()
{
    if (isFullScreen())
        showNormal();
    else
        showFullScreen();
}

void MainWindow::toggleTheme()
{
    m_theme.setMode(m_theme.isDark() ? Theme::Mode::Light : Theme::Mode::Dark);
    nameTheme();
    emit themeChosen();
}

void MainWindow::showThemeMenu(const QPoint& at)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString& text, Theme::Mode mode) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_theme.mode() == mode);
        connect(action, &QAction::triggered, this, [this, mode] {
            m_theme.setMode(mode);
            nameTheme();
            emit themeChosen();
        });
    };
    add(tr("As the desktop"), Theme::Mode::System);
    add(tr("Light"), Theme::Mode::Light);
    add(tr("Dark"), Theme::Mode::Dark);
    menu->popup(at - QPoint(0, menu->sizeHint().height() + 4));
}

void MainWindow::nameTheme()
{
    switch (m_theme.mode()) {
    case Theme::Mode::System:
        m_rail->setThemeText(tr("Theme: as the desktop"));
        break;
    case Theme::Mode::Light:
        m_rail->setThemeText(tr("Theme: light"));
        break;
    case Theme::Mode::Dark:
        m_rail->setThemeText(tr("Theme: dark"));
        break;
    }
}

void MainWindow::toggleRail()
{
    setRailCollapsed(!m_rail->isCollapsed());
}

void MainWindow::setRailCollapsed(bool collapsed)
{
    m_railCollapsed = collapsed;
    m_rail->setCollapsed(collapsed);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    const bool collapsed = m_railCollapsed || event->size().width() < collapseBelow;
    if (collapsed != m_rail->isCollapsed())
        m_rail->setCollapsed(collapsed);
}

void MainWindow::showEvent(QShowEvent* event)
{
    if (!currentPage() && !m_entries.empty())
        openPage(m_entries.front().name);
    QMainWindow::showEvent(event);
}

bool MainWindow::grabWindow(const QSize& size, const QString& path)
{
    if (!currentPage() && !m_entries.empty())
        openPage(m_entries.front().name);
    resize(size);
    ensurePolished();
    // What has been set lately waits for a posted layout request; a picture cannot.
    layout()->activate();
    const auto children = findChildren<QWidget*>();
    for (const QWidget* child : children) {
        if (child->layout())
            child->layout()->activate();
    }
    return grab().save(path, "PNG");
}

} // namespace spillway::ui
