// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/error.h"

namespace spillway::cli {

/// What the process ends with; scripts rely on the numbers.
enum class ExitCode {
    Done = 0,
    Failed = 1,
    Usage = 2, ///< the command line or the KAFKA_* variables are wrong
    CannotConnect = 3,
    Partial = 4, ///< some of the answer, or some of the records
    Refused = 5, ///< read-only mode or not confirmed
};

ExitCode exitCodeFor(ErrorCode code);

} // namespace spillway::cli
