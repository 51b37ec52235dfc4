// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/feedpage.h"

#include "core/serde/text.h"
#include "ui/charts/chartlegend.h"
#include "ui/charts/timechart.h"
#include "ui/models/chartdata.h"
#include "ui/models/recordtablemodel.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/bufferbar.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/recordview.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/topicchip.h"
#include "ui/widgets/topicpicker.h"

#include <QDateTime>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace spillway::ui {

using kafka::ReadFrom;

namespace {

constexpr qint64 ChartMs = 300'000;
constexpr int FiguresMs = 250;
/// What is followed unasked must not cost the cluster more than this.
constexpr double QuietPerSecond = 1000;
constexpr std::size_t UnaskedTopics = 5;
/// Bounds of what a session brings back.
constexpr qsizetype RestoredTopics = 32;
constexpr qsizetype LongestTopic = 249; // Kafka's own bound
constexpr qsizetype LongestFilter = 4096;
constexpr int RestoredRecords = 500;

} // namespace

FeedPage::FeedPage(ClusterMonitor& monitor, std::shared_ptr<RecordSource> source, const Theme& theme, QWidget* parent,
    LiveTail::Options options)
    : Page(parent)
    , m_monitor(monitor)
    , m_theme(theme)
    , m_tail(std::move(source), std::move(options))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::pageMargin, Theme::pageTopMargin, Theme::pageMargin, Theme::pageMargin);
    column->setSpacing(Theme::panelGap);
    column->addLayout(makeTopics());
    column->addLayout(makeControls());
    m_banner = new Banner(theme, this);
    column->addWidget(m_banner);
    makeChart();
    column->addWidget(m_chartPanel);
    column->addWidget(makeBody(), 1);
    setFocusProxy(m_table);

    connect(&m_monitor, &ClusterMonitor::snapshotChanged, this, &FeedPage::takeSnapshot);
    connect(&m_tail, &LiveTail::topicsChanged, this, &FeedPage::showTopics);
    connect(&m_tail, &LiveTail::errorChanged, this, &FeedPage::showTrouble);
    connect(&m_tail, &LiveTail::ratesSampled, this, &FeedPage::showRates);
    connect(&m_tail, &LiveTail::pausedChanged, this, &FeedPage::showPaused);
    connect(&m_tail.rows(), &FilteredBuffer::reset, this, &FeedPage::showFigures);
    connect(&m_tail, &LiveTail::rowsAppended, this, [this] {
        if (!m_table->isVisible()) // the first ones
            showState();
    });
    m_figures.setInterval(FiguresMs);
    connect(&m_figures, &QTimer::timeout, this, &FeedPage::showFigures);
    takeSnapshot();
    showTopics();
    showPaused();
}

FeedPage::~FeedPage()
{
    // What shows the tail's rows goes before the tail; and nothing of it calls back on the way.
    m_table->selectionModel()->disconnect(this);
    m_table->verticalScrollBar()->disconnect(this);
    delete m_splitter;
    delete m_model;
}

void FeedPage::setActive(bool active)
{
    m_active = active;
    if (!active) {
        m_figures.stop();
        return;
    }
    m_figures.start();
    takeSnapshot();
    showRates();
    showFigures();
}

void FeedPage::setPaused(bool paused)
{
    m_tail.setPaused(paused);
}

void FeedPage::refresh()
{
    m_tail.tick();
}

void FeedPage::showItem(const QString& id)
{
    if (!id.isEmpty())
        follow(id, m_from);
}

void FeedPage::follow(const QString& topic, ReadFrom from)
{
    if (!m_series.contains(topic))
        m_series.insert(topic, static_cast<int>(m_series.size()) % Tokens::seriesCount);
    m_chose = true;
    m_model->setTopicSeries(m_series);
    m_tail.addTopic(topic, from);
}

QJsonObject FeedPage::saveState() const
{
    QJsonArray topics;
    for (const LiveTail::Topic& topic : m_tail.topics())
        topics.append(topic.name);
    return { { QStringLiteral("topics"), topics }, { QStringLiteral("filter"), m_filter->text() } };
}

void FeedPage::restoreState(const QJsonObject& state)
{
    const QJsonArray topics = state[QLatin1String("topics")].toArray();
    if (!topics.isEmpty()) {
        for (const LiveTail::Topic& topic : m_tail.topics())
            m_tail.removeTopic(topic.name);
        for (qsizetype i = 0; i < std::min<qsizetype>(topics.size(), RestoredTopics); ++i) {
            const QString name = topics[i].toString();
            if (!name.isEmpty() && name.size() <= LongestTopic)
                follow(name, { ReadFrom::Kind::LastN, RestoredRecords });
        }
    }
    const QString filter = state[QLatin1String("filter")].toString().left(LongestFilter);
    m_filter->setText(filter);
    m_tail.setFilter(filter);
}

