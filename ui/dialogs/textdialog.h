// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDialog>

namespace spillway::ui {

class CodeView;
class Theme;

/// A long text to read and to copy: a whole stack, the outcomes of a replay. Plain, control characters visible, bounded
/// on screen; what is copied is the whole text.
class TextDialog : public QDialog {
    Q_OBJECT

public:
    TextDialog(const Theme& theme, const QString& title, const QString& text, QWidget* parent = nullptr);

    CodeView* view() const { return m_view; }

private:
    CodeView* m_view = nullptr;
};

} // namespace spillway::ui
