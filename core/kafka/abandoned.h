// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>

namespace spillway::kafka {

/// How many threads that nobody joins still work for librdkafka clients: one that closes, a call to a broker that does
/// not answer. Waits up to `patience` for them first. Asked as the last thing in main(): when it is not 0 the program
/// must leave by _Exit, since those threads would race the destruction of statics.
int abandonedClients(std::chrono::milliseconds patience = std::chrono::milliseconds(500));

} // namespace spillway::kafka
