// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFileInfo>
#include <QtGlobal>

namespace spillway::ui {

/// Whether the desktop has a D-Bus session. To be asked before QDBusConnection::sessionBus(): libdbus would start a bus
/// where there is none.
inline bool hasSessionBus()
{
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS")
        || QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus"));
}

} // namespace spillway::ui
