// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/headerpairmodel.h"

#include "core/deadletter/dialects.h"
#include "core/serde/detect.h"
#include "ui/models/roles.h"

#include <QHash>
#include <QtEndian>

namespace spillway::ui {

namespace {

/// A whole number some families write as bytes: "4010882 int64". Empty: it is none of these.
QString numberText(const QByteArray& bytes)
{
    if (bytes.size() == 8)
        return QStringLiteral("%1 int64").arg(qFromBigEndian<qint64>(bytes.constData()));
    if (bytes.size() == 4)
        return QStringLiteral("%1 int32").arg(qFromBigEndian<qint32>(bytes.constData()));
    return {};
}

QString valueText(const QByteArray& bytes)
{
    const Preview preview = previewPayload(BytesView(bytes.constData(), size_t(bytes.size())));
    if (preview.kind == PayloadKind::Binary || bytes.contains('\0')) {
        if (const QString number = numberText(bytes); !number.isEmpty())
            return number;
    }
    return preview.text;
}

} // namespace

void HeaderPairModel::clear()
{
    beginResetModel();
    m_left.clear();
    m_right.clear();
    m_rows.clear();
    m_paired = false;
    m_added = m_addedErrors = m_changed = m_removed = m_same = 0;
    endResetModel();
}

void HeaderPairModel::setRecords(const std::optional<Record>& original, const Record& letter)
{
    clear();
    beginResetModel();
    m_paired = original.has_value();
    m_right = letter.headers;
    if (original)
        m_left = original->headers;
    QHash<QByteArray, QList<int>> places; // of each name in the original, in order
    for (size_t i = 0; i < m_left.size(); ++i)
        places[m_left[i].name].append(int(i));
    QHash<QByteArray, int> seen;
    std::vector<bool> used(m_left.size());
    const std::vector<HeaderView> views = deadletter::headerViews(letter);
    const std::vector<bool> errors = deadletter::errorHeaders(views);
    for (size_t i = 0; i < m_right.size(); ++i) {
        const QByteArray& name = m_right[i].name;
        const int number = seen[name]++;
        const auto found = places.constFind(name);
        Row row{ .right = int(i) };
        if (found != places.cend() && number < found->size()) {
            row.left = (*found)[number];
            used[size_t(row.left)] = true;
            row.same = m_left[size_t(row.left)].value == m_right[i].value;
            ++(row.same ? m_same : m_changed);
        } else {
            ++m_added;
            m_addedErrors += errors[i] ? 1 : 0;
        }
        m_rows.push_back(row);
    }
    for (size_t i = 0; i < used.size(); ++i) {
        if (used[i])
            continue;
        m_rows.push_back({ .left = int(i) });
        ++m_removed;
    }
    endResetModel();
}

int HeaderPairModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

const Header* HeaderPairModel::header(const Row& row, bool left) const
{
    const int at = left ? row.left : row.right;
    return at < 0 ? nullptr : left ? &m_left[size_t(at)] : &m_right[size_t(at)];
}

QVariant HeaderPairModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Row& row = m_rows[size_t(index.row())];
    const bool left = index.column() == LeftNameColumn || index.column() == LeftValueColumn;
    const bool isName = index.column() == LeftNameColumn || index.column() == RightNameColumn;
    const Header* shown = header(row, left);
    if (role == SignRole) {
        if (!m_paired || row.same)
            return QString();
        if (row.left >= 0 && row.right >= 0)
            return QStringLiteral("≠");
        return !shown ? QString() : left ? QStringLiteral("−") : QStringLiteral("+");
    }
    if (!shown) {
        if (isName && role == Qt::DisplayRole && m_paired)
            return left ? QStringLiteral("not in the original") : QStringLiteral("not in the letter");
        return role == MutedRole ? QVariant(true) : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        if (isName)
            return visibleText(std::string_view(shown->name.constData(), size_t(shown->name.size())));
        return shown->value && !shown->value->isEmpty() ? valueText(*shown->value) : QString();
    case OutlinedRole:
        return isName || (shown->value && !shown->value->isEmpty()) ? QString()
            : shown->value                                          ? QStringLiteral("empty")
                                                                    : QStringLiteral("null");
    case CopyRole:
        return isName ? shown->name : shown->value.value_or(QByteArray());
    default:
        return {};
    }
}

} // namespace spillway::ui
