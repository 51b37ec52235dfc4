// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/options.h"

namespace spillway::app {

/// Pictures need no display: the offscreen platform is chosen then. False: a window is wanted and there is no display.
bool displayFor(const Options& options);

/// The program's words are English until there is a translation: left to right whatever the desktop's language, and
/// figures in 0–9, since one number must not stand in two scripts on one page. Needs the application object.
void speakEnglish();

/// What to do without a display, for people; `reason` is what Qt said, may be empty.
QString noDisplayText(const QString& reason);

/// While one lives, a QApplication that finds no display ends the process with exit code 1 and noDisplayText() on
/// stderr; Qt alone aborts with a core dump. Other messages are printed as ever.
class DisplayGuard {
public:
    DisplayGuard();
    ~DisplayGuard();
    DisplayGuard(const DisplayGuard&) = delete;
    DisplayGuard& operator=(const DisplayGuard&) = delete;
};

} // namespace spillway::app
