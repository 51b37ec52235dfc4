// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <functional>

/// Threads that nobody joins because librdkafka may keep them for ever (a destroy that hangs, a call to a broker that
/// never answers). They are counted, so that the process can end without pulling statics away under them.
namespace spillway::kafka {

/// Runs `body` on a counted thread of its own.
void inBackground(std::function<void()> body);

} // namespace spillway::kafka
