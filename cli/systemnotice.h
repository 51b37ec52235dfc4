// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

namespace spillway::cli {

/// Tells the service manager something, e.g. "READY=1", by the protocol of sd_notify(3): a datagram to $NOTIFY_SOCKET.
/// Without that variable, as in a shell, nothing happens. Never blocks.
void tellServiceManager(const QByteArray& state);

} // namespace spillway::cli
