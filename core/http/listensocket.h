// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/http/restserver.h"

namespace spillway {

/// A listening TCP socket, non-blocking; closed by the owner.
struct ListenSocket {
    int descriptor = -1;
    quint16 port = 0;
};
/// InvalidConfiguration: the address is none. Failed: it cannot be bound, with the system's reason.
Result<ListenSocket> openListenSocket(const QString& address, quint16 port);

/// Lets the process open at least so many files more, as far as the hard limit allows; how many it may.
size_t allowOpenFiles(size_t wanted);

} // namespace spillway
