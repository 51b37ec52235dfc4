// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustermonitor.h"
#include "ui/widgets/panel.h"

class QLabel;
class QSplitter;
class QStackedLayout;

namespace spillway::ui {

class Badge;
class Banner;
class MembersModel;
class PartitionLagModel;
class SegmentedControl;
class TableView;
class Theme;
class TimeChart;

/// Everything about one consumer group: why it has its status in a sentence, lag over time, partitions, members.
class GroupDetail : public Panel {
    Q_OBJECT

public:
    GroupDetail(ClusterMonitor& monitor, const Theme& theme, QWidget* parent = nullptr);

    /// `id` empty: no group. `staleSince` as of chartdata.h.
    void showGroup(const QString& id, const QString& staleSince);
    /// Chart or tables, one at a time.
    void setNarrow(bool narrow);

private:
    QWidget* makeChart();
    QWidget* makeTables();
    void showBadges(const GroupFigures& group);
    void showReason(const ClusterSnapshot& snapshot, const GroupFigures& group, bool stale);
    void showChart(const ClusterSnapshot& snapshot, const GroupFigures& group);
    void showTables(const ClusterSnapshot& snapshot, const GroupFigures& group, bool stale);
    void applyView();

    ClusterMonitor& m_monitor;
    const Theme& m_theme;
    QString m_group;
    QString m_stale;
    Badge* m_state = nullptr;
    Badge* m_members = nullptr;
    Badge* m_protocol = nullptr;
    SegmentedControl* m_view = nullptr; ///< only where it is narrow
    SegmentedControl* m_range = nullptr;
    Banner* m_banner = nullptr;
    QSplitter* m_split = nullptr;
    TimeChart* m_chart = nullptr;
    QLabel* m_chartNote = nullptr;
    PartitionLagModel* m_partitions = nullptr;
    TableView* m_partitionsTable = nullptr;
    QLabel* m_lagNote = nullptr;
    MembersModel* m_membersModel = nullptr;
    QStackedLayout* m_membersStack = nullptr;
    QLabel* m_membersNote = nullptr;
    bool m_narrow = false;
};

} // namespace spillway::ui
