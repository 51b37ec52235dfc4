// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/exitcode.h"

#include <QProcessEnvironment>
#include <QStringList>

namespace spillway::cli {

/// spillwayctl from its arguments (without the program's name) to its exit code. Writes to stdout and stderr, takes
/// over SIGINT and SIGTERM while it runs; call it before other threads begin.
ExitCode run(const QStringList& arguments, const QProcessEnvironment& environment);

} // namespace spillway::cli
