// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <utility>
#include <vector>

namespace spillway::app {

/// The libraries the program runs with, as they say themselves; those of headers only, as they were compiled.
std::vector<std::pair<QString, QString>> libraryVersions();

} // namespace spillway::app
