// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/registrytab.h"

#include "ui/dialogs/formrow.h"
#include "ui/dialogs/secretfield.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QUrl>

namespace spillway::ui {

RegistryTab::RegistryTab(const Theme& theme, QWidget* parent)
    : ProfileTab(theme, parent)
    , m_url(new QLineEdit)
    , m_user(new QLineEdit)
    , m_password(new SecretField(theme, tr("Registry password")))
{
    m_url->setObjectName(QStringLiteral("registryUrl"));
    m_url->setFont(theme.monoFont());
    m_url->setPlaceholderText(QStringLiteral("https://registry.example:8081"));
    QGridLayout* grid = makeGrid();
    const auto row = [&](FormRow*& made, QWidget* input, const QString& name, QWidget* outlined = nullptr) {
        made = new FormRow(theme, input, outlined);
        made->addTo(grid, name);
    };
    row(m_urlRow, m_url, tr("Address"));
    row(m_userRow, m_user, tr("User name"));
    row(m_passwordRow, m_password, tr("Password"), &m_password->edit());
    auto* note = plainLabel(tr("Without a schema registry, records with a schema id are shown in hex, with the id."));
    note->setForegroundRole(QPalette::PlaceholderText);
    note->setWordWrap(true);
    grid->addWidget(note, grid->rowCount(), 1);
    for (QLineEdit* edit : { m_url, m_user })
        connect(edit, &QLineEdit::textChanged, this, &ProfileTab::changed);
    connect(m_password, &SecretField::changed, this, &ProfileTab::changed);
}

void RegistryTab::load(const ConnectionProfile& profile)
{
    const QSignalBlocker quiet(this);
    m_url->setText(profile.registryUrl);
    m_user->setText(profile.registryUser);
    m_password->clearInput();
}

void RegistryTab::store(ConnectionProfile& profile) const
{
    profile.registryUrl = m_url->text().trimmed();
    profile.registryUser = profile.registryUrl.isEmpty() ? QString() : m_user->text();
}

std::vector<std::pair<QString, SecretField*>> RegistryTab::secrets() const
{
    if (m_url->text().trimmed().isEmpty() || m_user->text().isEmpty())
        return {};
    return { { QString::fromLatin1(RegistryPassword), m_password } };
}

bool RegistryTab::check()
{
    const QUrl url(m_url->text().trimmed(), QUrl::StrictMode);
    QString problem;
    if (!m_url->text().trimmed().isEmpty()) {
        const QString scheme = url.scheme().toLower();
        if (!url.isValid() || url.host().isEmpty()
            || (scheme != QLatin1String("http") && scheme != QLatin1String("https")))
            problem = tr("Not an address that begins with http:// or https://.");
        else if (!url.userInfo().isEmpty())
            problem = tr("User and password do not belong into the address: it would be kept in a file.");
    }
    m_urlRow->setProblem(problem);
    const bool alone = m_url->text().trimmed().isEmpty() && !m_user->text().isEmpty();
    m_userRow->setProblem(alone ? tr("A user without an address is of no use.") : QString());
    return problem.isEmpty() && !alone;
}

} // namespace spillway::ui
