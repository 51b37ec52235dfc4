// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <Qt>

namespace spillway::ui {

/// What a model tells the delegates and TableView beside Qt's own roles. Texts are plain and already made safe to show
/// (core/serde/text.h); alignment and header texts come by Qt's roles.
enum Role {
    IdRole
    = Qt::UserRole + 1, ///< what stays the same through a refresh: a name, "topic/partition/offset", …; comparable
    SortRole, ///< for a proxy's setSortRole; statuses give statusRank()
    StatusRole, ///< Status as int: shape before the text, and the text in its colour (StatusDelegate)
    SeriesRole, ///< int: a square in this series colour before the text (TextDelegate)
    PrefixRole, ///< QString before the text, in the colour of StatusRole: "schema 42 not found" (TextDelegate)
    OutlinedRole, ///< QString in an outline: "null", "empty" (TextDelegate); DisplayRole follows, muted
    BadgeRole, ///< QString in a small outline after the text: "new protocol" (TextDelegate)
    MutedRole, ///< bool: not a value ("no commit", "unknown", "–") or a stale one
    HighlightRole, ///< bool, asked for every cell of the row: a filter marks this row
    EmphasisRole, ///< bool: semibold
    SparklineRole, ///< QList<double>, oldest first; NaN is a gap (SparklineDelegate)
    CopyRole, ///< what Ctrl+C takes instead of the shown text: QString or QByteArray
};

} // namespace spillway::ui
