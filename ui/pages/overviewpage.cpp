// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overviewpage.h"

#include "core/serde/text.h"
#include "ui/charts/chartlegend.h"
#include "ui/charts/timechart.h"
#include "ui/models/brokertroublemodel.h"
#include "ui/models/chartdata.h"
#include "ui/models/eventlistmodel.h"
#include "ui/models/grouptablemodel.h"
#include "ui/pages/overviewtiles.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/tableview.h"

#include <QDateTime>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QResizeEvent>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace spillway::ui {

namespace {

/// Below this the right column goes under the left one.
constexpr int NarrowBelow = 960;
constexpr int ChartHeight = 160;

qint64 nowUtc()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

OverviewPage::OverviewPage(ClusterMonitor& monitor, const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_monitor(monitor)
    , m_theme(theme)
    , m_body(new QWidget(this))
    , m_grid(new QGridLayout)
    , m_range(new SegmentedControl(theme, rangeNames(), m_body))
    , m_tiles(new OverviewTiles(monitor, theme, m_body))
{
    auto* heading = plainLabel(title(), m_body);
    heading->setFont(theme.pageFont());
    auto* top = new QHBoxLayout;
    top->addWidget(heading);
    top->addStretch(1);
    top->addWidget(m_range);

    makeBrokers();
    makeCharts();
    makeGroups();
    makeEvents();

    m_grid->setSpacing(Theme::panelGap);
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(Theme::pageMargin, Theme::pageTopMargin, Theme::pageMargin, Theme::pageMargin);
    column->setSpacing(Theme::panelGap);
    column->addLayout(top);
    column->addWidget(m_tiles);
    column->addWidget(m_brokersPanel);
    column->addLayout(m_grid, 1);
    arrange(false);

    auto* scroll = new QScrollArea(this);
    m_view = scroll->viewport();
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_body);
    m_body->installEventFilter(this);
    m_view->installEventFilter(this);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);

    connect(m_range, &SegmentedControl::currentChanged, this, &OverviewPage::bringUpToDate);
    connect(m_tiles, &OverviewTiles::pageRequested, this, &Page::pageRequested);
    connect(&monitor, &ClusterMonitor::snapshotChanged, this, &OverviewPage::bringUpToDate);
    connect(&monitor, &ClusterMonitor::connectionChanged, this, &OverviewPage::bringUpToDate);
    m_aging.setInterval(1000);
    connect(&m_aging, &QTimer::timeout, this, [this] {
        const SnapshotPtr snapshot = m_monitor.snapshot();
        if (!snapshot || !staleSince(m_monitor, nowUtc()).isEmpty())
            bringUpToDate();
    });
}

void OverviewPage::setLetterBoard(const LetterBoard& board)
{
    m_tiles->setLetterBoard(board);
}

void OverviewPage::makeBrokers()
{
    m_brokersPanel = new Panel(m_theme, QStringLiteral("Brokers"), m_body);
    m_brokers = new BrokerTroubleModel(m_brokersPanel);
    m_brokersTable = new TableView(m_theme, TableView::Density::Regular, m_brokersPanel);
    m_brokersTable->setModel(m_brokers);
    m_brokersTable->setNumberColumn(BrokerTroubleModel::NumberColumn, 44);
    m_brokersTable->setTextColumn(BrokerTroubleModel::AddressColumn, 240, { Qt::ElideMiddle, false });
    m_brokersTable->setStatusColumn(BrokerTroubleModel::StateColumn, 140);
    m_brokersTable->setTextColumn(BrokerTroubleModel::ReasonColumn, 300);
    m_brokersTable->setStretchColumn(BrokerTroubleModel::ReasonColumn);
    m_brokersTable->setAccessibleName(QStringLiteral("Brokers and what is wrong with them"));

    auto* check = plainLabel(QStringLiteral("What to check: the servers of this connection (KAFKA_BOOTSTRAP_SERVERS or "
                                            "--bootstrap), the VPN, and whether the brokers run."),
        m_brokersPanel);
    check->setWordWrap(true);
    check->setContentsMargins(Theme::cellPadding + 4, 8, Theme::cellPadding + 4, 8);
    auto* content = new QWidget(m_brokersPanel);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_brokersTable);
    column->addWidget(check);
    m_brokersPanel->setContent(content);
    m_brokersPanel->hide();
}

void OverviewPage::makeCharts()
{
    const auto chartPanel = [this](const QString& title, TimeChart*& chart) {
        auto* panel = new Panel(m_theme, title, m_body);
        panel->setTitleLine(false);
        chart = new TimeChart(m_theme, panel);
        chart->setTitle(title);
        panel->addTitleWidget(chart->legend());
        auto* content = new QWidget(panel);
        auto* column = new QVBoxLayout(content);
        column->setContentsMargins(Theme::cellPadding, 0, 4, 4);
        column->addWidget(chart);
        panel->setContent(content);
        panel->setMinimumHeight(ChartHeight);
        return panel;
    };
    m_ratePanel = chartPanel(QStringLiteral("Records per second"), m_rates);
    m_lagPanel = chartPanel(QStringLiteral("Lag, all groups"), m_lag);
    m_lag->setValueKind(ValueKind::Count);
}

