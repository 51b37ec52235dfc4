// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/lettertreemodel.h"

#include "core/serde/text.h"
#include "ui/theme/format.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace spillway::ui {

using namespace deadletter;

namespace {

/// A group is new while its first letter is younger than this.
constexpr qint64 NewMs = 15 * 60'000;

/// "10:47", or "20 Nov" when it is not today.
QString shortTime(qint64 at, qint64 now)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(at);
    return time.date() == QDateTime::fromMSecsSinceEpoch(now).date()
        ? time.toString(QStringLiteral("HH:mm"))
        : QLocale(QLocale::English).toString(time.date(), QStringLiteral("d MMM"));
}

QString spanOf(const LetterGroup& group, qint64 now)
{
    if (group.firstSeenMs < 0)
        return QStringLiteral("no times");
    return QStringLiteral("first %1 · last %2")
        .arg(shortTime(group.firstSeenMs, now), shortTime(group.lastSeenMs, now));
}

} // namespace

LetterTreeModel::LetterTreeModel(LetterBoard& board, std::function<qint64()> nowMs, QObject* parent)
    : QAbstractItemModel(parent)
    , m_board(board)
    , m_nowMs(nowMs ? std::move(nowMs) : [] { return QDateTime::currentMSecsSinceEpoch(); })
{
    connect(&board, &LetterBoard::topicsChanged, this, &LetterTreeModel::refresh);
    connect(&board, &LetterBoard::readingChanged, this, &LetterTreeModel::refresh);
    m_topics = build();
}

void LetterTreeModel::setFilter(const LetterFilter& filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    refresh();
}

LetterTreeModel::Topics LetterTreeModel::build() const
{
    using Verdict = DeadLetterTopic::Verdict;
    std::vector<const DeadLetterTopic*> order;
    for (const DeadLetterTopic& topic : m_board.topics())
        order.push_back(&topic);
    std::ranges::stable_sort(order, [this](const DeadLetterTopic* a, const DeadLetterTopic* b) {
        const auto rank = [this](const DeadLetterTopic* topic) {
            return std::pair(topic->verdict == Verdict::DeadLetters ? 0 : 1, -m_board.open(topic->name).value_or(-1));
        };
        return rank(a) < rank(b);
    });
    Topics topics;
    for (const DeadLetterTopic* found : order) {
        auto topic = std::make_unique<Topic>();
        topic->name = found->name;
        topic->remark = found->remark();
        topic->muted = found->verdict != Verdict::DeadLetters;
        if (found->error) {
            topic->status = Status::Error;
            topic->figures = QStringLiteral("not read");
        } else if (const auto open = m_board.open(found->name); !open) {
            topic->figures = format::notRead();
        } else {
            const double perMinute = m_board.inflow(found->name).value_or(0);
            topic->figures = perMinute > 0
                ? QStringLiteral("%1 · %2 /min").arg(format::count(*open), format::rate(perMinute))
                : QStringLiteral("%1 open").arg(format::count(*open));
        }
        topic->children = childrenOf(*found);
        // What a filter leaves nothing of is not shown; what is not read yet may still match.
        if (!m_filter.text.isEmpty() && topic->children.empty()
            && !found->name.contains(m_filter.text, Qt::CaseInsensitive))
            continue;
        if (topic->children.empty())
            topic->children.push_back(Child{ .title = QStringLiteral("No letter passes the filter") });
        topics.push_back(std::move(topic));
    }
    return topics;
}

