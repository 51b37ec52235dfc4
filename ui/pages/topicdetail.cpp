// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/topicdetail.h"

#include "core/serde/text.h"
#include "ui/models/configmodel.h"
#include "ui/models/partitiontablemodel.h"
#include "ui/models/topicgroupsmodel.h"
#include "ui/pages/topicrecords.h"
#include "ui/theme/format.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tableview.h"

#include <QFrame>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace spillway::ui {

TopicDetail::TopicDetail(
    ClusterMonitor& monitor, std::shared_ptr<RecordSource> source, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_monitor(monitor)
    , m_theme(theme)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_panel = new Panel(theme, QStringLiteral("Topic"), this);
    m_panel->setTitleLarge(true);
    m_panel->setTitleLine(false);
    m_partitionsBadge = new Badge(theme, {}, Badge::Kind::Fact, m_panel);
    m_replicationBadge = new Badge(theme, {}, Badge::Kind::Fact, m_panel);
    m_policyBadge = new Badge(theme, {}, Badge::Kind::Fact, m_panel);
    for (Badge* badge : { m_partitionsBadge, m_replicationBadge, m_policyBadge })
        m_panel->addAfterTitle(badge);
    m_records = new TopicRecords(std::move(source), theme, m_panel);
    makeTabs();
    layout->addWidget(m_panel);
    setTopic({});
}

void TopicDetail::makeTabs()
{
    auto* body = new QWidget(m_panel);
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_tabs = new QTabBar(body);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(QStringLiteral("Parts of the topic"));
    m_stack = new QStackedWidget(body);
    auto* line = new QFrame(body);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Midlight);
    layout->addWidget(m_tabs);
    layout->addWidget(line);
    layout->addWidget(m_stack, 1);

    const auto addTab = [this](const QString& title, QWidget* content) {
        m_tabs->addTab(title);
        m_stack->addWidget(content);
    };
    const auto barePanel = [this](TableView* table) {
        auto* panel = new Panel(m_theme, {}, m_stack);
        panel->setFlush(true);
        panel->setContent(table);
        return panel;
    };
    addTab(QStringLiteral("Records"), m_records);

    m_partitions = new PartitionTableModel(this);
    auto* partitions = new TableView(m_theme, TableView::Density::Regular, m_stack);
    partitions->setAccessibleName(QStringLiteral("Partitions of the topic"));
    partitions->setModel(m_partitions);
    using P = PartitionTableModel;
    for (const int column :
        { P::PartitionColumn, P::LogStartColumn, P::HighColumn, P::LastStableColumn, P::RecordsColumn })
        partitions->setNumberColumn(column, column == P::PartitionColumn ? 76 : 120);
    partitions->setStatusColumn(P::LeaderColumn, 100);
    partitions->setTextColumn(P::ReplicasColumn, 120);
    partitions->setStatusColumn(P::InSyncColumn, 120);
    partitions->setStretchColumn(P::ReplicasColumn, 80);
    addTab(QStringLiteral("Partitions"), barePanel(partitions));

    m_config = new ConfigModel(this);
    auto* config = new TableView(m_theme, TableView::Density::Regular, m_stack);
    config->setAccessibleName(QStringLiteral("Configuration of the topic"));
    config->setModel(m_config);
    config->setTextColumn(ConfigModel::NameColumn, 290);
    config->setTextColumn(ConfigModel::ValueColumn, 230, { .mono = true });
    config->setTextColumn(ConfigModel::MeaningColumn, 130);
    config->setTextColumn(ConfigModel::SourceColumn, 120);
    config->setStretchColumn(ConfigModel::ValueColumn, 140);
    m_configPanel = barePanel(config);
    addTab(QStringLiteral("Configuration"), m_configPanel);

    m_groups = new TopicGroupsModel(this);
    auto* groups = new TableView(m_theme, TableView::Density::Regular, m_stack);
    groups->setAccessibleName(QStringLiteral("Consumer groups of the topic"));
    groups->setModel(m_groups);
    groups->setStatusColumn(TopicGroupsModel::StatusColumn, 130);
    groups->setTextColumn(TopicGroupsModel::NameColumn, 240, { .elide = Qt::ElideLeft });
    groups->setTextColumn(TopicGroupsModel::StateColumn, 120);
    groups->setNumberColumn(TopicGroupsModel::PartitionsColumn, 60);
    groups->setNumberColumn(TopicGroupsModel::LagColumn, 130);
    groups->setNumberColumn(TopicGroupsModel::OutColumn, 80);
    groups->setStretchColumn(TopicGroupsModel::NameColumn, 160);
    connect(groups, &QAbstractItemView::activated, this,
        [this](const QModelIndex& index) { emit groupRequested(m_groups->row(index.row()).id); });
    m_groupsPanel = barePanel(groups);
    addTab(QStringLiteral("Consumer groups"), m_groupsPanel);

    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_stack->setCurrentIndex(tab);
        m_records->setActive(isVisible() && tab == 0);
    });
    m_panel->setContent(body);
}

