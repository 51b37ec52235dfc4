// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/brokerspage.h"

#include "core/serde/text.h"
#include "ui/models/brokertablemodel.h"
#include "ui/models/configmodel.h"
#include "ui/models/ledpartitionsmodel.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tableview.h"

#include <QFrame>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <utility>

namespace spillway::ui {

namespace {

constexpr int NarrowBelow = 1180;

} // namespace

BrokersPage::BrokersPage(ClusterMonitor& monitor, const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_monitor(monitor)
    , m_theme(theme)
{
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setHandleWidth(Theme::panelGap);
    split->setProperty("gap", true);
    split->setChildrenCollapsible(false);
    split->addWidget(makeList());
    split->addWidget(makeDetail());
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({ 260, 520 });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::pageMargin, Theme::pageTopMargin, Theme::pageMargin, Theme::pageMargin);
    column->addWidget(split);
    setFocusProxy(m_table);

    connect(m_table, &TableView::currentIdChanged, this, [this](const QVariant& id) { showBroker(id.toString()); });
    connect(&monitor, &ClusterMonitor::snapshotChanged, this, &BrokersPage::bringUpToDate);
    connect(&monitor, &ClusterMonitor::connectionChanged, this, &BrokersPage::bringUpToDate);
}

QWidget* BrokersPage::makeList()
{
    m_panel = new Panel(m_theme, title(), this);
    m_panel->setTitleLarge(true);
    m_brokers = new BrokerTableModel(m_panel);
    m_table = new TableView(m_theme, TableView::Density::Regular, m_panel);
    m_table->setModel(m_brokers);
    m_table->setObjectName(QStringLiteral("brokerTable"));
    m_table->setAccessibleName(title());
    using Model = BrokerTableModel;
    m_table->setStatusColumn(Model::StateColumn, 110);
    m_table->setNumberColumn(Model::NumberColumn, 50);
    m_table->setTextColumn(Model::AddressColumn, 190, { .elide = Qt::ElideMiddle });
    for (const int number : { Model::LeadersColumn, Model::ShareColumn, Model::ReplicasColumn, Model::InSyncColumn })
        m_table->setNumberColumn(number, 78);
    for (const int number : { Model::LeaderSkewColumn, Model::ReplicaSkewColumn, Model::BehindColumn })
        m_table->setNumberColumn(number, 98);
    m_table->setTextColumn(Model::ReasonColumn, 220);
    m_table->setStretchColumn(Model::ReasonColumn, 90);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->sortByColumn(Model::NumberColumn, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    m_panel->setContent(m_table);
    return m_panel;
}

QWidget* BrokersPage::makeDetail()
{
    m_detail = new Panel(m_theme, QStringLiteral("Broker"), this);
    m_detail->setTitleLarge(true);
    m_detail->setTitleLine(false);
    m_rack = new Badge(m_theme, {}, Badge::Kind::Fact, m_detail);
    m_detail->addAfterTitle(m_rack);
    auto* body = new QWidget(m_detail);
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_tabs = new QTabBar(body);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(QStringLiteral("Parts of the broker"));
    m_stack = new QStackedWidget(body);
    auto* line = new QFrame(body);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Midlight);
    layout->addWidget(m_tabs);
    layout->addWidget(line);
    layout->addWidget(m_stack, 1);
    const auto addTab = [this](const QString& title, TableView* table) {
        table->setAccessibleName(title);
        auto* panel = new Panel(m_theme, {}, m_stack);
        panel->setFlush(true);
        panel->setContent(table);
        m_tabs->addTab(title);
        m_stack->addWidget(panel);
        return panel;
    };

    m_config = new ConfigModel(this);
    auto* config = new TableView(m_theme, TableView::Density::Regular, m_stack);
    config->setModel(m_config);
    config->setTextColumn(ConfigModel::NameColumn, 330);
    config->setTextColumn(ConfigModel::ValueColumn, 300, { .mono = true });
    config->setTextColumn(ConfigModel::MeaningColumn, 130);
    config->setTextColumn(ConfigModel::SourceColumn, 130);
    config->setStretchColumn(ConfigModel::ValueColumn, 140);
    m_configPanel = addTab(QStringLiteral("Configuration"), config);

    m_led = new LedPartitionsModel(this);
    auto* led = new TableView(m_theme, TableView::Density::Regular, m_stack);
    led->setModel(m_led);
    using Led = LedPartitionsModel;
    led->setTextColumn(Led::TopicColumn, 320, { .elide = Qt::ElideLeft });
    led->setNumberColumn(Led::PartitionColumn, 90);
    led->setTextColumn(Led::ReplicasColumn, 140);
    led->setStatusColumn(Led::InSyncColumn, 140);
    led->setNumberColumn(Led::RecordsColumn, 130);
    led->setStretchColumn(Led::TopicColumn, 160);
    connect(led, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        emit pageRequested(QStringLiteral("topics"), m_led->row(index.row()).topic);
    });
    m_ledPanel = addTab(QStringLiteral("Partitions it leads"), led);

    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    m_detail->setContent(body);
    return m_detail;
}

void BrokersPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    using Model = BrokerTableModel;
    m_table->setYielding({ Model::ShareColumn, Model::ReplicaSkewColumn, Model::InSyncColumn }, width() < NarrowBelow);
}

