// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/topicrecords.h"

#include "core/serde/text.h"
#include "ui/models/recordtablemodel.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/recordview.h"
#include "ui/widgets/tableview.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace spillway::ui {

namespace {

constexpr qint64 limit = 500;
constexpr int readAgainMs = 1000;
constexpr int narrowBelow = 700;

enum From { Newest, Beginning, AtOffset, AtTime };

} // namespace

TopicRecords::TopicRecords(std::shared_ptr<RecordSource> source, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_reader(std::move(source))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    makeControls(layout);

    m_news = new Banner(theme, this);
    m_news->setFlush(true);
    layout->addWidget(m_news);

    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    m_panel = new Panel(theme, {}, splitter);
    m_panel->setFlush(true);
    m_model = new RecordTableModel(m_reader.rows(), {}, this);
    m_table = new TableView(theme, TableView::Density::Dense, m_panel);
    m_table->setObjectName(QStringLiteral("topicRecordsTable"));
    m_table->setAccessibleName(QStringLiteral("Records of the topic"));
    m_table->setModel(m_model);
    m_table->setNumberColumn(RecordTableModel::TimeColumn, 118);
    m_table->setNumberColumn(RecordTableModel::PartitionColumn, 36);
    m_table->setNumberColumn(RecordTableModel::OffsetColumn, 84);
    m_table->setTextColumn(RecordTableModel::KeyColumn, 130, { .mono = true });
    m_table->setTextColumn(RecordTableModel::TypeColumn, 170, { .mono = true });
    m_table->setTextColumn(RecordTableModel::ValueColumn, 260, { .mono = true });
    m_table->setNumberColumn(RecordTableModel::SizeColumn, 72);
    m_table->setStretchColumn(RecordTableModel::ValueColumn, 110);
    m_table->setColumnHidden(RecordTableModel::TopicColumn, true);
    m_table->installEventFilter(this);
    m_panel->setContent(m_table);
    splitter->addWidget(m_panel);
    m_record = new RecordView(theme, splitter);
    splitter->addWidget(m_record);
    splitter->setSizes({ 300, 400 });
    layout->addWidget(splitter, 1);

    connect(m_table, &TableView::currentIdChanged, this, [this] {
        if (!m_choosing)
            m_picked = m_table->currentIndex().isValid();
        showRecord();
    });
    connect(&m_reader, &NewestReader::stateChanged, this, &TopicRecords::stateChanged);
    connect(&m_reader, &NewestReader::progressChanged, this, &TopicRecords::showState);
    connect(&m_reader.rows(), &FilteredBuffer::filteringChanged, this, &TopicRecords::showState);
    connect(&m_reader.rows(), &FilteredBuffer::reset, this, &TopicRecords::showState);
}

void TopicRecords::makeControls(QVBoxLayout* layout)
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 8, 8, 4);
    row->setSpacing(8);
    m_from = new QComboBox(this);
    m_from->addItems({ QStringLiteral("Newest %1").arg(limit), QStringLiteral("From beginning"),
        QStringLiteral("From offset…"), QStringLiteral("From time…") });
    m_from->setAccessibleName(QStringLiteral("Where reading begins"));
    m_where = new QLineEdit(this);
    m_where->setFixedWidth(180);
    m_where->setVisible(false);
    m_partition = new QComboBox(this);
    m_partition->setAccessibleName(QStringLiteral("Partitions"));
    m_isolation = new QComboBox(this);
    m_isolation->addItems({ QStringLiteral("Read uncommitted"), QStringLiteral("Read committed") });
    m_isolation->setAccessibleName(QStringLiteral("Isolation level"));
    m_isolation->setToolTip(
        QStringLiteral("Read committed leaves out records of aborted and of still open transactions"));
    m_filter = new FilterField(m_theme, QStringLiteral("Filter: text in key, value or headers"), this);
    auto* again = iconButton(m_theme, QStringLiteral("refresh"), QStringLiteral("Read again (F5)"), this);
    row->addWidget(m_from);
    row->addWidget(m_where);
    row->addWidget(m_partition);
    row->addWidget(m_filter, 1);
    row->addWidget(m_isolation);
    row->addWidget(again);
    layout->addLayout(row);

    auto* words = new QHBoxLayout;
    words->setContentsMargins(12, 0, 12, 6);
    m_summary = plainLabel({}, this);
    m_summary->setFont(m_theme.smallFont());
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_caveat = plainLabel({}, this);
    m_caveat->setFont(m_theme.smallFont());
    words->addWidget(m_summary, 1);
    words->addWidget(m_caveat);
    layout->addLayout(words);

    connect(m_from, &QComboBox::activated, this, &TopicRecords::rangeChosen);
    connect(m_where, &QLineEdit::returnPressed, this, &TopicRecords::reload);
    connect(m_partition, &QComboBox::activated, this, &TopicRecords::reload);
    connect(m_isolation, &QComboBox::activated, this, &TopicRecords::reload);
    connect(again, &QAbstractButton::clicked, this, &TopicRecords::reload);
    connect(m_filter, &FilterField::filterChanged, this, [this](const QString& text) { m_reader.setFilter(text); });
}

