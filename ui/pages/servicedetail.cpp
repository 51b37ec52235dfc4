// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servicedetail.h"

#include "core/serde/text.h"
#include "ui/charts/chartlegend.h"
#include "ui/charts/timechart.h"
#include "ui/models/servicerows.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tableview.h"

#include <QDateTime>
#include <QFrame>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace spillway::ui {

namespace {

constexpr int MetricsBesideFrom = 1200; ///< narrower: the chart is below the table
constexpr qint64 ChartRangeMs = 15 * 60'000;

} // namespace

ServiceDetail::ServiceDetail(ServiceDesk& desk, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_theme(theme)
{
    auto* frame = new Panel(theme, {}, this);
    auto* body = new QWidget(frame);
    m_tabs = new QTabBar(body);
    m_stack = new QStackedWidget(body);
    m_tabs->setObjectName(QStringLiteral("serviceTabs"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setAccessibleName(QStringLiteral("Parts of the service"));
    auto* line = new QFrame(body);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Midlight);
    auto* inFrame = new QVBoxLayout(body);
    inFrame->setContentsMargins(0, 0, 0, 0);
    inFrame->setSpacing(0);
    inFrame->addWidget(m_tabs);
    inFrame->addWidget(line);
    inFrame->addWidget(m_stack, 1);
    frame->setContent(body);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(frame);

    using namespace servicerows;
    m_parts[Debates] = makePart(QStringLiteral("Debates"), new CellTableModel(debateColumns(), this), 2);
    m_parts[Decisions] = makePart(QStringLiteral("Decisions"), new CellTableModel(decisionColumns(), this), 3);
    m_parts[Evolutions] = makePart(QStringLiteral("Evolutions"), new CellTableModel(evolutionColumns(), this), 5);
    m_parts[Metrics] = makePart(QStringLiteral("Metrics"), new CellTableModel(metricColumns(), this), 0);
    m_parts[Routing] = makePart(QStringLiteral("Routing"), new CellTableModel(routeColumns(), this), 1);
    m_parts[Errors] = makePart(QStringLiteral("Errors"), new CellTableModel(errorColumns(), this), 3);
    for (const Tab tab : { Debates, Decisions, Evolutions })
        addTab(m_parts[std::size_t(tab)].table->accessibleName(), m_parts[std::size_t(tab)].panel);
    addTab(QStringLiteral("Metrics"), makeMetrics());
    for (const Tab tab : { Routing, Errors })
        addTab(m_parts[std::size_t(tab)].table->accessibleName(), m_parts[std::size_t(tab)].panel);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_tabs, &QTabBar::currentChanged, this, &ServiceDetail::update);
}

ServiceDetail::Part ServiceDetail::makePart(const QString& title, CellTableModel* model, int stretched)
{
    Part part;
    part.model = model;
    part.panel = new Panel(m_theme, {}, m_stack);
    part.panel->setFlush(true);
    part.table = new TableView(m_theme, TableView::Density::Regular, part.panel);
    part.table->setModel(model);
    part.table->setObjectName(QStringLiteral("service") + title);
    part.table->setAccessibleName(title);
    for (int i = 0; i < model->columnCount(); ++i) {
        const CellColumn& column = model->columns()[std::size_t(i)];
        if (column.kind == CellColumn::Kind::Number)
            part.table->setNumberColumn(i, column.width);
        else if (column.kind == CellColumn::Kind::State)
            part.table->setStatusColumn(i, column.width);
        else
            part.table->setTextColumn(i, column.width);
    }
    part.table->setStretchColumn(stretched, 120);
    part.table->sortByColumn(-1, Qt::AscendingOrder);
    part.table->setSortingEnabled(true);
    part.table->setMinimumHeight(4 * m_theme.rowHeight());
    part.panel->setContent(part.table);
    return part;
}

QWidget* ServiceDetail::makeMetrics()
{
    m_metrics = new QSplitter(Qt::Vertical, m_stack);
    m_metrics->setChildrenCollapsible(false);
    m_metrics->addWidget(m_parts[Metrics].panel);
    m_chartPanel = new Panel(m_theme, QStringLiteral("Metric"), m_metrics);
    m_chartPanel->setFlush(true);
    m_chartPanel->setTitleLine(false);
    m_chart = new TimeChart(m_theme, m_chartPanel);
    m_chart->setResolution(MetricHistory::StepMs);
    m_chart->setValueFormat([](double value) { return servicerows::figure(value); });
    m_chartPanel->addTitleWidget(m_chart->legend());
    auto* content = new QWidget(m_chartPanel);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(Theme::cellPadding, 0, 4, 4);
    column->addWidget(m_chart);
    m_chartPanel->setContent(content);
    m_metrics->addWidget(m_chartPanel);
    m_metrics->setStretchFactor(0, 3);
    m_metrics->setStretchFactor(1, 2);
    connect(m_parts[Metrics].table, &TableView::currentIdChanged, this, &ServiceDetail::showChart);
    return m_metrics;
}

void ServiceDetail::addTab(const QString& title, QWidget* widget)
{
    m_stack->addWidget(widget);
    m_tabs->addTab(title);
    m_tabs->updateGeometry(); // a bar that is not shown yet forgets to say that it has grown
}

void ServiceDetail::setMore(const QString& title, QWidget* widget)
{
    if (m_tabs->count() > TabCount) {
        QWidget* before = m_stack->widget(TabCount);
        if (before == widget)
            return;
        m_tabs->removeTab(TabCount);
        m_stack->removeWidget(before);
        before->setParent(nullptr);
    }
    if (widget)
        addTab(title, widget);
}

void ServiceDetail::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_metrics->setOrientation(width() < MetricsBesideFrom ? Qt::Vertical : Qt::Horizontal);
}

