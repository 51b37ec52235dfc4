// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/letterboard.h"
#include "ui/models/letterfilter.h"
#include "ui/models/roles.h"
#include "ui/theme/status.h"

#include <QAbstractItemModel>

namespace spillway::ui {

/// Dead-letter topics, most open letters first, and under each its error groups; or, in their place, one line that says
/// why there are none: not read yet, being read, refused, empty. Rows keep their identity through a refresh. IdRole:
/// the topic's name, the group's id, or empty.
class LetterTreeModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum class Kind { Topic, Group, Line };
    enum MoreRoles {
        KindRole = CopyRole + 1,
        TopicRole, ///< name of the topic a row belongs to
        MessageRole, ///< second line of a group
        SpanRole, ///< third line: "first 10:47 · last 11:02"
        FiguresRole, ///< at the right: "812", "1,037 · 16 /min"
    };

    explicit LetterTreeModel(LetterBoard& board, std::function<qint64()> nowMs = {}, QObject* parent = nullptr);

    void setFilter(const LetterFilter& filter);
    const LetterFilter& filter() const { return m_filter; }
    /// What the board knows by now.
    void refresh();

    QModelIndex topicIndex(const QString& topic) const;
    QModelIndex groupIndex(const QString& topic, const QString& group) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex&) const override { return 1; }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    struct Child {
        QString id = {}; ///< empty: a line
        QString title;
        QString message = {};
        QString span = {};
        QString figures = {};
        QString badge = {};
        QList<double> trend = {};
        Status status = Status::None;

        friend bool operator==(const Child&, const Child&) = default;
    };
    struct Topic {
        QString name;
        QString figures;
        QString remark;
        Status status = Status::None;
        bool muted = false;
        std::vector<Child> children;
    };
    using Topics = std::vector<std::unique_ptr<Topic>>;

    Topics build() const;
    std::vector<Child> childrenOf(const spillway::deadletter::DeadLetterTopic& topic) const;
    std::vector<Child> groupsOf(const QString& topic, const LetterBatch& batch) const;
    template <class Rows, class Id> void matchRows(Rows& rows, Rows& wanted, const QModelIndex& parent, Id id);
    QVariant topicData(const Topic& topic, int role) const;
    static QVariant childData(const Topic& topic, const Child& child, int role);

    LetterBoard& m_board;
    std::function<qint64()> m_nowMs;
    LetterFilter m_filter;
    Topics m_topics;
};

} // namespace spillway::ui
