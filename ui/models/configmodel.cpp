// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/configmodel.h"

#include "core/serde/text.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"

#include <limits>

namespace spillway::ui {

QString configMeaning(const QString& name, const QString& value)
{
    bool isNumber = false;
    const qint64 number = value.toLongLong(&isNumber);
    if (!isNumber)
        return {};
    const bool time = name.endsWith(QLatin1String(".ms"));
    const bool size = name.endsWith(QLatin1String(".bytes"));
    if (!time && !size)
        return {};
    if (number < 0)
        return QStringLiteral("no limit");
    if (number == std::numeric_limits<qint64>::max())
        return time ? QStringLiteral("never") : QStringLiteral("no limit");
    if (time)
        return number >= 1000 ? format::duration(number) : QString();
    return number >= 1024 ? format::bytes(double(number)) : QString();
}

void ConfigModel::setEntries(const std::vector<ConfigEntry>& entries)
{
    std::vector<ConfigRow> rows;
    rows.reserve(entries.size());
    for (const ConfigEntry& entry : entries)
        rows.push_back({ entry.name, entry });
    std::ranges::stable_sort(rows, {}, [](const ConfigRow& row) { return std::pair(row.entry.isDefault, row.id); });
    present(std::move(rows));
}

QVariant ConfigModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ConfigEntry& entry = row(index.row()).entry;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case NameColumn:
            return visibleText(entry.name);
        case ValueColumn:
            return entry.sensitive ? QStringLiteral("kept secret by the broker")
                                   : visibleText(entry.value.value_or(QString()));
        case MeaningColumn:
            return configMeaning(entry.name, entry.value.value_or(QString()));
        case SourceColumn:
            return entry.source;
        default:
            return {};
        }
    case IdRole:
        return entry.name;
    case OutlinedRole:
        return index.column() == ValueColumn && !entry.sensitive && entry.value.value_or(QString()).isEmpty()
            ? QVariant(QStringLiteral("empty"))
            : QVariant();
    case EmphasisRole:
        return !entry.isDefault && index.column() != SourceColumn;
    case MutedRole:
        return entry.isDefault || entry.sensitive;
    case Qt::TextAlignmentRole:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant ConfigModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return QStringLiteral("Setting");
    case ValueColumn:
        return QStringLiteral("Value");
    case MeaningColumn:
        return QStringLiteral("That is");
    case SourceColumn:
        return QStringLiteral("Set by");
    default:
        return {};
    }
}

} // namespace spillway::ui
