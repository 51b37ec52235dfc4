// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/eventlistmodel.h"

#include "ui/models/monitortexts.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"

namespace spillway::ui {

void EventListModel::setEvents(const std::deque<ClusterEvent>& events, qint64 sinceUtcMs, qint64 now)
{
    std::vector<EventRow> next;
    QHash<QString, int> repeated;
    for (const ClusterEvent& event : events) {
        if (event.utcMs < sinceUtcMs)
            continue;
        const auto [status, text] = eventText(event);
        EventRow row;
        row.utcMs = event.utcMs;
        row.time = format::timeOfDay(event.utcMs, now);
        row.status = status;
        row.text = text;
        row.id = QStringLiteral("%1 %2").arg(event.utcMs).arg(text);
        if (const int times = repeated[row.id]++)
            row.id += QStringLiteral(" %1").arg(times);
        using Kind = ClusterEvent::Kind;
        if (event.kind == Kind::GroupAppeared || event.kind == Kind::GroupStatusChanged)
            row.group = event.subject;
        next.push_back(std::move(row));
    }
    std::ranges::reverse(next);
    present(std::move(next));
}

QVariant EventListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const EventRow& shown = row(index.row());
    const bool isTime = index.column() == TimeColumn;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return isTime ? shown.time : shown.text;
    case Qt::TextAlignmentRole:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    case IdRole:
        return shown.id;
    case StatusRole:
        return isTime ? QVariant() : QVariant(int(shown.status));
    case MutedRole:
        return isTime;
    case Qt::ToolTipRole:
        return isTime ? QVariant(format::utc(shown.utcMs)) : QVariant();
    default:
        return {};
    }
}

} // namespace spillway::ui
