// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/letterdetail.h"

#include "core/serde/text.h"
#include "ui/models/letterboard.h"
#include "ui/models/lettertablemodel.h"
#include "ui/pages/replayrow.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/checkdelegate.h"
#include "ui/widgets/lettererrorview.h"
#include "ui/widgets/letterpair.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/tableview.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace spillway::ui {

using namespace deadletter;
using Model = LetterTableModel;

namespace {

constexpr int PauseMs = 120;
constexpr int NarrowBelow = 640;
constexpr int ActionsHeight = 48;

} // namespace

LetterDetail::LetterDetail(LetterBoard& board, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_board(board)
    , m_theme(theme)
    , m_panel(new Panel(theme, QStringLiteral("Letters"), this))
    , m_dialect(new Badge(theme, {}, Badge::Kind::Fact, m_panel))
    , m_letters(new Model({}, this))
    , m_error(new LetterErrorView(theme, m_panel))
    , m_pair(new LetterPair(theme, m_panel))
    , m_run(new ReplayRow(theme, board.desk(), m_panel))
{
    m_panel->setTitleLarge(true);
    m_panel->addTitleWidget(m_dialect);
    makeTable();
    auto* split = new QSplitter(Qt::Vertical, m_panel);
    split->setChildrenCollapsible(false);
    split->addWidget(m_table);
    split->addWidget(m_error);
    split->addWidget(m_pair);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 0);
    split->setStretchFactor(2, 6);
    split->setSizes({ 156, 120, 420 });
    m_table->setMinimumHeight(72);
    m_error->setMinimumHeight(84);
    m_pair->setMinimumHeight(150);
    auto* content = new QWidget(m_panel);
    auto* inside = new QVBoxLayout(content);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(0);
    inside->addWidget(split, 1);
    inside->addWidget(m_run);
    inside->addWidget(makeActions());
    m_panel->setContent(content);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_panel);

    m_pause.setSingleShot(true);
    m_pause.setInterval(PauseMs);
    connect(&m_pause, &QTimer::timeout, this, &LetterDetail::fetchOriginal);
    connect(m_pair, &LetterPair::retryRequested, this, &LetterDetail::fetchOriginal);
    connect(&board.desk(), &LetterDesk::originalFetched, this, [this](quint64 id, const Original& original) {
        if (id != m_question || id == 0)
            return; // of a letter that is not shown any more
        m_question = 0;
        m_pair->setOriginal(original);
    });
    connect(m_letters, &Model::checkedChanged, this, &LetterDetail::showActions);
    connect(m_error, &LetterErrorView::stackRequested, this, &LetterDetail::stackRequested);
    connect(&board, &LetterBoard::readingChanged, this, [this](const QString& topic) {
        if (topic == m_topic)
            bringUpToDate();
    });
    bringUpToDate();
}

void LetterDetail::makeTable()
{
    m_table = new TableView(m_theme, TableView::Density::Dense, m_panel);
    m_table->setModel(m_letters);
    m_table->setItemDelegateForColumn(Model::CheckColumn, new CheckDelegate(m_theme, m_table));
    m_table->setColumnWidth(Model::CheckColumn, 32);
    m_table->setNumberColumn(Model::FailedAtColumn, 92);
    m_table->setNumberColumn(Model::PartitionColumn, 40);
    m_table->setNumberColumn(Model::OffsetColumn, 76);
    m_table->setTextColumn(Model::KeyColumn, 160, { Qt::ElideRight, true });
    m_table->setNumberColumn(Model::OriginalColumn, 136);
    m_table->setNumberColumn(Model::TriesColumn, 52);
    m_table->setNumberColumn(Model::AgeColumn, 96);
    m_table->setTextColumn(Model::StateColumn, 124);
    m_table->setStretchColumn(Model::KeyColumn, 110);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAccessibleName(QStringLiteral("Dead letters of the group, newest first"));
    m_table->installEventFilter(this);
    connect(m_table, &TableView::clicked, this, [this](const QModelIndex& index) {
        if (index.column() == Model::CheckColumn)
            m_letters->toggle(index.row());
    });
    connect(m_table, &TableView::currentIdChanged, this, &LetterDetail::showLetter);
}

