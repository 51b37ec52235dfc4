// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/groupdetail.h"

#include "core/serde/text.h"
#include "ui/charts/chartlegend.h"
#include "ui/charts/timechart.h"
#include "ui/models/chartdata.h"
#include "ui/models/membersmodel.h"
#include "ui/models/monitortexts.h"
#include "ui/models/partitionlagmodel.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/tableview.h"

#include <QDateTime>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace spillway::ui {

namespace {

/// With more partitions the chart shows those with the most lag now; the sum has its sparkline in the table.
constexpr std::size_t MostLines = 50;
constexpr std::size_t LinesOfMany = 7;

QLabel* note(const Theme& theme, QWidget* parent)
{
    auto* label = plainLabel({}, parent);
    label->setFont(theme.smallFont());
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setWordWrap(true);
    label->setContentsMargins(Theme::cellPadding + 4, 6, Theme::cellPadding + 4, 6);
    return label;
}

} // namespace

GroupDetail::GroupDetail(ClusterMonitor& monitor, const Theme& theme, QWidget* parent)
    : Panel(theme, {}, parent)
    , m_monitor(monitor)
    , m_theme(theme)
    , m_state(new Badge(theme, {}, Badge::Kind::Fact, this))
    , m_members(new Badge(theme, {}, Badge::Kind::Fact, this))
    , m_protocol(new Badge(theme, {}, Badge::Kind::Fact, this))
    , m_view(new SegmentedControl(
          theme, { QStringLiteral("Lag over time"), QStringLiteral("Partitions and members") }, this))
    , m_range(new SegmentedControl(theme, rangeNames(), this))
    , m_banner(new Banner(theme, this))
    , m_split(new QSplitter(Qt::Horizontal, this))
{
    setTitleLarge(true);
    for (QWidget* badge : { m_state, m_members, m_protocol })
        addAfterTitle(badge);
    m_view->setCompact();
    m_range->setCompact();
    m_view->hide();
    addTitleWidget(m_view);
    addTitleWidget(m_range);
    m_banner->setFlush(true);

    m_split->setChildrenCollapsible(false);
    m_split->setHandleWidth(1);
    m_split->addWidget(makeChart());
    m_split->addWidget(makeTables());
    m_split->setStretchFactor(0, 4);
    m_split->setStretchFactor(1, 3);
    m_split->setSizes({ 660, 500 });

    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_banner);
    column->addWidget(m_split, 1);
    setContent(content);

    connect(m_range, &SegmentedControl::currentChanged, this, [this] { showGroup(m_group, m_stale); });
    connect(m_view, &SegmentedControl::currentChanged, this, &GroupDetail::applyView);
}

QWidget* GroupDetail::makeChart()
{
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(Theme::cellPadding, 4, 4, 4);
    column->setSpacing(0);
    m_chart = new TimeChart(m_theme, side);
    m_chart->setValueKind(ValueKind::Count);
    m_chart->setEmptyText(QStringLiteral("Collecting: the first figures come with the next look at the cluster"));
    m_chart->legend()->setAlignment(Qt::AlignLeft);
    m_chartNote = note(m_theme, side);
    column->addWidget(m_chart, 1);
    column->addWidget(m_chartNote);
    return side;
}

