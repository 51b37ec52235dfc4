// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/servicedesk.h"
#include "ui/models/celltablemodel.h"
#include "ui/models/metrichistory.h"

#include <QWidget>

#include <array>

class QSplitter;
class QStackedWidget;
class QTabBar;

namespace spillway::ui {

class Panel;
class TableView;
class Theme;
class TimeChart;

/// What the service knows: debates, decisions, evolutions, metrics with a chart, the routing table, recent errors.
class ServiceDetail : public QWidget {
    Q_OBJECT

public:
    enum Tab { Debates, Decisions, Evolutions, Metrics, Routing, Errors, TabCount };

    ServiceDetail(ServiceDesk& desk, const Theme& theme, QWidget* parent = nullptr);

    /// Of each look, also while the page is not in front: charts need the past.
    void record(const ServiceSnapshot& seen);
    void interrupt() { m_history.interrupt(); }
    void update();
    /// One more tab, at the end; nullptr takes it away again, and its widget is nobody's child then.
    void setMore(const QString& title, QWidget* widget);
    QTabBar* tabs() const { return m_tabs; }
    TimeChart* chart() const { return m_chart; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Part {
        Panel* panel = nullptr;
        CellTableModel* model = nullptr;
        TableView* table = nullptr;
    };
    Part makePart(const QString& title, CellTableModel* model, int stretched);
    QWidget* makeMetrics();
    void addTab(const QString& title, QWidget* widget);
    void fill(Tab tab, std::vector<CellRow> rows, const QString& nothing);
    void showCount(Tab tab, const QString& title, qint64 count);
    void showChart();

    ServiceDesk& m_desk;
    const Theme& m_theme;
    MetricHistory m_history;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    QSplitter* m_metrics = nullptr;
    TimeChart* m_chart = nullptr;
    Panel* m_chartPanel = nullptr;
    std::array<Part, TabCount> m_parts;
};

} // namespace spillway::ui
