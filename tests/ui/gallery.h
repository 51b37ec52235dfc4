// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

namespace spillway::ui {
class Theme;
}

/// Every component in its states on one page, as the tests paint it.
QWidget* makeGallery(const spillway::ui::Theme& theme);
/// A page of tiles, panels and tables with invented figures.
QWidget* makeSamplePage(const spillway::ui::Theme& theme, QWidget* parent);
