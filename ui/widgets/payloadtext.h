// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/jsonpretty.h"

#include <vector>

namespace spillway::ui {

/// What of a payload is laid out at most, in UTF-16 units; the rest is in the file that Save value writes.
inline constexpr qsizetype MaxShownChars = qsizetype(1) << 20;
/// And of its lines: every one is an object of Qt's, 4 µs to make.
inline constexpr qsizetype MaxShownLines = 10'000;
/// A longer line is broken: one line of a megabyte keeps Qt's text layout busy for seconds.
inline constexpr qsizetype MaxLineChars = 2000;

/// A payload as text for a CodeView: safe to show, bounded in size and in the length of its lines.
struct PayloadText {
    QString text;
    std::vector<spillway::JsonSpan> spans; ///< positions in `text`
    std::vector<int> continuedLines; ///< numbers, from 0, of lines that only continue the one above; ascending
    size_t leftOutBytes = 0;
};

/// JSON over several lines, with spans. The bytes must be JSON (PayloadKind::Json).
PayloadText prettyPayload(std::string_view json, qsizetype maxChars = MaxShownChars);
/// The bytes as they are, with escapes for what cannot be shown.
PayloadText rawPayload(std::string_view bytes, qsizetype maxChars = MaxShownChars);

} // namespace spillway::ui
