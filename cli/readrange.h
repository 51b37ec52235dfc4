// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/recordreader.h"

namespace spillway::cli {

/// "beginning", "end", "-N" (the last N of each partition), "offset:N" or "time:RFC3339"; the error names the word and
/// what is accepted.
Result<kafka::ReadFrom> parseReadFrom(const QString& word);

/// "end", "offset:N" or "time:RFC3339", both exclusive.
Result<kafka::ReadTo> parseReadTo(const QString& word);

} // namespace spillway::cli
