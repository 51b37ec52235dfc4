// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/groupspage.h"

#include "core/serde/text.h"
#include "ui/models/chartdata.h"
#include "ui/models/grouptablemodel.h"
#include "ui/pages/groupdetail.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/tableview.h"

#include <QAction>
#include <QDateTime>
#include <QResizeEvent>
#include <QSplitter>
#include <QVBoxLayout>

#include <utility>

namespace spillway::ui {

namespace {

constexpr int NarrowBelow = 960;

QString counted(const QString& word, int count)
{
    return QStringLiteral("%1 %2").arg(word, format::count(count));
}

} // namespace

GroupsPage::GroupsPage(ClusterMonitor& monitor, const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_monitor(monitor)
    , m_theme(theme)
    , m_panel(new Panel(theme, title(), this))
    , m_filter(new FilterField(theme, QStringLiteral("Filter by group, topic or member"), m_panel))
    , m_kind(new SegmentedControl(
          theme, { QStringLiteral("All"), QStringLiteral("In trouble"), QStringLiteral("Empty") }, m_panel))
    , m_detail(new GroupDetail(monitor, theme, this))
{
    m_panel->setTitleLarge(true);
    m_filter->setFixedWidth(260);
    m_panel->addAfterTitle(m_filter);
    m_panel->addAfterTitle(m_kind);
    makeTable();

    auto* split = new QSplitter(Qt::Vertical, this);
    split->setHandleWidth(Theme::panelGap);
    split->setProperty("gap", true);
    split->setChildrenCollapsible(false);
    split->addWidget(m_panel);
    split->addWidget(m_detail);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({ 300, 480 });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::pageMargin, Theme::pageTopMargin, Theme::pageMargin, Theme::pageMargin);
    column->addWidget(split);

    auto* find = new QAction(QStringLiteral("Filter groups"), this);
    find->setShortcuts({ QKeySequence(QKeySequence::Find), QKeySequence(Qt::Key_Slash) });
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, this, [this] { m_filter->setFocus(Qt::ShortcutFocusReason); });
    addAction(find);

    connect(m_filter, &FilterField::filterChanged, this, [this](const QString& text) {
        m_groups->setFilter(text);
        bringUpToDate();
    });
    connect(m_kind, &SegmentedControl::currentChanged, this, [this](int index) {
        m_groups->setKind(static_cast<GroupTableModel::Kind>(index));
        bringUpToDate();
    });
    connect(&monitor, &ClusterMonitor::snapshotChanged, this, &GroupsPage::bringUpToDate);
    connect(&monitor, &ClusterMonitor::connectionChanged, this, &GroupsPage::bringUpToDate);
    m_aging.setInterval(1000);
    connect(&m_aging, &QTimer::timeout, this, [this] {
        if (!m_monitor.snapshot() || !staleSince(m_monitor, QDateTime::currentMSecsSinceEpoch()).isEmpty())
            bringUpToDate();
    });
}

void GroupsPage::makeTable()
{
    m_groups = new GroupTableModel(m_panel);
    m_table = new TableView(m_theme, TableView::Density::Regular, m_panel);
    m_table->setModel(m_groups);
    using Model = GroupTableModel;
    m_table->setStatusColumn(Model::StatusColumn, 124);
    m_table->setTextColumn(Model::NameColumn, 210, { Qt::ElideLeft, false });
    m_table->setTextColumn(Model::StateColumn, 92);
    m_table->setNumberColumn(Model::MembersColumn, 76);
    m_table->setNumberColumn(Model::TopicsColumn, 64);
    m_table->setNumberColumn(Model::LagColumn, 104);
    m_table->setSparklineColumn(Model::TrendColumn);
    m_table->setNumberColumn(Model::InColumn, 84);
    m_table->setNumberColumn(Model::OutColumn, 84);
    m_table->setNumberColumn(Model::CatchUpColumn, 124);
    m_table->setNumberColumn(Model::RetentionColumn, 110);
    m_table->setStretchColumn(Model::NameColumn, 120);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->sortByColumn(Model::StatusColumn, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    m_table->setAccessibleName(title());
    m_panel->setContent(m_table);
    setFocusProxy(m_table);
    connect(m_table, &TableView::currentIdChanged, this, [this](const QVariant& id) {
        if (m_active)
            m_detail->showGroup(
                id.toString(), m_paused ? QString() : staleSince(m_monitor, QDateTime::currentMSecsSinceEpoch()));
    });
}

void GroupsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    const bool narrow = isNarrow();
    m_detail->setNarrow(narrow);
    using Model = GroupTableModel;
    m_table->setYielding(
        { Model::StateColumn, Model::MembersColumn, Model::TopicsColumn, Model::RetentionColumn }, narrow);
}

