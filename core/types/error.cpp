// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/types/error.h"

namespace spillway {

QString errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Failed:
        return QStringLiteral("failed");
    case ErrorCode::Unreachable:
        return QStringLiteral("unreachable");
    case ErrorCode::TimedOut:
        return QStringLiteral("timed_out");
    case ErrorCode::AuthenticationFailed:
        return QStringLiteral("authentication_failed");
    case ErrorCode::NotAuthorized:
        return QStringLiteral("not_authorized");
    case ErrorCode::NotFound:
        return QStringLiteral("not_found");
    case ErrorCode::AlreadyExists:
        return QStringLiteral("already_exists");
    case ErrorCode::Unsupported:
        return QStringLiteral("unsupported");
    case ErrorCode::InvalidConfiguration:
        return QStringLiteral("invalid_configuration");
    case ErrorCode::InvalidArgument:
        return QStringLiteral("invalid_argument");
    case ErrorCode::MessageTooLarge:
        return QStringLiteral("message_too_large");
    case ErrorCode::Refused:
        return QStringLiteral("refused");
    case ErrorCode::Cancelled:
        return QStringLiteral("cancelled");
    case ErrorCode::Protocol:
        return QStringLiteral("protocol");
    }
    return QStringLiteral("failed");
}

QString toText(const Error& error)
{
    return error.hint.isEmpty() ? error.message : error.message + QStringLiteral(" (") + error.hint + QLatin1Char(')');
}

} // namespace spillway
