// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/settings/session.h"

#include "ui/mainwindow.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/tableview.h"

#include <QGuiApplication>
#include <QJsonArray>
#include <QScreen>
#include <QSplitter>
#include <QTabBar>

#include <algorithm>
#include <map>

namespace spillway::ui {

namespace {

constexpr int SaveEveryMs = 30'000;
constexpr int FarthestPixel = 100'000;
/// Of a window that can be taken hold of.
constexpr int TitleHeight = 44;
constexpr QSize Hold{ 120, 30 };

constexpr QLatin1String pagesKey("pages");
constexpr QLatin1String pageKey("page");
constexpr QLatin1String ownKey("own");

const char* kindOf(const QWidget* widget)
{
    if (qobject_cast<const TableView*>(widget))
        return "table";
    if (qobject_cast<const QSplitter*>(widget))
        return "splitter";
    if (qobject_cast<const QTabBar*>(widget))
        return "tabs";
    return qobject_cast<const SegmentedControl*>(widget) ? "segments" : nullptr;
}

/// Undefined when there is nothing to be kept now.
QJsonValue widgetState(const QWidget* widget)
{
    if (const auto* table = qobject_cast<const TableView*>(widget))
        return table->saveColumns();
    if (const auto* tabs = qobject_cast<const QTabBar*>(widget))
        return tabs->currentIndex();
    if (const auto* segments = qobject_cast<const SegmentedControl*>(widget))
        return segments->currentIndex();
    QJsonArray sizes;
    for (const int size : qobject_cast<const QSplitter*>(widget)->sizes()) {
        if (size <= 0) // folded away for want of room
            return QJsonValue(QJsonValue::Undefined);
        sizes.append(size);
    }
    return sizes;
}

void restoreWidget(QWidget* widget, const QJsonValue& state)
{
    if (auto* table = qobject_cast<TableView*>(widget)) {
        table->restoreColumns(state.toObject());
    } else if (auto* tabs = qobject_cast<QTabBar*>(widget)) {
        const int index = state.toInt(-1);
        if (index >= 0 && index < tabs->count() && tabs->isTabEnabled(index))
            tabs->setCurrentIndex(index);
    } else if (auto* segments = qobject_cast<SegmentedControl*>(widget)) {
        segments->setCurrentIndex(state.toInt(-1)); // one that is not there changes nothing
    } else if (auto* splitter = qobject_cast<QSplitter*>(widget)) {
        QList<int> sizes;
        for (const auto& size : state.toArray())
            sizes.append(std::clamp(size.toInt(), 1, 16'384));
        if (sizes.size() == splitter->count())
            splitter->setSizes(sizes);
    }
}

} // namespace

std::optional<QRect> placeOnScreens(const QRect& wanted, const QList<QRect>& screens, const QSize& least)
{
    if (screens.isEmpty())
        return std::nullopt;
    const auto bounded = [&](const QRect& screen) { return wanted.size().expandedTo(least).boundedTo(screen.size()); };
    for (const QRect& screen : screens) {
        const QSize size = bounded(screen);
        const QRect title(wanted.topLeft(), QSize(size.width(), TitleHeight));
        const QRect inSight = title.intersected(screen);
        if (inSight.width() >= Hold.width() && inSight.height() >= Hold.height())
            return QRect(wanted.topLeft(), size);
    }
    QRect placed(QPoint(), bounded(screens.front()));
    placed.moveCenter(screens.front().center());
    return placed;
}

Session::Session(MainWindow& window, SessionStore& store, QString cluster, QObject* parent)
    : QObject(parent)
    , m_window(window)
    , m_store(store)
    , m_cluster(std::move(cluster))
{
    m_timer.setInterval(SaveEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &Session::save);
    m_timer.start();
}

void Session::setOn(bool on)
{
    m_on = on;
}

void Session::pageMade(Page* page)
{
    Tracked tracked{ page, page->pageName(), {} };
    std::map<QString, int> counted;
    const auto children = page->findChildren<QWidget*>();
    for (QWidget* child : children) {
        if (const char* kind = kindOf(child)) {
            const QString name = QLatin1String(kind);
            tracked.widgets.emplace_back(name + QString::number(counted[name]++), child);
            if (auto* table = qobject_cast<TableView*>(child))
                table->markDefaultColumns();
        }
    }
    if (m_on) {
        const QJsonObject state = m_store.cluster(m_cluster)[pagesKey].toObject()[tracked.name].toObject();
        for (const auto& [name, widget] : tracked.widgets)
            if (state.contains(name))
                restoreWidget(widget, state[name]);
        if (state.contains(ownKey))
            page->restoreState(state[ownKey].toObject());
    }
    m_pages.push_back(std::move(tracked));
}

QJsonObject Session::pageState(const Tracked& tracked) const
{
    QJsonObject state = m_store.cluster(m_cluster)[pagesKey].toObject()[tracked.name].toObject();
    for (const auto& [name, widget] : tracked.widgets) {
        if (!widget)
            continue;
        if (const QJsonValue now = widgetState(widget); !now.isUndefined())
            state[name] = now;
    }
    if (const QJsonObject own = tracked.page->saveState(); !own.isEmpty())
        state[ownKey] = own;
    return state;
}

QJsonObject Session::windowState() const
{
    const bool large = m_window.isMaximized() || m_window.isFullScreen();
    const QRect at = large ? m_window.normalGeometry() : m_window.geometry();
    return { { QStringLiteral("at"), QJsonArray{ at.x(), at.y(), at.width(), at.height() } },
        { QStringLiteral("maximized"), m_window.isMaximized() },
        { QStringLiteral("railCollapsed"), m_window.isRailCollapsed() } };
}

void Session::restoreWindow(bool geometry)
{
    const QJsonObject state = m_store.window();
    if (!m_on || state.isEmpty())
        return;
    const QJsonArray at = state[QLatin1String("at")].toArray();
    QList<QRect> screens;
    if (const QScreen* main = QGuiApplication::primaryScreen())
        for (const QScreen* screen : main->virtualSiblings())
            screens.append(screen->availableGeometry());
    if (geometry && at.size() == 4) {
        const auto number = [&](int i) { return std::clamp(at[i].toInt(), -FarthestPixel, FarthestPixel); };
        const QRect wanted(number(0), number(1), number(2), number(3));
        if (const auto placed = placeOnScreens(wanted, screens, m_window.minimumSize()))
            m_window.setGeometry(*placed);
    }
    if (geometry && state[QLatin1String("maximized")].toBool())
        m_window.setWindowState(m_window.windowState() | Qt::WindowMaximized);
    m_window.setRailCollapsed(state[QLatin1String("railCollapsed")].toBool());
}

QString Session::lastPage() const
{
    return m_on ? m_store.cluster(m_cluster)[pageKey].toString() : QString();
}

void Session::save()
{
    if (!m_on)
        return;
    QJsonObject state = m_store.cluster(m_cluster);
    state.remove(QLatin1String("usedUtcMs"));
    QJsonObject pages = state[pagesKey].toObject();
    for (const Tracked& tracked : m_pages)
        if (tracked.page)
            pages[tracked.name] = pageState(tracked);
    state[pagesKey] = pages;
    // Nobody wants to begin where settings are changed.
    if (const Page* page = m_window.currentPage(); page && page->pageName() != QLatin1String("settings"))
        state[pageKey] = page->pageName();
    m_store.save(windowState(), m_cluster, state);
}

} // namespace spillway::ui
