// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QPushButton;
class QToolButton;
class QWidget;

namespace spillway::ui {

class Theme;

/// Buttons of the four looks; at most one primary button per view, a destructive one is never the default. `icon` is
/// the name of a drawing, empty without.
QPushButton* plainButton(const Theme& theme, const QString& text, QWidget* parent, const QString& icon = {});
QPushButton* primaryButton(const Theme& theme, const QString& text, QWidget* parent, const QString& icon = {});
QPushButton* destructiveButton(const Theme& theme, const QString& text, QWidget* parent, const QString& icon = {});
QPushButton* flatButton(const Theme& theme, const QString& text, QWidget* parent, const QString& icon = {});
/// An icon alone; `name` is its tooltip and what a screen reader says.
QToolButton* iconButton(const Theme& theme, const QString& icon, const QString& name, QWidget* parent);
/// 24 px and small type, for title rows.
void makeCompact(const Theme& theme, QWidget* control);

} // namespace spillway::ui
