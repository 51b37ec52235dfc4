// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/brokertroublemodel.h"

#include "core/serde/text.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"
#include "ui/theme/status.h"

namespace spillway::ui {

namespace {

/// The kind of trouble in a word, by what librdkafka says.
QString stateWord(const QString& reason)
{
    const auto says = [&reason](const char* part) { return reason.contains(QLatin1String(part), Qt::CaseInsensitive); };
    if (says("refused"))
        return QStringLiteral("Refused");
    if (says("resolve"))
        return QStringLiteral("Name unknown");
    if (says("timed out") || says("timeout"))
        return QStringLiteral("Timed out");
    if (says("authentication") || says("SASL"))
        return QStringLiteral("Not let in");
    if (says("SSL") || says("certificate"))
        return QStringLiteral("TLS failed");
    return QStringLiteral("Disconnected");
}

} // namespace

void BrokerTroubleModel::setTrouble(const SnapshotPtr& snapshot, const ConnectionState& state)
{
    std::vector<BrokerTroubleRow> next;
    if (snapshot) {
        for (const Broker& broker : snapshot->metadata.brokers) {
            BrokerTroubleRow row;
            row.number = QString::number(broker.id.value);
            row.address = visibleText(QStringLiteral("%1:%2").arg(broker.host).arg(broker.port));
            row.id = row.number + QLatin1Char(' ') + row.address;
            row.state = QStringLiteral("Not reached");
            row.reason = format::unknown();
            next.push_back(std::move(row));
        }
    }
    for (const QString& line : state.brokerErrors) {
        const qsizetype cut = line.indexOf(QLatin1String(": "));
        const QString shown = cut < 0 ? QString() : visibleText(line.left(cut));
        const QString reason = visibleText(cut < 0 ? line : line.mid(cut + 2));
        auto at = std::ranges::find(next, shown, &BrokerTroubleRow::address);
        if (at == next.end()) {
            BrokerTroubleRow row;
            row.number = format::notApplicable();
            row.address = shown.isEmpty() ? format::unknown() : shown;
            row.id = QStringLiteral("? ") + line;
            at = next.insert(next.end(), std::move(row));
        }
        at->state = stateWord(reason);
        at->reason = reason;
    }
    present(std::move(next));
}

QVariant BrokerTroubleModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const BrokerTroubleRow& shown = row(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (column) {
        case NumberColumn:
            return shown.number;
        case AddressColumn:
            return shown.address;
        case StateColumn:
            return shown.state;
        case ReasonColumn:
            return shown.reason;
        default:
            return {};
        }
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, role);
    case IdRole:
        return shown.id;
    case StatusRole:
        return column == StateColumn ? QVariant(int(Status::Error)) : QVariant();
    default:
        return {};
    }
}

QVariant BrokerTroubleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == NumberColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NumberColumn:
        return QStringLiteral("Id");
    case AddressColumn:
        return QStringLiteral("Address");
    case StateColumn:
        return QStringLiteral("State");
    case ReasonColumn:
        return QStringLiteral("Reason");
    default:
        return {};
    }
}

} // namespace spillway::ui
