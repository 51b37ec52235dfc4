// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace spillway::ui {

/// Something the Go to list can bring up.
struct GoToItem {
    QString group; ///< heading: "Pages", "Topics", "Consumer groups"
    QString text; ///< what is shown and matched, safe to show
    QString page; ///< Page::pageName; empty: a command
    QString id; ///< for Page::showItem, empty for the page itself; or the command's name
    QString icon; ///< name of a drawing
    QString detail = {}; ///< at the right, muted: why it is not possible now
    QString key = {}; ///< at the right, as a cap; only without a detail
    bool possible = true; ///< false: shown muted, Enter does nothing
};

} // namespace spillway::ui
