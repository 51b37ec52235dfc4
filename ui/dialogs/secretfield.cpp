// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/secretfield.h"

#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace spillway::ui {

SecretField::SecretField(const Theme& theme, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_edit(new QLineEdit(this))
    , m_state(new QToolButton(this))
{
    m_edit->setEchoMode(QLineEdit::Password);
    m_edit->setAccessibleName(name);
    m_edit->setMaxLength(64 * 1024); // a key in PEM; anything longer is no password
    m_state->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_state->setProperty("look", QStringLiteral("flat"));
    m_state->setFont(theme.smallFont());
    m_state->setFocusPolicy(Qt::TabFocus);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_edit, 1);
    row->addWidget(m_state);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, [this] {
        m_forgotten = false;
        this->name();
        emit changed();
    });
    connect(m_state, &QToolButton::clicked, this, &SecretField::showMenu);
    this->name();
}

void SecretField::setPlace(Place place, const QString& detail)
{
    m_place = place;
    m_detail = detail;
    m_forgotten = false;
    m_keyring = place != Place::Session && place != Place::Held;
    name();
}

void SecretField::clearInput()
{
    m_edit->clear();
    m_forgotten = false;
    name();
}

bool SecretField::willExist() const
{
    return hasInput() || (!m_forgotten && (m_place != Place::None || !m_keyring));
}

QString SecretField::placeText() const
{
    if (m_forgotten)
        return tr("will be removed");
    if (hasInput())
        return m_keyring ? tr("goes to the keyring") : tr("for this session only");
    switch (m_place) {
    case Place::Asking:
        return tr("asking the keyring");
    case Place::Keyring:
        return m_keyring ? tr("in the keyring") : tr("will be asked each session");
    case Place::Session:
        return tr("asked each session");
    case Place::Held:
        return tr("known for this session");
    case Place::None:
        break;
    }
    return m_keyring ? tr("not stored") : tr("will be asked each session");
}

void SecretField::name()
{
    const bool there = m_place != Place::None && m_place != Place::Session && !m_forgotten;
    // dots say that there is something, not how long it is
    m_edit->setPlaceholderText(there ? QString(12, QChar(0x2022)) : QString());
    m_state->setText(placeText());
    m_state->setIcon(icon(m_theme, QStringLiteral("lock"), &Tokens::muted));
    m_state->setAccessibleName(tr("%1: %2").arg(m_edit->accessibleName(), placeText()));
    m_state->setToolTip(plainTooltip(m_detail));
}

void SecretField::showMenu()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto choice = [&](const QString& text, bool keyring) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_keyring == keyring);
        connect(action, &QAction::triggered, this, [this, keyring] {
            m_keyring = keyring;
            name();
            emit changed();
        });
    };
    choice(tr("Keep in the keyring"), true);
    choice(tr("Ask each session"), false);
    menu->addSeparator();
    QAction* forget = menu->addAction(tr("Remove what is stored"));
    forget->setEnabled(m_place != Place::None && !m_forgotten);
    connect(forget, &QAction::triggered, this, [this] {
        m_edit->clear();
        m_forgotten = true;
        name();
        emit changed();
    });
    menu->popup(m_state->mapToGlobal(QPoint(0, m_state->height())));
}

} // namespace spillway::ui
