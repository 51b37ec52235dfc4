// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/grouptablemodel.h"

#include "core/serde/text.h"
#include "ui/models/monitortexts.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"

namespace spillway::ui {

namespace {

bool isOfKind(const GroupFigures& group, GroupTableModel::Kind kind)
{
    switch (kind) {
    case GroupTableModel::Kind::All:
        return true;
    case GroupTableModel::Kind::InTrouble:
        return inTrouble(group.status);
    case GroupTableModel::Kind::Empty:
        return group.info.state == GroupState::Empty;
    }
    return true;
}

GroupRow rowFrom(const GroupFigures& group)
{
    GroupRow row;
    row.id = group.info.id;
    row.status = group.status;
    row.state = group.info.state;
    row.newProtocol = group.info.newProtocol;
    if (group.info.members)
        row.members = int(group.info.members->size());
    row.topics = group.topics;
    if (group.lag)
        row.lag = group.lag->value;
    row.in = group.inPerSecond;
    row.out = group.outPerSecond;
    row.catchUp = group.catchUp;
    row.retention = group.retentionUsed;
    row.trend = QList<double>(group.trend.begin(), group.trend.end());
    if (group.info.error)
        row.error = visibleText(toText(*group.info.error));
    return row;
}

/// Order of times to catch up: caught up first, never last.
double catchUpRank(const CatchUp& catchUp)
{
    switch (catchUp.kind) {
    case CatchUp::Kind::CaughtUp:
        return -1;
    case CatchUp::Kind::Estimated:
        return catchUp.seconds;
    case CatchUp::Kind::NotAtThisRate:
        return 1e15;
    case CatchUp::Kind::Never:
        return 1e16;
    case CatchUp::Kind::Unknown:
        break;
    }
    return -2;
}

} // namespace

void GroupTableModel::setSnapshot(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    rebuild();
}

void GroupTableModel::setStale(bool stale)
{
    if (m_stale == stale)
        return;
    m_stale = stale;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void GroupTableModel::setFilter(const QString& text)
{
    m_filter = text.trimmed();
    rebuild();
}

void GroupTableModel::setKind(Kind kind)
{
    m_kind = kind;
    rebuild();
}

int GroupTableModel::countOf(Kind kind) const
{
    return m_snapshot ? int(std::ranges::count_if(
               m_snapshot->groups, [kind](const GroupFigures& group) { return isOfKind(group, kind); }))
                      : 0;
}

bool GroupTableModel::wanted(const GroupFigures& group) const
{
    if (!isOfKind(group, m_kind))
        return false;
    if (m_filter.isEmpty() || group.info.id.contains(m_filter, Qt::CaseInsensitive))
        return true;
    const QString* seen = nullptr;
    for (const GroupPartition& row : m_snapshot->partitionsOf(group)) {
        const QString& topic = row.lag.partition.topic;
        if (!seen || *seen != topic) {
            if (topic.contains(m_filter, Qt::CaseInsensitive))
                return true;
            seen = &topic;
        }
    }
    return group.info.members && std::ranges::any_of(*group.info.members, [this](const GroupMember& member) {
        return member.clientId.contains(m_filter, Qt::CaseInsensitive)
            || member.memberId.contains(m_filter, Qt::CaseInsensitive)
            || member.host.contains(m_filter, Qt::CaseInsensitive);
    });
}

bool GroupTableModel::before(const GroupRow& a, const GroupRow& b) const
{
    const auto compare = [this, &a, &b](const auto& key) {
        const auto keyA = key(a);
        const auto keyB = key(b);
        if (keyA == keyB)
            return 0;
        return (keyA < keyB) == (m_order == Qt::AscendingOrder) ? -1 : 1;
    };
    int order = 0;
    switch (m_sortColumn) {
    case NameColumn:
        order = compare([](const GroupRow& r) { return r.id.toCaseFolded(); });
        break;
    case StateColumn:
        order = compare([](const GroupRow& r) { return groupStateName(r.state); });
        break;
    case MembersColumn:
        order = compare([](const GroupRow& r) { return r.members.value_or(-1); });
        break;
    case TopicsColumn:
        order = compare([](const GroupRow& r) { return r.topics; });
        break;
    case LagColumn:
    case TrendColumn:
        order = compare([](const GroupRow& r) { return r.lag.value_or(-1); });
        break;
    case InColumn:
        order = compare([](const GroupRow& r) { return r.in.value_or(-1); });
        break;
    case OutColumn:
        order = compare([](const GroupRow& r) { return r.out.value_or(-1); });
        break;
    case CatchUpColumn:
        order = compare([](const GroupRow& r) { return catchUpRank(r.catchUp); });
        break;
    case RetentionColumn:
        order = compare([](const GroupRow& r) { return r.retention.value_or(-1); });
        break;
    default:
        order = compare([](const GroupRow& r) { return r.status; });
        break;
    }
    if (order != 0)
        return order < 0;
    if (a.status != b.status)
        return a.status < b.status;
    // Only trouble is told apart by lag: lags of groups that keep up change all the time and rows would never rest.
    if (inTrouble(a.status) && a.lag != b.lag)
        return a.lag > b.lag;
    return a.id < b.id;
}

void GroupTableModel::rebuild()
{
    std::vector<GroupRow> next;
    if (m_snapshot) {
        for (const GroupFigures& group : m_snapshot->groups)
            if (wanted(group))
                next.push_back(rowFrom(group));
    }
    std::ranges::sort(next, [this](const GroupRow& a, const GroupRow& b) { return before(a, b); });
    present(std::move(next));
}

void GroupTableModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_order = order;
    rebuild();
}

QVariant GroupTableModel::text(const GroupRow& row, int column) const
{
    switch (column) {
    case StatusColumn:
        return groupStatusName(row.status);
    case NameColumn:
        return visibleText(row.id);
    case StateColumn:
        return groupStateName(row.state);
    case MembersColumn:
        return row.members ? format::count(*row.members) : QStringLiteral("n/a");
    case TopicsColumn:
        return format::count(row.topics);
    case LagColumn:
        if (row.lag)
            return format::count(*row.lag);
        return row.status == GroupStatus::NoCommit ? format::noCommit() : format::unknown();
    case TrendColumn:
        return format::notApplicable();
    case InColumn:
        return format::rate(row.in);
    case OutColumn:
        return row.lag ? format::rate(row.out) : format::notApplicable();
    case CatchUpColumn:
        return catchUpText(row.catchUp);
    case RetentionColumn:
        return row.retention ? format::percent(*row.retention) : format::notApplicable();
    default:
        return {};
    }
}

QVariant GroupTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const GroupRow& shown = row(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(shown, column);
    case Qt::AccessibleTextRole:
        return column == TrendColumn ? QVariant(QStringLiteral("lag over 15 minutes")) : text(shown, column);
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, role);
    case IdRole:
        return shown.id;
    case StatusRole:
        return column == StatusColumn ? QVariant(int(statusOf(shown.status))) : QVariant();
    case SparklineRole:
        return column == TrendColumn && shown.trend.size() > 1 ? QVariant::fromValue(shown.trend) : QVariant();
    case BadgeRole:
        return column == NameColumn && shown.newProtocol ? QVariant(QStringLiteral("new protocol")) : QVariant();
    case CopyRole:
        return column == NameColumn ? QVariant(shown.id) : QVariant();
    case MutedRole:
        return m_stale || (column == MembersColumn && !shown.members) || (column == LagColumn && !shown.lag)
            || (column == RetentionColumn && !shown.retention) || (column == TrendColumn)
            || (column == CatchUpColumn && shown.catchUp.kind == CatchUp::Kind::Unknown);
    case Qt::ToolTipRole:
        if (column == MembersColumn && !shown.members)
            return QStringLiteral(
                "This group uses the new consumer protocol (KIP-848), whose members librdkafka %1 cannot "
                "describe. Offsets and lag are complete.")
                .arg(QStringLiteral("2.0"));
        if (!shown.error.isEmpty() && (column == StatusColumn || column == NameColumn))
            return shown.error;
        return {};
    default:
        return {};
    }
}

QVariant GroupTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool left
        = section == StatusColumn || section == NameColumn || section == StateColumn || section == TrendColumn;
    if (role == Qt::TextAlignmentRole)
        return int((left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StatusColumn:
        return QStringLiteral("Status");
    case NameColumn:
        return QStringLiteral("Group");
    case StateColumn:
        return QStringLiteral("State");
    case MembersColumn:
        return QStringLiteral("Members");
    case TopicsColumn:
        return QStringLiteral("Topics");
    case LagColumn:
        return QStringLiteral("Lag, records");
    case TrendColumn:
        return QStringLiteral("15 min");
    case InColumn:
        return QStringLiteral("In /s");
    case OutColumn:
        return QStringLiteral("Out /s");
    case CatchUpColumn:
        return QStringLiteral("Caught up in");
    case RetentionColumn:
        return QStringLiteral("Retention used");
    default:
        return {};
    }
}

} // namespace spillway::ui
