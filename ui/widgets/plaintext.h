// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QLabel;
class QWidget;

namespace spillway::ui {

/// A tooltip Qt cannot take for markup, whatever the text holds; long lines wrap. Empty stays empty.
QString plainTooltip(const QString& text);
/// A QLabel that never interprets markup.
QLabel* plainLabel(const QString& text, QWidget* parent = nullptr);

} // namespace spillway::ui
