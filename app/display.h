// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/options.h"

#include <memory>

class QApplication;

namespace spillway::app {

/// Pictures need no display: the offscreen platform is chosen then. False: a window is wanted and there is no display.
bool displayFor(const Options& options);

/// What to do without a display, for people; `reason` is what Qt said, may be empty.
QString noDisplayText(const QString& reason);

/// The application object. Where Qt alone would abort with a core dump since it finds no display, the process ends with
/// exit code 1 and noDisplayText() on stderr.
///
/// The program's words are English until there is a translation: left to right whatever the desktop's language, and
/// figures in 0–9, since one page must not show numbers in two scripts.
std::unique_ptr<QApplication> makeApplication(int& argc, char** argv);

} // namespace spillway::app
