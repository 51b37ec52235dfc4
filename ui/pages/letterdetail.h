// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/letterfilter.h"
#include "ui/models/letterscanner.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace spillway::ui {

class Badge;
class LetterBoard;
class LetterErrorView;
class LetterPair;
class LetterTableModel;
class Panel;
class ReplayRow;
class TableView;
class Theme;

/// Right part of the Dead letters page: letters of the chosen group, the error, the letter beside its original, and
/// what can be done about them.
class LetterDetail : public QWidget {
    Q_OBJECT

public:
    LetterDetail(LetterBoard& board, const Theme& theme, QWidget* parent = nullptr);

    /// `group` empty: all letters of the topic.
    void show(const QString& topic, const QString& group, const LetterFilter& filter);
    void setReadOnly(bool readOnly);
    void bringUpToDate();

    /// What an action is about: the checked letters, or the current one.
    std::vector<spillway::deadletter::Coordinates> picks() const;
    QString topic() const { return m_topic; }
    /// All of them are discarded: the action opens them again.
    bool allDiscarded() const;
    void toggleCurrent();
    void step(int rows);
    void focusOriginal();
    /// Somebody is at work here: nothing is to be read again under their hands.
    bool inUse() const;

    TableView* table() const { return m_table; }
    LetterTableModel* letters() const { return m_letters; }
    LetterPair* pair() const { return m_pair; }
    LetterErrorView* errorView() const { return m_error; }
    ReplayRow* replayRow() const { return m_run; }
    QPushButton* replayButton() const { return m_replay; }
    QPushButton* discardButton() const { return m_discard; }
    QPushButton* dryRunButton() const { return m_dryRun; }

signals:
    void replayRequested();
    void dryRunRequested();
    void discardRequested();
    void stackRequested(const QString& stack);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeTable();
    QWidget* makeActions();
    void showHeading(const LetterBatch& batch);
    void showLetter();
    void fetchOriginal();
    void showActions();

    LetterBoard& m_board;
    const Theme& m_theme;
    QString m_topic;
    QString m_group;
    LetterFilter m_filter;
    bool m_readOnly = false;
    std::optional<spillway::deadletter::Letter> m_shown;
    quint64 m_question = 0; ///< original under way
    QTimer m_pause; ///< stepping through letters asks for those only that are stayed at
    Panel* m_panel = nullptr;
    Badge* m_dialect = nullptr;
    LetterTableModel* m_letters = nullptr;
    TableView* m_table = nullptr;
    LetterErrorView* m_error = nullptr;
    LetterPair* m_pair = nullptr;
    ReplayRow* m_run = nullptr;
    QLabel* m_count = nullptr;
    QPushButton* m_all = nullptr;
    QLabel* m_why = nullptr;
    QPushButton* m_discard = nullptr;
    QPushButton* m_dryRun = nullptr;
    QPushButton* m_replay = nullptr;
};

} // namespace spillway::ui
