// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionprofile.h"

#include <QDialog>

#include <map>

class QLineEdit;

namespace spillway::ui {

class Theme;

/// Asks for the secrets of a profile that the keyring does not give, for this session. Not modal; deletes itself.
class SecretPrompt : public QDialog {
    Q_OBJECT

public:
    /// `reason`: what the keyring said.
    SecretPrompt(const Theme& theme, const ConnectionProfile& profile, const QStringList& names, const QString& reason,
        QWidget* parent = nullptr);

signals:
    void entered(const std::map<QString, spillway::Secret>& secrets);

private:
    void enter();

    std::map<QString, QLineEdit*> m_edits;
};

/// "Password", "Key password", …; the property's name for those without a word.
QString secretTitle(const QString& name);

} // namespace spillway::ui
