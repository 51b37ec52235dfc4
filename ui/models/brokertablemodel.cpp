// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/brokertablemodel.h"

#include "core/serde/text.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"
#include "ui/theme/status.h"

#include <map>

namespace spillway::ui {

namespace {

QString skewText(std::optional<double> skew)
{
    if (!skew)
        return format::notApplicable();
    const int percent = qRound(*skew * 100);
    return percent > 0 ? QStringLiteral("+%1 %").arg(percent)
        : percent < 0  ? QStringLiteral("−%1 %").arg(-percent)
                       : QStringLiteral("0 %");
}

struct Answers {
    int asked = 0;
    int unknown = 0;
};

void countPartitions(const ClusterSnapshot& snapshot, std::map<int, BrokerRow>& rows, std::map<int, Answers>& answers)
{
    for (std::size_t t = 0; t < snapshot.metadata.topics.size(); ++t) {
        const auto& partitions = snapshot.metadata.topics[t].partitions;
        const auto watermarks = snapshot.watermarksOf(snapshot.topics[t]);
        for (std::size_t p = 0; p < partitions.size(); ++p) {
            if (const auto leader = partitions[p].leader) {
                ++rows[leader->value].leaders;
                Answers& answer = answers[leader->value];
                ++answer.asked;
                answer.unknown += p >= watermarks.size() || !watermarks[p].high;
            }
            for (const BrokerId replica : partitions[p].replicas) {
                BrokerRow& row = rows[replica.value];
                ++row.replicas;
                const bool inSync = std::ranges::count(partitions[p].inSyncReplicas, replica) > 0;
                row.inSync += inSync;
                row.behind += !inSync;
            }
        }
    }
}

/// What librdkafka says of an address, as "host:port: reason".
QString reasonFor(const QString& address, const QStringList& lines)
{
    for (const QString& line : lines)
        if (!address.isEmpty() && visibleText(line).startsWith(address + QStringLiteral(": ")))
            return visibleText(line).mid(address.size() + 2);
    return {};
}

} // namespace

void BrokerTableModel::setCluster(const SnapshotPtr& snapshot, const ConnectionState& state)
{
    m_stale = state.kind == ConnectionState::Kind::Lost;
    if (!snapshot)
        return arrange({});
    std::map<int, BrokerRow> rows;
    std::map<int, Answers> answers;
    countPartitions(*snapshot, rows, answers);
    for (const Broker& broker : snapshot->metadata.brokers)
        rows[broker.id.value].address = visibleText(QStringLiteral("%1:%2").arg(broker.host).arg(broker.port));
    int leaders = 0;
    int replicas = 0;
    for (const auto& [number, row] : rows) {
        leaders += row.leaders;
        replicas += row.replicas;
    }
    const double even = rows.empty() ? 0 : 1.0 / double(rows.size());
    std::vector<BrokerRow> next;
    for (auto& [number, row] : rows) {
        row.number = number;
        row.id = QString::number(number);
        row.share = leaders > 0 ? double(row.leaders) / leaders : 0;
        if (rows.size() > 1 && leaders > 0)
            row.leaderSkew = row.share / even - 1;
        if (rows.size() > 1 && replicas > 0)
            row.replicaSkew = double(row.replicas) / replicas / even - 1;
        const Answers& answer = answers[number];
        row.answered = !m_stale;
        if (row.address.isEmpty())
            row.trouble = QStringLiteral("named as replica, but not in the cluster now");
        else if (m_stale)
            row.trouble = reasonFor(row.address, state.brokerErrors);
        else if (answer.asked > 0 && answer.unknown == answer.asked)
            row.trouble = QStringLiteral("did not answer for any of its partitions");
        else if (answer.unknown > 0)
            row.trouble = QStringLiteral("%1 of %2 partitions without an answer")
                              .arg(format::count(answer.unknown), format::count(answer.asked));
        next.push_back(row);
    }
    arrange(std::move(next));
}

void BrokerTableModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_order = order;
    arrange(rows());
}

