// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>

namespace spillway {

/// How long to wait before attempt `again` (1: the first repetition): base × 2^(again−1), at most `most`, ±20 % so that
/// what failed together does not come back together. Thread-safe.
std::chrono::milliseconds backoff(
    std::chrono::milliseconds base, int again, std::chrono::milliseconds most = std::chrono::seconds(60));

} // namespace spillway