std::vector<LetterTreeModel::Child> LetterTreeModel::childrenOf(const DeadLetterTopic& topic) const
{
    const auto line = [](const QString& text, Status status = Status::None) {
        return std::vector{ Child{ .title = text, .status = status } };
    };
    if (topic.error)
        return line(visibleText(topic.error->message), Status::Error);
    const LetterBoard::Reading& reading = m_board.reading(topic.name);
    if (reading.batch)
        return reading.batch->letters.empty() ? line(QStringLiteral("No letters"))
                                              : groupsOf(topic.name, *reading.batch);
    if (reading.question) {
        const Progress* progress = m_board.progress(topic.name);
        const qint64 expected = progress ? progress->expected.load() : 0;
        return line(expected > 0 ? QStringLiteral("Reading letters, %1 of %2")
                                       .arg(format::count(progress->done.load()), format::count(expected))
                                 : QStringLiteral("Reading letters"),
            Status::Waiting);
    }
    if (reading.error)
        return line(visibleText(reading.error->message), Status::Error);
    if (topic.verdict == DeadLetterTopic::Verdict::Empty)
        return line(QStringLiteral("Empty; known by its name (%1)").arg(topic.nameRule.value_or(QString())));
    return line(QStringLiteral("Not read yet"));
}

std::vector<LetterTreeModel::Child> LetterTreeModel::groupsOf(const QString& topic, const LetterBatch& batch) const
{
    const qint64 now = m_nowMs();
    std::vector<Child> children;
    for (size_t i = 0; i < batch.groups.size(); ++i) {
        const LetterGroup& group = batch.groups[i];
        const auto count
            = qint64(m_filter.isEmpty() ? group.letters.size() : m_filter.letters(topic, batch.letters, group).size());
        if (count == 0)
            continue;
        Child child;
        child.id = group.id;
        child.title = errorTitle(group.errorClass, group.dialect);
        child.message = group.message.isEmpty()
            ? (group.originTopic ? QStringLiteral("from %1").arg(visibleText(*group.originTopic))
                                 : QStringLiteral("no message"))
            : visibleText(group.message);
        child.span = spanOf(group, now);
        child.figures = format::count(count);
        child.trend = batch.trends[i];
        if (group.firstSeenMs >= 0 && now - group.firstSeenMs < NewMs && batch.next.empty())
            child.badge = QStringLiteral("new");
        children.push_back(std::move(child));
    }
    return children;
}

template <class Rows, class Id>
void LetterTreeModel::matchRows(Rows& rows, Rows& wanted, const QModelIndex& parent, Id id)
{
    const auto find = [&id](const Rows& among, const QString& name, size_t from) {
        size_t at = from;
        while (at < among.size() && id(among[at]) != name)
            ++at;
        return at;
    };
    for (size_t i = rows.size(); i-- > 0;) {
        if (find(wanted, id(rows[i]), 0) < wanted.size())
            continue;
        beginRemoveRows(parent, int(i), int(i));
        rows.erase(rows.begin() + std::ptrdiff_t(i));
        endRemoveRows();
    }
    for (size_t i = 0; i < wanted.size(); ++i) {
        const size_t at = find(rows, id(wanted[i]), i);
        if (at < rows.size() && at == i)
            continue;
        if (at < rows.size()) {
            beginMoveRows(parent, int(at), int(at), parent, int(i));
            std::rotate(rows.begin() + std::ptrdiff_t(i), rows.begin() + std::ptrdiff_t(at),
                rows.begin() + std::ptrdiff_t(at) + 1);
            endMoveRows();
        } else {
            beginInsertRows(parent, int(i), int(i));
            rows.insert(rows.begin() + std::ptrdiff_t(i), std::move(wanted[i]));
            // what the comparison below needs
            wanted[i] = {};
            endInsertRows();
        }
    }
}