QWidget* LetterDetail::makeActions()
{
    auto* actions = new QWidget(m_panel);
    actions->setFixedHeight(ActionsHeight);
    m_count = plainLabel({}, actions);
    m_count->setFont(m_theme.semiboldFont());
    m_all = flatButton(m_theme, {}, actions);
    m_why = plainLabel({}, actions);
    m_why->setForegroundRole(QPalette::PlaceholderText);
    m_why->setFont(m_theme.smallFont());
    m_discard = destructiveButton(m_theme, QStringLiteral("Discard…"), actions, QStringLiteral("trash"));
    m_dryRun = plainButton(m_theme, QStringLiteral("Dry run"), actions, QStringLiteral("test"));
    m_replay = primaryButton(m_theme, QStringLiteral("Replay…"), actions, QStringLiteral("replay"));
    auto* row = new QHBoxLayout(actions);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    row->addWidget(m_count);
    row->addWidget(m_all);
    row->addStretch(1);
    row->addWidget(m_why);
    row->addWidget(m_discard);
    row->addWidget(m_dryRun);
    row->addWidget(m_replay);
    connect(m_all, &QPushButton::clicked, this,
        [this] { m_letters->setAllChecked(m_letters->checkedCount() < m_letters->rowCount()); });
    connect(m_discard, &QPushButton::clicked, this, &LetterDetail::discardRequested);
    connect(m_dryRun, &QPushButton::clicked, this, &LetterDetail::dryRunRequested);
    connect(m_replay, &QPushButton::clicked, this, &LetterDetail::replayRequested);
    return actions;
}

void LetterDetail::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool narrow = width() < NarrowBelow;
    for (const int column : { Model::TriesColumn, Model::AgeColumn })
        m_table->setColumnHidden(column, narrow);
}

void LetterDetail::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    showActions();
}

void LetterDetail::show(const QString& topic, const QString& group, const LetterFilter& filter)
{
    if (topic == m_topic && group == m_group && filter == m_filter)
        return;
    if (topic != m_topic || group != m_group)
        m_letters->setLetters({}, {});
    m_topic = topic;
    m_group = group;
    m_filter = filter;
    if (!topic.isEmpty())
        m_board.read(topic);
    bringUpToDate();
}

void LetterDetail::bringUpToDate()
{
    if (m_topic.isEmpty()) {
        m_panel->setTitle(QStringLiteral("Letters"));
        m_panel->setNote({});
        m_dialect->setText({});
        m_letters->setLetters({}, {});
        m_panel->showEmpty(QStringLiteral("No error is chosen"), QStringLiteral("Choose one at the left."));
        showLetter();
        return;
    }
    const LetterBoard::Reading& reading = m_board.reading(m_topic);
    if (!reading.batch) {
        m_panel->setTitle(visibleText(m_topic));
        m_panel->setNote({});
        if (reading.question || !reading.error) {
            const Progress* progress = m_board.progress(m_topic);
            const qint64 expected = progress ? progress->expected.load() : 0;
            m_panel->showLoading(QStringLiteral("Reading letters"),
                expected > 0
                    ? QStringLiteral("%1 of %2").arg(format::count(progress->done.load()), format::count(expected))
                    : QString());
        } else {
            m_panel->showError(QStringLiteral("Letters could not be read"), visibleText(reading.error->message),
                visibleText(reading.error->hint),
                { QStringLiteral("Read again"), [this] { m_board.read(m_topic, true); }, QStringLiteral("refresh") });
        }
        return;
    }
    const LetterBatch& batch = *reading.batch;
    std::vector<size_t> rows;
    for (const LetterGroup& group : batch.groups) {
        if (!m_group.isEmpty() && group.id != m_group)
            continue;
        const auto passed = m_filter.letters(m_topic, batch.letters, group);
        rows.insert(rows.end(), passed.begin(), passed.end());
    }
    std::ranges::sort(rows);
    m_letters->setLetters(reading.batch, std::move(rows));
    showHeading(batch);
    if (m_letters->rowCount() == 0) {
        m_panel->showEmpty(
            batch.letters.empty() ? QStringLiteral("No letters") : QStringLiteral("No letter passes the filter"),
            QStringLiteral("%1 letters of %2 were looked at.")
                .arg(format::count(qint64(batch.letters.size())), visibleText(m_topic)));
    } else {
        m_panel->showContent();
        if (!m_table->currentIndex().isValid())
            m_table->setCurrentIndex(m_letters->index(0, Model::KeyColumn));
    }
    showLetter();
    showActions();
}

