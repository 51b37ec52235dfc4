// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustermonitor.h"
#include "ui/pages/page.h"

#include <QTimer>

namespace spillway::ui {

class FilterField;
class GroupDetail;
class GroupTableModel;
class Panel;
class SegmentedControl;
class TableView;
class Theme;

/// All consumer groups with status, lag and rates; the selected one in detail below.
class GroupsPage : public Page {
    Q_OBJECT

public:
    GroupsPage(ClusterMonitor& monitor, const Theme& theme, QWidget* parent = nullptr);

    QString pageName() const override { return QStringLiteral("groups"); }
    QString title() const override { return QStringLiteral("Consumer groups"); }
    void setActive(bool active) override;
    void setPaused(bool paused) override { m_paused = paused; }
    void showItem(const QString& id) override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeTable();
    void bringUpToDate();
    void showState(const QString& stale);
    void select();
    bool isNarrow() const;

    ClusterMonitor& m_monitor;
    const Theme& m_theme;
    Panel* m_panel = nullptr;
    FilterField* m_filter = nullptr;
    SegmentedControl* m_kind = nullptr;
    GroupTableModel* m_groups = nullptr;
    TableView* m_table = nullptr;
    GroupDetail* m_detail = nullptr;
    QString m_wanted; ///< asked for before it was there
    QString m_restored; ///< selected in the last session; looked for once
    QTimer m_aging;
    bool m_active = false;
    bool m_paused = false;
};

} // namespace spillway::ui
