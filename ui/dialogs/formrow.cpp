// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/formrow.h"

#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"

#include <QGridLayout>
#include <QLabel>

namespace spillway::ui {

FormRow::FormRow(const Theme& theme, QWidget* input, QWidget* outlined)
    : m_input(input)
    , m_outlined(outlined ? outlined : input)
    , m_problem(plainLabel({}, this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(input);
    column->addWidget(m_problem);
    m_problem->setFont(theme.smallFont());
    m_problem->setWordWrap(true);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->hide();
    const auto tint = [this, &theme] {
        QPalette colours = m_problem->palette();
        colours.setColor(QPalette::WindowText, theme.tokens().error);
        m_problem->setPalette(colours);
    };
    tint();
    connect(&theme, &Theme::changed, m_problem, tint);
}

void FormRow::setProblem(const QString& problem)
{
    if (problem == m_problem->text())
        return;
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_outlined->setProperty("invalid", !problem.isEmpty());
    m_outlined->setAccessibleDescription(problem);
    m_outlined->update();
}

QString FormRow::problem() const
{
    return m_problem->text();
}

void FormRow::addTo(QGridLayout* grid, const QString& name)
{
    const int row = grid->rowCount();
    m_name = plainLabel(name);
    m_name->setBuddy(m_input);
    m_name->setMinimumHeight(28);
    grid->addWidget(m_name, row, 0, Qt::AlignRight | Qt::AlignTop);
    grid->addWidget(this, row, 1);
}

void FormRow::setRowVisible(bool visible)
{
    setVisible(visible);
    if (m_name)
        m_name->setVisible(visible);
}

} // namespace spillway::ui
