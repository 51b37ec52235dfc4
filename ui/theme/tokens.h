// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QList>

#include <array>

namespace spillway::ui {

/// The two colours the icons' SVG files are drawn in; an icon puts a token's in their place.
inline constexpr char IconInk[] = "#000";
inline constexpr char IconKnockout[] = "#fff";

/// Every colour of the program, by what it is for. The only place with colour values; nothing else names a hex number.
struct Tokens {
    bool dark = false;

    QColor window; ///< header, rail, status bar, dialogs
    QColor surface; ///< tables, panels, inputs, buttons
    QColor raised; ///< table headers, section rows, tooltips
    QColor border; ///< panels
    QColor hairline; ///< under table rows
    QColor grid; ///< charts
    QColor control; ///< outline of inputs and buttons, a chart's base line
    QColor text;
    QColor muted;
    QColor disabled;
    QColor accent; ///< links, focus, the current tab
    QColor accentFill; ///< ground of the primary button and checked boxes
    QColor onAccent; ///< text on accentFill
    QColor selection; ///< selected rows; their text keeps its colour
    QColor inactive; ///< selected rows of a list without focus, grooves
    QColor highlight; ///< rows a filter marks

    QColor ok, okSoft;
    QColor warn, warnSoft;
    QColor error, errorSoft;
    QColor info, infoSoft;
    QColor production, productionSoft; ///< mark of a production profile, not a status

    QColor codeKey, codeString, codeNumber, codeLiteral;

    static constexpr int seriesCount = 8;
    std::array<QColor, seriesCount> series; ///< in order of use; the last is "other"

    static const Tokens& light();
    static const Tokens& darkTokens();

    /// `index` wraps, so that an entity's number can be given as it is.
    QColor seriesColor(int index) const;
    /// Pattern in pen widths for QPen::setDashPattern; empty means solid.
    static QList<qreal> seriesDash(int index);
};

/// Names a token so that what is painted can follow a change of theme.
using Token = QColor Tokens::*;

/// WCAG contrast of two opaque colours, 1…21.
double contrast(const QColor& a, const QColor& b);

} // namespace spillway::ui
