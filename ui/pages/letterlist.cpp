// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/letterlist.h"

#include "core/serde/text.h"
#include "ui/models/chartdata.h"
#include "ui/models/letterboard.h"
#include "ui/models/lettertreemodel.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/lettertreedelegate.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/statuslabel.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace spillway::ui {

using namespace deadletter;
using Model = LetterTreeModel;

namespace {

/// Topics that are opened by themselves at first.
constexpr int OpenAtFirst = 3;
constexpr int FootHeight = 32;
constexpr qsizetype MostFilter = 1000; ///< of a session's file, which anybody may have written

QString topicsText(qint64 count)
{
    return count == 1 ? QStringLiteral("1 topic") : QStringLiteral("%1 topics").arg(format::count(count));
}

} // namespace

LetterList::LetterList(LetterBoard& board, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_board(board)
    , m_theme(theme)
    , m_panel(new Panel(theme, QStringLiteral("Dead letters"), this))
    , m_model(new Model(board, {}, this))
{
    m_panel->setTitleLarge(true);
    auto* content = new QWidget(m_panel);
    m_tree = new QTreeView(content);
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new LetterTreeDelegate(theme, m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setRootIsDecorated(false);
    m_tree->setIndentation(0);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setAccessibleName(QStringLiteral("Dead-letter topics and their errors"));
    auto* inside = new QVBoxLayout(content);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(0);
    inside->addWidget(makeControls());
    inside->addWidget(m_tree, 1);
    inside->addWidget(makeFoot());
    m_panel->setContent(content);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_panel);

    connect(m_tree, &QTreeView::expanded, this,
        [this](const QModelIndex& index) { m_board.read(index.data(Model::TopicRole).toString()); });
    connect(m_tree, &QTreeView::clicked, this, &LetterList::toggle);
    connect(m_tree, &QTreeView::activated, this, &LetterList::opened);
    // A tree that gets the keyboard makes its first row current by itself: that is nobody's choice.
    connect(m_tree, &QTreeView::pressed, this, [this] { m_picked = true; });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
        [this](const QModelIndex&, const QModelIndex& before) {
            if (!m_picking && m_tree->hasFocus() && before.isValid())
                m_picked = true;
            choose();
        });
    connect(&board, &LetterBoard::topicsChanged, this, &LetterList::bringUpToDate);
    connect(&board, &LetterBoard::readingChanged, this, &LetterList::bringUpToDate);
    bringUpToDate();
}

QWidget* LetterList::makeControls()
{
    auto* controls = new QWidget(m_panel);
    m_filter = new FilterField(m_theme, QStringLiteral("Error, topic, group or key"), controls);
    m_state = new QComboBox(controls);
    m_state->addItem(QStringLiteral("Open"), int(LetterState::Open));
    m_state->addItem(QStringLiteral("All"), -1);
    m_state->addItem(QStringLiteral("Replayed"), int(LetterState::Replayed));
    m_state->addItem(QStringLiteral("Maybe replayed"), int(LetterState::Uncertain));
    m_state->addItem(QStringLiteral("Discarded"), int(LetterState::Discarded));
    m_state->setAccessibleName(QStringLiteral("State of the letters"));
    auto* row = new QHBoxLayout(controls);
    row->setContentsMargins(8, 8, 8, 8);
    row->setSpacing(6);
    row->addWidget(m_filter, 1);
    row->addWidget(m_state);
    const auto changed = [this] {
        m_model->setFilter(filter());
        bringUpToDate();
        emit chosen();
    };
    connect(m_filter, &FilterField::filterChanged, this, changed);
    connect(m_state, &QComboBox::currentIndexChanged, this, changed);
    m_model->setFilter(filter());
    return controls;
}

QWidget* LetterList::makeFoot()
{
    auto* foot = new QWidget(m_panel);
    foot->setFixedHeight(FootHeight);
    m_foot = new StatusLabel(m_theme, foot);
    m_foot->setFont(m_theme.smallFont());
    m_foot->setWordColored(false);
    m_more = flatButton(m_theme, {}, foot);
    makeCompact(m_theme, m_more);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(12, 0, 6, 0);
    row->addWidget(m_foot, 1);
    row->addWidget(m_more);
    connect(m_more, &QPushButton::clicked, this, [this] {
        if (m_board.newSince(topic()) > 0 || !m_board.canReadMore(topic()))
            m_board.read(topic(), true);
        else
            m_board.readMore(topic());
    });
    return foot;
}

