// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/headersmodel.h"

#include "core/serde/detect.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"

#include <QHash>

namespace spillway::ui {

namespace {

QString ordinalText(int n)
{
    const int tens = n % 100;
    if (n % 10 == 1 && tens != 11)
        return HeadersModel::tr("%1st").arg(n);
    if (n % 10 == 2 && tens != 12)
        return HeadersModel::tr("%1nd").arg(n);
    if (n % 10 == 3 && tens != 13)
        return HeadersModel::tr("%1rd").arg(n);
    return HeadersModel::tr("%1th").arg(n);
}

} // namespace

void HeadersModel::setHeaders(std::vector<spillway::Header> headers)
{
    beginResetModel();
    m_headers = std::move(headers);
    m_ordinals.clear();
    m_ordinals.reserve(m_headers.size());
    QHash<QByteArray, int> seen;
    for (const spillway::Header& header : m_headers)
        m_ordinals.push_back(++seen[header.name]);
    endResetModel();
}

int HeadersModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_headers.size());
}

int HeadersModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HeadersModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == IdRole)
        return index.row();
    const spillway::Header& header = m_headers[size_t(index.row())];
    switch (index.column()) {
    case NameColumn:
        return nameData(header, m_ordinals[size_t(index.row())], role);
    case ValueColumn:
        return valueData(header, role);
    case BytesColumn:
        return bytesData(header, role);
    default:
        return {};
    }
}

QVariant HeadersModel::nameData(const spillway::Header& header, int ordinal, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return spillway::visibleText(spillway::bytesOf(header.name));
    case Qt::AccessibleTextRole: {
        if (ordinal == 1)
            return {};
        const QString name = spillway::visibleText(spillway::bytesOf(header.name));
        return QStringLiteral("%1 (%2)").arg(name, ordinalText(ordinal));
    }
    case BadgeRole:
        return ordinal == 1 ? QVariant() : ordinalText(ordinal);
    case OutlinedRole:
        return header.name.isEmpty() ? tr("empty") : QVariant();
    case CopyRole:
        return header.name;
    default:
        return {};
    }
}

QVariant HeadersModel::valueData(const spillway::Header& header, int role) const
{
    switch (role) {
    case Qt::DisplayRole: {
        if (!header.value || header.value->isEmpty())
            return {};
        return spillway::previewPayload({ header.value->constData(), size_t(header.value->size()) }).text;
    }
    case OutlinedRole:
    case Qt::AccessibleTextRole:
        if (!header.value)
            return tr("null");
        return header.value->isEmpty() ? tr("empty") : QVariant();
    case CopyRole:
        return header.value ? *header.value : QByteArray();
    default:
        return {};
    }
}

QVariant HeadersModel::bytesData(const spillway::Header& header, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return header.value ? format::count(qint64(header.value->size())) : format::notApplicable();
    case Qt::TextAlignmentRole:
        return int(Qt::AlignRight | Qt::AlignVCenter);
    case MutedRole:
        return !header.value;
    default:
        return {};
    }
}

QVariant HeadersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == BytesColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Header");
    case ValueColumn:
        return tr("Value");
    case BytesColumn:
        return tr("Bytes");
    default:
        return {};
    }
}

} // namespace spillway::ui
