// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractTableModel>

#include <map>
#include <vector>

namespace spillway::ui {

/// librdkafka properties of a profile, to be edited: name, value and, where it cannot be, why not. The last row is
/// empty and becomes one more when a name is typed into it; a row whose name is emptied goes.
class PropertyModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { NameColumn, ValueColumn, ReasonColumn, ColumnCount };

    /// `elsewhere`: properties that have fields of their own.
    explicit PropertyModel(QStringList elsewhere, QObject* parent = nullptr);

    void setProperties(const std::map<QString, QString>& properties);
    /// Those that can be taken.
    std::map<QString, QString> properties() const;
    int count() const { return static_cast<int>(m_rows.size()); }
    /// Why a row cannot be taken; empty when it can.
    QString problem(int row) const;
    bool hasProblem() const;
    void removeProperty(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void edited();

private:
    struct Row {
        QString name;
        QString value;
    };
    QStringList m_elsewhere;
    std::vector<Row> m_rows;
};

} // namespace spillway::ui
