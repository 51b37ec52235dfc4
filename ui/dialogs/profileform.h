// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionprofile.h"
#include "ui/dialogs/secretfield.h"

#include <QWidget>

#include <vector>

class QTabBar;
class QStackedWidget;

namespace spillway::ui {

class ConnectionTab;
class ProfileTab;
class PropertiesTab;
class TestPanel;
class Theme;

/// One profile to be edited: tabs Connection (with the test below it), Registry, Display, More properties.
class ProfileForm : public QWidget {
    Q_OBJECT

public:
    ProfileForm(const Theme& theme, QWidget* parent = nullptr);

    /// `takenNames`: those of the other profiles.
    void setProfile(const ConnectionProfile& profile, const QStringList& takenNames);
    /// As the fields say; its secret names are those that will exist once it is saved.
    ConnectionProfile profile() const;
    const ConnectionProfile& loaded() const { return m_loaded; }
    /// Takes what was stored as what the form began with.
    void setSaved(const ConnectionProfile& profile);
    /// Something differs from what was loaded.
    bool isDirty() const;
    /// Every field as it should be.
    bool isValid() const { return m_valid; }

    struct SecretEntry {
        QString name;
        SecretField* field = nullptr;
    };
    /// The fields in use.
    std::vector<SecretEntry> secrets() const;
    /// nullptr when no field asks for it.
    SecretField* secret(const QString& name) const;

    TestPanel& test() { return *m_test; }
    void setTab(int index);

signals:
    void changed();
    /// isValid() may say otherwise, though nothing was changed: the disk has answered.
    void checkedAgain();

private:
    void check();

    const Theme& m_theme;
    ConnectionProfile m_loaded;
    ConnectionTab* m_connection = nullptr;
    PropertiesTab* m_properties = nullptr;
    std::vector<ProfileTab*> m_tabs; ///< in the order of the tab bar; the last wins where two store the same
    QTabBar* m_bar = nullptr;
    QStackedWidget* m_stack = nullptr;
    TestPanel* m_test = nullptr;
    bool m_valid = true;
    bool m_loading = false;
};

} // namespace spillway::ui
