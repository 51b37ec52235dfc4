// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustermonitor.h"
#include "ui/pages/page.h"

#include <optional>

class QStackedWidget;
class QTabBar;

namespace spillway::ui {

class Badge;
class BrokerTableModel;
class ConfigModel;
class LedPartitionsModel;
class Panel;
class TableView;
class Theme;

/// The brokers, how work is spread over them and which of them do not answer; below, the selected one's configuration
/// and the partitions it leads.
class BrokersPage : public Page {
    Q_OBJECT

public:
    BrokersPage(ClusterMonitor& monitor, const Theme& theme, QWidget* parent = nullptr);

    QString pageName() const override { return QStringLiteral("brokers"); }
    QString title() const override { return QStringLiteral("Brokers"); }
    void setActive(bool active) override;
    void setPaused(bool paused) override;
    void refresh() override;
    /// `id`: the broker's number.
    void showItem(const QString& id) override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeList();
    QWidget* makeDetail();
    void bringUpToDate();
    void showState();
    void showBroker(const QString& id);
    void showFigures();
    void askConfig();
    void showConfig(const Result<std::vector<ConfigEntry>>& answer);

    ClusterMonitor& m_monitor;
    const Theme& m_theme;
    Panel* m_panel = nullptr;
    BrokerTableModel* m_brokers = nullptr;
    TableView* m_table = nullptr;
    Panel* m_detail = nullptr;
    Badge* m_rack = nullptr;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    Panel* m_configPanel = nullptr;
    ConfigModel* m_config = nullptr;
    Panel* m_ledPanel = nullptr;
    LedPartitionsModel* m_led = nullptr;
    std::optional<BrokerId> m_broker; ///< in the detail
    QString m_restored; ///< selected in the last session; looked for once
    bool m_active = false;
    bool m_paused = false;
};

} // namespace spillway::ui
