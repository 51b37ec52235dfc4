// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/profilestore.h"
#include "core/profile/secretstore.h"
#include "ui/theme/theme.h"

#include <QObject>
#include <QTemporaryDir>

#include <memory>

namespace spillway::ui {
class ConnectionsDialog;
} // namespace spillway::ui

namespace spillway::app {

/// Pictures of the Connections dialog, light and dark: profiles of its own in a folder that goes away, and a test that
/// really fails, at a port where nobody listens. The user's profiles are not in the pictures.
class ConnectionPictures : public QObject {
    Q_OBJECT

public:
    /// `cluster` is listed, too; its secrets are not used.
    ConnectionPictures(ui::Theme& theme, const ConnectionSettings& cluster, const QString& directory);
    ~ConnectionPictures() override;

signals:
    void finished(bool written);

private:
    void turn(bool dark);
    void grab(bool dark);

    ui::Theme& m_theme;
    QString m_directory;
    QTemporaryDir m_folder;
    ProfileStore m_store;
    MemorySecretStore m_keyring;
    MemorySecretStore m_session;
    std::unique_ptr<ui::ConnectionsDialog> m_dialog;
    bool m_grabbing = false;
    bool m_written = true;
};

} // namespace spillway::app
