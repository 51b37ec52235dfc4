// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/status.h"
#include "ui/widgets/panelaction.h"

#include <QFrame>

#include <vector>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace spillway::ui {

class Theme;

/// One line of trouble, warning or news over what it is about: shape, what (semibold), the rest, buttons at the right.
/// Hidden until something is shown.
class Banner : public QFrame {
    Q_OBJECT

public:
    explicit Banner(const Theme& theme, QWidget* parent = nullptr);

    /// `status`: Error, Warning or Note. The first action is the primary one when `primaryFirst`.
    void showMessage(Status status, const QString& what, const QString& rest = {},
        const std::vector<PanelAction>& actions = {}, bool primaryFirst = false);
    /// Only the text after the first sentence, without touching the buttons ("Trying again in 3 s.").
    void setRest(const QString& rest);
    QString what() const;
    /// No outline and no radius: for the inside of a panel.
    void setFlush(bool flush);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void nameIt();

    const Theme& m_theme;
    Status m_status = Status::Note;
    QHBoxLayout* m_row = nullptr;
    QLabel* m_what = nullptr;
    QLabel* m_rest = nullptr;
    std::vector<QPushButton*> m_buttons;
    bool m_flush = false;
};

} // namespace spillway::ui