void OverviewPage::makeGroups()
{
    m_groupsPanel = new Panel(m_theme, QStringLiteral("Consumer groups, worst first"), m_body);
    m_groups = new GroupTableModel(m_groupsPanel);
    m_groupsTable = new TableView(m_theme, TableView::Density::Regular, m_groupsPanel);
    TableView* table = m_groupsTable;
    table->setModel(m_groups);
    using Model = GroupTableModel;
    table->setStatusColumn(Model::StatusColumn, 124);
    table->setTextColumn(Model::NameColumn, 180, { Qt::ElideLeft, false });
    table->setNumberColumn(Model::LagColumn, 92);
    table->setSparklineColumn(Model::TrendColumn);
    table->setNumberColumn(Model::InColumn, 84);
    table->setNumberColumn(Model::OutColumn, 84);
    table->setNumberColumn(Model::CatchUpColumn, 124);
    table->setStretchColumn(Model::NameColumn, 110);
    for (const int column : { Model::StateColumn, Model::MembersColumn, Model::TopicsColumn, Model::RetentionColumn })
        table->setColumnHidden(column, true);
    table->sortByColumn(Model::StatusColumn, Qt::AscendingOrder);
    table->setSortingEnabled(true);
    table->setMinimumHeight(4 * m_theme.rowHeight());
    table->setAccessibleName(QStringLiteral("Consumer groups, worst first"));
    connect(table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        emit pageRequested(QStringLiteral("groups"), m_groups->row(index.row()).id);
    });
    auto* open = plainButton(m_theme, QStringLiteral("Open"), m_groupsPanel);
    makeCompact(m_theme, open);
    connect(open, &QPushButton::clicked, this,
        [this, table] { emit pageRequested(QStringLiteral("groups"), table->currentId().toString()); });
    m_groupsPanel->addTitleWidget(open);
    m_groupsPanel->setContent(table);
    setFocusProxy(table);
}

void OverviewPage::makeEvents()
{
    m_eventsPanel = new Panel(m_theme, QStringLiteral("What changed"), m_body);
    m_events = new EventListModel(m_eventsPanel);
    auto* table = new TableView(m_theme, TableView::Density::Regular, m_eventsPanel);
    table->setModel(m_events);
    table->setTextColumn(EventListModel::TimeColumn, 74);
    table->setTextColumn(EventListModel::TextColumn, 200);
    table->setStretchColumn(EventListModel::TextColumn);
    table->horizontalHeader()->hide();
    table->setMinimumHeight(4 * m_theme.rowHeight());
    table->setAccessibleName(QStringLiteral("What changed, newest first"));
    connect(table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        if (const QString group = m_events->row(index.row()).group; !group.isEmpty())
            emit pageRequested(QStringLiteral("groups"), group);
    });
    m_eventsPanel->setContent(table);
}

void OverviewPage::arrange(bool narrow)
{
    m_narrow = narrow;
    m_tiles->setNarrow(narrow);
    for (QWidget* panel : { m_ratePanel, m_lagPanel, m_groupsPanel, m_eventsPanel })
        m_grid->removeWidget(panel);
    if (narrow) {
        m_grid->addWidget(m_ratePanel, 0, 0);
        m_grid->addWidget(m_groupsPanel, 1, 0);
        m_grid->addWidget(m_lagPanel, 2, 0);
        m_grid->addWidget(m_eventsPanel, 3, 0);
    } else {
        m_grid->addWidget(m_ratePanel, 0, 0);
        m_grid->addWidget(m_lagPanel, 0, 1);
        m_grid->addWidget(m_groupsPanel, 1, 0);
        m_grid->addWidget(m_eventsPanel, 1, 1);
    }
    m_grid->setColumnStretch(0, 2);
    m_grid->setColumnStretch(1, narrow ? 0 : 1);
    m_grid->setRowStretch(0, 1);
    m_grid->setRowStretch(1, 2);
    m_grid->setRowStretch(2, narrow ? 1 : 0);
    m_grid->setRowStretch(3, narrow ? 1 : 0);
}

void OverviewPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    if (const bool narrow = width() < NarrowBelow; narrow != m_narrow)
        arrange(narrow);
}

bool OverviewPage::eventFilter(QObject* watched, QEvent* event)
{
    // QScrollArea's own way gives the body the height it would like (wrapped labels make it ask for that), not the
    // least it can do with, and so scrolls where everything has room.
    if ((watched == m_view && event->type() == QEvent::Resize)
        || (watched == m_body && event->type() == QEvent::LayoutRequest)) {
        const int least = m_body->layout()->minimumSize().height();
        m_body->resize(m_view->width(), std::max(m_view->height(), least));
    }
    return Page::eventFilter(watched, event);
}

