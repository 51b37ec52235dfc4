// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/status.h"

#include <QIcon>
#include <QPixmap>

class QPainter;

namespace spillway::ui {

class Theme;

/// The drawing `name` of resources/icons in a token's colour. It follows the theme by itself: whoever holds the icon
/// only needs to repaint. Disabled is dim.
QIcon icon(const Theme& theme, const QString& name, Token color = &Tokens::text);
/// The shape of a status in its colour, 14 px.
QIcon statusIcon(const Theme& theme, Status status);

/// The drawing as pixels, kept in QPixmapCache; for delegates. `size` in device-independent pixels; `knockout` is the
/// colour of a status shape's inner mark.
QPixmap tintedPixmap(
    const QString& name, int size, qreal devicePixelRatio, const QColor& color, const QColor& knockout);
/// Paints a status shape, 14 px, at the left of `rect` and in its middle.
void paintStatus(QPainter* painter, const QRect& rect, Status status, const Tokens& tokens);

} // namespace spillway::ui
