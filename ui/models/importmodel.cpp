// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/importmodel.h"

#include "core/serde/text.h"
#include "ui/models/roles.h"
#include "ui/theme/status.h"

namespace spillway::ui {

namespace {

Status statusOf(ImportedProperty::Outcome outcome)
{
    using Outcome = ImportedProperty::Outcome;
    switch (outcome) {
    case Outcome::Accepted:
        return Status::Ok;
    case Outcome::Translated:
        return Status::Note;
    case Outcome::SecretFound:
        return Status::New;
    case Outcome::Ignored:
        return Status::Unknown;
    case Outcome::Refused:
        return Status::Warning;
    case Outcome::Dangerous:
        break;
    }
    return Status::Error;
}

} // namespace

void ImportModel::setProperties(std::vector<ImportedProperty> properties)
{
    beginResetModel();
    m_rows = std::move(properties);
    endResetModel();
}

int ImportModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ImportModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ImportedProperty& row = m_rows[std::size_t(index.row())];
    const bool secret = row.outcome == ImportedProperty::Outcome::SecretFound;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case LineColumn:
            return QString::number(row.line);
        case SourceColumn:
            return visibleText(row.source);
        case OutcomeColumn:
            return outcomeName(row.outcome);
        case TakenColumn:
            if (row.name.isEmpty())
                return QStringLiteral("–");
            return secret ? tr("%1, to the keyring").arg(row.name)
                          : visibleText(QStringLiteral("%1=%2").arg(row.name, row.value.left(500)));
        case ReasonColumn:
            return visibleText(row.reason);
        default:
            return {};
        }
    case IdRole:
        return index.row();
    case StatusRole:
        return static_cast<int>(index.column() == OutcomeColumn ? statusOf(row.outcome) : Status::None);
    case MutedRole:
        return row.outcome == ImportedProperty::Outcome::Ignored
            || (index.column() == TakenColumn && row.name.isEmpty());
    case Qt::TextAlignmentRole:
        return int((index.column() == LineColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant ImportModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == LineColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case LineColumn:
        return tr("Line");
    case SourceColumn:
        return tr("In the file");
    case OutcomeColumn:
        return tr("Outcome");
    case TakenColumn:
        return tr("Taken as");
    default:
        return tr("Why");
    }
}

} // namespace spillway::ui
