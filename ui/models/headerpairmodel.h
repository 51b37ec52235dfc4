// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/letter.h"

#include <QAbstractTableModel>

namespace spillway::ui {

/// Headers of an original and of its letter beside each other, in the letter's order, those only the original has last.
/// The n-th header of a name belongs to the n-th of that name.
class HeaderPairModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { LeftNameColumn, LeftValueColumn, RightNameColumn, RightValueColumn, ColumnCount };
    enum MoreRoles { SignRole = Qt::UserRole + 100 }; ///< of the side: "", "≠", "+", "−"

    using QAbstractTableModel::QAbstractTableModel;

    /// Without an original only the letter's headers, unmarked.
    void setRecords(const std::optional<spillway::Record>& original, const spillway::Record& letter);
    void clear();

    int addedErrorHeaders() const { return m_addedErrors; }
    int addedOthers() const { return m_added - m_addedErrors; }
    int changed() const { return m_changed; }
    int removed() const { return m_removed; }
    int same() const { return m_same; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex&) const override { return ColumnCount; }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        int left = -1;
        int right = -1;
        bool same = false;
    };
    const spillway::Header* header(const Row& row, bool left) const;

    std::vector<spillway::Header> m_left;
    std::vector<spillway::Header> m_right;
    std::vector<Row> m_rows;
    bool m_paired = false;
    int m_added = 0;
    int m_addedErrors = 0;
    int m_changed = 0;
    int m_removed = 0;
    int m_same = 0;
};

} // namespace spillway::ui
