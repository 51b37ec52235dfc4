// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/tokens.h"

class QPainter;
class QRectF;
class QStyleOption;
class QStyleOptionButton;
class QStyleOptionHeader;
class QStyleOptionProgressBar;
class QStyleOptionSlider;
class QStyleOptionTab;
class QWidget;

/// How Style paints its parts; nothing outside the style calls these.
namespace spillway::ui::stylepaint {

/// Between the icon and the text of a button.
inline constexpr int iconGap = 6;

/// A rounded rectangle with an outline of `width` inside `rect`; either colour may be invalid (not painted).
void box(
    QPainter* painter, const QRectF& rect, double radius, const QColor& fill, const QColor& outline, double width = 1);
void button(QPainter* painter, const QStyleOption& option, const QWidget* widget, const Tokens& tokens);
/// Icon and text in the middle of the button; room is left for the chevron of a menu.
void buttonLabel(QPainter* painter, const QStyleOptionButton& option, const QColor& ink, bool semibold);
void input(QPainter* painter, const QStyleOption& option, const QWidget* widget, const Tokens& tokens);
void checkBox(QPainter* painter, const QStyleOption& option, const Tokens& tokens);
void radioButton(QPainter* painter, const QStyleOption& option, const Tokens& tokens);
void header(QPainter* painter, const QStyleOptionHeader& option, const QWidget* widget, const Tokens& tokens);
void tab(QPainter* painter, const QStyleOptionTab& option, const Tokens& tokens);
void progressBar(QPainter* painter, const QStyleOptionProgressBar& option, const QWidget* widget, const Tokens& tokens);
void scrollBar(QPainter* painter, const QStyleOptionSlider& option, const QRectF& slider, const Tokens& tokens);
/// The chevron of combo boxes and buttons with a menu.
void chevron(QPainter* painter, const QRectF& rect, const QColor& color);

} // namespace spillway::ui::stylepaint
