// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/letterscanner.h"

#include <QAbstractTableModel>

#include <functional>
#include <set>

namespace spillway::ui {

/// Letters of one error group, newest first, each with a box to check. Checks go by coordinates and stay through a new
/// reading as long as the letter is there. IdRole: "topic:partition:offset".
class LetterTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        CheckColumn,
        FailedAtColumn,
        PartitionColumn,
        OffsetColumn,
        KeyColumn,
        OriginalColumn,
        TriesColumn,
        AgeColumn,
        StateColumn,
        ColumnCount
    };

    explicit LetterTableModel(std::function<qint64()> nowMs = {}, QObject* parent = nullptr);

    /// `rows`: indexes into the batch. Nothing is told when it is what is shown.
    void setLetters(const LetterBatchPtr& batch, std::vector<size_t> rows);
    const spillway::deadletter::Letter& letter(int row) const { return m_batch->letters[m_rows[size_t(row)]]; }

    bool isChecked(int row) const;
    void toggle(int row);
    void setAllChecked(bool checked);
    int checkedCount() const { return int(m_checked.size()); }
    /// In the order of the table.
    std::vector<spillway::deadletter::Coordinates> checked() const;
    std::vector<int> checkedRows() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex&) const override { return ColumnCount; }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void checkedChanged();

private:
    using Place = std::pair<spillway::Partition, spillway::Offset>;
    static Place placeOf(const spillway::deadletter::Letter& letter);
    QVariant text(int column, const spillway::deadletter::Letter& letter) const;
    QVariant key(const spillway::deadletter::Letter& letter, int role) const;
    QVariant state(const spillway::deadletter::Letter& letter, int role) const;
    qint64 when(const spillway::deadletter::Letter& letter) const;

    std::function<qint64()> m_nowMs;
    LetterBatchPtr m_batch;
    std::vector<size_t> m_rows;
    std::set<Place> m_checked;
};

/// "Open", "Replayed", "May be replayed", "Discarded".
QString letterStateWord(spillway::deadletter::LetterState state);

} // namespace spillway::ui
