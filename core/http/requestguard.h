// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/http/httpmessage.h"
#include "core/http/restserver.h"

namespace spillway {

/// Who may ask. Three checks before anything else is looked at:
/// - Host names us. A web page whose name was made to resolve to us (DNS rebinding) brings its own name and is 403.
/// - Origin, where there is one (browsers send it with every POST and every cross-origin request), is ours: same
///   origin as Host, else 403. Programs send none.
/// - Where a token is set, it is there, else 401. Compared in constant time.
class RequestGuard {
public:
    explicit RequestGuard(const RestOptions& options);

    /// The answer to a request that may not go on; nullopt: it may.
    std::optional<HttpAnswer> check(const HttpRequest& request) const;

private:
    std::optional<HttpAnswer> checkHost(const HttpRequest& request) const;
    std::optional<HttpAnswer> checkOrigin(const HttpRequest& request) const;
    std::optional<HttpAnswer> checkToken(const HttpRequest& request) const;
    bool knows(const QByteArray& name) const;

    const bool m_loopback;
    QList<QByteArray> m_names; ///< lower-case
    QByteArray m_tokenHash; ///< SHA-256; empty: none is asked for
};

/// "name", "name:port", "[v6]:port": the name in lower case without brackets; nullopt: none of these.
std::optional<QByteArray> hostName(const QByteArray& host);

} // namespace spillway
