// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/status.h"
#include "ui/widgets/panelaction.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace spillway::ui {

class StatusLabel;
class Theme;

/// The words in the middle of a panel without content: loading, empty or error. Made by Panel.
class PanelState : public QWidget {
    Q_OBJECT

public:
    PanelState(const Theme& theme, QWidget* parent);

    /// `status` None leaves the shape out; `fraction` below 0 hides the bar. Texts may be empty.
    void show(Status status, const QString& title, const QString& text, const QString& toDo, double fraction,
        const PanelAction& action);
    QTimer& delay() { return m_delay; }

private:
    const Theme& m_theme;
    StatusLabel* m_title = nullptr;
    QProgressBar* m_bar = nullptr;
    QLabel* m_text = nullptr;
    QLabel* m_toDo = nullptr;
    QPushButton* m_button = nullptr;
    PanelAction m_action;
    QTimer m_delay; ///< until loading is shown
};

} // namespace spillway::ui
