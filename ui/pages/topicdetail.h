// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordsource.h"
#include "core/monitor/clustermonitor.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QStackedWidget;
class QTabBar;
class QVBoxLayout;

namespace spillway::ui {

class Badge;
class ConfigModel;
class Panel;
class PartitionTableModel;
class TableView;
class TopicGroupsModel;
class TopicRecords;

/// One topic: its records, partitions, settings and the groups that read it.
class TopicDetail : public QWidget {
    Q_OBJECT

public:
    TopicDetail(
        ClusterMonitor& monitor, std::shared_ptr<RecordSource> source, const Theme& theme, QWidget* parent = nullptr);

    /// Empty: none is selected.
    void setTopic(const QString& topic);
    const QString& topic() const { return m_topic; }
    void setActive(bool active);
    void setPaused(bool paused);
    void refresh();
    /// The monitor has a new snapshot.
    void bringUpToDate();

signals:
    void groupRequested(const QString& group);

private:
    void makeTabs();
    void askConfig();
    void showConfig(const Result<std::vector<ConfigEntry>>& answer);

    ClusterMonitor& m_monitor;
    const Theme& m_theme;
    QString m_topic;
    Panel* m_panel = nullptr;
    Badge* m_partitionsBadge = nullptr;
    Badge* m_replicationBadge = nullptr;
    Badge* m_policyBadge = nullptr;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    TopicRecords* m_records = nullptr;
    PartitionTableModel* m_partitions = nullptr;
    Panel* m_configPanel = nullptr;
    ConfigModel* m_config = nullptr;
    Panel* m_groupsPanel = nullptr;
    TopicGroupsModel* m_groups = nullptr;
};

} // namespace spillway::ui
