// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/charts/timeseries.h"

#include <QAbstractTableModel>

#include <functional>

namespace spillway::ui {

/// The figures of a chart as a table, newest first: time, one column per line, and what the chart marks (gaps, events).
/// A line without a point at a row's time shows "–".
class ChartTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    struct Content {
        std::vector<Series> series; ///< clean
        std::vector<TimeGap> gaps;
        std::vector<TimeEvent> events;
        std::function<QString(qint64)> timeText;
        std::function<QString(double)> valueText;
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setContent(Content content);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        qint64 ms;
        QString note;
    };

    bool hasNotes() const { return !m_content.gaps.empty() || !m_content.events.empty(); }
    QString cellText(const Row& row, int column) const;

    Content m_content;
    std::vector<Row> m_rows; ///< newest first
};

} // namespace spillway::ui
