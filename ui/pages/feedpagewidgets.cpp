// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The widgets of FeedPage and what they are connected to; what they do is in feedpage.cpp.

#include "ui/charts/chartlegend.h"
#include "ui/charts/timechart.h"
#include "ui/models/recordtablemodel.h"
#include "ui/pages/feedpage.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/bufferbar.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/recordview.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/topicpicker.h"

#include <QDateTime>
#include <QItemSelectionModel>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

namespace spillway::ui {

using kafka::ReadFrom;

QBoxLayout* FeedPage::makeTopics()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* title = plainLabel(tr("Live feed"), this);
    title->setFont(m_theme.pageFont());
    row->addWidget(title);
    row->addSpacing(12);
    m_chipRow = new QHBoxLayout;
    m_chipRow->setSpacing(8);
    row->addLayout(m_chipRow);
    m_addTopic = plainButton(m_theme, tr("Topic"), this, QStringLiteral("plus"));
    m_addTopic->setToolTip(plainTooltip(tr("Follow another topic")));
    m_addTopic->setAccessibleName(tr("Follow another topic"));
    m_picker = new TopicPicker(m_theme, this);
    connect(m_addTopic, &QPushButton::clicked, this, [this] {
        m_picker->openUnder(m_addTopic);
        m_picker->setSnapshot(m_monitor.snapshot());
    });
    connect(m_picker, &TopicPicker::topicChosen, this, [this](const QString& topic) { follow(topic, m_from); });
    row->addWidget(m_addTopic);
    row->addStretch(1);
    m_pause = primaryButton(m_theme, {}, this, QStringLiteral("pause"));
    connect(m_pause, &QPushButton::clicked, this, [this] { m_tail.setPaused(!m_tail.isPaused()); });
    row->addWidget(m_pause);
    return row;
}

QBoxLayout* FeedPage::makeControls()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_filter = new FilterField(m_theme, tr("Filter: words in key, value or headers"), this);
    m_filter->setMono(true);
    connect(m_filter, &FilterField::filterChanged, this, [this](const QString& text) {
        m_tail.setFilter(text);
        showFigures();
    });
    row->addWidget(m_filter, 1);
    m_pane = new SegmentedControl(m_theme, { tr("List"), tr("Record") }, this);
    m_pane->hide();
    connect(m_pane, &SegmentedControl::currentChanged, this, &FeedPage::arrange);
    row->addWidget(m_pane);
    m_start = plainButton(m_theme, {}, this);
    addStartMenu(m_start);
    row->addWidget(m_start);
    auto* clear = plainButton(m_theme, tr("Clear"), this);
    clear->setToolTip(plainTooltip(tr("Empty the buffer; reading goes on")));
    connect(clear, &QPushButton::clicked, this, [this] {
        m_record->setRecord(std::nullopt);
        m_tail.clear();
        showNewest();
    });
    row->addWidget(clear);
    return row;
}

void FeedPage::addStartMenu(QPushButton* button)
{
    auto* menu = new QMenu(button);
    const auto add = [&](const QString& text, const std::function<ReadFrom()>& from) {
        connect(menu->addAction(text), &QAction::triggered, this, [this, text, from] { startFrom(from(), text); });
    };
    const auto minutesAgo = [](int minutes) {
        return ReadFrom{ ReadFrom::Kind::Time, QDateTime::currentMSecsSinceEpoch() - minutes * qint64(60'000) };
    };
    add(tr("Now"), [] { return ReadFrom{ ReadFrom::Kind::End }; });
    add(tr("Last 500 of each topic"), [] { return ReadFrom{ ReadFrom::Kind::LastN, 500 }; });
    add(tr("Last 10,000 of each topic"), [] { return ReadFrom{ ReadFrom::Kind::LastN, 10'000 }; });
    add(tr("5 minutes ago"), [minutesAgo] { return minutesAgo(5); });
    add(tr("1 hour ago"), [minutesAgo] { return minutesAgo(60); });
    add(tr("Beginning"), [] { return ReadFrom{ ReadFrom::Kind::Beginning }; });
    button->setMenu(menu);
    button->setText(tr("Start: %1").arg(tr("Now")));
    button->setToolTip(plainTooltip(tr("Where reading starts; choosing reads all topics anew")));
}

void FeedPage::makeChart()
{
    m_chartPanel = new Panel(m_theme, tr("Records per second"), this);
    m_chartPanel->setTitleLine(false);
    m_chartPanel->setFixedHeight(148);
    m_chart = new TimeChart(m_theme, m_chartPanel);
    m_chart->setTitle(tr("Records per second, by topic"));
    m_chart->setResolution(1000);
    m_chart->setValueFormat([](double value) { return format::rate(value); });
    m_chart->setEmptyText(tr("Rates appear after the first second"));
    m_chartPanel->addTitleWidget(m_chart->legend());
    m_chartPanel->setContent(m_chart);
}

QWidget* FeedPage::makeBody()
{
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(Theme::panelGap);
    m_splitter->setProperty("gap", true);
    m_tablePanel = new Panel(m_theme, {}, m_splitter);
    auto* body = new QWidget(m_tablePanel);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_model = new RecordTableModel(m_tail.rows(), {}, this);
    connect(m_model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
        [this](const QModelIndex&, int first, int last) { keepRecordOf(first, last); });
    m_table = new TableView(m_theme, TableView::Density::Dense, body);
    m_table->setModel(m_model);
    m_table->setTextColumn(RecordTableModel::TimeColumn, 108);
    m_table->setTextColumn(RecordTableModel::TopicColumn, 150, { Qt::ElideLeft });
    m_table->setNumberColumn(RecordTableModel::PartitionColumn, 40);
    m_table->setNumberColumn(RecordTableModel::OffsetColumn, 88);
    m_table->setTextColumn(RecordTableModel::KeyColumn, 110, { Qt::ElideRight, true });
    m_table->setTextColumn(RecordTableModel::TypeColumn, 170, { Qt::ElideRight, true });
    m_table->setTextColumn(RecordTableModel::ValueColumn, 160, { Qt::ElideRight, true });
    m_table->setNumberColumn(RecordTableModel::SizeColumn, 76);
    m_table->setColumnHidden(RecordTableModel::SizeColumn, true);
    m_table->setStretchColumn(RecordTableModel::ValueColumn);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setHoldsPosition(false); // the model holds
    m_table->setAccessibleName(tr("Records, newest first"));
    m_table->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &FeedPage::showRecord);
    connect(m_table, &QAbstractItemView::activated, this, [this] { m_pane->setCurrentIndex(1); });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &FeedPage::updateHold);
    connect(m_model, &RecordTableModel::rowsHeldBackChanged, this, &FeedPage::placePill);
    column->addWidget(m_table, 1);
    m_bar = new BufferBar(m_theme, body);
    column->addWidget(m_bar);
    m_tablePanel->setContent(body);
    m_pill = primaryButton(m_theme, {}, m_table);
    m_pill->hide();
    connect(m_pill, &QPushButton::clicked, this, &FeedPage::showNewest);

    m_recordPanel = new Panel(m_theme, tr("Record"), m_splitter);
    m_record = new RecordView(m_theme, m_recordPanel);
    m_record->setOrientation(Qt::Vertical);
    m_recordPanel->setContent(m_record);
    m_recordPanel->showEmpty(tr("No record selected"), tr("Select one in the list; the list then holds still."));
    m_splitter->addWidget(m_tablePanel);
    m_splitter->addWidget(m_recordPanel);
    m_splitter->setStretchFactor(0, 5);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setSizes({ 820, 344 });
    return m_splitter;
}

} // namespace spillway::ui