void TopicRecords::setTopic(const QString& topic, int partitions)
{
    m_topic = topic;
    m_picked = false;
    m_current.reset();
    m_end = -1;
    m_endRead = -1;
    m_partition->setCurrentIndex(0);
    m_partitions = -1;
    setPartitions(partitions);
    m_reader.cancel();
    m_reader.clear();
    m_record->setRecord({});
    if (m_active && !m_topic.isEmpty())
        reload();
    showState();
}

void TopicRecords::setPartitions(int partitions)
{
    if (partitions == m_partitions)
        return;
    m_partitions = partitions;
    const int chosen = m_partition->currentIndex();
    m_partition->clear();
    m_partition->addItem(
        partitions == 1 ? QStringLiteral("Partition 0") : QStringLiteral("All %1 partitions").arg(partitions));
    for (int i = 0; partitions > 1 && i < partitions; ++i)
        m_partition->addItem(QStringLiteral("Partition %1").arg(i));
    m_partition->setCurrentIndex(std::clamp(chosen, 0, m_partition->count() - 1));
}

void TopicRecords::setActive(bool active)
{
    const bool woke = active && !m_active;
    m_active = active;
    if (woke && !m_topic.isEmpty() && m_endRead < 0 && m_reader.state() != NewestReader::State::Reading)
        reload();
}

void TopicRecords::setEnd(qint64 end)
{
    m_end = end;
    if (m_endRead < 0) {
        m_endRead = end;
        return;
    }
    const bool quiet = !m_sinceRead.isValid() || m_sinceRead.elapsed() >= readAgainMs;
    if (m_active && !m_paused && quiet && m_reader.state() == NewestReader::State::Failed
        && m_reader.error().retriable) {
        reload(); // a snapshot came, so the cluster answers again
        return;
    }
    const qint64 grown = m_end - m_endRead;
    if (!m_active || m_paused || grown == 0 || m_from->currentIndex() != Newest
        || m_reader.state() == NewestReader::State::Reading)
        return;
    if (grown > 0 && somebodyReads()) {
        m_news->showMessage(Status::Note,
            grown == 1 ? QStringLiteral("1 new record.") : QStringLiteral("%1 new records.").arg(format::count(grown)),
            QStringLiteral("The list stays where you are reading."),
            { { QStringLiteral("Show newest"), [this] { showNewest(); }, {} } });
        return;
    }
    if (quiet)
        reload();
}

bool TopicRecords::somebodyReads() const
{
    return m_table->verticalScrollBar()->value() > 0 || (m_picked && m_table->currentIndex().isValid());
}

void TopicRecords::showNewest()
{
    m_picked = false;
    m_current.reset();
    m_table->scrollToTop();
    reload();
}

