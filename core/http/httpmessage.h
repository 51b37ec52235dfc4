// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>
#include <vector>

namespace spillway {

/// What the server looks at of a request: the target as it came, the headers that matter, with how often each came.
struct HttpRequest {
    struct Header {
        QByteArray value; ///< of the first one
        int count = 0;
    };

    QByteArray method;
    QByteArray target; ///< "/kafka/topics/a%20b?x=1"
    QByteArray version;
    Header host;
    Header origin;
    Header authorization;
    Header contentType;
    Header contentEncoding;
    Header contentLength;
    Header transferEncoding;
    Header expect;
    size_t headerBytes = 0; ///< of request line and headers

    bool hasBody() const
    {
        return transferEncoding.count > 0 || (contentLength.count > 0 && contentLength.value.trimmed() != "0");
    }
};

/// An answer of ours; errors are JSON {"detail": …}.
struct HttpAnswer {
    int status = 200;
    QByteArray body{};
    QByteArray type = QByteArrayLiteral("application/json");
    QByteArray allow{}; ///< of a 405
    int retryAfterSeconds = 0; ///< 0: none said
    bool close = false; ///< the connection ends with it

    static HttpAnswer error(int status, const QString& detail, const QString& hint = {}, int retryAfterSeconds = 0);
    bool isError() const { return status >= 400; }
};

/// "Not Found"
QByteArray httpReason(int status);

/// A request's target, decoded: "/a/b%20c?x=1" is {"a", "b c"} and {{"x", "1"}}.
struct RequestTarget {
    QStringList path;
    std::vector<std::pair<QString, QString>> query;
};
/// Strict: what is wrong, in words, is left in `problem` (an incomplete %, bytes that are not UTF-8, control
/// characters, no leading slash).
std::optional<RequestTarget> parseTarget(const QByteArray& target, QString& problem);

} // namespace spillway
