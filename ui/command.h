// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QKeySequence>
#include <QString>

#include <functional>

namespace spillway::ui {

/// Something the window can do. One table of these makes the shortcuts, the palette's commands and the F1 page, so that
/// none of them can say what another does not do.
struct Command {
    QString name; ///< id, unique in the window
    QString title; ///< "Pause"; safe to show
    QString icon; ///< name of a drawing
    QKeySequence keys; ///< may be empty
    std::function<void()> run;
    std::function<QString()> refusal; ///< why it is not possible now, empty when it is; may be null
    bool inPalette = true;

    QString refused() const { return refusal ? refusal() : QString(); }
};

} // namespace spillway::ui
