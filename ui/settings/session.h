// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/settings/sessionstore.h"

#include <QPointer>
#include <QRect>
#include <QTimer>

#include <optional>
#include <utility>
#include <vector>

namespace spillway::ui {

class MainWindow;
class Page;

/// Where a window that lay at `wanted` may lie on these screens (their available geometries, the main one first): as it
/// was when its title can be taken hold of, else in the middle of the first screen; never larger than its screen.
/// nullopt without a screen.
std::optional<QRect> placeOnScreens(const QRect& wanted, const QList<QRect>& screens, const QSize& least);

/// Keeps what the user has arranged: window, rail, page; per cluster and page the splitters, columns, tabs and segments
/// (chart ranges, views), and what Page::saveState gives. Restores a page when it is made; saves every 30 s what has
/// changed, and at the end. Widgets are known by their kind and place among the page's own, so that pages need do
/// nothing for it; a table is only restored when its columns have the same names. GUI thread; the window outlives it.
class Session : public QObject {
    Q_OBJECT

public:
    /// `cluster`: the name this cluster's arrangement is kept under.
    Session(MainWindow& window, SessionStore& store, QString cluster, QObject* parent = nullptr);

    /// Off, nothing is restored and nothing saved. On as made.
    void setOn(bool on);
    bool isOn() const { return m_on; }

    /// Directly after the page was made.
    void pageMade(Page* page);
    /// Before the window is shown; `geometry` false: only what is in it.
    void restoreWindow(bool geometry = true);
    /// Page that was in front; empty when not known.
    QString lastPage() const;
    void save();

private:
    struct Tracked {
        QPointer<Page> page;
        QString name;
        std::vector<std::pair<QString, QPointer<QWidget>>> widgets;
    };
    QJsonObject pageState(const Tracked& tracked) const;
    QJsonObject windowState() const;

    MainWindow& m_window;
    SessionStore& m_store;
    QString m_cluster;
    std::vector<Tracked> m_pages;
    QTimer m_timer;
    bool m_on = true;
};

} // namespace spillway::ui
