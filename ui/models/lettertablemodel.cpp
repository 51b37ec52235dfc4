// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/lettertablemodel.h"

#include "core/serde/detect.h"
#include "core/serde/text.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"
#include "ui/theme/status.h"

#include <QDateTime>

#include <algorithm>

namespace spillway::ui {

using namespace deadletter;

QString letterStateWord(LetterState state)
{
    switch (state) {
    case LetterState::Open:
        return QStringLiteral("Open");
    case LetterState::Replayed:
        return QStringLiteral("Replayed");
    case LetterState::Uncertain:
        return QStringLiteral("Maybe replayed");
    case LetterState::Discarded:
        return QStringLiteral("Discarded");
    }
    return {};
}

LetterTableModel::LetterTableModel(std::function<qint64()> nowMs, QObject* parent)
    : QAbstractTableModel(parent)
    , m_nowMs(nowMs ? std::move(nowMs) : [] { return QDateTime::currentMSecsSinceEpoch(); })
{
}

LetterTableModel::Place LetterTableModel::placeOf(const Letter& letter)
{
    return { letter.record.partition, letter.record.offset };
}

void LetterTableModel::setLetters(const LetterBatchPtr& batch, std::vector<size_t> rows)
{
    if (batch == m_batch && rows == m_rows)
        return;
    beginResetModel();
    const bool otherTopic = !batch || !m_batch || batch->topic != m_batch->topic;
    m_batch = batch;
    m_rows = batch ? std::move(rows) : std::vector<size_t>();
    std::set<Place> still;
    if (!otherTopic && !m_checked.empty()) {
        for (const size_t i : m_rows) {
            if (const Place place = placeOf(m_batch->letters[i]); m_checked.contains(place))
                still.insert(place);
        }
    }
    m_checked = std::move(still);
    endResetModel();
    emit checkedChanged();
}

bool LetterTableModel::isChecked(int row) const
{
    return m_checked.contains(placeOf(letter(row)));
}

void LetterTableModel::toggle(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    if (const Place place = placeOf(letter(row)); m_checked.erase(place) == 0)
        m_checked.insert(place);
    emit dataChanged(index(row, CheckColumn), index(row, CheckColumn));
    emit checkedChanged();
}

void LetterTableModel::setAllChecked(bool checked)
{
    m_checked.clear();
    for (int row = 0; checked && row < rowCount(); ++row)
        m_checked.insert(placeOf(letter(row)));
    if (rowCount() > 0)
        emit dataChanged(index(0, CheckColumn), index(rowCount() - 1, CheckColumn));
    emit checkedChanged();
}

std::vector<int> LetterTableModel::checkedRows() const
{
    std::vector<int> rows;
    for (int row = 0; row < rowCount() && !m_checked.empty(); ++row) {
        if (isChecked(row))
            rows.push_back(row);
    }
    return rows;
}

std::vector<Coordinates> LetterTableModel::checked() const
{
    std::vector<Coordinates> places;
    for (const int row : checkedRows())
        places.push_back(letter(row).at());
    return places;
}

int LetterTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

qint64 LetterTableModel::when(const Letter& letter) const
{
    return letter.error.failedAtMs.value_or(letter.record.timestampMs);
}

QVariant LetterTableModel::text(int column, const Letter& letter) const
{
    const DeadLetter& error = letter.error;
    switch (column) {
    case FailedAtColumn:
        return when(letter) < 0 ? format::unknown() : format::timeOfDay(when(letter), m_nowMs());
    case PartitionColumn:
        return QString::number(letter.record.partition.value);
    case OffsetColumn:
        return format::count(letter.record.offset.value);
    case OriginalColumn:
        return error.origin.partition && error.origin.offset ? QStringLiteral("%1 · %2")
                                                                   .arg(error.origin.partition->value)
                                                                   .arg(format::count(error.origin.offset->value))
                                                             : QStringLiteral("not named");
    case TriesColumn:
        return error.attempts ? format::count(*error.attempts) : format::notApplicable();
    case AgeColumn:
        return when(letter) < 0 ? format::notApplicable()
                                : format::duration(std::max<qint64>(0, m_nowMs() - when(letter)));
    default:
        return {};
    }
}

QVariant LetterTableModel::key(const Letter& letter, int role) const
{
    const auto& bytes = letter.record.key;
    if (role == OutlinedRole)
        return !bytes ? QStringLiteral("null") : bytes->isEmpty() ? QStringLiteral("empty") : QString();
    if (role == CopyRole)
        return bytes ? QVariant(*bytes) : QVariant();
    if (role != Qt::DisplayRole || !bytes || bytes->isEmpty())
        return {};
    return previewPayload(BytesView(bytes->constData(), size_t(bytes->size()))).text;
}

QVariant LetterTableModel::state(const Letter& letter, int role) const
{
    static constexpr Status shapes[] = { Status::None, Status::Ok, Status::Warning, Status::Stopped };
    switch (role) {
    case Qt::DisplayRole:
        return letterStateWord(letter.state);
    case Qt::ToolTipRole:
        return visibleText(letter.remark);
    case StatusRole:
        return int(shapes[size_t(letter.state)]);
    case MutedRole:
        return letter.state == LetterState::Open;
    default:
        return {};
    }
}

QVariant LetterTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Letter& shown = letter(index.row());
    if (role == IdRole)
        return toText(shown.at());
    switch (index.column()) {
    case CheckColumn:
        if (role == EmphasisRole)
            return isChecked(index.row());
        if (role == Qt::AccessibleTextRole)
            return isChecked(index.row()) ? QStringLiteral("selected") : QStringLiteral("not selected");
        return {};
    case KeyColumn:
        return key(shown, role);
    case StateColumn:
        return state(shown, role);
    default:
        break;
    }
    switch (role) {
    case Qt::DisplayRole:
        return text(index.column(), shown);
    case Qt::ToolTipRole:
        if ((index.column() == FailedAtColumn || index.column() == AgeColumn) && when(shown) >= 0)
            return QStringLiteral("%1\n%2").arg(format::utc(when(shown)),
                shown.error.failedAtMs ? QStringLiteral("as the headers say")
                                       : QStringLiteral("when the letter was written; its headers do not say more"));
        return {};
    case MutedRole:
        return (index.column() == OriginalColumn && !(shown.error.origin.partition && shown.error.origin.offset))
            || (index.column() == TriesColumn && !shown.error.attempts);
    default:
        return {};
    }
}

QVariant LetterTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    static const char* const names[]
        = { "", "Failed at", "P", "Offset", "Key", "Original P · offset", "Tries", "Age", "State" };
    const bool left = section == KeyColumn || section == StateColumn || section == CheckColumn;
    if (role == Qt::DisplayRole)
        return section == CheckColumn ? QString() : QString::fromUtf8(names[section]);
    if (role == Qt::TextAlignmentRole)
        return int((left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::AccessibleTextRole && section == CheckColumn)
        return QStringLiteral("Selected");
    return {};
}

} // namespace spillway::ui
