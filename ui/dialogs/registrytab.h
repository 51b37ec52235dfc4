// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/dialogs/profiletab.h"

class QLineEdit;

namespace spillway::ui {

/// The schema registry that belongs to the cluster.
class RegistryTab : public ProfileTab {
    Q_OBJECT

public:
    RegistryTab(const Theme& theme, QWidget* parent = nullptr);

    void load(const ConnectionProfile& profile) override;
    void store(ConnectionProfile& profile) const override;
    bool check() override;
    std::vector<std::pair<QString, SecretField*>> secrets() const override;

private:
    QLineEdit* m_url = nullptr;
    QLineEdit* m_user = nullptr;
    SecretField* m_password = nullptr;
    FormRow* m_urlRow = nullptr;
    FormRow* m_userRow = nullptr;
    FormRow* m_passwordRow = nullptr;
};

} // namespace spillway::ui
