// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/jsonscanner.h"
#include "core/serde/text.h"

#include <limits>

namespace spillway {

/// Where a token stands in a display text, in UTF-16 units; in order, never overlapping.
struct JsonSpan {
    qsizetype start = 0;
    qsizetype length = 0;
    JsonTokenKind kind = JsonTokenKind::Punct;

    friend bool operator==(const JsonSpan&, const JsonSpan&) = default;
};

/// JSON as shown: the source's own tokens, so that numbers, key order, repeated keys and escapes are exactly as
/// written; only hostile characters are made visible (visibleText).
struct JsonText {
    QString text;
    std::vector<JsonSpan> spans; ///< of keys, strings, numbers and literals; punctuation has none
    size_t leftOutBytes = 0; ///< of the source, because maxChars was reached
    bool broken = false; ///< not JSON from some place on; the rest follows as it is
};

/// One member or element per line, two spaces per level (up to 64 levels, deeper ones keep that indent). Empty brackets
/// stay on one line. Time and memory go with the bounds, not with the size of the source. Never throws, never recurses.
JsonText prettyJson(
    std::string_view json, qsizetype maxChars, qsizetype maxLines = std::numeric_limits<qsizetype>::max());
/// The same on one line, without white space between the tokens.
JsonText oneLineJson(std::string_view json, qsizetype maxChars = PreviewChars);

} // namespace spillway