LetterFilter LetterList::filter() const
{
    const int state = m_state->currentData().toInt();
    return { m_filter->text().trimmed(), state < 0 ? std::nullopt : std::optional(LetterState(state)) };
}

QString LetterList::topic() const
{
    return m_tree->currentIndex().data(Model::TopicRole).toString();
}

QString LetterList::group() const
{
    const QModelIndex current = m_tree->currentIndex();
    return Model::Kind(current.data(Model::KindRole).toInt()) == Model::Kind::Group ? current.data(IdRole).toString()
                                                                                    : QString();
}

void LetterList::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
}

QJsonObject LetterList::saveState() const
{
    return { { QStringLiteral("topic"), m_wanted.isEmpty() ? topic() : m_wanted },
        { QStringLiteral("group"), m_wanted.isEmpty() ? group() : m_wantedGroup },
        { QStringLiteral("filter"), m_filter->text() }, { QStringLiteral("state"), m_state->currentData().toInt() } };
}

void LetterList::restoreState(const QJsonObject& state)
{
    if (const int at = m_state->findData(state[QLatin1String("state")].toInt(int(LetterState::Open))); at >= 0)
        m_state->setCurrentIndex(at);
    m_filter->setText(state[QLatin1String("filter")].toString().left(MostFilter));
    m_model->setFilter(filter());
    m_wanted = state[QLatin1String("topic")].toString();
    m_wantedGroup = state[QLatin1String("group")].toString();
    bringUpToDate();
}

void LetterList::showTopic(const QString& topic)
{
    m_wanted = topic;
    m_wantedGroup.clear();
    m_filter->clear();
    bringUpToDate();
}

void LetterList::toggle(const QModelIndex& index)
{
    if (Model::Kind(index.data(Model::KindRole).toInt()) == Model::Kind::Topic)
        m_tree->setExpanded(index, !m_tree->isExpanded(index));
}

void LetterList::choose()
{
    const std::pair now(topic(), group());
    if (now == m_chosen)
        return;
    m_chosen = now;
    showFoot();
    emit chosen();
}

void LetterList::openSome()
{
    m_picking = true;
    if (!m_openedSome && m_board.phase() == LetterBoard::Phase::Known && m_model->rowCount() > 0) {
        m_openedSome = true;
        for (int row = 0; row < std::min(OpenAtFirst, m_model->rowCount()); ++row) {
            const QModelIndex topic = m_model->index(row, 0);
            if (!topic.data(MutedRole).toBool())
                m_tree->expand(topic);
        }
    }
    if (!m_wanted.isEmpty()) {
        if (const QModelIndex topic = m_model->topicIndex(m_wanted); topic.isValid()) {
            m_wanted.clear();
            m_picked = true;
            m_tree->setCurrentIndex(topic);
            m_tree->expand(topic);
            m_tree->scrollTo(topic, QAbstractItemView::PositionAtTop);
        }
    } else if (!m_wantedGroup.isEmpty()) {
        findWantedGroup();
    } else if (!m_picked && (!m_tree->currentIndex().isValid() || group().isEmpty())) {
        // The first error is what one came for.
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QModelIndex topic = m_model->index(row, 0);
            const QModelIndex first = m_model->index(0, 0, topic);
            if (!m_tree->isExpanded(topic) || first.data(IdRole).toString().isEmpty())
                continue;
            m_tree->setCurrentIndex(first);
            break;
        }
    }
    m_picking = false;
}

// Of the last session: once its topic has been read, unless somebody went elsewhere meanwhile.
void LetterList::findWantedGroup()
{
    const QString name = topic();
    const bool known = !group().isEmpty() || m_board.reading(name).batch;
    const QModelIndex parent = m_model->topicIndex(name);
    for (int row = 0; parent.isValid() && group().isEmpty() && row < m_model->rowCount(parent); ++row)
        if (const QModelIndex at = m_model->index(row, 0, parent); at.data(IdRole).toString() == m_wantedGroup)
            m_tree->setCurrentIndex(at);
    if (known)
        m_wantedGroup.clear();
}

void LetterList::bringUpToDate()
{
    openSome();
    showState();
    showFoot();
    choose();
}

