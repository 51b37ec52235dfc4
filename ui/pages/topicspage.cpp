// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/topicspage.h"

#include "core/serde/text.h"
#include "ui/models/topictablemodel.h"
#include "ui/pages/topicdetail.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tableview.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <utility>

namespace spillway::ui {

TopicsPage::TopicsPage(
    ClusterMonitor& monitor, std::shared_ptr<RecordSource> source, const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_monitor(monitor)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, Theme::pageTopMargin, Theme::pageMargin, Theme::pageMargin);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setHandleWidth(Theme::panelGap);
    splitter->setProperty("gap", true);
    splitter->setChildrenCollapsible(false);
    layout->addWidget(splitter);

    m_panel = new Panel(theme, QStringLiteral("Topics"), splitter);
    m_panel->setTitleLine(false);
    m_internal = flatButton(theme, QStringLiteral("Internal"), m_panel);
    m_internal->setCheckable(true);
    m_internal->setToolTip(QStringLiteral("Show Kafka's own topics, too"));
    makeCompact(theme, m_internal);
    m_panel->addTitleWidget(m_internal);
    auto* body = new QWidget(m_panel);
    auto* bodyLayout = new QVBoxLayout(body);
    bodyLayout->setContentsMargins(0, 0, 0, 0);
    bodyLayout->setSpacing(0);
    m_filter = new FilterField(theme, QStringLiteral("Filter topics"), body);
    m_filter->setObjectName(QStringLiteral("topicFilter"));
    auto* filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(8, 0, 8, 8);
    filterRow->addWidget(m_filter);
    bodyLayout->addLayout(filterRow);
    m_model = new TopicTableModel(this);
    m_table = new TableView(theme, TableView::Density::Dense, body);
    m_table->setObjectName(QStringLiteral("topicTable"));
    m_table->setAccessibleName(QStringLiteral("Topics"));
    m_table->setModel(m_model);
    m_table->setTextColumn(TopicTableModel::NameColumn, 190, { .elide = Qt::ElideLeft });
    m_table->setNumberColumn(TopicTableModel::PartitionsColumn, 44);
    m_table->setNumberColumn(TopicTableModel::RecordsColumn, 76);
    m_table->setNumberColumn(TopicTableModel::InColumn, 52);
    m_table->setStretchColumn(TopicTableModel::NameColumn, 120);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(TopicTableModel::NameColumn, Qt::AscendingOrder);
    bodyLayout->addWidget(m_table, 1);
    m_panel->setContent(body);
    splitter->addWidget(m_panel);

    m_detail = new TopicDetail(monitor, std::move(source), theme, splitter);
    splitter->addWidget(m_detail);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({ 330, 880 });

    connect(m_internal, &QAbstractButton::toggled, this, [this](bool shown) {
        m_model->setInternalShown(shown);
        showList();
    });
    connect(m_filter, &FilterField::filterChanged, this, [this](const QString& text) {
        m_model->setFilter(text);
        showList();
    });
    connect(m_table, &TableView::currentIdChanged, this, [this](const QVariant& id) {
        if (id.isValid())
            m_detail->setTopic(id.toString());
    });
    connect(m_detail, &TopicDetail::groupRequested, this,
        [this](const QString& group) { emit pageRequested(QStringLiteral("groups"), group); });
    connect(&monitor, &ClusterMonitor::snapshotChanged, this, &TopicsPage::bringUpToDate);
    connect(&monitor, &ClusterMonitor::connectionChanged, this, &TopicsPage::showList);
    auto* find = new QAction(QStringLiteral("Filter topics"), this);
    find->setShortcuts({ QKeySequence(QKeySequence::Find), QKeySequence(Qt::Key_Slash) });
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, m_filter, [this] { m_filter->setFocus(Qt::ShortcutFocusReason); });
    addAction(find);
    setFocusProxy(m_table);
    bringUpToDate();
}

void TopicsPage::setActive(bool active)
{
    m_active = active;
    m_detail->setActive(active);
    if (active)
        bringUpToDate();
}

void TopicsPage::setPaused(bool paused)
{
    m_paused = paused;
    m_detail->setPaused(paused);
    if (!paused)
        bringUpToDate();
}

void TopicsPage::refresh()
{
    m_detail->refresh();
}

void TopicsPage::showItem(const QString& id)
{
    m_wanted = id;
    if (m_table->setCurrentId(id)) {
        m_wanted.clear();
        return;
    }
    m_filter->clear();
    m_model->setFilter({});
    if (id.startsWith(QLatin1String("__")))
        m_model->setInternalShown(true);
    if (m_table->setCurrentId(id))
        m_wanted.clear();
}

QString TopicsPage::topicInFront() const
{
    return m_table->currentId().toString();
}

QJsonObject TopicsPage::saveState() const
{
    return { { QStringLiteral("topic"), m_table->currentId().toString() },
        { QStringLiteral("internal"), m_internal->isChecked() } };
}

void TopicsPage::restoreState(const QJsonObject& state)
{
    m_internal->setChecked(state[QLatin1String("internal")].toBool());
    m_restored = state[QLatin1String("topic")].toString();
    bringUpToDate();
}

int TopicsPage::shownTopics() const
{
    return m_model->rowCount();
}

void TopicsPage::bringUpToDate()
{
    const SnapshotPtr snapshot = m_monitor.snapshot();
    if (m_paused || (!m_active && m_model->rowCount() > 0))
        return;
    m_model->setSnapshot(snapshot);
    if (!m_restored.isEmpty() && m_model->rowCount() > 0)
        m_table->setCurrentId(std::exchange(m_restored, {}));
    if (!m_wanted.isEmpty())
        showItem(QString(m_wanted));
    showList();
    m_detail->bringUpToDate();
}

void TopicsPage::showList()
{
    const ConnectionState& connection = m_monitor.connection();
    const bool lost = connection.kind == ConnectionState::Kind::Lost;
    m_model->setStale(lost);
    m_filter->setCountText(m_filter->text().isEmpty()
            ? QString()
            : QStringLiteral("%1 of %2").arg(format::count(m_model->rowCount()), format::count(m_model->total())));
    m_panel->setNote(m_model->internalHidden() > 0 ? QStringLiteral("%1 · %2 internal hidden")
                                                         .arg(format::count(m_model->total()))
                                                         .arg(m_model->internalHidden())
                                                   : format::count(m_model->total()));
    if (!m_monitor.snapshot()) {
        if (lost)
            m_panel->showError(visibleText(connection.error.message), connection.brokerErrors.join(QLatin1Char('\n')),
                visibleText(connection.error.hint),
                { QStringLiteral("Try now"), [this] { m_monitor.refreshNow(); }, QStringLiteral("refresh") });
        else
            m_panel->showLoading(QStringLiteral("Reading topics"));
    } else if (m_model->rowCount() > 0 || !m_filter->text().isEmpty()) {
        m_panel->showContent(); // without rows, too: the filter must stay in reach
    } else {
        m_panel->showEmpty(QStringLiteral("No topics"),
            m_model->internalHidden() > 0
                ? QStringLiteral("This cluster has only Kafka's own topics.")
                : QStringLiteral("This cluster has no topic yet: spillwayctl topics create NAME --partitions N"));
    }
}

} // namespace spillway::ui
