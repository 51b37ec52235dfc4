// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QList>

#include <array>

namespace spillway::ui {

struct Tokens;

/// What a chart needs of the theme. Charts take these instead of the theme, so that a picture or a test can set its
/// own.
struct ChartColors {
    QColor surface; ///< what the chart stands on
    QColor raised; ///< read-out box
    QColor text;
    QColor muted;
    QColor grid;
    QColor control; ///< base line, outlines
    QColor accent; ///< focus ring, the range being dragged
    QColor warn;
    QColor error;
    std::array<QColor, 8> series; ///< by colour index modulo 8; the last is "other"
    std::array<QList<qreal>, 8> dashes; ///< in pen widths, empty is solid
};

ChartColors chartColors(const Tokens& tokens);

} // namespace spillway::ui
