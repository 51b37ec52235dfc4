// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/record.h"

#include <QAbstractTableModel>

namespace spillway::ui {

/// A record's headers in order. A repeated name is numbered from its second time on ("2nd"), in a badge, which no name
/// can imitate; null and empty are outlined words. Previews are made when a cell is painted.
class HeadersModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { NameColumn, ValueColumn, BytesColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setHeaders(std::vector<spillway::Header> headers);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QVariant nameData(const spillway::Header& header, int ordinal, int role) const;
    QVariant valueData(const spillway::Header& header, int role) const;
    QVariant bytesData(const spillway::Header& header, int role) const;

    std::vector<spillway::Header> m_headers;
    std::vector<int> m_ordinals; ///< 1: the first with its name
};

} // namespace spillway::ui