void TopicDetail::setTopic(const QString& topic)
{
    if (topic == m_topic && !topic.isEmpty())
        return;
    m_topic = topic;
    m_config->setEntries({});
    m_policyBadge->setText({});
    m_partitionsBadge->setText({});
    m_replicationBadge->setText({});
    m_panel->setNote({});
    m_records->setTopic(topic, 1);
    if (topic.isEmpty()) {
        m_panel->setTitle(QStringLiteral("Topic"));
        m_panel->showEmpty(
            QStringLiteral("No topic is selected"), QStringLiteral("Select one in the list to see its records."));
        return;
    }
    m_panel->setTitle(visibleText(topic));
    m_panel->showContent();
    m_configPanel->showLoading(QStringLiteral("Reading the configuration"));
    askConfig();
    bringUpToDate();
}

void TopicDetail::setActive(bool active)
{
    m_records->setActive(active && m_tabs->currentIndex() == 0);
}

void TopicDetail::setPaused(bool paused)
{
    m_records->setPaused(paused);
}

void TopicDetail::refresh()
{
    if (m_topic.isEmpty())
        return;
    m_records->reload();
    askConfig();
}

void TopicDetail::askConfig()
{
    m_monitor.askTopicConfig(
        m_topic, this, [this](const Result<std::vector<ConfigEntry>>& answer) { showConfig(answer); });
}

void TopicDetail::showConfig(const Result<std::vector<ConfigEntry>>& answer)
{
    if (!answer) {
        m_configPanel->showError(visibleText(answer.error().message), {}, visibleText(answer.error().hint),
            { QStringLiteral("Ask again"), [this] { askConfig(); }, QStringLiteral("refresh") });
        return;
    }
    m_config->setEntries(*answer);
    m_configPanel->showContent();
    const auto value = [&](const char* name) {
        const auto at = std::ranges::find(*answer, QLatin1String(name), &ConfigEntry::name);
        return at == answer->end() ? QString() : at->value.value_or(QString());
    };
    const QString retention = configMeaning(QStringLiteral("retention.ms"), value("retention.ms"));
    QString policy = visibleText(value("cleanup.policy"));
    if (policy.contains(QLatin1String("delete")) && !retention.isEmpty())
        policy += QStringLiteral(", ") + retention;
    m_policyBadge->setText(policy);
}

void TopicDetail::bringUpToDate()
{
    const SnapshotPtr snapshot = m_monitor.snapshot();
    if (!snapshot || m_topic.isEmpty())
        return;
    const TopicInfo* info = snapshot->metadata.find(m_topic);
    const TopicFigures* figures = snapshot->topic(m_topic);
    m_partitions->setTopic(snapshot.get(), m_topic);
    m_groups->setTopic(snapshot.get(), m_topic);
    if (!info || !figures) {
        m_panel->setNote(QStringLiteral("deleted or never made"));
        return;
    }
    const auto partitions = int(info->partitions.size());
    m_partitionsBadge->setText(
        partitions == 1 ? QStringLiteral("1 partition") : QStringLiteral("%1 partitions").arg(partitions));
    m_replicationBadge->setText(QStringLiteral("replication %1").arg(info->replicationFactor()));
    QStringList note;
    note << (figures->records ? QStringLiteral("%1 records").arg(format::count(*figures->records))
                              : QStringLiteral("records unknown"));
    if (figures->inPerSecond)
        note << QStringLiteral("%1 /s in").arg(format::rate(*figures->inPerSecond));
    if (const auto lag = m_groups->totalLag())
        note << QStringLiteral("lag %1").arg(format::count(*lag));
    m_panel->setNote(note.join(QStringLiteral(" · ")));
    m_tabs->setTabText(3,
        m_groups->rowCount() > 0 ? QStringLiteral("Consumer groups %1").arg(m_groups->rowCount())
                                 : QStringLiteral("Consumer groups"));
    if (m_groups->rowCount() > 0)
        m_groupsPanel->showContent();
    else
        m_groupsPanel->showEmpty(QStringLiteral("No consumer group reads this topic"),
            QStringLiteral("%1 groups were looked at: commits and members' assignments.")
                .arg(format::count(qint64(snapshot->groups.size()))));
    m_records->setPartitions(partitions);
    qint64 end = 0;
    for (const Watermarks& watermarks : snapshot->watermarksOf(*figures))
        end += watermarks.high ? watermarks.high->value : 0;
    m_records->setEnd(end);
}

} // namespace spillway::ui