void FeedPage::takeSnapshot()
{
    const SnapshotPtr snapshot = m_monitor.snapshot();
    if (!snapshot)
        return;
    m_tail.noteTopics(snapshot->metadata.topics);
    if (m_active) {
        m_picker->setSnapshot(snapshot);
        if (!m_chose)
            followBusiest();
    }
}

void FeedPage::followBusiest()
{
    // An empty page teaches nothing; a few topics that are alive and cheap to read do. They stay chosen from then on.
    const SnapshotPtr snapshot = m_monitor.snapshot();
    std::vector<std::pair<double, QString>> busy;
    for (std::size_t i = 0; i < snapshot->topics.size(); ++i) {
        const TopicInfo& info = snapshot->metadata.topics[i];
        const double in = snapshot->topics[i].inPerSecond.value_or(0);
        if (!info.internal() && !info.error && in > 0 && in <= QuietPerSecond)
            busy.emplace_back(in, info.name);
    }
    std::sort(busy.begin(), busy.end(), std::greater<>());
    busy.resize(std::min(busy.size(), UnaskedTopics));
    std::sort(busy.begin(), busy.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    for (const auto& [in, topic] : busy)
        follow(topic, { ReadFrom::Kind::LastN, RestoredRecords });
}

void FeedPage::showTopics()
{
    const auto topics = m_tail.topics();
    const bool same = std::equal(topics.begin(), topics.end(), m_chips.begin(), m_chips.end(),
        [](const LiveTail::Topic& topic, const TopicChip* chip) { return topic.name == chip->topic(); });
    if (!same) {
        for (TopicChip* chip : m_chips)
            chip->deleteLater();
        m_chips.clear();
        for (const LiveTail::Topic& topic : topics) {
            if (!m_series.contains(topic.name)) // followed by somebody else than this page
                m_series.insert(topic.name, static_cast<int>(m_series.size()) % Tokens::seriesCount);
            auto* chip = new TopicChip(m_theme, topic.name, m_series.value(topic.name), this);
            connect(chip, &QAbstractButton::clicked, this, [this, chip] { showChipMenu(chip); });
            m_chipRow->addWidget(chip);
            m_chips.push_back(chip);
        }
        m_model->setTopicSeries(m_series);
    }
    for (qsizetype i = 0; i < topics.size(); ++i) {
        const LiveTail::Topic& topic = topics[i];
        const bool failed = topic.state == LiveTail::State::Failed;
        QString words = topic.error ? toText(*topic.error) : QString();
        Status status = failed ? Status::Error : topic.error ? Status::Warning : Status::None;
        if (status == Status::None && topic.lostRecords > 0) {
            status = Status::Warning;
            words = tr("%1 records expired before they could be read").arg(format::count(topic.lostRecords));
        }
        m_chips[static_cast<std::size_t>(i)]->setTrouble(status, words);
    }
    showTrouble();
    showState();
}

void FeedPage::showChipMenu(TopicChip* chip)
{
    auto* menu = new QMenu(chip);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString topic = chip->topic();
    connect(menu->addAction(tr("Take off the feed")), &QAction::triggered, this,
        [this, topic] { m_tail.removeTopic(topic); });
    connect(menu->addAction(tr("Follow only this topic")), &QAction::triggered, this, [this, topic] {
        for (const LiveTail::Topic& other : m_tail.topics()) {
            if (other.name != topic)
                m_tail.removeTopic(other.name);
        }
    });
    connect(menu->addAction(tr("Show in Topics")), &QAction::triggered, this,
        [this, topic] { emit pageRequested(QStringLiteral("topics"), topic); });
    menu->popup(chip->mapToGlobal(QPoint(0, chip->height() + 2)));
}

void FeedPage::showTrouble()
{
    if (m_tail.error()) {
        m_banner->showMessage(Status::Error, tr("The brokers cannot be reached."),
            tr("%1. What was read stays; the feed goes on by itself.").arg(m_tail.error()->message));
        return;
    }
    for (const LiveTail::Topic& topic : m_tail.topics()) {
        if (topic.state == LiveTail::State::Failed && topic.error && !topic.error->retriable) {
            m_banner->showMessage(Status::Warning, visibleText(QStringView(topic.error->message)) + QLatin1Char('.'),
                topic.error->hint,
                { { tr("Take off the feed"), [this, name = topic.name] { m_tail.removeTopic(name); }, {} } });
            return;
        }
    }
    m_banner->hide();
}

void FeedPage::showRates()
{
    if (!m_active || !isVisible())
        return;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    qint64 since = now;
    std::vector<Series> series;
    for (const LiveTail::Topic& topic : m_tail.topics()) {
        if (!topic.rates.empty())
            since = std::min(since, topic.rates.front().timestampMs);
        Series line{ topic.name, m_series.value(topic.name), {} };
        for (const LiveTail::RatePoint& point : topic.rates)
            line.points.push_back({ point.timestampMs, point.perSecond });
        series.push_back(std::move(line));
    }
    m_chart->setSeries(std::move(series));
    m_chart->setRange(chartBegin(since, now, ChartMs), now);
}

void FeedPage::showFigures()
{
    if (!m_active)
        return;
    const RecordBuffer& buffer = m_tail.buffer();
    BufferBar::Figures figures;
    figures.bytes = static_cast<double>(buffer.bytes());
    figures.maxBytes = static_cast<double>(buffer.limits().bytes);
    figures.rows = buffer.rowCount();
    figures.maxRows = buffer.limits().rows;
    figures.dropped = buffer.droppedRows();
    figures.paused = m_tail.isPaused();
    figures.delayMs = m_tail.delayMs();
    for (const LiveTail::Topic& topic : m_tail.topics()) {
        figures.recordsPerSecond += topic.rates.empty() ? 0 : topic.rates.back().perSecond;
        figures.bytesPerSecond += topic.bytesPerSecond;
    }
    m_bar->setFigures(figures);
    const bool filtered = !m_tail.rows().filter().isEmpty();
    m_filter->setCountText(m_tail.rows().isFiltering() ? tr("looking…")
            : filtered ? tr("%1 of %2 shown").arg(format::count(buffer.shownCount()), format::count(buffer.rowCount()))
                       : QString());
    emit freshnessChanged(m_tail.isPaused() ? tr("Paused")
            : figures.delayMs               ? tr("Live, %1 behind").arg(format::duration(*figures.delayMs))
                                            : tr("Live"),
        false);
    showState();
}

void FeedPage::showState()
{
    const auto topics = m_tail.topics();
    if (m_tail.buffer().shownCount() > 0) {
        m_tablePanel->showContent();
    } else if (topics.isEmpty()) {
        m_tablePanel->showEmpty(tr("No topic is followed"),
            m_monitor.snapshot() ? tr("Records appear here as they are produced.") : tr("Waiting for the cluster."),
            { tr("Choose a topic"), [this] { m_addTopic->click(); }, QStringLiteral("plus") });
    } else if (m_tail.buffer().rowCount() > 0) {
        m_tablePanel->showEmpty(tr("No record matches the filter"),
            tr("%1 records were looked at; new ones are looked at as they come.")
                .arg(format::count(m_tail.buffer().rowCount())),
            { tr("Clear the filter"), [this] { m_filter->clear(); }, {} });
    } else if (std::any_of(topics.begin(), topics.end(),
                   [](const LiveTail::Topic& topic) { return topic.state == LiveTail::State::Starting; })) {
        m_tablePanel->showLoading(tr("Starting to read"));
    } else {
        m_tablePanel->showEmpty(
            tr("Waiting for records"), tr("Nothing has arrived yet. Earlier records can be read, too: Start."));
    }
}

void FeedPage::showPaused()
{
    const bool paused = m_tail.isPaused();
    m_pause->setText(paused ? tr("Resume") : tr("Pause"));
    m_pause->setIcon(icon(m_theme, paused ? QStringLiteral("play") : QStringLiteral("pause"), &Tokens::onAccent));
    m_pause->setToolTip(plainTooltip(paused ? tr("Go on reading (Space)") : tr("Stop reading (Space)")));
    showFigures();
}

void FeedPage::startFrom(ReadFrom from, const QString& words)
{
    m_start->setText(tr("Start: %1").arg(words));
    m_from = from;
    m_record->setRecord(std::nullopt);
    m_tail.restart(from);
    showNewest();
}

void FeedPage::showRecord()
{
    // Selected, not current: focus alone makes a row current, and nobody reads that.
    const QModelIndex current = m_table->selectionModel()->selectedRows().value(0);
    if (current.isValid()) {
        const Record record = m_model->record(current.row());
        m_recordPanel->setNote(tr("%1 · P %2 · %3")
                                   .arg(visibleText(QStringView(record.topic)))
                                   .arg(record.partition.value)
                                   .arg(format::count(record.offset.value)));
        m_record->setRecord(record);
        m_recordPanel->showContent();
    } else if (!m_keepRecord) {
        m_record->setRecord(std::nullopt);
        m_recordPanel->setNote({});
        m_recordPanel->showEmpty(tr("No record selected"), tr("Select one in the list; the list then holds still."));
    }
    updateHold();
}

void FeedPage::keepRecordOf(int firstRow, int lastRow)
{
    const int current = m_table->currentIndex().row();
    if (!m_table->currentIndex().isValid() || current < firstRow || current > lastRow)
        return;
    // The view would make the neighbour current, and another record would stand in the place of the one being read.
    m_keepRecord = true;
    m_table->setCurrentIndex({});
    m_table->clearSelection();
    m_keepRecord = false;
}

void FeedPage::updateHold()
{
    const bool reading = m_table->selectionModel()->hasSelection() || m_table->verticalScrollBar()->value() > 0;
    m_model->setHolding(reading);
    placePill();
}

void FeedPage::showNewest()
{
    m_keepRecord = true; // looking at the newest does not close the record
    m_table->setCurrentIndex({});
    m_table->clearSelection();
    m_keepRecord = false;
    m_table->verticalScrollBar()->setValue(0);
    updateHold();
}

void FeedPage::placePill()
{
    const qint64 held = m_model->rowsHeldBack();
    m_pill->setVisible(m_model->isHolding() && held > 0);
    if (m_pill->isHidden())
        return;
    m_pill->setText(tr("%1 new records · show newest (G)").arg(format::count(held)));
    m_pill->resize(m_pill->sizeHint());
    m_pill->move((m_table->width() - m_pill->width()) / 2, m_table->height() - m_pill->height() - 8);
    m_pill->raise();
}

void FeedPage::step(int by)
{
    const int rows = m_model->rowCount();
    if (rows == 0)
        return;
    const QModelIndex current = m_table->currentIndex();
    const int row = current.isValid() ? std::clamp(current.row() + by, 0, rows - 1) : 0;
    m_table->setCurrentIndex(m_model->index(row, std::max(0, current.column())));
}

bool FeedPage::handleKey(QKeyEvent* event)
{
    if (event->modifiers() != Qt::NoModifier && event->modifiers() != Qt::ShiftModifier)
        return false;
    const auto at = std::ranges::find(feedKeys(), event->key(), &FeedKey::key);
    if (at == feedKeys().end())
        return false;
    at->run(*this);
    return true;
}

const std::vector<FeedPage::FeedKey>& FeedPage::feedKeys()
{
    static const std::vector<FeedKey> keys{
        { Qt::Key_Space, "Pause or continue", [](FeedPage& page) { page.m_tail.setPaused(!page.m_tail.isPaused()); } },
        { Qt::Key_G, "Newest record", [](FeedPage& page) { page.showNewest(); } },
        { Qt::Key_J, "Next record", [](FeedPage& page) { page.step(1); } },
        { Qt::Key_K, "Previous record", [](FeedPage& page) { page.step(-1); } },
        { Qt::Key_Slash, "Filter records", [](FeedPage& page) { page.m_filter->setFocus(Qt::ShortcutFocusReason); } },
        { Qt::Key_Escape, "Close the record, newest again",
            [](FeedPage& page) {
                page.m_pane->setCurrentIndex(0);
                page.showNewest();
            } },
    };
    return keys;
}

std::vector<PageKey> FeedPage::keys() const
{
    std::vector<PageKey> all;
    for (const FeedKey& key : feedKeys())
        all.push_back({ QKeySequence(key.key).toString(QKeySequence::NativeText), QString::fromLatin1(key.what) });
    return all;
}

void FeedPage::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Find))
        m_filter->setFocus(Qt::ShortcutFocusReason);
    else if (!handleKey(event))
        Page::keyPressEvent(event);
}

bool FeedPage::eventFilter(QObject* watched, QEvent* event)
{
    // The table has a use of its own for Space and letters; here they belong to the page.
    if (watched == m_table && event->type() == QEvent::FocusIn) {
        // The view makes its first row current on focus; it would be carried down as records come in above.
        watched->event(event);
        if (!m_table->selectionModel()->hasSelection())
            m_table->setCurrentIndex({});
        return true;
    }
    if (watched == m_table && event->type() == QEvent::KeyPress && handleKey(static_cast<QKeyEvent*>(event)))
        return true;
    return Page::eventFilter(watched, event);
}

void FeedPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    arrange();
    placePill();
}

void FeedPage::arrange()
{
    m_narrow = width() < 980;
    m_pane->setVisible(m_narrow);
    m_tablePanel->setVisible(!m_narrow || m_pane->currentIndex() == 0);
    m_recordPanel->setVisible(!m_narrow || m_pane->currentIndex() == 1);
}

} // namespace spillway::ui
