// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/exitcode.h"

namespace spillway::cli {

ExitCode exitCodeFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Unreachable:
    case ErrorCode::AuthenticationFailed:
        return ExitCode::CannotConnect;
    case ErrorCode::InvalidConfiguration:
        return ExitCode::Usage;
    case ErrorCode::Refused:
        return ExitCode::Refused;
    case ErrorCode::Failed:
    case ErrorCode::TimedOut:
    case ErrorCode::NotAuthorized:
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::Unsupported:
    case ErrorCode::InvalidArgument:
    case ErrorCode::MessageTooLarge:
    case ErrorCode::Cancelled:
    case ErrorCode::Protocol:
        return ExitCode::Failed;
    }
    return ExitCode::Failed;
}

} // namespace spillway::cli
