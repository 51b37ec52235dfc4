// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustermonitor.h"
#include "ui/pages/page.h"

#include <QTimer>

class QGridLayout;

namespace spillway::ui {

class BrokerTroubleModel;
class EventListModel;
class GroupTableModel;
class LetterBoard;
class OverviewTiles;
class Panel;
class SegmentedControl;
class TableView;
class Theme;
class TimeChart;

/// The cluster at a glance: figures, rates and lag over time, groups worst first, what changed. While the connection is
/// lost it keeps what was known, as of then, and shows what is wrong with each broker.
class OverviewPage : public Page {
    Q_OBJECT

public:
    OverviewPage(ClusterMonitor& monitor, const Theme& theme, QWidget* parent = nullptr);

    /// With it dead letters have a tile.
    void setLetterBoard(const LetterBoard& board);

    QString pageName() const override { return QStringLiteral("overview"); }
    QString title() const override { return QStringLiteral("Overview"); }
    void setActive(bool active) override;
    void setPaused(bool paused) override { m_paused = paused; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeBrokers();
    void makeCharts();
    void makeGroups();
    void makeEvents();
    void arrange(bool narrow);

    void bringUpToDate();
    void showCharts(qint64 now);
    void showGroups(const QString& stale);
    void showBrokers();
    void showEvents(qint64 now);

    ClusterMonitor& m_monitor;
    const Theme& m_theme;
    QWidget* m_view = nullptr; ///< through which one sees the body
    QWidget* m_body = nullptr; ///< what scrolls where the window is small
    QGridLayout* m_grid = nullptr;
    SegmentedControl* m_range = nullptr;
    OverviewTiles* m_tiles = nullptr;
    Panel* m_brokersPanel = nullptr;
    Panel* m_ratePanel = nullptr;
    Panel* m_lagPanel = nullptr;
    Panel* m_groupsPanel = nullptr;
    Panel* m_eventsPanel = nullptr;
    TimeChart* m_rates = nullptr;
    TimeChart* m_lag = nullptr;
    BrokerTroubleModel* m_brokers = nullptr;
    GroupTableModel* m_groups = nullptr;
    EventListModel* m_events = nullptr;
    TableView* m_brokersTable = nullptr;
    TableView* m_groupsTable = nullptr;
    QTimer m_aging; ///< what is stale becomes so without a signal
    bool m_active = false;
    bool m_paused = false;
    bool m_narrow = false;
};

} // namespace spillway::ui
