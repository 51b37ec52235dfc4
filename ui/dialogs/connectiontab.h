// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/dialogs/profiletab.h"

#include <QStringList>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace spillway::ui {

class FileCheck;

/// Name, addresses, security and safety. Fields that the security protocol has no use for are not shown, and what they
/// held is not saved.
class ConnectionTab : public ProfileTab {
    Q_OBJECT

public:
    ConnectionTab(const Theme& theme, QWidget* parent = nullptr);

    void load(const ConnectionProfile& profile) override;
    void store(ConnectionProfile& profile) const override;
    bool check() override;
    std::vector<std::pair<QString, SecretField*>> secrets() const override;

    /// Names other profiles have: they are refused.
    void setTakenNames(const QStringList& names) { m_taken = names; }
    /// Another host in the addresses that have `host`; ports stay.
    void replaceHost(const QString& host, const QString& name);
    /// Properties this tab has fields for.
    static const QStringList& properties();

signals:
    /// By the user: extra confirmation belongs to it.
    void productionMarked();
    /// check() may say otherwise now: what it asked the disk has been answered.
    void filesChecked();

private:
    QWidget* file(QLineEdit*& edit, const QString& name, const QString& title);
    void chooseFile(QLineEdit* edit, const QString& title);
    void showFields();
    bool sasl() const;
    bool tls() const;

    QStringList m_taken;
    FileCheck* m_files = nullptr;
    bool m_loading = false;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_servers = nullptr;
    QComboBox* m_protocol = nullptr;
    QComboBox* m_mechanism = nullptr;
    QWidget* m_mechanismPart = nullptr;
    QLineEdit* m_user = nullptr;
    SecretField* m_password = nullptr;
    QLineEdit* m_ca = nullptr;
    QLineEdit* m_certificate = nullptr;
    QLineEdit* m_key = nullptr;
    SecretField* m_keyPassword = nullptr;
    QCheckBox* m_readOnly = nullptr;
    QCheckBox* m_production = nullptr;
    FormRow* m_nameRow = nullptr;
    FormRow* m_serversRow = nullptr;
    FormRow* m_securityRow = nullptr;
    FormRow* m_userRow = nullptr;
    FormRow* m_passwordRow = nullptr;
    FormRow* m_caRow = nullptr;
    FormRow* m_certificateRow = nullptr;
    FormRow* m_keyRow = nullptr;
    FormRow* m_keyPasswordRow = nullptr;
};

} // namespace spillway::ui
