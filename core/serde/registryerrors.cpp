// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/registryerrors.h"

#include "core/serde/eventjson.h"
#include "core/serde/text.h"

namespace spillway {

namespace {

constexpr int MaxWordsChars = 300;

/// The registry's own words: {"error_code":40403,"message":"…"}.
QString wordsOf(const QByteArray& body)
{
    const auto json = parseJson(bytesOf(body));
    const auto message = json ? (*json)[u"message"].toText() : std::nullopt;
    return message ? QStringLiteral(": ") + visibleText(message->left(MaxWordsChars)) : QString();
}

/// Whether a registry said "not found", and no proxy that has no way to one.
bool isItsWord(const QByteArray& body)
{
    const auto json = parseJson(bytesOf(body));
    return json && (*json)[u"error_code"].toInt().has_value();
}

Error error(ErrorCode code, const QString& message, const QString& hint, bool retriable)
{
    return { code, message, hint, retriable, false };
}

Error ofStatus(int status, const QByteArray& body, const QString& where)
{
    const QString said = QStringLiteral("HTTP %1%2").arg(QString::number(status), wordsOf(body));
    const auto message = [&](const char* what) { return QString::fromUtf8(what).arg(where, said); };
    switch (status) {
    case 401:
        return error(ErrorCode::AuthenticationFailed, message("The schema registry %1 wants other credentials (%2)"),
            QStringLiteral("Check the user and password of the schema registry."), false);
    case 403:
        return error(ErrorCode::NotAuthorized, message("The schema registry %1 does not allow this (%2)"),
            QStringLiteral("Ask for read access to the subject, or write access to register schemas."), false);
    case 404:
        return error(ErrorCode::NotFound, message("The schema registry %1 does not have it (%2)"),
            QStringLiteral("The record may be from another registry; or the address lacks its path, such as "
                           "/apis/ccompat/v7."),
            !isItsWord(body));
    case 409:
    case 422:
        return error(ErrorCode::InvalidArgument, message("The schema registry %1 refuses the schema (%2)"),
            QStringLiteral("Make the schema compatible with the subject's earlier versions, or use another subject."),
            false);
    default:
        return error(status >= 500 || status == 429 ? ErrorCode::Failed : ErrorCode::Protocol,
            message("The schema registry %1 is in trouble (%2)"),
            QStringLiteral("Look at the registry's log; the question is asked again later."),
            status >= 500 || status == 429);
    }
}

Error ofNetwork(const QNetworkReply& reply, const QString& where)
{
    const QString reason = visibleText(reply.errorString().left(MaxWordsChars));
    switch (reply.error()) {
    case QNetworkReply::InsecureRedirectError:
    case QNetworkReply::TooManyRedirectsError:
        return error(ErrorCode::Protocol,
            QStringLiteral("The schema registry %1 redirects elsewhere, which is not followed").arg(where),
            QStringLiteral("Give the registry's final address; credentials are sent to no other host."), false);
    case QNetworkReply::SslHandshakeFailedError:
        return error(ErrorCode::AuthenticationFailed,
            QStringLiteral("The schema registry %1 is not trusted: %2").arg(where, reason),
            QStringLiteral("Name the certificate authority's PEM file for the registry."), false);
    default:
        return error(ErrorCode::Unreachable, QStringLiteral("No schema registry answers at %1: %2").arg(where, reason),
            QStringLiteral("Check KAFKA_SCHEMA_REGISTRY_URL, and that the registry runs."), true);
    }
}

} // namespace

Result<EventValue> registryAnswer(const QNetworkReply& reply, const QByteArray& body, const QString& where)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (reply.error() == QNetworkReply::InsecureRedirectError || reply.error() == QNetworkReply::TooManyRedirectsError
        || (status >= 300 && status < 400))
        return Failure(error(ErrorCode::Protocol,
            QStringLiteral("The schema registry %1 redirects elsewhere, which is not followed").arg(where),
            QStringLiteral("Give the registry's final address; credentials are sent to no other host."), false));
    if (status >= 400)
        return Failure(ofStatus(status, body, where));
    if (reply.error() != QNetworkReply::NoError || status == 0)
        return Failure(ofNetwork(reply, where));
    auto json = parseJson(bytesOf(body));
    if (json)
        return json;
    const QString type = reply.header(QNetworkRequest::ContentTypeHeader).toString().left(60);
    return Failure(error(ErrorCode::Protocol,
        QStringLiteral("What answers at %1 is no schema registry: %2, %3")
            .arg(where, type.isEmpty() ? QStringLiteral("no content type") : visibleText(type), json.error().message),
        QStringLiteral("Check the address and its path, such as /apis/ccompat/v7; a proxy or login page may answer."),
        false));
}

} // namespace spillway