QWidget* GroupDetail::makeTables()
{
    auto* side = new QWidget(this);
    m_partitions = new PartitionLagModel(side);
    m_partitionsTable = new TableView(m_theme, TableView::Density::Regular, side);
    m_partitionsTable->setModel(m_partitions);
    using Model = PartitionLagModel;
    m_partitionsTable->setTextColumn(Model::TopicColumn, 150, { Qt::ElideLeft, false });
    m_partitionsTable->setTextColumn(Model::PartitionColumn, 52);
    m_partitionsTable->setNumberColumn(Model::CommittedColumn, 92);
    m_partitionsTable->setNumberColumn(Model::EndColumn, 92);
    m_partitionsTable->setNumberColumn(Model::LagColumn, 80);
    m_partitionsTable->setNumberColumn(Model::InColumn, 60);
    m_partitionsTable->setNumberColumn(Model::OutColumn, 60);
    m_partitionsTable->setStatusColumn(Model::StatusColumn, 118);
    m_partitionsTable->setTextColumn(Model::MemberColumn, 90, { Qt::ElideRight, false });
    m_partitionsTable->setStretchColumn(Model::MemberColumn, 70);
    for (const int column : { Model::EndColumn, Model::InColumn, Model::OutColumn })
        m_partitionsTable->setColumnHidden(column, true);
    m_partitionsTable->sortByColumn(Model::LagColumn, Qt::DescendingOrder);
    m_partitionsTable->setSortingEnabled(true);
    m_partitionsTable->setAccessibleName(QStringLiteral("Partitions of the group"));

    m_membersModel = new MembersModel(side);
    auto* members = new TableView(m_theme, TableView::Density::Regular, side);
    members->setModel(m_membersModel);
    members->setTextColumn(MembersModel::NameColumn, 120);
    members->setTextColumn(MembersModel::HostColumn, 110);
    members->setTextColumn(MembersModel::AssignmentColumn, 120);
    members->setNumberColumn(MembersModel::LagColumn, 80);
    members->setNumberColumn(MembersModel::OutColumn, 64);
    members->setStretchColumn(MembersModel::AssignmentColumn, 80);
    members->setAccessibleName(QStringLiteral("Members of the group"));

    m_lagNote = note(m_theme, side);
    m_membersNote = note(m_theme, side);
    m_membersNote->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* lower = new QWidget(side);
    m_membersStack = new QStackedLayout(lower);
    m_membersStack->addWidget(members);
    m_membersStack->addWidget(m_membersNote);

    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_partitionsTable, 3);
    column->addWidget(m_lagNote);
    column->addWidget(lower, 2);
    lower->setMinimumHeight(3 * m_theme.rowHeight());
    return side;
}

void GroupDetail::setNarrow(bool narrow)
{
    m_narrow = narrow;
    applyView();
}

void GroupDetail::applyView()
{
    const bool tables = m_view->currentIndex() == 1;
    m_view->setVisible(m_narrow);
    m_split->widget(0)->setVisible(!m_narrow || !tables);
    m_split->widget(1)->setVisible(!m_narrow || tables);
    m_range->setVisible(!m_narrow || !tables);
}

void GroupDetail::showGroup(const QString& id, const QString& staleSince)
{
    m_group = id;
    m_stale = staleSince;
    const SnapshotPtr snapshot = m_monitor.snapshot();
    const GroupFigures* group = snapshot && !id.isEmpty() ? snapshot->group(id) : nullptr;
    setTitle(id.isEmpty() ? QStringLiteral("No group selected") : visibleText(id));
    setStale(group ? staleSince : QString());
    m_split->setVisible(group);
    if (!group) {
        for (Badge* badge : { m_state, m_members, m_protocol })
            badge->setText({});
        if (id.isEmpty())
            showEmpty(
                QStringLiteral("No group selected"), QStringLiteral("Select a group above to see its lag over time."));
        else
            showEmpty(QStringLiteral("This group is gone"), QStringLiteral("Kafka forgot it, or it was deleted."));
        return;
    }
    showContent();
    showBadges(*group);
    showReason(*snapshot, *group, !staleSince.isEmpty());
    showChart(*snapshot, *group);
    showTables(*snapshot, *group, !staleSince.isEmpty());
}

void GroupDetail::showBadges(const GroupFigures& group)
{
    m_state->setText(groupStateName(group.info.state));
    const auto members = group.info.members ? std::ssize(*group.info.members) : 0;
    m_members->setText(!group.info.members ? QStringLiteral("members n/a")
            : members == 1                 ? QStringLiteral("1 member")
                                           : QStringLiteral("%1 members").arg(format::count(members)));
    m_protocol->setText(group.info.newProtocol ? QStringLiteral("new protocol")
            : group.info.assignor.isEmpty()    ? QString()
                                               : visibleText(group.info.assignor) + QStringLiteral(" assignor"));
}

void GroupDetail::showReason(const ClusterSnapshot& snapshot, const GroupFigures& group, bool stale)
{
    const Reason reason = groupReason(snapshot, group, QDateTime::currentMSecsSinceEpoch());
    // Nobody knows whether the reason still holds; the panel says as of when.
    if (reason.status == Status::None || stale)
        m_banner->hide();
    else
        m_banner->showMessage(reason.status, reason.what, reason.rest);
}

