// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordsource.h"
#include "core/monitor/clustermonitor.h"
#include "ui/pages/page.h"

#include <memory>

class QPushButton;

namespace spillway::ui {

class FilterField;
class Panel;
class TableView;
class Theme;
class TopicDetail;
class TopicTableModel;

/// All topics at the left, the chosen one at the right.
class TopicsPage : public Page {
    Q_OBJECT

public:
    TopicsPage(
        ClusterMonitor& monitor, std::shared_ptr<RecordSource> source, const Theme& theme, QWidget* parent = nullptr);

    QString pageName() const override { return QStringLiteral("topics"); }
    QString title() const override { return QStringLiteral("Topics"); }
    void setActive(bool active) override;
    void setPaused(bool paused) override;
    void refresh() override;
    void showItem(const QString& id) override;
    QString topicInFront() const override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

    /// Rows of the list, for what measures how soon they are there.
    int shownTopics() const;

private:
    void bringUpToDate();
    void showList();

    ClusterMonitor& m_monitor;
    QString m_wanted; ///< asked for before it was known
    QString m_restored; ///< selected in the last session; looked for once
    bool m_active = false;
    bool m_paused = false;
    Panel* m_panel = nullptr;
    QPushButton* m_internal = nullptr;
    FilterField* m_filter = nullptr;
    TopicTableModel* m_model = nullptr;
    TableView* m_table = nullptr;
    TopicDetail* m_detail = nullptr;
};

} // namespace spillway::ui
