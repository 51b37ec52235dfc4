// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/secretprompt.h"

#include "core/serde/text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace spillway::ui {

QString secretTitle(const QString& name)
{
    if (name == QLatin1String("sasl.password"))
        return SecretPrompt::tr("Password");
    if (name == QLatin1String("ssl.key.password"))
        return SecretPrompt::tr("Key password");
    if (name == QLatin1String("ssl.keystore.password"))
        return SecretPrompt::tr("Keystore password");
    return name == QLatin1String(RegistryPassword) ? SecretPrompt::tr("Registry password") : name;
}

SecretPrompt::SecretPrompt(const Theme& theme, const ConnectionProfile& profile, const QStringList& names,
    const QString& reason, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Connect to %1").arg(visibleText(profile.name)));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(440);
    QLabel* title = plainLabel(windowTitle(), this);
    title->setFont(theme.sectionFont());
    QLabel* where = plainLabel(
        visibleText(profile.bootstrapServers) + QStringLiteral(" · ") + visibleText(securitySummary(profile)), this);
    where->setForegroundRole(QPalette::PlaceholderText);
    where->setWordWrap(true);
    QLabel* why = plainLabel(reason, this);
    why->setWordWrap(true);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    for (const QString& name : names) {
        auto* edit = new QLineEdit(this);
        edit->setEchoMode(QLineEdit::Password);
        edit->setObjectName(name);
        QLabel* label = plainLabel(secretTitle(name), this);
        label->setBuddy(edit);
        edit->setAccessibleName(label->text());
        const int row = grid->rowCount();
        grid->addWidget(label, row, 0);
        grid->addWidget(edit, row, 1);
        m_edits.emplace(name, edit);
        connect(edit, &QLineEdit::returnPressed, this, &SecretPrompt::enter);
    }
    QLabel* note = plainLabel(tr("It is kept in memory until Spillway ends, and written nowhere."), this);
    note->setFont(theme.smallFont());
    note->setForegroundRole(QPalette::PlaceholderText);
    QPushButton* cancel = plainButton(theme, tr("Cancel"), this);
    QPushButton* connectButton = primaryButton(theme, tr("Connect"), this);
    connectButton->setObjectName(QStringLiteral("connect"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(connectButton);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(title);
    column->addWidget(where);
    column->addWidget(why);
    column->addLayout(grid);
    column->addWidget(note);
    column->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(connectButton, &QPushButton::clicked, this, &SecretPrompt::enter);
    const auto check = [this, connectButton] {
        bool all = true;
        for (const auto& [name, edit] : m_edits)
            all = all && !edit->text().isEmpty();
        connectButton->setEnabled(all);
    };
    for (const auto& [name, edit] : m_edits)
        connect(edit, &QLineEdit::textChanged, this, check);
    check();
}

void SecretPrompt::enter()
{
    std::map<QString, Secret> secrets;
    for (const auto& [name, edit] : m_edits) {
        if (edit->text().isEmpty()) {
            edit->setFocus();
            return;
        }
        secrets.emplace(name, Secret(edit->text().toUtf8()));
    }
    for (const auto& [name, edit] : m_edits)
        edit->clear();
    accept();
    emit entered(secrets);
}

} // namespace spillway::ui
