// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/tokens.h"

#include <QFont>
#include <QObject>
#include <QPalette>
#include <QPointer>

#include <memory>

namespace spillway::ui {

class Style;

/// Colours, fonts and sizes of the whole program. Made once by the application, after QApplication and before any
/// widget, and handed on by reference; it outlives every widget. GUI thread only.
class Theme : public QObject {
    Q_OBJECT

public:
    enum class Mode { System, Light, Dark };

    explicit Theme(QObject* parent = nullptr);
    ~Theme() override;

    /// Sets style and palette of the application and keeps them up to date from now on, also with the desktop's choice.
    void install();

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    /// What Mode::System follows: the platform's palette at first, then the desktop's portal once it has answered.
    void setSystemDark(bool dark);
    bool isDark() const { return m_tokens->dark; }

    /// The current colours; the reference stays valid and changes its content with the theme.
    const Tokens& tokens() const { return *m_tokens; }
    /// The same, for what may outlive the theme (icons).
    std::shared_ptr<const Tokens> sharedTokens() const { return m_tokens; }
    QPalette palette() const;

    /// Fonts, all relative to the system's general font (13 px here).
    QFont textFont() const;
    QFont semiboldFont() const; ///< panel titles
    QFont smallFont() const; ///< 12 px
    QFont labelFont() const; ///< 11 px, the smallest there is
    QFont sectionFont() const; ///< 15 px semibold
    QFont pageFont() const; ///< 17 px semibold
    QFont figureFont() const; ///< 22 px semibold
    QFont monoFont() const; ///< 12 px fixed pitch: keys, values, headers, filters, code; not numbers

    /// Heights in device-independent pixels; they grow with the font so that glyphs are never cut.
    int rowHeight() const; ///< table row, 26
    int denseRowHeight() const; ///< record, feed and header tables, 22
    int controlHeight() const; ///< buttons and inputs, 28
    int compactControlHeight() const; ///< the same in title rows, 24

    static constexpr int pageMargin = 16;
    static constexpr int pageTopMargin = 12;
    static constexpr int panelGap = 12;
    static constexpr int cellPadding = 8;
    static constexpr int panelRadius = 6;
    static constexpr int controlRadius = 4;
    static constexpr int badgeRadius = 3;

signals:
    /// Palette and style are already set when this comes; repaint what is painted by hand.
    void changed();

private:
    QFont sized(int pixelsAt13, QFont::Weight weight) const;

    Mode m_mode = Mode::System;
    bool m_systemDark = false;
    bool m_installed = false;
    std::shared_ptr<Tokens> m_tokens;
    QPointer<Style> m_style;
};

} // namespace spillway::ui
