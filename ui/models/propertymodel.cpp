// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/propertymodel.h"

#include "core/profile/allowlist.h"
#include "core/serde/text.h"
#include "ui/models/roles.h"
#include "ui/theme/status.h"

#include <algorithm>

namespace spillway::ui {

PropertyModel::PropertyModel(QStringList elsewhere, QObject* parent)
    : QAbstractTableModel(parent)
    , m_elsewhere(std::move(elsewhere))
{
}

void PropertyModel::setProperties(const std::map<QString, QString>& properties)
{
    beginResetModel();
    m_rows.clear();
    for (const auto& [name, value] : properties)
        if (!m_elsewhere.contains(name))
            m_rows.push_back({ name, value });
    endResetModel();
}

std::map<QString, QString> PropertyModel::properties() const
{
    std::map<QString, QString> taken;
    for (int i = 0; i < count(); ++i)
        if (problem(i).isEmpty())
            taken[canonicalProperty(m_rows[std::size_t(i)].name)] = m_rows[std::size_t(i)].value;
    return taken;
}

QString PropertyModel::problem(int at) const
{
    const Row& row = m_rows[std::size_t(at)];
    const QString name = canonicalProperty(row.name);
    if (propertyRule(name) == PropertyRule::Secret)
        return tr("is a secret and not kept in a file; passwords have fields of their own");
    if (const QString reason = refusalReason(name); !reason.isEmpty())
        return reason;
    if (name == QLatin1String("bootstrap.servers") || m_elsewhere.contains(name))
        return tr("has a field of its own on the Connection tab");
    for (int i = 0; i < at; ++i)
        if (canonicalProperty(m_rows[std::size_t(i)].name) == name)
            return tr("is here twice");
    return row.value.isEmpty() ? tr("has no value") : QString();
}

bool PropertyModel::hasProblem() const
{
    for (int i = 0; i < count(); ++i)
        if (!problem(i).isEmpty())
            return true;
    return false;
}

void PropertyModel::removeProperty(int row)
{
    if (row < 0 || row >= count())
        return;
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
    emit edited();
}

int PropertyModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count() + 1;
}

QVariant PropertyModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const bool last = index.row() == count();
    const auto text = [&]() -> QString {
        if (last)
            return {};
        const Row& row = m_rows[std::size_t(index.row())];
        return index.column() == NameColumn ? row.name
            : index.column() == ValueColumn ? row.value
                                            : problem(index.row());
    };
    switch (role) {
    case Qt::EditRole:
        return text();
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        if (last)
            return index.column() == NameColumn ? tr("Type a property's name to add it") : QString();
        return visibleText(text());
    case IdRole:
        return index.row();
    case MutedRole:
        return last;
    case StatusRole:
        return index.column() == ReasonColumn && !last && !problem(index.row()).isEmpty()
            ? static_cast<int>(Status::Error)
            : static_cast<int>(Status::None);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

bool PropertyModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !index.isValid() || index.column() == ReasonColumn)
        return false;
    const QString text = index.column() == NameColumn ? value.toString().trimmed() : value.toString();
    if (index.row() == count()) {
        if (text.isEmpty() || index.column() != NameColumn)
            return false;
        beginInsertRows({}, count(), count());
        m_rows.push_back({ text, {} });
        endInsertRows();
    } else if (index.column() == NameColumn && text.isEmpty()) {
        removeProperty(index.row());
        return true;
    } else {
        Row& row = m_rows[std::size_t(index.row())];
        (index.column() == NameColumn ? row.name : row.value) = text;
        emit dataChanged(this->index(0, 0), this->index(count(), ReasonColumn)); // duplicates change elsewhere
    }
    emit edited();
    return true;
}

Qt::ItemFlags PropertyModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const bool editable = index.column() == NameColumn || (index.column() == ValueColumn && index.row() < count());
    return editable ? flags | Qt::ItemIsEditable : flags;
}

QVariant PropertyModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Property") : section == ValueColumn ? tr("Value") : tr("Not taken, because it");
}

} // namespace spillway::ui