void LetterTreeModel::refresh()
{
    Topics wanted = build();
    const auto nameOf = [](const std::unique_ptr<Topic>& topic) { return topic ? topic->name : QString(); };
    matchRows(m_topics, wanted, {}, nameOf);
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i])
            continue; // it was moved in whole
        Topic& shown = *m_topics[i];
        Topic& next = *wanted[i];
        const QModelIndex at = index(int(i), 0);
        if (std::tie(shown.figures, shown.remark, shown.status, shown.muted)
            != std::tie(next.figures, next.remark, next.status, next.muted)) {
            shown.figures = next.figures;
            shown.remark = next.remark;
            shown.status = next.status;
            shown.muted = next.muted;
            emit dataChanged(at, at);
        }
        auto children = next.children;
        matchRows(shown.children, next.children, at, [](const Child& child) { return child.id; });
        for (size_t c = 0; c < children.size(); ++c) {
            if (shown.children[c] == children[c])
                continue;
            shown.children[c] = children[c];
            emit dataChanged(index(int(c), 0, at), index(int(c), 0, at));
        }
    }
}

QModelIndex LetterTreeModel::topicIndex(const QString& topic) const
{
    const auto at = std::ranges::find_if(m_topics, [&](const auto& one) { return one->name == topic; });
    return at == m_topics.end() ? QModelIndex() : index(int(at - m_topics.begin()), 0);
}

QModelIndex LetterTreeModel::groupIndex(const QString& topic, const QString& group) const
{
    const QModelIndex parent = topicIndex(topic);
    for (int row = 0; parent.isValid() && row < rowCount(parent); ++row) {
        if (const QModelIndex child = index(row, 0, parent); child.data(IdRole).toString() == group)
            return child;
    }
    return {};
}

QModelIndex LetterTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    // A child knows its topic, which stays where it is in memory while rows move.
    return createIndex(row, column, parent.isValid() ? m_topics[size_t(parent.row())].get() : nullptr);
}

QModelIndex LetterTreeModel::parent(const QModelIndex& child) const
{
    const auto* topic = static_cast<const Topic*>(child.internalPointer());
    if (!topic)
        return {};
    const auto at = std::ranges::find_if(m_topics, [topic](const auto& one) { return one.get() == topic; });
    return at == m_topics.end() ? QModelIndex() : createIndex(int(at - m_topics.begin()), 0, nullptr);
}

int LetterTreeModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return int(m_topics.size());
    return parent.internalPointer() || parent.column() > 0 ? 0 : int(m_topics[size_t(parent.row())]->children.size());
}

QVariant LetterTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto* topic = static_cast<const Topic*>(index.internalPointer());
    return topic ? childData(*topic, topic->children[size_t(index.row())], role)
                 : topicData(*m_topics[size_t(index.row())], role);
}

QVariant LetterTreeModel::topicData(const Topic& topic, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return visibleText(topic.name);
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2").arg(visibleText(topic.name), visibleText(topic.remark));
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2, %3").arg(visibleText(topic.name), topic.figures, visibleText(topic.remark));
    case IdRole:
    case TopicRole:
    case CopyRole:
        return topic.name;
    case KindRole:
        return int(Kind::Topic);
    case FiguresRole:
        return topic.figures;
    case StatusRole:
        return int(topic.status);
    case MutedRole:
        return topic.muted;
    default:
        return {};
    }
}

QVariant LetterTreeModel::childData(const Topic& topic, const Child& child, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return child.title;
    case Qt::ToolTipRole:
        return child.message.isEmpty() ? child.title : QStringLiteral("%1\n%2").arg(child.title, child.message);
    case Qt::AccessibleTextRole:
        return child.id.isEmpty()
            ? child.title
            : QStringLiteral("%1, %2 letters, %3, %4").arg(child.title, child.figures, child.message, child.span);
    case IdRole:
        return child.id;
    case TopicRole:
        return topic.name;
    case KindRole:
        return int(child.id.isEmpty() ? Kind::Line : Kind::Group);
    case MessageRole:
        return child.message;
    case SpanRole:
        return child.span;
    case FiguresRole:
        return child.figures;
    case BadgeRole:
        return child.badge;
    case StatusRole:
        return int(child.status);
    case SparklineRole:
        return QVariant::fromValue(child.trend);
    default:
        return {};
    }
}

} // namespace spillway::ui
