// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servicepage.h"

#include "core/serde/text.h"
#include "ui/dialogs/servicestartdialog.h"
#include "ui/models/celltablemodel.h"
#include "ui/models/servicerows.h"
#include "ui/pages/publishform.h"
#include "ui/pages/restswitch.h"
#include "ui/pages/servicedetail.h"
#include "ui/pages/servicetiles.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/statuslabel.h"
#include "ui/widgets/tableview.h"

#include <QComboBox>
#include <QDateTime>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTabBar>
#include <QVBoxLayout>

namespace spillway::ui {

namespace {

using Phase = ServiceDesk::Phase;

constexpr int NarrowBelow = 1080;
constexpr int FormWidth = 360;
constexpr int ComponentRows = 6;
constexpr int DetailHeight = 220;

} // namespace

ServicePage::ServicePage(ServiceDesk& desk, ServicePlace place, const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_desk(desk)
    , m_place(std::move(place))
    , m_theme(theme)
{
    auto* body = new QWidget(this);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(Theme::pageMargin, Theme::pageTopMargin, Theme::pageMargin, Theme::pageMargin);
    column->setSpacing(Theme::panelGap);
    column->addLayout(makeHead());
    m_banner = new Banner(theme, body);
    column->addWidget(m_banner);
    m_tiles = new ServiceTiles(desk, theme, body);
    column->addWidget(m_tiles);

    auto* left = new QWidget(body);
    auto* inLeft = new QVBoxLayout(left);
    inLeft->setContentsMargins(0, 0, 0, 0);
    inLeft->setSpacing(Theme::panelGap);
    inLeft->addWidget(makeComponents());
    m_detail = new ServiceDetail(desk, theme, left);
    m_detail->setMinimumHeight(DetailHeight);
    inLeft->addWidget(m_detail, 1);
    m_form = new PublishForm(desk, theme, body);
    m_formPanel = new Panel(theme, QStringLiteral("Publish an event"), body);
    m_formPanel->setMinimumWidth(280);
    m_split = new QSplitter(Qt::Horizontal, body);
    m_split->setHandleWidth(Theme::panelGap);
    m_split->setProperty("gap", true);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(left);
    m_split->addWidget(m_formPanel);
    m_split->setStretchFactor(0, 1);
    m_split->setStretchFactor(1, 0);
    m_split->setSizes({ 900, FormWidth });
    column->addWidget(m_split, 1);

    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setWidget(body);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    setFocusProxy(m_table);
    m_formHolder = new QWidget(m_formPanel);
    auto* inHolder = new QVBoxLayout(m_formHolder);
    inHolder->setContentsMargins(0, 0, 0, 0);
    inHolder->addWidget(m_form);
    m_formPanel->setContent(m_formHolder);

    connect(&desk, &ServiceDesk::phaseChanged, this, &ServicePage::phaseChanged);
    connect(&desk, &ServiceDesk::snapshotChanged, this, &ServicePage::takeSnapshot);
    connect(m_start, &QPushButton::clicked, this, &ServicePage::startOrStop);
    showPhase();
    bringUpToDate();
}

QLayout* ServicePage::makeHead()
{
    auto* heading = plainLabel(title(), this);
    heading->setFont(m_theme.pageFont());
    m_state = new StatusLabel(m_theme, this);
    const ServiceFacts& facts = m_desk.facts();
    m_where = new ElidedLabel(
        QStringLiteral("topics %1.* · groups %2-*").arg(visibleText(facts.topicPrefix), visibleText(facts.groupId)),
        Qt::ElideRight, 60, this);
    m_where->setForegroundRole(QPalette::PlaceholderText);
    m_start = plainButton(m_theme, QStringLiteral("Start…"), this, QStringLiteral("play"));
    m_start->setObjectName(QStringLiteral("serviceStart"));
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(heading);
    head->addWidget(m_state);
    head->addWidget(m_where, 1);
    m_rest = new RestSwitch(m_desk, m_theme, this);
    head->addWidget(m_rest);
    head->addWidget(m_start);
    return head;
}

QWidget* ServicePage::makeComponents()
{
    m_componentsPanel = new Panel(m_theme, QStringLiteral("Components and processors"), this);
    m_components = new CellTableModel(servicerows::componentColumns(), m_componentsPanel);
    m_table = new TableView(m_theme, TableView::Density::Regular, m_componentsPanel);
    m_table->setModel(m_components);
    m_table->setObjectName(QStringLiteral("serviceComponents"));
    m_table->setAccessibleName(m_componentsPanel->title());
    const auto& columns = m_components->columns();
    for (int i = 0; i < int(columns.size()); ++i) {
        const CellColumn& column = columns[std::size_t(i)];
        if (column.kind == CellColumn::Kind::Number)
            m_table->setNumberColumn(i, column.width);
        else if (column.kind == CellColumn::Kind::State)
            m_table->setStatusColumn(i, column.width);
        else
            m_table->setTextColumn(i, column.width);
    }
    m_table->setStretchColumn(int(columns.size()) - 1, 90);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    m_componentsPanel->setContent(m_table);
    m_componentsPanel->setFixedHeight((ComponentRows + 1) * m_theme.rowHeight() + 34 + 4);
    connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        const QString id = m_components->row(index.row()).id;
        for (const auto& [word, tab] : { std::pair("debate", ServiceDetail::Debates),
                 std::pair("decision", ServiceDetail::Decisions), std::pair("evolution", ServiceDetail::Evolutions),
                 std::pair("metrics", ServiceDetail::Metrics), std::pair("bridge", ServiceDetail::Routing) })
            if (id.contains(QLatin1String(word)))
                m_detail->tabs()->setCurrentIndex(tab);
    });
    return m_componentsPanel;
}