void LetterList::showState()
{
    ClusterMonitor& monitor = m_board.monitor();
    const SnapshotPtr snapshot = monitor.snapshot();
    const auto dead
        = std::ranges::count(m_board.topics(), DeadLetterTopic::Verdict::DeadLetters, &DeadLetterTopic::verdict);
    m_panel->setStale(snapshot && !m_paused ? staleSince(monitor, QDateTime::currentMSecsSinceEpoch()) : QString());
    m_panel->setNote(m_board.phase() == LetterBoard::Phase::Known && !m_board.topics().empty()
            ? QStringLiteral("%1 open in %2 of %3")
                  .arg(format::count(m_board.openInAll()), format::count(qint64(dead)),
                      topicsText(qint64(m_board.topics().size())))
            : QString());
    const PanelAction again{ QStringLiteral("Look again"), [this] { m_board.look(); }, QStringLiteral("refresh") };
    if (!snapshot && m_board.phase() != LetterBoard::Phase::Known) {
        const ConnectionState& state = monitor.connection();
        if (state.kind == ConnectionState::Kind::Lost)
            m_panel->showError(QStringLiteral("Not connected"), visibleText(state.error.message),
                visibleText(state.error.hint),
                { QStringLiteral("Try now"), [&monitor] { monitor.refreshNow(); }, QStringLiteral("refresh") });
        else
            m_panel->showLoading(QStringLiteral("Connecting to the cluster"));
        return;
    }
    switch (m_board.phase()) {
    case LetterBoard::Phase::Waiting:
    case LetterBoard::Phase::Looking:
        m_panel->showLoading(QStringLiteral("Looking for dead-letter topics"),
            QStringLiteral("among %1, by name and by the headers of their newest records")
                .arg(topicsText(m_board.topicsInCluster())));
        return;
    case LetterBoard::Phase::Failed:
        m_panel->showError(QStringLiteral("Dead-letter topics could not be looked for"),
            visibleText(m_board.error().message), visibleText(m_board.error().hint), again);
        return;
    case LetterBoard::Phase::Known:
        break;
    }
    if (m_board.topics().empty()) {
        QString looked = QStringLiteral("No dead-letter topic among %1: known by a name like orders-dlt or dlq-orders, "
                                        "or by the error headers of the newest records.")
                             .arg(topicsText(m_board.topicsInCluster()));
        if (m_board.othersNotSampled() > 0)
            looked += QStringLiteral(" %1 were judged by name only.").arg(topicsText(m_board.othersNotSampled()));
        m_panel->showEmpty(QStringLiteral("No dead letters"), looked, again);
        return;
    }
    m_panel->showContent();
}

void LetterList::showFoot()
{
    const QString name = topic();
    const LetterBoard::Reading& reading = m_board.reading(name);
    m_more->hide();
    if (reading.question) {
        const Progress* progress = m_board.progress(name);
        m_foot->setStatus(Status::Waiting,
            progress && progress->expected > 0
                ? QStringLiteral("Reading, %1 of %2")
                      .arg(format::count(progress->done.load()), format::count(progress->expected.load()))
                : QStringLiteral("Reading"));
        return;
    }
    if (!reading.batch) {
        m_foot->setStatus(Status::None,
            m_board.othersNotSampled() > 0
                ? QStringLiteral("%1 judged by name only").arg(topicsText(m_board.othersNotSampled()))
                : QString());
        return;
    }
    const LetterBatch& batch = *reading.batch;
    const auto read = qint64(batch.letters.size());
    QString text = QStringLiteral("%1 of %2 read, %3, %4")
                       .arg(format::count(read), format::count(std::max(batch.depth, read)),
                           format::bytes(double(batch.bytes)), format::duration(qint64(batch.seconds * 1000)));
    Status status = Status::Ok;
    if (!batch.failed.empty()) {
        status = Status::Warning;
        text = QStringLiteral("%1 partition%2 not read: %3")
                   .arg(batch.failed.size())
                   .arg(batch.failed.size() == 1 ? "" : "s", visibleText(batch.failed.front().message));
    }
    m_foot->setStatus(status, text);
    m_foot->setToolTip(plainTooltip(text));
    if (const qint64 news = m_board.newSince(name); news > 0) {
        m_more->setText(QStringLiteral("%1 new, read again").arg(format::count(news)));
        m_more->show();
    } else if (!batch.failed.empty()) {
        m_more->setText(QStringLiteral("Read again"));
        m_more->show();
    } else if (m_board.canReadMore(name)) {
        m_more->setText(QStringLiteral("Read older"));
        m_more->show();
    }
}

} // namespace spillway::ui
