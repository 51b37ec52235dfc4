// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/gotoitem.h"

#include <QAbstractListModel>
#include <QList>

#include <map>
#include <optional>
#include <vector>

namespace spillway::ui {

/// How well a text answers a pattern: the smaller the rank the better. `positions` are the characters that match.
struct GoToMatch {
    int rank = 0;
    QList<int> positions;
};
/// Both folded by foldForGoTo. Every word of the pattern must be there: the whole at the beginning, at the beginning of
/// a part ("debate" in "zamaz-debate.events"), anywhere, the words anywhere, and last the letters in order ("zdme" in
/// "zamaz-debate.metrics-events"). Nothing for no match.
std::optional<GoToMatch> matchGoTo(const QString& pattern, const QString& text);
/// Case folded letter by letter, so that positions stay.
QString foldForGoTo(QString text);

/// What matches the text typed, by group, best first and at most a screenful of each; the index is in memory, so that
/// an answer takes less than a frame for 10,000 names.
class GoToModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { HeadingRole = Qt::UserRole + 200, IconRole, MatchRole, DetailRole, KeyRole, PossibleRole };
    static constexpr int mostOfAGroup = 8;

    using QAbstractListModel::QAbstractListModel;

    /// Replaces the items of one group; groups are shown in the order in which they first came, commands last.
    void setItems(const QString& group, std::vector<GoToItem> items);
    void setPattern(const QString& pattern);

    /// nullptr for a heading.
    const GoToItem* item(int row) const;
    /// The first row that is no heading; -1 without one.
    int firstItem() const;
    /// How many answer the pattern, also those that are not shown, and how many there are.
    int matches() const { return m_matches; }
    int total() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Indexed {
        GoToItem item;
        QString folded;
    };
    struct Row {
        const GoToItem* item = nullptr; ///< nullptr: heading
        QString heading;
        QList<int> positions;
    };

    void match();

    std::vector<QString> m_order;
    std::map<QString, std::vector<Indexed>> m_items;
    std::vector<Row> m_rows;
    QString m_pattern;
    int m_matches = 0;
};

} // namespace spillway::ui
