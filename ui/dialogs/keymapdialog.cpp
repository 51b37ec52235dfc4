// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/keymapdialog.h"

#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/plaintext.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QShortcut>

namespace spillway::ui {

KeyMapDialog::KeyMapDialog(const Theme& theme, const std::vector<Section>& sections, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keys"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(32);
    for (const Section& section : sections) {
        if (section.keys.empty())
            continue;
        auto* grid = new QGridLayout;
        grid->setHorizontalSpacing(16);
        grid->setVerticalSpacing(6);
        QLabel* title = plainLabel(section.title, this);
        title->setFont(theme.semiboldFont());
        grid->addWidget(title, 0, 0, 1, 2);
        int row = 1;
        for (const PageKey& key : section.keys) {
            auto* cap = new Badge(theme, key.key, Badge::Kind::Fact, this);
            grid->addWidget(cap, row, 0, Qt::AlignLeft);
            grid->addWidget(plainLabel(key.what, this), row, 1);
            ++row;
        }
        grid->setRowStretch(row, 1);
        grid->setColumnStretch(1, 1);
        columns->addLayout(grid, 1);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(new QShortcut(QKeySequence(Qt::Key_F1), this), &QShortcut::activated, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::pageMargin, Theme::pageMargin, Theme::pageMargin, Theme::pageMargin);
    column->setSpacing(Theme::pageMargin);
    column->addLayout(columns, 1);
    column->addWidget(buttons);
}

} // namespace spillway::ui