void ServicePage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    arrange(width() < NarrowBelow);
}

void ServicePage::arrange(bool narrow)
{
    // Rebuilt, Left, Repeats: what a healthy service hardly needs looking at
    m_table->setYielding({ 5, 6, 7 }, width() < 1340);
    if (std::exchange(m_narrow, narrow) == narrow)
        return;
    m_tiles->setNarrow(narrow);
    if (narrow) {
        m_detail->setMore(QStringLiteral("Publish"), m_form);
    } else {
        m_detail->setMore({}, nullptr);
        m_formHolder->layout()->addWidget(m_form);
        m_form->show();
    }
    m_formPanel->setVisible(!narrow);
    m_detail->setMinimumHeight(narrow ? DetailHeight + 160 : DetailHeight);
}

void ServicePage::setActive(bool active)
{
    m_active = active;
    m_desk.setWatched(active);
    if (active)
        bringUpToDate();
}

void ServicePage::setPaused(bool paused)
{
    m_paused = paused;
    bringUpToDate();
}

QJsonObject ServicePage::saveState() const
{
    return { { QStringLiteral("event"), m_form->typeField()->currentText() } };
}

void ServicePage::restoreState(const QJsonObject& state)
{
    m_form->setType(state[QLatin1String("event")].toString());
}

void ServicePage::startOrStop()
{
    if (m_desk.isOn())
        return m_desk.stop();
    auto* dialog = new ServiceStartDialog(m_theme, m_desk.facts(), m_place.cluster, m_place.confirmTwice, this);
    connect(dialog, &ServiceStartDialog::confirmed, &m_desk, &ServiceDesk::start);
    dialog->open();
}

void ServicePage::phaseChanged()
{
    if (m_desk.phase() == Phase::Stopped || m_desk.phase() == Phase::Failed)
        m_detail->interrupt();
    showPhase();
    bringUpToDate();
}

void ServicePage::showPhase()
{
    const Phase phase = m_desk.phase();
    const std::optional<Error>& refusal = m_desk.facts().refusal;
    m_state->setStatus(phase == Phase::Running ? Status::Ok
            : phase == Phase::Failed           ? Status::Error
            : phase == Phase::Stopped          ? Status::Unknown
                                               : Status::Waiting,
        phase == Phase::Running        ? QStringLiteral("Running")
            : phase == Phase::Failed   ? QStringLiteral("Did not start")
            : phase == Phase::Stopped  ? QStringLiteral("Stopped")
            : phase == Phase::Starting ? QStringLiteral("Starting…")
                                       : QStringLiteral("Stopping…"));
    m_start->setText(m_desk.isOn() ? QStringLiteral("Stop") : QStringLiteral("Start…"));
    m_start->setIcon({});
    m_start->setEnabled(m_desk.isOn() ? phase != Phase::Stopping : !refusal.has_value());
    m_start->setToolTip(refusal ? plainTooltip(visibleText(refusal->message)) : QString());
    if (refusal)
        m_banner->showMessage(Status::Note, visibleText(refusal->message) + QLatin1Char('.'),
            QStringLiteral("The service cannot run here: %1.").arg(visibleText(refusal->hint)));
    else if (phase == Phase::Failed && m_desk.error())
        m_banner->showMessage(Status::Error, visibleText(m_desk.error()->message) + QLatin1Char('.'),
            visibleText(m_desk.error()->hint), { { QStringLiteral("Try again"), [this] { m_desk.start(); }, {} } });
    else
        m_banner->hide();
}

void ServicePage::takeSnapshot()
{
    if (const ServiceSnapshotPtr& seen = m_desk.snapshot()) {
        m_tiles->record(*seen);
        m_detail->record(*seen);
    }
    bringUpToDate();
}

void ServicePage::bringUpToDate()
{
    if (!m_active || (m_paused && m_desk.phase() == Phase::Running && m_components->rowCount() > 0))
        return;
    m_tiles->update();
    m_detail->update();
    const ServiceSnapshotPtr& seen = m_desk.snapshot();
    if (m_desk.phase() == Phase::Running && seen && seen->health.serviceRunning) {
        m_components->setRows(servicerows::components(*seen, QDateTime::currentMSecsSinceEpoch()));
        if (!seen->health.healthy() && !seen->health.lastError.isEmpty())
            m_banner->showMessage(
                Status::Error, QStringLiteral("The service is in trouble."), visibleText(seen->health.lastError));
        else
            m_banner->hide();
        return m_componentsPanel->showContent();
    }
    m_components->setRows({});
    const std::optional<Error>& refusal = m_desk.facts().refusal;
    switch (m_desk.phase()) {
    case Phase::Starting:
    case Phase::Running:
        return m_componentsPanel->showLoading(QStringLiteral("Starting: connecting, creating topics, joining groups"));
    case Phase::Stopping:
        return m_componentsPanel->showLoading(QStringLiteral("Stopping: sending and committing what is in hand"));
    default:
        m_componentsPanel->showEmpty(QStringLiteral("The service is not running"),
            refusal
                ? visibleText(refusal->message)
                : QStringLiteral("Started here it follows debates, decisions, evolutions and metrics, and publishes "
                                 "events. Watching a cluster never starts it."),
            refusal ? PanelAction{} : PanelAction{ QStringLiteral("Start…"), [this] { startOrStop(); }, {} });
    }
}

} // namespace spillway::ui
