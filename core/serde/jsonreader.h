// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventjson.h"

namespace spillway {

/// The quick way of parseJson(): the value of a JSON text that is in order, read in one pass without tokens; nothing
/// when anything is wrong with it or beyond the limits, and then readJsonTokens() says what. `json` must be UTF-8. What
/// it reads, readJsonTokens() reads to the same value. Never recurses, never throws; thread-safe. 300 MB/s.
std::optional<EventValue> readJsonQuickly(std::string_view json, const JsonLimits& limits);

/// The same token by token, 60 MB/s, with errors that name the byte.
Result<EventValue> readJsonTokens(std::string_view json, const JsonLimits& limits);

/// A name that two of the members have; nullptr: there is none.
const QString* repeatedName(const EventValue::Members& members);

} // namespace spillway