void GroupDetail::showChart(const ClusterSnapshot& snapshot, const GroupFigures& group)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const qint64 range = rangeMs(m_range->currentIndex());
    const qint64 from = chartBegin(m_monitor.history().sinceUtcMs(), now, range);
    LagHistory& history = m_monitor.history();
    const auto rows = snapshot.partitionsOf(group);
    auto past = history.partitionLag(group.info.id, from, now);
    const std::size_t all = past.size();
    if (all > MostLines) {
        std::ranges::partial_sort(past, past.begin() + LinesOfMany, std::greater{},
            [](const PartitionHistory& p) { return p.points.empty() ? 0.0F : p.points.back().last; });
        past.resize(LinesOfMany);
    }
    std::vector<Series> series;
    for (const PartitionHistory& partition : past) {
        const auto at = std::ranges::lower_bound(
            rows, partition.partition, {}, [](const GroupPartition& row) { return row.lag.partition; });
        const int number = partition.partition.partition.value;
        Series line;
        line.name = group.topics > 1 ? QStringLiteral("%1 %2").arg(visibleText(partition.partition.topic)).arg(number)
                                     : QStringLiteral("Partition %1").arg(number);
        line.colorIndex = partitionSeries(group, int(at - rows.begin()), partition.partition);
        line.points = chartPoints(partition.points);
        series.push_back(std::move(line));
    }
    if (series.empty())
        series.push_back(
            { QStringLiteral("All partitions"), 0, chartPoints(history.groupLag(group.info.id, from, now)) });
    m_chart->setTitle(QStringLiteral("Lag of %1").arg(visibleText(group.info.id)));
    m_chart->setRange(from, now);
    m_chart->setResolution(chartResolution(range));
    m_chart->setGaps(chartGaps(history.gaps(from, now), now));
    m_chart->setEvents(chartEvents(m_monitor.events(), group.info.id, from));
    m_chart->setSeries(std::move(series));

    QString text;
    if (all > MostLines)
        text = QStringLiteral("The %1 partitions with the most lag of %2.").arg(LinesOfMany).arg(all);
    if (const qint64 evicted = history.evicted(); evicted > 0)
        text += QStringLiteral(" Memory for history is full: %1 lines of other groups and partitions were dropped.")
                    .arg(format::count(evicted));
    m_chartNote->setText(text.trimmed());
    m_chartNote->setVisible(!text.isEmpty());
}

void GroupDetail::showTables(const ClusterSnapshot& snapshot, const GroupFigures& group, bool stale)
{
    m_partitionsTable->setColumnHidden(PartitionLagModel::TopicColumn, group.topics <= 1);
    m_partitions->setGroup(snapshot, &group);
    m_partitions->setStale(stale);
    // No taller than its rows, so that what belongs to them follows at once.
    m_partitionsTable->setMaximumHeight(m_partitionsTable->horizontalHeader()->height()
        + std::clamp(m_partitions->rowCount(), 1, 1000) * m_theme.rowHeight() + 2);

    qint64 stable = 0;
    bool known = group.lag.has_value();
    for (const GroupPartition& row : snapshot.partitionsOf(group)) {
        if (!row.lag.committed)
            continue;
        known = known && row.lag.lastStable;
        if (row.lag.lastStable)
            stable += lagBetween(*row.lag.committed, *row.lag.lastStable).value;
    }
    const QString topic = group.topics == 1
        ? QStringLiteral("Topic %1. ").arg(visibleText(snapshot.partitionsOf(group).front().lag.partition.topic))
        : QString();
    m_lagNote->setText(topic
        + (known ? QStringLiteral("Lag counts to the high watermark; to the last stable offset it is %1.")
                       .arg(format::count(stable))
                 : QStringLiteral("Lag counts to the high watermark.")));

    m_membersModel->setGroup(snapshot, &group);
    const bool any = group.info.members && !group.info.members->empty();
    if (!any)
        m_membersNote->setText(!group.info.members
                ? QStringLiteral(
                    "Members are not available: this group uses the new consumer protocol (KIP-848), which "
                    "librdkafka 2.0 cannot describe. Offsets and lag are complete.")
                : QStringLiteral(
                    "No members. The group's commits stay until Kafka forgets them (offsets.retention.minutes)."));
    m_membersStack->setCurrentIndex(any ? 0 : 1);
}

} // namespace spillway::ui
