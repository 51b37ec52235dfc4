// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/letterfilter.h"

#include <QJsonObject>
#include <QModelIndex>
#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QTreeView;

namespace spillway::ui {

class FilterField;
class LetterBoard;
class LetterTreeModel;
class Panel;
class StatusLabel;
class Theme;

/// Left part of the Dead letters page: dead-letter topics and their error groups, filtered; under it what was read.
class LetterList : public QWidget {
    Q_OBJECT

public:
    LetterList(LetterBoard& board, const Theme& theme, QWidget* parent = nullptr);

    LetterFilter filter() const;
    QString topic() const; ///< of the current row; empty: none
    QString group() const; ///< empty: the whole topic
    void setPaused(bool paused) { m_paused = paused; }
    /// Opens the topic and makes it current; when it is not known yet, once it is.
    void showTopic(const QString& topic);
    void focusFilter();
    /// Topic, group, filter and state, as a later session brings them back.
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);
    void bringUpToDate();
    QTreeView* tree() const { return m_tree; }

signals:
    /// Another topic, group or filter.
    void chosen();
    /// Enter or a double click: its letters are wanted in front.
    void opened();

private:
    QWidget* makeControls();
    QWidget* makeFoot();
    void showState();
    void showFoot();
    void openSome();
    void findWantedGroup();
    void choose();
    void toggle(const QModelIndex& index);

    LetterBoard& m_board;
    const Theme& m_theme;
    Panel* m_panel = nullptr;
    FilterField* m_filter = nullptr;
    QComboBox* m_state = nullptr;
    LetterTreeModel* m_model = nullptr;
    QTreeView* m_tree = nullptr;
    StatusLabel* m_foot = nullptr;
    QPushButton* m_more = nullptr;
    QString m_wanted; ///< topic asked for before it was there
    QString m_wantedGroup; ///< of it; of the last session
    std::pair<QString, QString> m_chosen;
    bool m_openedSome = false;
    bool m_picked = false; ///< by a person; until then the first group is
    bool m_picking = false;
    bool m_paused = false;
};

} // namespace spillway::ui
