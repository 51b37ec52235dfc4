// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string_view>

namespace spillway {

/// The most bytes one byte of source can become: \u00XX.
inline constexpr size_t MaxEscapedBytes = 6;

/// Which characters appendEscaped() escapes: all that a JSON string needs, or of a text that is JSON already only those
/// that are legal in it but dangerous on a terminal.
enum class EscapeWhat { String, DangerousOnly };

/// Writes `text`, which must be valid UTF-8, to `to`, which must have room for MaxEscapedBytes per byte; returns the
/// end. Besides what JSON demands, DEL, C1 controls, bidirectional controls and line separators become \u escapes: what
/// reads the JSON sees the same text, what shows it on a terminal is not steered by it.
char* writeEscaped(char* to, std::string_view text, EscapeWhat what);

} // namespace spillway
