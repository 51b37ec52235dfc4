// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/panelaction.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QStackedLayout;
class QVBoxLayout;

namespace spillway::ui {

class PanelState;
class Theme;

/// A framed part of a page: title row (34 px) with room at its right, and a content that gives way to what must be said
/// while there is nothing to show. The title stays in every state.
class Panel : public QFrame {
    Q_OBJECT

public:
    /// An empty title leaves the title row out until something is put into it.
    explicit Panel(const Theme& theme, const QString& title = {}, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    QString title() const;
    /// A title of section size (15 px): the name of the thing a detail panel shows.
    void setTitleLarge(bool large);
    /// The line under the title row; charts go without. On by default.
    void setTitleLine(bool line);
    /// No outline and no radius: for the inside of a panel.
    void setFlush(bool flush);
    /// Muted text at the right: "24 groups · 4 in trouble". Empty takes it away.
    void setNote(const QString& note);
    /// Directly after the title (badges, filter field) or at its right end (buttons, ranges, legend).
    void addAfterTitle(QWidget* widget);
    void addTitleWidget(QWidget* widget);

    /// Takes the widget. Its edges lie at the frame; give it margins of its own where it needs them.
    void setContent(QWidget* content);
    QWidget* content() const { return m_content; }

    void showContent();
    /// From 150 ms on, unless another state comes first. `what`: "Reading 24 groups"; `howFar`: "14 of 24 answered";
    /// `fraction` 0…1, or -1 without a bar. Called again it only brings the texts up to date.
    void showLoading(const QString& what, const QString& howFar = {}, double fraction = -1);
    /// `title`: "No dead letters"; `lookedAt`: "5 topics were read to their end at 11:02:40."; one step to offer.
    void showEmpty(const QString& title, const QString& lookedAt, const PanelAction& action = {});
    /// What happened, why, what to do about it.
    void showError(const QString& what, const QString& why, const QString& toDo = {}, const PanelAction& action = {});
    /// The content stays, the note says "stale, as of 10:58:09"; empty makes it fresh again. Muting what is shown is
    /// the model's part (MutedRole) or the tile's (setStale).
    void setStale(const QString& asOf);
    bool isStale() const { return m_stale; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PanelState& state();
    void updateTitleRow();
    void updateNote();

    const Theme& m_theme;
    QWidget* m_titleRow = nullptr;
    QHBoxLayout* m_titleLayout = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_note = nullptr;
    QStackedLayout* m_stack = nullptr;
    QWidget* m_content = nullptr;
    PanelState* m_state = nullptr;
    QString m_noteText;
    QString m_staleText;
    int m_afterTitle = 1; ///< where the next widget after the title goes
    bool m_hasTitleWidgets = false;
    bool m_line = true;
    bool m_flush = false;
    bool m_stale = false;
};

} // namespace spillway::ui
