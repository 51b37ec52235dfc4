// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/tokens.h"

#include <QMetaType>
#include <QString>

namespace spillway::ui {

/// What is said about a thing, always as shape + word + colour. In order of severity, worst last; Unknown sorts last of
/// all (see statusRank).
enum class Status {
    None, ///< nothing is drawn
    Ok,
    CatchingUp,
    Note,
    New,
    Waiting,
    Rewound,
    Warning, ///< the triangle with a word of the caller's
    Behind, ///< "Falling behind"
    Stalled,
    Stopped,
    Error,
    Unknown, ///< also "no commit" and stale values: the dashed ring
};

/// "Falling behind", "Stopped", …: for when the caller has no better word.
QString statusWord(Status status);
/// Name of the shape's icon, e.g. "status-ok"; empty for None.
QString statusIconName(Status status);
/// Colour of shape and word.
Token statusToken(Status status);
/// Ground of a banner or badge of this status.
Token statusSoftToken(Status status);
/// For sorting worst first: bigger is worse, Unknown is below all.
int statusRank(Status status);

} // namespace spillway::ui

Q_DECLARE_METATYPE(spillway::ui::Status)
