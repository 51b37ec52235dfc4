// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/status.h"

#include <QWidget>

#include <utility>
#include <vector>

class QListView;
class QStandardItemModel;

namespace spillway::ui {

class RailButton;
class RailDelegate;
class Theme;
struct PageEntry;

/// The list of pages at the left, 204 px wide or 48 collapsed; theme and collapse at its foot.
class Rail : public QWidget {
    Q_OBJECT

public:
    Rail(const Theme& theme, const std::vector<PageEntry>& pages, QWidget* parent = nullptr);

    void setCurrentPage(const QString& name);
    /// `count` empty shows nothing; a status adds its shape before the count. `meaning` is the accessible text
    /// ("4 in trouble").
    void setCount(const QString& name, const QString& count, Status status, const QString& meaning);

    bool isCollapsed() const { return m_collapsed; }
    void setCollapsed(bool collapsed);

    /// "Theme: light", at the foot.
    void setThemeText(const QString& text);
    /// The keyboard is in the rail.
    bool holdsFocus() const;

signals:
    void pageChosen(const QString& name);
    void collapseRequested();
    /// `at`: where a menu may open, in global coordinates.
    void themeMenuRequested(const QPoint& at);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void updateTooltips();

    const Theme& m_theme;
    QStandardItemModel* m_model = nullptr;
    QListView* m_list = nullptr;
    RailDelegate* m_delegate = nullptr;
    std::vector<std::pair<QString, RailButton*>> m_foot; ///< pages at the foot
    RailButton* m_themeButton = nullptr;
    RailButton* m_collapse = nullptr;
    bool m_collapsed = false;
};

} // namespace spillway::ui
