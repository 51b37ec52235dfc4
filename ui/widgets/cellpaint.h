// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/tokens.h"

#include <QString>

class QFont;
class QFontMetrics;
class QPainter;
class QRect;

/// Painting of cell contents, with the painter's font and pen. Texts are one line; nothing longer than a screen is laid
/// out.
namespace spillway::ui::cellpaint {

/// Elided to `rect`, at its left; returns the width used.
int text(QPainter* painter, const QRect& rect, const QString& text, Qt::TextElideMode elide);
/// The same at the right-elided fixed pitch: ASCII is cut by counting and drawn in `plain` (the painter's font with
/// QFont::PreferNoShaping, no ligatures), anything else as by text().
int fixedText(QPainter* painter, const QRect& rect, const QString& text, const QFont& plain);
/// Figures at the right of `rect`: every digit in a cell of the widest, so that columns line up in any font.
void figures(QPainter* painter, const QRect& rect, const QString& text);
/// Width `figures` takes.
int figuresWidth(const QFontMetrics& metrics, const QString& text);
int textWidth(const QFontMetrics& metrics, const QString& text);
/// A word in an outline ("null", "empty"); returns the width used.
int outlinedWord(QPainter* painter, const QRect& rect, const QString& word, const QFont& font, const Tokens& tokens);
/// A fact in a faint box ("new protocol"); returns the width used.
int badge(QPainter* painter, const QRect& rect, const QString& word, const QFont& font, const Tokens& tokens);
int badgeWidth(const QString& word, const QFont& font);

} // namespace spillway::ui::cellpaint
