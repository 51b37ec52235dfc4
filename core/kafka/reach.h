// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/result.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <stop_token>
#include <vector>

namespace spillway::kafka {

struct HostPort {
    QString host;
    quint16 port = 9092;

    friend bool operator==(const HostPort&, const HostPort&) = default;
};

/// The addresses of a list that bootstrapProblem() has nothing against.
std::vector<HostPort> bootstrapAddresses(const QString& servers);

/// One address of a host: a sockaddr with its length.
using SocketAddress = QByteArray;

/// What the system's resolver says of a host. It cannot be interrupted, so it runs on a thread of its own, which is
/// left behind when the time is up.
Result<std::vector<SocketAddress>> resolveHost(
    const HostPort& address, std::chrono::milliseconds timeout, const std::stop_token& stop = {});
/// "127.0.0.1, ::1".
QString numericAddresses(const std::vector<SocketAddress>& addresses);

/// A TCP connection to the first address that takes one: a non-blocking descriptor the caller closes. Ends within
/// 100 ms of `stop`, with Cancelled.
Result<int> openPort(const HostPort& address, const std::vector<SocketAddress>& resolved,
    std::chrono::milliseconds timeout, const std::stop_token& stop = {});

} // namespace spillway::kafka
