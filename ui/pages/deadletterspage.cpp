// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/deadletterspage.h"

#include "core/serde/text.h"
#include "ui/dialogs/discarddialog.h"
#include "ui/dialogs/textdialog.h"
#include "ui/models/letterboard.h"
#include "ui/pages/letterdetail.h"
#include "ui/pages/letterlist.h"
#include "ui/pages/replayrow.h"
#include "ui/theme/theme.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/tableview.h"

#include <QAction>
#include <QDateTime>
#include <QPushButton>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

namespace spillway::ui {

using namespace deadletter;

namespace {

constexpr int ListWidth = 340;
constexpr int NarrowBelow = 960;
/// A topic is read again by itself only where that is cheap, and not more often than this.
constexpr qint64 ReadAgainMs = 10'000;
constexpr double CheapSeconds = 1.5;
constexpr size_t CheapLetters = 2000;

} // namespace

DeadLettersPage::DeadLettersPage(LetterBoard& board, ReplaySetting setting, const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_board(board)
    , m_setting(std::move(setting))
    , m_theme(theme)
    , m_sides(new SegmentedControl(theme, { QStringLiteral("Errors"), QStringLiteral("Letters") }, this))
    , m_split(new QSplitter(Qt::Horizontal, this))
    , m_list(new LetterList(board, theme, m_split))
    , m_detail(new LetterDetail(board, theme, m_split))
{
    m_split->setHandleWidth(Theme::panelGap);
    m_split->setProperty("gap", true);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(m_list);
    m_split->addWidget(m_detail);
    m_split->setStretchFactor(0, 0);
    m_split->setStretchFactor(1, 1);
    m_split->setSizes({ ListWidth, 900 });
    m_list->setMinimumWidth(240);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::pageMargin, Theme::pageTopMargin, Theme::pageMargin, Theme::pageMargin);
    column->setSpacing(Theme::panelGap);
    column->addWidget(m_sides, 0, Qt::AlignLeft);
    column->addWidget(m_split, 1);
    m_sides->hide();
    setFocusProxy(m_list->tree());
    m_detail->setReadOnly(m_setting.readOnly);

    connect(m_list, &LetterList::chosen, this, &DeadLettersPage::choose);
    connect(m_list, &LetterList::opened, this, [this] {
        m_sides->setCurrentIndex(1);
        m_detail->table()->setFocus();
    });
    connect(m_sides, &SegmentedControl::currentChanged, this, &DeadLettersPage::arrange);
    connect(m_detail, &LetterDetail::replayRequested, this, [this] { askReplay(ReplayDialog::Purpose::Replay); });
    connect(m_detail, &LetterDetail::dryRunRequested, this, [this] { askReplay(ReplayDialog::Purpose::DryRun); });
    connect(m_detail, &LetterDetail::discardRequested, this, &DeadLettersPage::askDiscard);
    connect(m_detail, &LetterDetail::stackRequested, this,
        [this](const QString& stack) { showText(QStringLiteral("Stack of the error"), stack); });
    ReplayRow* run = m_detail->replayRow();
    connect(run, &ReplayRow::jobChanged, this, &DeadLettersPage::jobChanged);
    connect(run, &ReplayRow::reportRequested, this,
        [this](const QString& text) { showText(QStringLiteral("Outcomes of the replay"), text); });
    connect(run, &ReplayRow::runningChanged, this, [this] { m_detail->setReadOnly(m_setting.readOnly); });
    connect(run, &ReplayRow::ended, this, [this](const QString& topic, const QString& sentence) {
        m_board.read(topic, true);
        m_board.look();
        emit replayEnded(topic, sentence);
    });
    connect(&board.desk(), &LetterDesk::discarded, this, [this](quint64 id, const Answer<>& answer) {
        if (id != m_discarding || id == 0)
            return;
        m_discarding = 0;
        if (!answer.result) {
            m_detail->replayRow()->showNote(
                QStringLiteral("Nothing was marked."), visibleText(toText(answer.result.error())), true);
            return;
        }
        m_board.read(m_discardedTopic, true);
        m_board.look();
    });
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &DeadLettersPage::keepFresh);
    addKeys();
    choose();
}

void DeadLettersPage::addKey(const QString& text, const QKeySequence& key, std::function<void()> run)
{
    auto* action = new QAction(text, this);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, std::move(run));
    addAction(action);
}

