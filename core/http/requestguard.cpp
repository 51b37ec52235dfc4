// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/requestguard.h"

#include <QCryptographicHash>
#include <QSysInfo>

#include <algorithm>
#include <arpa/inet.h>

namespace spillway {

namespace {

enum class Literal { None, Loopback, Other };

Literal addressLiteral(const QByteArray& name)
{
    in_addr four{};
    if (inet_pton(AF_INET, name.constData(), &four) == 1)
        return (ntohl(four.s_addr) >> 24) == 127 ? Literal::Loopback : Literal::Other;
    in6_addr six{};
    if (inet_pton(AF_INET6, name.constData(), &six) == 1)
        return IN6_IS_ADDR_LOOPBACK(&six) ? Literal::Loopback : Literal::Other;
    return Literal::None;
}

/// Without the port when it is the scheme's own, so that both ways to write it are equal.
QByteArray withoutDefaultPort(QByteArray host, const QByteArray& port)
{
    if (host.endsWith(port))
        host.chop(port.size());
    return host;
}

QByteArray hashOf(const QByteArray& token)
{
    return QCryptographicHash::hash(token, QCryptographicHash::Sha256);
}

/// Takes as long whatever differs: both are hashes of one length, and every byte is looked at.
bool sameInConstantTime(const QByteArray& a, const QByteArray& b)
{
    unsigned different = a.size() == b.size() ? 0 : 1;
    for (qsizetype i = 0; i < std::min(a.size(), b.size()); ++i)
        different |= unsigned(static_cast<unsigned char>(a[i])) ^ static_cast<unsigned char>(b[i]);
    return different == 0;
}

QString shown(const QByteArray& header)
{
    return QString::fromLatin1(header.left(100));
}

} // namespace

std::optional<QByteArray> hostName(const QByteArray& host)
{
    const auto legalPort = [](QByteArrayView port) {
        return port.size() <= 5 && std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
    };
    QByteArray name;
    QByteArrayView rest;
    if (host.startsWith('[')) {
        const qsizetype end = host.indexOf(']');
        if (end < 0)
            return {};
        name = host.mid(1, end - 1);
        rest = QByteArrayView(host).sliced(end + 1);
        if (!name.contains(':'))
            return {};
    } else {
        const qsizetype colon = host.indexOf(':');
        name = colon < 0 ? host : host.left(colon);
        rest = colon < 0 ? QByteArrayView() : QByteArrayView(host).sliced(colon);
        const auto legal = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
                || c == '_';
        };
        if (!std::ranges::all_of(name, legal))
            return {};
    }
    if (!rest.isEmpty() && (rest[0] != ':' || !legalPort(rest.sliced(1))))
        return {};
    if (name.endsWith('.'))
        name.chop(1); // the root of DNS, "localhost."
    if (name.isEmpty())
        return {};
    return name.toLower();
}

RequestGuard::RequestGuard(const RestOptions& options)
    : m_loopback(options.loopback())
{
    m_names.append(QByteArrayLiteral("localhost"));
    if (!m_loopback)
        m_names.append(QSysInfo::machineHostName().toUtf8().toLower());
    for (const QString& name : options.allowedHosts)
        m_names.append(name.trimmed().toUtf8().toLower());
    if (!options.token.isEmpty())
        m_tokenHash = hashOf(options.token.reveal());
}

bool RequestGuard::knows(const QByteArray& name) const
{
    if (m_names.contains(name))
        return true;
    // an address cannot be made to resolve to us
    const Literal literal = addressLiteral(name);
    return literal == Literal::Loopback || (literal == Literal::Other && !m_loopback);
}

std::optional<HttpAnswer> RequestGuard::checkHost(const HttpRequest& request) const
{
    if (request.host.count != 1)
        return HttpAnswer::error(400,
            request.host.count == 0 ? QStringLiteral("The Host header is missing")
                                    : QStringLiteral("There is more than one Host header"));
    const auto name = hostName(request.host.value.trimmed());
    if (!name)
        return HttpAnswer::error(
            400, QStringLiteral("The Host header is no host name: %1").arg(shown(request.host.value)));
    if (!knows(*name))
        return HttpAnswer::error(403, QStringLiteral("Host %1 is not served here").arg(shown(*name)),
            QStringLiteral("use the address or localhost, or allow the name where the server is started"));
    return {};
}

std::optional<HttpAnswer> RequestGuard::checkOrigin(const HttpRequest& request) const
{
    if (request.origin.count == 0)
        return {};
    const QByteArray origin = request.origin.value.trimmed().toLower();
    const QByteArray host = request.host.value.trimmed().toLower();
    const auto same = [&](const QByteArray& scheme, const QByteArray& port) {
        return origin.startsWith(scheme)
            && withoutDefaultPort(origin.mid(scheme.size()), port) == withoutDefaultPort(host, port);
    };
    if (request.origin.count == 1 && (same("http://", ":80") || same("https://", ":443")))
        return {};
    return HttpAnswer::error(403, QStringLiteral("Origin %1 may not use this service").arg(shown(request.origin.value)),
        QStringLiteral("web pages of other sites are refused; programs send no Origin"));
}

std::optional<HttpAnswer> RequestGuard::checkToken(const HttpRequest& request) const
{
    if (m_tokenHash.isEmpty())
        return {};
    const QByteArray value = request.authorization.value.trimmed();
    const bool bearer = value.size() > 7 && value.left(7).toLower() == "bearer ";
    if (request.authorization.count != 1 || !bearer)
        return HttpAnswer::error(
            401, QStringLiteral("A bearer token is required"), QStringLiteral("send \"Authorization: Bearer TOKEN\""));
    if (!sameInConstantTime(hashOf(value.mid(7).trimmed()), m_tokenHash))
        return HttpAnswer::error(401, QStringLiteral("The bearer token is wrong"));
    return {};
}

std::optional<HttpAnswer> RequestGuard::check(const HttpRequest& request) const
{
    if (auto refused = checkHost(request))
        return refused;
    if (auto refused = checkOrigin(request))
        return refused;
    return checkToken(request);
}

} // namespace spillway
