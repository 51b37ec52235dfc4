// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QFormLayout;
class QGridLayout;
class QLabel;

namespace spillway::ui {

class Theme;

/// One line of a form: name at the left, an input, and below it, only while there is one, the reason it is not
/// accepted. The input gets the error outline.
class FormRow : public QWidget {
    Q_OBJECT

public:
    /// `input` becomes a child; `outlined` is the widget with the "invalid" property, without it the input itself.
    FormRow(const Theme& theme, QWidget* input, QWidget* outlined = nullptr);

    /// Empty is accepted.
    void setProblem(const QString& problem);
    QString problem() const;

    /// Puts name and row into a grid of two columns; the name is a buddy of the input.
    void addTo(QGridLayout* grid, const QString& name);
    void setRowVisible(bool visible);

private:
    QWidget* m_input = nullptr;
    QWidget* m_outlined = nullptr;
    QLabel* m_name = nullptr;
    QLabel* m_problem = nullptr;
};

} // namespace spillway::ui
