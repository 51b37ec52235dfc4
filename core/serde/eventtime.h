// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace spillway {

/// A moment in microseconds since 1970 UTC; what events carry. Now: std::chrono::floor of system_clock::now().
using EventTime = std::chrono::sys_time<std::chrono::microseconds>;

/// RFC 3339 in UTC with microseconds, always 27 characters: "2026-11-23T10:02:46.918273Z". Empty outside the years
/// 0–9999, which RFC 3339 cannot write.
std::string timeText(EventTime time);
inline constexpr size_t TimeTextChars = 27;
/// The same to `to`, which has room for TimeTextChars; false, and nothing written, where it would be empty. 15 ns.
bool writeTimeText(char* to, EventTime time);

/// Any RFC 3339 moment: offset "Z" or ±hh:mm, a fraction of 0–9 digits (what is finer than a microsecond is cut off),
/// 'T', 't' or a space between date and time; second 60 is the next second. Nothing when it is none, also for dates
/// that do not exist. Thread-safe, never throws, does not allocate.
std::optional<EventTime> parseTime(std::string_view text);

/// The moment of a text exactly as timeText() writes it, if it exists; nothing for any other text.
std::optional<EventTime> timeOfText(std::string_view text);
inline bool isTimeText(std::string_view text)
{
    return timeOfText(text).has_value();
}

} // namespace spillway
