// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/reach.h"

#include "core/kafka/background.h"
#include "core/kafka/errors.h"

#include <QStringList>

#include <array>
#include <cerrno>
#include <future>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace spillway::kafka {

namespace {

constexpr quint16 DefaultPort = 9092;

using Clock = std::chrono::steady_clock;

Failure unreachable(const QString& message, const QString& hint)
{
    return Failure(Error{ ErrorCode::Unreachable, message, hint, true, false });
}

struct Answer {
    int status = 0;
    std::vector<SocketAddress> addresses;
};

Answer ask(const QByteArray& host, const QByteArray& port)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    Answer answer;
    answer.status = ::getaddrinfo(host.constData(), port.constData(), &hints, &found);
    if (answer.status != 0)
        return answer;
    for (const addrinfo* info = found; info; info = info->ai_next)
        answer.addresses.emplace_back(reinterpret_cast<const char*>(info->ai_addr), qsizetype(info->ai_addrlen));
    ::freeaddrinfo(found);
    return answer;
}

/// A connected descriptor, or minus the errno of connecting; -ECANCELED when stopped.
int tryConnect(const SocketAddress& address, Clock::time_point until, const std::stop_token& stop)
{
    const auto* to = reinterpret_cast<const sockaddr*>(address.constData()); // NOLINT: the sockets API
    const int fd = ::socket(to->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    int reason = ::connect(fd, to, socklen_t(address.size())) == 0 ? 0 : errno;
    while (reason == EINPROGRESS) {
        pollfd wanted{ fd, POLLOUT, 0 };
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
        if (stop.stop_requested()) {
            reason = ECANCELED;
        } else if (left <= 0) {
            reason = ETIMEDOUT;
        } else if (::poll(&wanted, 1, int(std::min<qint64>(100, left))) > 0) {
            socklen_t size = sizeof reason;
            ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &reason, &size);
        }
    }
    if (reason == 0)
        return fd;
    ::close(fd);
    return -reason;
}

} // namespace

std::vector<HostPort> bootstrapAddresses(const QString& servers)
{
    std::vector<HostPort> addresses;
    for (const QString& part : servers.split(QLatin1Char(','))) {
        const QString entry = part.trimmed();
        const qsizetype bracket = entry.lastIndexOf(QLatin1Char(']'));
        const qsizetype colon = entry.indexOf(QLatin1Char(':'), bracket + 1);
        QString host = colon < 0 ? entry : entry.left(colon);
        if (host.startsWith(QLatin1Char('[')))
            host = host.mid(1, host.size() - 2);
        addresses.push_back({ host, colon < 0 ? DefaultPort : entry.mid(colon + 1).toUShort() });
    }
    return addresses;
}

Result<std::vector<SocketAddress>> resolveHost(
    const HostPort& address, std::chrono::milliseconds timeout, const std::stop_token& stop)
{
    auto promise = std::make_shared<std::promise<Answer>>();
    auto future = promise->get_future();
    inBackground([promise, host = address.host.toUtf8(), port = QByteArray::number(address.port)] {
        promise->set_value(ask(host, port));
    });
    const QString hint = QStringLiteral("check the spelling and the DNS of this machine");
    const auto until = Clock::now() + timeout;
    while (future.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready) {
        if (stop.stop_requested())
            return Failure(cancelledError(QStringLiteral("Resolve")));
        if (Clock::now() >= until)
            return unreachable(QStringLiteral("%1: the name service gave no answer in time").arg(address.host), hint);
    }
    Answer answer = future.get();
    if (answer.status != 0)
        return unreachable(
            QStringLiteral("%1: %2").arg(address.host, QString::fromLocal8Bit(::gai_strerror(answer.status))), hint);
    return std::move(answer.addresses);
}

QString numericAddresses(const std::vector<SocketAddress>& addresses)
{
    QStringList texts;
    for (const SocketAddress& address : addresses) {
        std::array<char, NI_MAXHOST> text{};
        if (::getnameinfo(reinterpret_cast<const sockaddr*>(address.constData()), socklen_t(address.size()),
                text.data(), text.size(), nullptr, 0, NI_NUMERICHOST)
            == 0)
            texts.append(QString::fromLatin1(text.data()));
    }
    return texts.join(QStringLiteral(", "));
}

Result<int> openPort(const HostPort& address, const std::vector<SocketAddress>& resolved,
    std::chrono::milliseconds timeout, const std::stop_token& stop)
{
    const auto until = Clock::now() + timeout;
    int reason = 0;
    for (const SocketAddress& socketAddress : resolved) {
        const int fd = tryConnect(socketAddress, until, stop);
        if (fd >= 0)
            return fd;
        reason = -fd;
        if (reason == ECANCELED)
            return Failure(cancelledError(QStringLiteral("Connect")));
    }
    return unreachable(QStringLiteral("%1:%2: %3").arg(address.host).arg(address.port).arg(qt_error_string(reason)),
        reason == ECONNREFUSED
            ? QStringLiteral("nothing listens there: check the port and whether the broker runs")
            : QStringLiteral("check the address, the network and the firewall between here and the broker"));
}

} // namespace spillway::kafka