void OverviewPage::setActive(bool active)
{
    m_active = active;
    if (active) {
        m_aging.start();
        bringUpToDate();
    } else {
        m_aging.stop();
    }
}

void OverviewPage::bringUpToDate()
{
    if (!m_active)
        return;
    const qint64 now = nowUtc();
    // Paused is what the person asked for: what is shown is old, but not because something is wrong.
    const QString stale = m_paused ? QString() : staleSince(m_monitor, now);
    m_tiles->update(now, rangeMs(m_range->currentIndex()), stale);
    showBrokers();
    showCharts(now);
    showGroups(stale);
    showEvents(now);
}

void OverviewPage::showBrokers()
{
    const ConnectionState& state = m_monitor.connection();
    const bool lost = state.kind == ConnectionState::Kind::Lost;
    m_brokersPanel->setVisible(lost);
    if (!lost)
        return;
    m_brokers->setTrouble(m_monitor.snapshot(), state);
    const int rows = m_brokers->rowCount();
    m_brokersPanel->setNote(
        rows == 0 ? QStringLiteral("no broker reachable") : QStringLiteral("0 of %1 reachable").arg(rows));
    const int header = m_brokersTable->horizontalHeader()->height();
    m_brokersTable->setFixedHeight(header + std::clamp(rows, 1, 6) * m_theme.rowHeight());
}

void OverviewPage::showCharts(qint64 now)
{
    const qint64 range = rangeMs(m_range->currentIndex());
    const LagHistory& history = m_monitor.history();
    const qint64 from = chartBegin(history.sinceUtcMs(), now, range);
    const auto gaps = chartGaps(history.gaps(from, now), now);
    for (TimeChart* chart : { m_rates, m_lag }) {
        chart->setRange(from, now);
        chart->setResolution(chartResolution(range));
        chart->setGaps(gaps);
        chart->setEmptyText(m_monitor.connection().kind == ConnectionState::Kind::Lost
                ? QStringLiteral("No figures: not connected")
                : QStringLiteral("Collecting: the first figures come with the second look at the cluster"));
    }
    m_rates->setSeries({ { QStringLiteral("In"), 0, chartPoints(history.recordsIn(from, now)) },
        { QStringLiteral("Out, all groups"), 1, chartPoints(history.recordsOut(from, now)) } });
    m_rates->setEvents(chartEvents(m_monitor.events(), {}, from));
    m_lag->setSeries({ { QStringLiteral("Lag"), 3, chartPoints(history.totalLag(from, now)) } });
}

void OverviewPage::showGroups(const QString& stale)
{
    const SnapshotPtr snapshot = m_monitor.snapshot();
    if (!snapshot) {
        const ConnectionState& state = m_monitor.connection();
        if (state.kind == ConnectionState::Kind::Lost)
            m_groupsPanel->showError(QStringLiteral("Not connected"), visibleText(state.error.message),
                visibleText(state.error.hint),
                { QStringLiteral("Try now"), [this] { m_monitor.refreshNow(); }, QStringLiteral("refresh") });
        else
            m_groupsPanel->showLoading(QStringLiteral("Connecting to the cluster"));
        return;
    }
    if (!snapshot->groupsRead) {
        const Error error = snapshot->errors.empty() ? Error{} : snapshot->errors.back();
        m_groupsPanel->showError(
            QStringLiteral("Groups could not be read"), visibleText(error.message), visibleText(error.hint));
        return;
    }
    m_groups->setSnapshot(snapshot);
    if (!m_groupsTable->currentIndex().isValid() && m_groups->rowCount() > 0)
        m_groupsTable->setCurrentId(m_groups->row(0).id); // the worst: what Open opens
    m_groups->setStale(!stale.isEmpty());
    m_groupsPanel->setStale(stale);
    m_groupsPanel->setNote(
        QStringLiteral("%1 groups · %2 in trouble")
            .arg(format::count(qint64(snapshot->groups.size())), format::count(snapshot->groupsInTrouble)));
    if (snapshot->groups.empty())
        m_groupsPanel->showEmpty(QStringLiteral("No consumer groups"),
            QStringLiteral("A group appears here as soon as it has a member or a committed offset."));
    else
        m_groupsPanel->showContent();
}

void OverviewPage::showEvents(qint64 now)
{
    const qint64 range = rangeMs(m_range->currentIndex());
    m_events->setEvents(m_monitor.events(), now - range, now);
    m_eventsPanel->setNote(QStringLiteral("last %1").arg(rangeNames().at(m_range->currentIndex())));
    const qint64 since = m_monitor.history().sinceUtcMs();
    if (m_events->rowCount() > 0)
        m_eventsPanel->showContent();
    else
        m_eventsPanel->showEmpty(QStringLiteral("Nothing changed"),
            since == 0 ? QStringLiteral("Groups, topics and brokers are watched once the cluster answers.")
                       : QStringLiteral("Groups, topics and brokers have been watched since %1.")
                             .arg(format::timeOfDay(std::max(since, now - range), now)));
}

} // namespace spillway::ui