void BrokerTableModel::arrange(std::vector<BrokerRow> rows)
{
    std::ranges::sort(rows, {}, &BrokerRow::number);
    const bool down = m_order == Qt::DescendingOrder;
    const auto by = [&](auto figure) {
        std::ranges::stable_sort(rows, [&](const BrokerRow& a, const BrokerRow& b) {
            return down ? figure(b) < figure(a) : figure(a) < figure(b);
        });
    };
    switch (m_sortColumn) {
    case StateColumn: // trouble first
        by([](const BrokerRow& row) { return row.trouble.isEmpty(); });
        break;
    case AddressColumn:
        by([](const BrokerRow& row) { return row.address; });
        break;
    case LeadersColumn:
    case ShareColumn:
    case LeaderSkewColumn:
        by([](const BrokerRow& row) { return row.leaders; });
        break;
    case ReplicasColumn:
    case ReplicaSkewColumn:
        by([](const BrokerRow& row) { return row.replicas; });
        break;
    case InSyncColumn:
        by([](const BrokerRow& row) { return row.inSync; });
        break;
    case BehindColumn:
        by([](const BrokerRow& row) { return row.behind; });
        break;
    case ReasonColumn:
        by([](const BrokerRow& row) { return row.trouble; });
        break;
    default:
        by([](const BrokerRow& row) { return row.number; });
    }
    present(std::move(rows));
}

QVariant BrokerTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const BrokerRow& shown = row(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (column) {
        case StateColumn:
            return !shown.trouble.isEmpty() ? QStringLiteral("In trouble")
                : shown.answered            ? QStringLiteral("Reachable")
                                            : format::unknown();
        case NumberColumn:
            return shown.id;
        case AddressColumn:
            return shown.address.isEmpty() ? format::unknown() : shown.address;
        case LeadersColumn:
            return format::count(shown.leaders);
        case ShareColumn:
            return format::percent(shown.share);
        case LeaderSkewColumn:
            return skewText(shown.leaderSkew);
        case ReplicasColumn:
            return format::count(shown.replicas);
        case ReplicaSkewColumn:
            return skewText(shown.replicaSkew);
        case InSyncColumn:
            return format::count(shown.inSync);
        case BehindColumn:
            return format::count(shown.behind);
        case ReasonColumn:
            return shown.trouble.isEmpty() ? format::notApplicable() : shown.trouble;
        default:
            return {};
        }
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, role);
    case IdRole:
        return shown.id;
    case StatusRole:
        if (column == StateColumn)
            return int(!shown.trouble.isEmpty() ? Status::Error : shown.answered ? Status::Ok : Status::Unknown);
        return {};
    case EmphasisRole:
        return column == BehindColumn && shown.behind > 0;
    case MutedRole:
        return m_stale || (column == AddressColumn && shown.address.isEmpty())
            || (column == ReasonColumn && shown.trouble.isEmpty());
    default:
        return {};
    }
}

QVariant BrokerTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool left = section == StateColumn || section == AddressColumn || section == ReasonColumn;
    if (role == Qt::TextAlignmentRole)
        return int((left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && (section == LeaderSkewColumn || section == ReplicaSkewColumn))
        return QStringLiteral("How far from an even share: +20 % is a fifth more than the others on average");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn:
        return QStringLiteral("State");
    case NumberColumn:
        return QStringLiteral("Id");
    case AddressColumn:
        return QStringLiteral("Address");
    case LeadersColumn:
        return QStringLiteral("Leaders");
    case ShareColumn:
        return QStringLiteral("Share");
    case LeaderSkewColumn:
        return QStringLiteral("Leader skew");
    case ReplicasColumn:
        return QStringLiteral("Replicas");
    case ReplicaSkewColumn:
        return QStringLiteral("Replica skew");
    case InSyncColumn:
        return QStringLiteral("In sync");
    case BehindColumn:
        return QStringLiteral("Not in sync");
    case ReasonColumn:
        return QStringLiteral("Reason");
    default:
        return {};
    }
}

} // namespace spillway::ui
