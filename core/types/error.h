// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QMetaType>
#include <QString>

namespace spillway {

/// What kind of trouble, in terms a caller can act on. The command line maps it to exit codes, pages to their state.
enum class ErrorCode {
    Failed, ///< anything without a kind of its own
    Unreachable, ///< no broker could be reached
    TimedOut, ///< a deadline of ours passed
    AuthenticationFailed,
    NotAuthorized,
    NotFound, ///< topic, partition or group does not exist
    AlreadyExists,
    Unsupported, ///< the broker or the library cannot do it
    InvalidConfiguration, ///< a property, variable or option is wrong
    InvalidArgument, ///< the request itself is wrong
    MessageTooLarge,
    Refused, ///< by us: read-only mode or no confirmation
    Cancelled,
    Protocol, ///< an answer that makes no sense
};

/// Trouble as data. `message` names what was wrong, `hint` what to do about it; both are plain text for people and
/// never hold a secret. `retriable`: the same request may succeed later. `fatal`: the handle it came from must be
/// replaced.
struct Error {
    ErrorCode code = ErrorCode::Failed;
    QString message;
    QString hint;
    bool retriable = false;
    bool fatal = false;

    friend bool operator==(const Error&, const Error&) = default;
};

/// The code's name as printed in JSON and logs, e.g. "not_found".
QString errorCodeName(ErrorCode code);

/// "message (hint)" on one line, for logs and stderr.
QString toText(const Error& error);

} // namespace spillway

Q_DECLARE_METATYPE(spillway::Error)
