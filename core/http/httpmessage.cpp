// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/httpmessage.h"

#include "core/serde/text.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace spillway {

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::optional<QString> decode(QByteArrayView text, bool plusIsSpace, QString& problem)
{
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plusIsSpace) {
            bytes.append(' ');
        } else if (text[i] != '%') {
            bytes.append(text[i]);
        } else {
            const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                problem = QStringLiteral("The request target has a '%' without two hexadecimal digits after it");
                return {};
            }
            bytes.append(char(high * 16 + low));
            i += 2;
        }
    }
    if (!isValidUtf8(bytesOf(bytes))) {
        problem = QStringLiteral("The request target is not UTF-8");
        return {};
    }
    const bool control
        = std::ranges::any_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (control) {
        problem = QStringLiteral("The request target has control characters");
        return {};
    }
    return QString::fromUtf8(bytes);
}

} // namespace

HttpAnswer HttpAnswer::error(int status, const QString& detail, const QString& hint, int retryAfterSeconds)
{
    QJsonObject object{ { QStringLiteral("detail"), detail } };
    if (!hint.isEmpty())
        object[QStringLiteral("hint")] = hint;
    return { .status = status,
        .body = QJsonDocument(object).toJson(QJsonDocument::Compact),
        .retryAfterSeconds = retryAfterSeconds };
}

QByteArray httpReason(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 422:
        return "Unprocessable Content";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    default:
        return "Unknown";
    }
}

std::optional<RequestTarget> parseTarget(const QByteArray& target, QString& problem)
{
    if (!target.startsWith('/')) {
        problem = QStringLiteral("The request target is no path that begins with '/'");
        return {};
    }
    const QByteArrayView all(target);
    const qsizetype mark = target.indexOf('?');
    const QByteArrayView path = mark < 0 ? all : all.first(mark);
    RequestTarget result;
    for (qsizetype at = 1; at <= path.size();) {
        qsizetype end = target.indexOf('/', at);
        if (end < 0 || end > path.size())
            end = path.size();
        auto segment = decode(path.sliced(at, end - at), false, problem);
        if (!segment)
            return {};
        result.path.append(std::move(*segment));
        at = end + 1;
    }
    for (qsizetype at = mark + 1; mark >= 0 && at < all.size();) {
        qsizetype end = target.indexOf('&', at);
        if (end < 0)
            end = all.size();
        const QByteArrayView pair = all.sliced(at, end - at);
        at = end + 1;
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        auto name = decode(equals < 0 ? pair : pair.first(equals), true, problem);
        auto value = decode(equals < 0 ? QByteArrayView() : pair.sliced(equals + 1), true, problem);
        if (!name || !value)
            return {};
        result.query.emplace_back(std::move(*name), std::move(*value));
    }
    return result;
}

} // namespace spillway