void DeadLettersPage::addKeys()
{
    addKey(QStringLiteral("Filter"), QKeySequence::Find, [this] { m_list->focusFilter(); });
    addKey(QStringLiteral("Filter"), Qt::Key_Slash, [this] { m_list->focusFilter(); });
    addKey(QStringLiteral("Select the letter"), Qt::Key_X, [this] { m_detail->toggleCurrent(); });
    addKey(QStringLiteral("Next letter"), Qt::Key_J, [this] { m_detail->step(1); });
    addKey(QStringLiteral("Previous letter"), Qt::Key_K, [this] { m_detail->step(-1); });
    addKey(QStringLiteral("Original"), Qt::Key_O, [this] {
        m_sides->setCurrentIndex(1);
        m_detail->focusOriginal();
    });
    addKey(QStringLiteral("Dry run"), Qt::Key_D, [this] { askReplay(ReplayDialog::Purpose::DryRun); });
    addKey(QStringLiteral("Replay…"), Qt::Key_R, [this] { askReplay(ReplayDialog::Purpose::Replay); });
    addKey(QStringLiteral("Discard…"), Qt::Key_Delete, [this] { askDiscard(); });
    addKey(QStringLiteral("Back to the errors"), Qt::Key_Escape, [this] { leave(); });
}

void DeadLettersPage::setActive(bool active)
{
    m_active = active;
    m_board.setWatched(active);
    if (active) {
        m_second.start();
        m_list->bringUpToDate();
    } else {
        m_second.stop();
    }
}

void DeadLettersPage::setPaused(bool paused)
{
    m_paused = paused;
    m_list->setPaused(paused);
}

void DeadLettersPage::refresh()
{
    m_board.look();
    if (!m_list->topic().isEmpty())
        m_board.read(m_list->topic(), true);
}

void DeadLettersPage::showItem(const QString& id)
{
    m_list->showTopic(id);
}

QString DeadLettersPage::topicInFront() const
{
    return m_list->topic();
}

std::vector<PageKey> DeadLettersPage::keys() const
{
    return { { QStringLiteral("Space"), QStringLiteral("Select the letter, in the table") } };
}

QJsonObject DeadLettersPage::saveState() const
{
    return m_list->saveState();
}

void DeadLettersPage::restoreState(const QJsonObject& state)
{
    m_list->restoreState(state);
}

void DeadLettersPage::choose()
{
    m_detail->show(m_list->topic(), m_list->group(), m_list->filter());
}

void DeadLettersPage::leave()
{
    if (m_detail->replayRow()->hasMessage()) {
        m_detail->replayRow()->dismiss();
        return;
    }
    m_sides->setCurrentIndex(0);
    m_list->tree()->setFocus();
}

void DeadLettersPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    m_narrow = width() < NarrowBelow;
    arrange();
}

void DeadLettersPage::arrange()
{
    m_sides->setVisible(m_narrow);
    m_list->setVisible(!m_narrow || m_sides->currentIndex() == 0);
    m_detail->setVisible(!m_narrow || m_sides->currentIndex() == 1);
}

void DeadLettersPage::keepFresh()
{
    m_list->bringUpToDate(); // how far a reading is, what has become stale
    const QString topic = m_list->topic();
    const LetterBoard::Reading& reading = m_board.reading(topic);
    if (!reading.batch && reading.question)
        m_detail->bringUpToDate();
    if (m_paused || !reading.batch || reading.question || m_board.newSince(topic) == 0 || m_detail->inUse() || m_dialog)
        return;
    const LetterBatch& batch = *reading.batch;
    if (batch.seconds < CheapSeconds && batch.letters.size() <= CheapLetters
        && QDateTime::currentMSecsSinceEpoch() - batch.readAtMs >= ReadAgainMs)
        m_board.read(topic, true);
}

void DeadLettersPage::askReplay(ReplayDialog::Purpose purpose)
{
    if (m_dialog || (purpose == ReplayDialog::Purpose::Replay && !m_detail->replayButton()->isEnabled()))
        return;
    ReplayRequest request;
    request.topic = m_detail->topic();
    request.picks = m_detail->picks();
    if (request.picks.empty())
        return;
    m_dialog = new ReplayDialog(m_theme, m_board.desk(), std::move(request), m_setting, purpose, window());
    connect(m_dialog, &ReplayDialog::confirmed, m_detail->replayRow(), &ReplayRow::start);
    m_dialog->open();
}

void DeadLettersPage::askDiscard()
{
    const std::vector<Coordinates> picks = m_detail->picks();
    if (picks.empty() || m_discarding)
        return;
    const auto mark = [this, picks](const QString& reason) {
        m_discardedTopic = picks.front().topic;
        m_discarding = m_board.desk().discard(picks, reason);
    };
    if (m_detail->allDiscarded()) {
        mark({});
        return;
    }
    auto* dialog = new DiscardDialog(m_theme, qint64(picks.size()), picks.front().topic, window());
    connect(dialog, &DiscardDialog::confirmed, this, mark);
    dialog->open();
}

void DeadLettersPage::showText(const QString& title, const QString& text)
{
    auto* dialog = new TextDialog(m_theme, title, text, window());
    dialog->open();
}

} // namespace spillway::ui