void ServiceDetail::record(const ServiceSnapshot& seen)
{
    if (seen.health.serviceRunning)
        m_history.record(seen);
}

void ServiceDetail::fill(Tab tab, std::vector<CellRow> rows, const QString& nothing)
{
    Part& part = m_parts[tab];
    part.model->setRows(std::move(rows));
    if (part.model->rowCount() > 0)
        return part.panel->showContent();
    const bool running = m_desk.phase() == ServiceDesk::Phase::Running;
    part.panel->showEmpty(nothing,
        running ? QStringLiteral("Events are shown as they come in, with those before them that a partition's "
                                 "state is rebuilt from.")
                : QStringLiteral("The service is not running; it knows of them only while it is."));
}

void ServiceDetail::showCount(Tab tab, const QString& title, qint64 count)
{
    const QString text = count > 0 ? title + QLatin1Char(' ') + format::count(count) : title;
    if (m_tabs->tabText(tab) != text)
        m_tabs->setTabText(tab, text);
}

void ServiceDetail::update()
{
    const ServiceSnapshotPtr seen = m_desk.snapshot();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    static const ServiceSnapshot none;
    const ServiceSnapshot& known = seen ? *seen : none;
    showCount(Debates, QStringLiteral("Debates"), qint64(known.activeDebates));
    showCount(Decisions, QStringLiteral("Decisions"), qint64(known.decisionCount));
    showCount(Evolutions, QStringLiteral("Evolutions"), qint64(known.evolutionCount));
    showCount(Metrics, QStringLiteral("Metrics"), qint64(known.metrics.size()));
    showCount(Errors, QStringLiteral("Errors"), qint64(known.errors.size()));
    switch (m_tabs->currentIndex()) { // what is not in sight is not written
    case Debates:
        return fill(Debates, servicerows::debates(known, now), QStringLiteral("No debates"));
    case Decisions:
        return fill(Decisions, servicerows::decisions(known, now), QStringLiteral("No decisions"));
    case Evolutions:
        return fill(Evolutions, servicerows::evolutions(known, now), QStringLiteral("No evolutions"));
    case Metrics:
        fill(Metrics, servicerows::metrics(known), QStringLiteral("No metrics"));
        if (!m_parts[Metrics].table->currentIndex().isValid() && !known.metrics.empty())
            m_parts[Metrics].table->setCurrentId(servicerows::metricId(known.metrics.front()));
        return showChart();
    case Routing:
        m_parts[Routing].model->setRows(servicerows::routes(m_desk.facts(), seen.get()));
        return m_parts[Routing].panel->showContent();
    case Errors:
        m_parts[Errors].model->setRows(servicerows::errors(known, now));
        if (known.errors.empty())
            m_parts[Errors].panel->showEmpty(QStringLiteral("No errors"),
                QStringLiteral("The newest 100 of the service are kept here, also after it stopped."));
        else
            m_parts[Errors].panel->showContent();
        return;
    default:
        return;
    }
}

void ServiceDetail::showChart()
{
    const QString id = m_parts[Metrics].table->currentId().toString();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const QString name = visibleText(id.section(QLatin1Char('\n'), 1));
    m_chartPanel->setVisible(!id.isEmpty());
    m_chartPanel->setTitle(name);
    m_chart->setTitle(QStringLiteral("%1, of the minute before").arg(name));
    m_chart->setRange(now - ChartRangeMs, now);
    m_chart->setGaps(m_history.gaps());
    m_chart->setSeries(m_history.seriesOf(id));
    m_chart->setEmptyText(QStringLiteral("Figures come every 5 s while events do"));
}

} // namespace spillway::ui
