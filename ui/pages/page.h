// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonObject>
#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

namespace spillway::ui {

/// A key and what it does.
struct PageKey {
    QString key;
    QString what;
};

/// One entry of the rail; its focus proxy (set by the page: the main table) gets the keyboard when it opens. Pages are
/// made when first opened and then kept. They never wait on the GUI thread.
class Page : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Name in --page and settings: "overview", "topics", "feed", "groups".
    virtual QString pageName() const = 0;
    /// As shown and announced: "Consumer groups".
    virtual QString title() const = 0;
    /// In front or not: a page that is not in front does no work of its own.
    virtual void setActive(bool active) { Q_UNUSED(active) }
    /// The header's pause: what is shown stays as it is.
    virtual void setPaused(bool paused) { Q_UNUSED(paused) }
    /// F5: ask again now.
    virtual void refresh() { }
    /// Brings up the thing with this id (a topic's or group's name), asked for by another page or the palette.
    virtual void showItem(const QString& id) { Q_UNUSED(id) }
    /// The topic Ctrl+L follows in the live feed; empty when none is selected.
    virtual QString topicInFront() const { return {}; }
    /// What else the page's own keys do, for F1, beside its actions with a shortcut and a text.
    virtual std::vector<PageKey> keys() const { return {}; }

    /// What of the page a later session brings back beyond splitters, columns, tabs and segments, which the session
    /// knows by itself. Restored directly after the page was made, from a file anybody may have written.
    virtual QJsonObject saveState() const { return {}; }
    virtual void restoreState(const QJsonObject& state) { Q_UNUSED(state) }

signals:
    /// "Updated 0.6 s ago" or "Stale, 4 min 35 s old", shown in the header while the page is in front.
    void freshnessChanged(const QString& text, bool stale);
    /// Another page should come to the front; `id` as for showItem, or empty.
    void pageRequested(const QString& pageName, const QString& id);
};

/// What the main window needs to know of a page before it exists.
struct PageEntry {
    QString name; ///< Page::pageName
    QString title; ///< in the rail
    QString icon; ///< name of a drawing
    QString section; ///< heading in the rail: empty for the first section ("Monitor"), else "Cluster", …
    std::function<Page*(QWidget* parent)> make;
    bool atFoot = false; ///< at the rail's foot, without a key of the row Alt+1…0
};

} // namespace spillway::ui