bool GroupsPage::isNarrow() const
{
    return width() < NarrowBelow;
}

void GroupsPage::setActive(bool active)
{
    m_active = active;
    if (active) {
        m_aging.start();
        bringUpToDate();
    } else {
        m_aging.stop();
    }
}

void GroupsPage::showItem(const QString& id)
{
    m_wanted = id;
    m_filter->clear();
    m_kind->setCurrentIndex(0);
    bringUpToDate();
}

QJsonObject GroupsPage::saveState() const
{
    return { { QStringLiteral("group"), m_table->currentId().toString() } };
}

void GroupsPage::restoreState(const QJsonObject& state)
{
    m_restored = state[QLatin1String("group")].toString();
}

void GroupsPage::bringUpToDate()
{
    if (!m_active)
        return;
    const QString stale = m_paused ? QString() : staleSince(m_monitor, QDateTime::currentMSecsSinceEpoch());
    if (const SnapshotPtr snapshot = m_monitor.snapshot(); snapshot && snapshot->groupsRead)
        m_groups->setSnapshot(snapshot);
    m_groups->setStale(!stale.isEmpty());
    showState(stale);
    select();
    m_detail->showGroup(m_table->currentId().toString(), stale);
}

void GroupsPage::select()
{
    if (!m_restored.isEmpty() && m_groups->rowCount() > 0)
        m_table->setCurrentId(std::exchange(m_restored, {}));
    if (!m_wanted.isEmpty() && m_table->setCurrentId(m_wanted))
        m_wanted.clear();
    // The worst one is what one came for.
    if (!m_table->currentIndex().isValid() && m_groups->rowCount() > 0)
        m_table->setCurrentId(m_groups->row(0).id);
}

void GroupsPage::showState(const QString& stale)
{
    using Kind = GroupTableModel::Kind;
    m_kind->setSegmentText(0, counted(QStringLiteral("All"), m_groups->countOf(Kind::All)));
    m_kind->setSegmentText(1, counted(QStringLiteral("In trouble"), m_groups->countOf(Kind::InTrouble)));
    m_kind->setSegmentText(2, counted(QStringLiteral("Empty"), m_groups->countOf(Kind::Empty)));

    const SnapshotPtr snapshot = m_monitor.snapshot();
    const ConnectionState& state = m_monitor.connection();
    m_panel->setStale(snapshot ? stale : QString());
    m_detail->setVisible(snapshot && !snapshot->groups.empty());
    if (!snapshot) {
        if (state.kind == ConnectionState::Kind::Lost)
            m_panel->showError(QStringLiteral("Not connected"), visibleText(state.error.message),
                visibleText(state.error.hint),
                { QStringLiteral("Try now"), [this] { m_monitor.refreshNow(); }, QStringLiteral("refresh") });
        else
            m_panel->showLoading(QStringLiteral("Connecting to the cluster"));
        return;
    }
    if (!snapshot->groupsRead) {
        const Error error = snapshot->errors.empty() ? Error{} : snapshot->errors.back();
        m_panel->showError(
            QStringLiteral("Groups could not be read"), visibleText(error.message), visibleText(error.hint));
        return;
    }
    const QString answered
        = QStringLiteral("%1 of %2 groups answered")
              .arg(format::count(snapshot->groupsAnswered), format::count(qint64(snapshot->groups.size())));
    m_panel->setNote(isNarrow() ? (snapshot->groupsAnswered == std::ssize(snapshot->groups) ? QString() : answered)
                                : QStringLiteral("Cycle %1 · every %2 · %3")
                                      .arg(format::duration(std::max<qint64>(1, snapshot->cycleMs)),
                                          format::duration(snapshot->intervalMs), answered));
    if (snapshot->groups.empty())
        m_panel->showEmpty(QStringLiteral("No consumer groups"),
            QStringLiteral("A group appears here as soon as it has a member or a committed offset."));
    else if (m_groups->rowCount() == 0)
        m_panel->showEmpty(QStringLiteral("No group matches"),
            QStringLiteral("%1 groups were looked at.").arg(format::count(qint64(snapshot->groups.size()))),
            { QStringLiteral("Show all"),
                [this] {
                    m_filter->clear();
                    m_kind->setCurrentIndex(0);
                },
                {} });
    else
        m_panel->showContent();
}

} // namespace spillway::ui