void LetterDetail::showHeading(const LetterBatch& batch)
{
    const auto found = std::ranges::find(batch.groups, m_group, &LetterGroup::id);
    const QString count = format::count(qint64(m_letters->rowCount()));
    if (found == batch.groups.end()) {
        m_panel->setTitle(visibleText(m_topic));
        m_panel->setNote(QStringLiteral("%1 letters, all errors").arg(count));
        m_dialect->setText({});
        return;
    }
    m_panel->setTitle(errorTitle(found->errorClass, found->dialect));
    QString note = found->originTopic ? QStringLiteral("%1 from %2").arg(count, visibleText(*found->originTopic))
                                      : QStringLiteral("%1 in %2").arg(count, visibleText(m_topic));
    if (found->consumerGroup)
        note += QStringLiteral(", group %1").arg(visibleText(*found->consumerGroup));
    m_panel->setNote(note);
    m_dialect->setText(
        found->dialect == Dialect::None ? QString() : QStringLiteral("%1 headers").arg(dialectTitle(found->dialect)));
}

void LetterDetail::showLetter()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid() || current.row() >= m_letters->rowCount()) {
        m_shown.reset();
        m_pause.stop();
        m_board.desk().cancel(std::exchange(m_question, 0));
        m_error->clear();
        m_pair->clear();
        showActions();
        return;
    }
    const Letter& letter = m_letters->letter(current.row());
    if (m_shown && *m_shown == letter)
        return;
    // Read again it is the same record; only what was done about it is new.
    const bool sameRecord = m_shown && m_shown->record == letter.record;
    m_shown = letter;
    m_error->setLetter(letter);
    if (!sameRecord) {
        m_board.desk().cancel(std::exchange(m_question, 0));
        m_pair->setLetter(letter);
        m_pause.start();
    }
    showActions();
}

void LetterDetail::fetchOriginal()
{
    if (!m_shown)
        return;
    m_board.desk().cancel(std::exchange(m_question, 0));
    m_pair->setLetter(*m_shown);
    m_question = m_board.desk().fetchOriginal(m_shown->error);
}

std::vector<Coordinates> LetterDetail::picks() const
{
    if (m_letters->checkedCount() > 0)
        return m_letters->checked();
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid() || current.row() >= m_letters->rowCount())
        return {};
    return { m_letters->letter(current.row()).at() };
}

bool LetterDetail::allDiscarded() const
{
    const auto rows = m_letters->checkedRows();
    if (rows.empty())
        return m_shown && m_shown->state == LetterState::Discarded;
    return std::ranges::all_of(
        rows, [this](int row) { return m_letters->letter(row).state == LetterState::Discarded; });
}

void LetterDetail::showActions()
{
    const int checked = m_letters->checkedCount();
    const int rows = m_letters->rowCount();
    const qint64 about = checked > 0 ? checked : m_shown ? 1 : 0;
    m_count->setText(
        QStringLiteral("%1 of %2 selected").arg(format::count(qint64(checked)), format::count(qint64(rows))));
    m_all->setText(checked > 0 && checked == rows ? QStringLiteral("Select none")
                                                  : QStringLiteral("Select all %1").arg(format::count(qint64(rows))));
    m_all->setEnabled(rows > 0);
    m_replay->setText(about > 0 ? QStringLiteral("Replay %1…").arg(format::count(about)) : QStringLiteral("Replay…"));
    m_discard->setText(allDiscarded() ? QStringLiteral("Open again") : QStringLiteral("Discard…"));
    m_dryRun->setEnabled(about > 0);
    m_discard->setEnabled(about > 0);
    m_replay->setEnabled(about > 0 && !m_readOnly && !m_run->isRunning());
    m_why->setText(m_readOnly    ? QStringLiteral("Read-only connection: no replay")
            : m_run->isRunning() ? QStringLiteral("One replay at a time")
                                 : QString());
}

void LetterDetail::toggleCurrent()
{
    if (m_table->currentIndex().isValid())
        m_letters->toggle(m_table->currentIndex().row());
}

void LetterDetail::step(int rows)
{
    const int row = m_table->currentIndex().row() + rows;
    if (row >= 0 && row < m_letters->rowCount())
        m_table->setCurrentIndex(m_letters->index(row, Model::KeyColumn));
}

void LetterDetail::focusOriginal()
{
    m_pair->setFocus();
}

bool LetterDetail::inUse() const
{
    return m_letters->checkedCount() > 0 || m_table->verticalScrollBar()->value() > 0;
}

bool LetterDetail::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier) {
            toggleCurrent();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace spillway::ui
