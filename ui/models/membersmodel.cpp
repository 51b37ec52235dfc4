// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/membersmodel.h"

#include "core/serde/text.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"

namespace spillway::ui {

namespace {

/// "0, 1, 2" within one topic, else "orders 0, 1; payments 2".
QString assignmentText(const std::vector<TopicPartition>& assignment, bool withTopics)
{
    QString text;
    const QString* topic = nullptr;
    for (const TopicPartition& partition : assignment) {
        const bool newTopic = !topic || *topic != partition.topic;
        if (!text.isEmpty())
            text += newTopic && withTopics ? QStringLiteral("; ") : QStringLiteral(", ");
        if (newTopic && withTopics)
            text += visibleText(partition.topic) + QLatin1Char(' ');
        text += QString::number(partition.partition.value);
        topic = &partition.topic;
        if (text.size() > PreviewChars)
            return text + QStringLiteral("…");
    }
    return text;
}

} // namespace

void MembersModel::setGroup(const ClusterSnapshot& snapshot, const GroupFigures* group)
{
    std::vector<MemberRow> next;
    if (group && group->info.members) {
        const auto rows = snapshot.partitionsOf(*group);
        int number = 0;
        for (const GroupMember& member : *group->info.members) {
            MemberRow row;
            row.id = member.memberId;
            row.name = visibleText(member.clientId.isEmpty() ? member.memberId : member.clientId);
            row.instance = visibleText(member.groupInstanceId);
            row.host = visibleText(member.host.startsWith(QLatin1Char('/')) ? member.host.mid(1) : member.host);
            row.assignment = assignmentText(member.assignment, group->topics > 1);
            row.partitions = int(member.assignment.size());
            for (const GroupPartition& partition : rows) {
                if (partition.member != number)
                    continue;
                if (partition.lag.lag)
                    row.lag = row.lag.value_or(0) + partition.lag.lag->value;
                if (partition.outPerSecond)
                    row.out = row.out.value_or(0) + *partition.outPerSecond;
            }
            ++number;
            next.push_back(std::move(row));
        }
    }
    std::ranges::sort(
        next, [](const MemberRow& a, const MemberRow& b) { return a.name != b.name ? a.name < b.name : a.id < b.id; });
    present(std::move(next));
}

QVariant MembersModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const MemberRow& shown = row(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (column) {
        case NameColumn:
            return shown.name;
        case HostColumn:
            return shown.host.isEmpty() ? format::unknown() : shown.host;
        case AssignmentColumn:
            return shown.partitions == 0 ? QStringLiteral("none") : shown.assignment;
        case LagColumn:
            return shown.lag ? format::count(*shown.lag) : format::notApplicable();
        case OutColumn:
            return format::rate(shown.out);
        default:
            return {};
        }
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, role);
    case IdRole:
        return shown.id;
    case Qt::ToolTipRole:
        if (column == NameColumn)
            return shown.instance.isEmpty()
                ? visibleText(shown.id)
                : QStringLiteral("%1, static member %2").arg(visibleText(shown.id), shown.instance);
        return {};
    case MutedRole:
        return (column == AssignmentColumn && shown.partitions == 0) || (column == LagColumn && !shown.lag)
            || (column == OutColumn && !shown.out);
    default:
        return {};
    }
}

QVariant MembersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool left = section == NameColumn || section == HostColumn || section == AssignmentColumn;
    if (role == Qt::TextAlignmentRole)
        return int((left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return QStringLiteral("Member");
    case HostColumn:
        return QStringLiteral("Host");
    case AssignmentColumn:
        return QStringLiteral("Partitions");
    case LagColumn:
        return QStringLiteral("Lag");
    case OutColumn:
        return QStringLiteral("Out /s");
    default:
        return {};
    }
}

} // namespace spillway::ui
