// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/panelstate.h"

#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/statuslabel.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace spillway::ui {

namespace {

constexpr int barWidth = 200;

QLabel* centred(QWidget* parent)
{
    QLabel* label = plainLabel({}, parent);
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    return label;
}

} // namespace

PanelState::PanelState(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new StatusLabel(theme, this))
    , m_bar(new QProgressBar(this))
    , m_text(centred(this))
    , m_toDo(centred(this))
    , m_button(plainButton(theme, {}, this))
{
    m_title->setFont(theme.semiboldFont());
    m_title->setWordColored(false);
    m_text->setForegroundRole(QPalette::PlaceholderText);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(barWidth);
    m_bar->setRange(0, 1000);
    m_delay.setSingleShot(true);
    m_delay.setInterval(150);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 12, 24, 12);
    column->setSpacing(8);
    column->addStretch(1);
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addWidget(m_bar, 0, Qt::AlignHCenter);
    column->addWidget(m_text);
    column->addWidget(m_toDo);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(1);

    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_action.run)
            m_action.run();
    });
}

void PanelState::show(Status status, const QString& title, const QString& text, const QString& toDo, double fraction,
    const PanelAction& action)
{
    m_title->setStatus(status, title);
    m_bar->setVisible(fraction >= 0);
    m_bar->setValue(qRound(qBound(0.0, fraction, 1.0) * 1000));
    m_bar->setAccessibleName(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    m_toDo->setText(toDo);
    m_toDo->setVisible(!toDo.isEmpty());
    m_action = action;
    m_button->setText(action.text);
    m_button->setIcon(action.icon.isEmpty() ? QIcon() : icon(m_theme, action.icon));
    m_button->setVisible(!action.text.isEmpty());
}

} // namespace spillway::ui
