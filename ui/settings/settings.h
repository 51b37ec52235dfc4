// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/theme.h"

#include <QString>

namespace spillway::ui {

/// What the user may set, with its defaults. SettingsStore keeps the numbers within their ranges.
struct Settings {
    enum class Times { Local, Utc };

    Theme::Mode theme = Theme::Mode::System;
    Times times = Times::Local;
    int refreshSeconds = 1; ///< the cluster is asked at most this often; 1…300
    int feedRows = 200'000; ///< live feed's buffer; 1,000…2,000,000
    int feedMebibytes = 64; ///< the same in memory, whichever is reached first; 8…1,024
    QString startPage; ///< Page::pageName; empty: where one was last
    bool restoreSession = true; ///< window, columns, splitters, topics of the feed
    bool notifications = true; ///< of the desktop, when something long ends and the window is not in front
    int confirmAbove = 1000; ///< replaying more records asks for the topic's name; 1…1,000,000

    friend bool operator==(const Settings&, const Settings&) = default;
};

} // namespace spillway::ui
