// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/noclusterpage.h"

#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace spillway::ui {

NoClusterPage::NoClusterPage(const Theme& theme, const QString& name, const QString& title,
    const std::vector<PanelAction>& actions, QWidget* parent)
    : Page(parent)
    , m_name(name)
    , m_title(title)
{
    QLabel* what = plainLabel(tr("No cluster is connected"), this);
    what->setFont(theme.sectionFont());
    what->setAlignment(Qt::AlignHCenter);
    QLabel* how = plainLabel(tr("%1 shows what a cluster does. Choose a connection, or look around in the sandbox: "
                                "demo data made by this program, without any Kafka.")
                                 .arg(title),
        this);
    how->setForegroundRole(QPalette::PlaceholderText);
    how->setAlignment(Qt::AlignHCenter);
    how->setWordWrap(true);
    how->setFixedWidth(420);
    how->setMinimumHeight(how->heightForWidth(420)); // centred, it would get the height of one line
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    for (const PanelAction& action : actions) {
        QPushButton* button = buttons->count() == 1 ? primaryButton(theme, action.text, this, action.icon)
                                                    : plainButton(theme, action.text, this, action.icon);
        connect(button, &QPushButton::clicked, this, [run = action.run] { run(); });
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(what);
    column->addWidget(how, 0, Qt::AlignHCenter);
    column->addLayout(buttons);
    column->addStretch(3);
}

} // namespace spillway::ui
