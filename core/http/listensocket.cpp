// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/listensocket.h"

#include <algorithm>
#include <arpa/inet.h>
#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace spillway {

namespace {

constexpr int Backlog = 511;

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
    bool loopback = false;
    bool all = false;
};

std::optional<Address> addressOf(const QString& text, quint16 port)
{
    Address address;
    const bool all = text == u"*";
    const QByteArray name = all ? QByteArrayLiteral("::")
        : text == u"localhost"  ? QByteArrayLiteral("127.0.0.1")
                                : text.toLatin1();
    sockaddr_in four{};
    sockaddr_in6 six{};
    if (inet_pton(AF_INET, name.constData(), &four.sin_addr) == 1) {
        four.sin_family = AF_INET;
        four.sin_port = htons(port);
        std::memcpy(&address.storage, &four, sizeof four);
        address.size = sizeof four;
        address.loopback = (ntohl(four.sin_addr.s_addr) >> 24) == 127;
    } else if (inet_pton(AF_INET6, name.constData(), &six.sin6_addr) == 1) {
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(port);
        std::memcpy(&address.storage, &six, sizeof six);
        address.size = sizeof six;
        address.loopback = IN6_IS_ADDR_LOOPBACK(&six.sin6_addr);
        address.all = all;
    } else {
        return {};
    }
    return address;
}

Failure failed(const QString& address, quint16 port, int reason)
{
    return Failure(Error{ .code = ErrorCode::Failed,
        .message = QStringLiteral("Cannot listen on %1 port %2: %3")
                       .arg(address)
                       .arg(port)
                       .arg(QString::fromLocal8Bit(std::strerror(reason))),
        .hint = reason == EADDRINUSE ? QStringLiteral("another program listens there; choose another port")
                                     : QStringLiteral("choose another address or port") });
}

const sockaddr* generic(const sockaddr_storage& storage)
{
    return std::bit_cast<const sockaddr*>(&storage);
}

} // namespace

Result<ListenSocket> openListenSocket(const QString& text, quint16 port)
{
    auto address = addressOf(text, port);
    if (!address)
        return Failure(Error{ .code = ErrorCode::InvalidConfiguration,
            .message = QStringLiteral("%1 is no address to listen on").arg(text),
            .hint = QStringLiteral("an IP address of this machine, localhost, or * for all of them") });
    int descriptor = socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0 && address->all) { // no IPv6 here
        address = addressOf(QStringLiteral("0.0.0.0"), port);
        descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    }
    if (descriptor < 0)
        return failed(text, port, errno);
    const int yes = 1;
    const int onlySix = address->all ? 0 : 1;
    (void)setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (address->storage.ss_family == AF_INET6)
        (void)setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &onlySix, sizeof onlySix);
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (bind(descriptor, generic(address->storage), address->size) != 0 || listen(descriptor, Backlog) != 0
        || getsockname(descriptor, std::bit_cast<sockaddr*>(&bound), &size) != 0) {
        const int reason = errno;
        close(descriptor);
        return failed(text, port, reason);
    }
    in_port_t boundPort = 0;
    // the port is at the same place in both kinds of address
    static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
    std::memcpy(&boundPort, std::bit_cast<const char*>(&bound) + offsetof(sockaddr_in, sin_port), sizeof boundPort);
    return ListenSocket{ descriptor, ntohs(boundPort) };
}

size_t allowOpenFiles(size_t wanted)
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    constexpr rlim_t others = 512; // brokers, files, what libraries open
    if (limit.rlim_cur < wanted + others) {
        limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, wanted + others);
        (void)setrlimit(RLIMIT_NOFILE, &limit);
        (void)getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur > others ? size_t(limit.rlim_cur - others) : 0;
}

Result<RestOptions> RestOptions::fromListen(const QString& text)
{
    const auto wrong = [&] {
        return Failure(Error{ .code = ErrorCode::InvalidConfiguration,
            .message = QStringLiteral("%1 is no address to listen on").arg(text.left(100)),
            .hint = QStringLiteral("ADDRESS:PORT, e.g. 127.0.0.1:8000, [::1]:8000, *:8000, or a port alone") });
    };
    RestOptions options;
    const qsizetype colon = text.lastIndexOf(u':');
    QString address = colon < 0 ? QString() : text.left(colon);
    bool isPort = false;
    const QString port = colon < 0 ? text : text.mid(colon + 1);
    options.port = port.toUShort(&isPort);
    if (!isPort || port.startsWith(u'+'))
        return wrong();
    if (address.startsWith(u'[') && address.endsWith(u']'))
        address = address.mid(1, address.size() - 2);
    else if (address.contains(u':'))
        return wrong();
    if (!address.isEmpty())
        options.address = address;
    if (!addressOf(options.address, options.port))
        return wrong();
    return options;
}

bool RestOptions::loopback() const
{
    const auto known = addressOf(address, port);
    return known && known->loopback;
}

} // namespace spillway
