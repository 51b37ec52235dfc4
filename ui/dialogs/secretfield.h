// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/secretstore.h"

#include <QLineEdit>
#include <QWidget>

class QToolButton;

namespace spillway::ui {

class Theme;

/// Input of one secret. What is stored is never brought into it: dots in its place say that there is one, and beside
/// the field stands where it is. What is typed leaves the field with clearInput().
class SecretField : public QWidget {
    Q_OBJECT

public:
    enum class Place {
        None, ///< not stored
        Asking, ///< the keyring has been asked
        Keyring,
        Session, ///< asked each session
        Held, ///< asked each session, and known for this one
    };

    SecretField(const Theme& theme, const QString& name, QWidget* parent = nullptr);

    /// Where it is, with the keyring's own words where it is in trouble.
    void setPlace(Place place, const QString& detail = {});
    Place place() const { return m_place; }
    /// "in the keyring", "asked each session", "not stored", …
    QString placeText() const;

    bool hasInput() const { return !m_edit->text().isEmpty(); }
    Secret input() const { return Secret(m_edit->text().toUtf8()); }
    void clearInput();
    /// What the user wants of it: true to keep it in the keyring, false to be asked each session.
    bool wantsKeyring() const { return m_keyring; }
    /// The stored one is to go.
    bool isForgotten() const { return m_forgotten; }
    /// The profile has such a secret once this is saved.
    bool willExist() const;
    QLineEdit& edit() { return *m_edit; }

signals:
    void changed();

private:
    void showMenu();
    void name();

    const Theme& m_theme;
    QLineEdit* m_edit = nullptr;
    QToolButton* m_state = nullptr;
    Place m_place = Place::None;
    QString m_detail;
    bool m_keyring = true;
    bool m_forgotten = false;
};

} // namespace spillway::ui