void TopicRecords::rangeChosen()
{
    const int from = m_from->currentIndex();
    m_where->setVisible(from == AtOffset || from == AtTime);
    m_where->clear();
    if (from == AtOffset)
        m_where->setPlaceholderText(QStringLiteral("Offset, e.g. 200734"));
    else if (from == AtTime)
        m_where->setPlaceholderText(
            QDateTime::currentDateTime().addSecs(-600).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")));
    if (m_where->isVisible())
        m_where->setFocus();
    else
        reload();
}

std::optional<NewestRequest> TopicRecords::request()
{
    NewestRequest request;
    request.topic = m_topic;
    request.limit = limit;
    request.readCommitted = m_isolation->currentIndex() == 1;
    if (m_partition->currentIndex() > 0)
        request.partition = Partition{ m_partition->currentIndex() - 1 };
    const QString where = m_where->text().trimmed();
    switch (m_from->currentIndex()) {
    case Beginning:
        request.from = { kafka::ReadFrom::Kind::Beginning, 0 };
        break;
    case AtOffset: {
        bool isNumber = false;
        const qint64 offset = QString(where).remove(QLatin1Char(',')).toLongLong(&isNumber);
        if (!isNumber || offset < 0) {
            m_caveat->setText(QStringLiteral("An offset is a number from 0 on"));
            return {};
        }
        request.from = { kafka::ReadFrom::Kind::Offset, offset };
        break;
    }
    case AtTime: {
        QDateTime time = QDateTime::fromString(where, Qt::ISODateWithMs);
        if (!time.isValid())
            time = QDateTime::fromString(where, QStringLiteral("yyyy-MM-dd HH:mm"));
        if (!time.isValid()) {
            m_caveat->setText(QStringLiteral("A time looks like %1, local, or like 2026-11-23T10:02:46Z")
                                  .arg(m_where->placeholderText()));
            return {};
        }
        request.from = { kafka::ReadFrom::Kind::Time, time.toMSecsSinceEpoch() };
        break;
    }
    default:
        break;
    }
    return request;
}

void TopicRecords::reload()
{
    if (m_topic.isEmpty())
        return;
    const auto wanted = request();
    if (!wanted)
        return;
    if (const auto& shown = m_record->record(); shown && m_picked)
        m_current = { shown->partition, shown->offset };
    m_news->hide();
    m_endRead = m_end;
    m_sinceRead.start();
    m_model->setOrder(
        wanted->newestFirst() ? RecordTableModel::Order::NewestFirst : RecordTableModel::Order::OldestFirst);
    m_reader.read(*wanted);
}

void TopicRecords::stateChanged()
{
    if (m_reader.state() == NewestReader::State::Done) {
        m_choosing = true;
        int row = m_model->rowCount() > 0 ? 0 : -1;
        for (int i = 0; m_current && i < m_model->rowCount(); ++i) {
            const auto view = m_model->view(i);
            if (view.partition == m_current->first && view.offset == m_current->second)
                row = i;
        }
        if (row >= 0)
            m_table->setCurrentIndex(m_model->index(row, 0));
        m_choosing = false;
        showRecord();
    }
    showState();
}

void TopicRecords::showState()
{
    switch (m_reader.state()) {
    case NewestReader::State::Reading: {
        if (m_model->rowCount() > 0)
            break; // what was read before stays until the new answer is there
        const auto [read, expected] = m_reader.progress();
        m_panel->showLoading(QStringLiteral("Reading records"),
            expected > 0 ? QStringLiteral("%1 of %2").arg(format::count(read), format::count(expected)) : QString(),
            expected > 0 ? double(read) / double(expected) : -1);
        break;
    }
    case NewestReader::State::Failed:
        m_panel->showError(visibleText(m_reader.error().message), {}, visibleText(m_reader.error().hint),
            { QStringLiteral("Look again"), [this] { reload(); }, QStringLiteral("refresh") });
        m_record->setRecord({});
        break;
    case NewestReader::State::Done:
        if (m_model->rowCount() > 0)
            m_panel->showContent();
        else if (m_reader.rows().buffer().rowCount() > 0)
            m_panel->showEmpty(QStringLiteral("No record matches"),
                QStringLiteral("%1 records were looked at.").arg(format::count(m_reader.rows().buffer().rowCount())),
                { QStringLiteral("Clear the filter"), [this] { m_filter->clear(); }, {} });
        else
            m_panel->showEmpty(
                QStringLiteral("No records"), QStringLiteral("The chosen partitions were read to their end."));
        break;
    default:
        break;
    }
    const bool done = m_reader.state() == NewestReader::State::Done;
    m_summary->setText(done ? m_reader.summary() : QString());
    m_caveat->setText(done ? m_reader.caveat() : QString());
    QPalette warned = m_caveat->palette();
    warned.setColor(QPalette::WindowText, m_theme.tokens().warn);
    m_caveat->setPalette(warned);
    m_filter->setCountText(m_filter->text().isEmpty() || !done
            ? QString()
            : QStringLiteral("%1 of %2")
                  .arg(format::count(m_model->rowCount()), format::count(m_reader.rows().buffer().rowCount())));
}

void TopicRecords::showRecord()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid()) {
        if (m_reader.state() != NewestReader::State::Reading)
            m_record->setRecord({});
        return;
    }
    Record record = m_model->record(current.row());
    if (!m_record->record() || *m_record->record() != record)
        m_record->setRecord(std::move(record));
}

void TopicRecords::step(int rows)
{
    const int row = m_table->currentIndex().row() + rows;
    if (row >= 0 && row < m_model->rowCount())
        m_table->setCurrentIndex(m_model->index(row, 0));
}

void TopicRecords::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_table->setYielding({ RecordTableModel::TypeColumn, RecordTableModel::SizeColumn }, width() < narrowBelow);
}

bool TopicRecords::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::NoModifier) {
            switch (key->key()) {
            case Qt::Key_J:
                step(1);
                return true;
            case Qt::Key_K:
                step(-1);
                return true;
            case Qt::Key_1:
                m_record->valuePane()->setTab(ValuePane::Tab::Pretty);
                return true;
            case Qt::Key_2:
                m_record->valuePane()->setTab(ValuePane::Tab::Tree);
                return true;
            case Qt::Key_3:
                m_record->valuePane()->setTab(ValuePane::Tab::Raw);
                return true;
            case Qt::Key_4:
                m_record->valuePane()->setTab(ValuePane::Tab::Hex);
                return true;
            default:
                break;
            }
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace spillway::ui
