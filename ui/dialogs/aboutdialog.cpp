// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/aboutdialog.h"

#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace spillway::ui {

QString aboutText(const AboutFacts& facts)
{
    QString text = QStringLiteral("Spillway %1\n").arg(facts.version);
    for (const auto& [name, version] : facts.libraries)
        text += QStringLiteral("%1 %2\n").arg(name, version);
    return facts.diagnostics.isEmpty() ? text : text + facts.diagnostics + QLatin1Char('\n');
}

AboutDialog::AboutDialog(const Theme& theme, const AboutFacts& facts, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("About Spillway"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    QLabel* title = plainLabel(QStringLiteral("Spillway %1").arg(facts.version), this);
    title->setFont(theme.pageFont());
    grid->addWidget(title, 0, 0, 1, 2);
    grid->addWidget(plainLabel(facts.licence, this), 1, 0, 1, 2);
    grid->setRowMinimumHeight(2, 8);
    int row = 3;
    for (const auto& [name, version] : facts.libraries) {
        QLabel* what = plainLabel(name, this);
        what->setForegroundRole(QPalette::PlaceholderText);
        QLabel* which = plainLabel(version, this);
        which->setWordWrap(true);
        which->setTextInteractionFlags(Qt::TextSelectableByMouse);
        grid->addWidget(what, row, 0, Qt::AlignTop);
        grid->addWidget(which, row, 1, Qt::AlignTop);
        ++row;
    }
    grid->setColumnStretch(1, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* copy = buttons->addButton(tr("Copy diagnostics"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this, [text = aboutText(facts)] { QApplication::clipboard()->setText(text); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::pageMargin, Theme::pageMargin, Theme::pageMargin, Theme::pageMargin);
    column->setSpacing(Theme::pageMargin);
    column->addLayout(grid, 1);
    column->addWidget(buttons);
    setMinimumWidth(480);
}

} // namespace spillway::ui