void BrokersPage::setActive(bool active)
{
    m_active = active;
    if (active)
        bringUpToDate();
}

void BrokersPage::setPaused(bool paused)
{
    m_paused = paused;
    bringUpToDate();
}

void BrokersPage::refresh()
{
    if (m_broker)
        askConfig();
}

void BrokersPage::showItem(const QString& id)
{
    m_table->setCurrentId(id);
}

QJsonObject BrokersPage::saveState() const
{
    return { { QStringLiteral("broker"), m_table->currentId().toString() } };
}

void BrokersPage::restoreState(const QJsonObject& state)
{
    m_restored = state[QLatin1String("broker")].toString();
}

void BrokersPage::bringUpToDate()
{
    if (!m_active || (m_paused && m_brokers->rowCount() > 0))
        return;
    m_brokers->setCluster(m_monitor.snapshot(), m_monitor.connection());
    if (!m_restored.isEmpty() && m_brokers->rowCount() > 0)
        m_table->setCurrentId(std::exchange(m_restored, {}));
    if (!m_table->currentIndex().isValid() && m_brokers->rowCount() > 0)
        m_table->setCurrentId(m_brokers->row(0).id);
    showState();
    showFigures();
}

void BrokersPage::showState()
{
    const SnapshotPtr snapshot = m_monitor.snapshot();
    const ConnectionState& state = m_monitor.connection();
    m_detail->setVisible(m_brokers->rowCount() > 0);
    if (!snapshot) {
        if (state.kind == ConnectionState::Kind::Lost)
            m_panel->showError(QStringLiteral("Not connected"), visibleText(state.error.message),
                visibleText(state.error.hint),
                { QStringLiteral("Try now"), [this] { m_monitor.refreshNow(); }, QStringLiteral("refresh") });
        else
            m_panel->showLoading(QStringLiteral("Connecting to the cluster"));
        return;
    }
    const auto troubled
        = std::ranges::count_if(m_brokers->rows(), [](const BrokerRow& row) { return !row.trouble.isEmpty(); });
    const auto counted = [](qint64 count, const QString& one, const QString& many) -> QString {
        return format::count(count) + QLatin1Char(' ') + (count == 1 ? one : many);
    };
    m_panel->setNote(
        QStringLiteral("%1 · %2 in trouble · %3 under-replicated, %4 without a leader")
            .arg(counted(m_brokers->rowCount(), QStringLiteral("broker"), QStringLiteral("brokers")),
                format::count(qint64(troubled)),
                counted(snapshot->underReplicated, QStringLiteral("partition"), QStringLiteral("partitions")),
                format::count(qint64(snapshot->leaderless))));
    m_panel->setStale(state.kind == ConnectionState::Kind::Lost
            ? format::timeOfDay(snapshot->takenAtUtcMs, state.sinceUtcMs)
            : QString());
    m_panel->showContent();
}

void BrokersPage::showBroker(const QString& id)
{
    bool isNumber = false;
    const int number = id.toInt(&isNumber);
    const auto next = isNumber ? std::optional(BrokerId{ number }) : std::nullopt;
    if (next == m_broker)
        return;
    m_broker = next;
    m_config->setEntries({});
    m_rack->setText({});
    if (m_broker)
        askConfig();
    showFigures();
}

void BrokersPage::showFigures()
{
    if (!m_broker)
        return;
    m_led->setBroker(m_monitor.snapshot().get(), *m_broker);
    const int at = m_brokers->rowOf(QString::number(m_broker->value));
    m_detail->setTitle(QStringLiteral("Broker %1").arg(m_broker->value));
    m_detail->setNote(at < 0 ? QString() : m_brokers->row(at).address);
    m_tabs->setTabText(1, QStringLiteral("Partitions it leads %1").arg(format::count(qint64(m_led->rowCount()))));
    if (m_led->rowCount() > 0)
        m_ledPanel->showContent();
    else
        m_ledPanel->showEmpty(QStringLiteral("It leads no partition"),
            QStringLiteral("Clients read and write through the other brokers."));
}

void BrokersPage::askConfig()
{
    if (m_config->rowCount() == 0)
        m_configPanel->showLoading(QStringLiteral("Reading the configuration"));
    m_monitor.askBrokerConfig(
        *m_broker, this, [this](const Result<std::vector<ConfigEntry>>& answer) { showConfig(answer); });
}

void BrokersPage::showConfig(const Result<std::vector<ConfigEntry>>& answer)
{
    if (!answer) {
        const Error& error = answer.error();
        if (error.code == ErrorCode::Unsupported)
            m_configPanel->showEmpty(visibleText(error.message), visibleText(error.hint));
        else
            m_configPanel->showError(visibleText(error.message), {}, visibleText(error.hint),
                { QStringLiteral("Ask again"), [this] { askConfig(); }, QStringLiteral("refresh") });
        return;
    }
    m_config->setEntries(*answer);
    m_configPanel->showContent();
    const auto rack = std::ranges::find(*answer, QLatin1String("broker.rack"), &ConfigEntry::name);
    const QString name = rack == answer->end() ? QString() : visibleText(rack->value.value_or(QString()));
    m_rack->setText(name.isEmpty() ? QString() : QStringLiteral("rack %1").arg(name));
}

} // namespace spillway::ui
